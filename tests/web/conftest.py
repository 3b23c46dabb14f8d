from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from tests.web.web_world import VERSIONS, WORLD, Api

from leadline.entities.resolution.judgements import Judgements
from leadline.entities.screening import index
from leadline.entities.screening.index import Index
from leadline.web import _settings, server
from leadline.web.standing import STANDING, Lists


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    """The made-up lists, indexed."""
    folder: Path = tmp_path_factory.mktemp("index")
    index.build(
        WORLD, folder, {"lists": [{"id": one.id, "as_of": one.as_of, "sha256": []} for one in VERSIONS]}
    )
    return Lists(Index.open(folder), VERSIONS, Judgements())


@pytest.fixture
def client(lists: Lists) -> Iterator[Client]:
    """Asks the API in this process, as loopback would."""
    server.configure()
    values = {name: value for name, value in vars(_settings).items() if name.isupper() and name != "LOGGING"}
    with override_settings(**values):
        yield Client(SERVER_NAME="127.0.0.1", raise_request_exception=False, **{STANDING: lambda: lists})


@pytest.fixture
def api(client: Client) -> Api:
    """The API, with words for asking it."""
    return Api(client)
