"""The lists are opened once, opened anew when they change, and stay as they are where the new state is broken."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.web.web_world import Api, ids

from leadline.entities.resolution import judgements
from leadline.errors import BadInput
from leadline.store.workspace import Workspace
from leadline.web import standing as standing_
from leadline.web.standing import STANDING, Standing

CARD = """\
id: toy-harbours
title: Those whom the Isle of Toys keeps out
authority: Harbour Office of the Isle of Toys (fictional)
binds: harbours of the Isle of Toys only
as_of: {as_of}
source: Harbour Notice 7 (fictional)
licence: none; the list is made up
min_entries: 1
max_entries: 1
entries:
  - {{name: {name}, schema: Person, ref: HN7-1, designations: [{{measure: port-entry ban, from: 2026-04-01}}]}}
"""


@pytest.fixture
def card(folder: Path) -> Path:
    """A list of the workspace's own, with one made-up person."""
    with (folder / "leadline.toml").open("a", encoding="utf-8") as settings:
        settings.write('[content]\nlists = ["lists"]\n')
    file = folder / "lists" / "toy-harbours.yml"
    file.parent.mkdir()
    file.write_text(CARD.format(as_of="2026-04-01", name="Otokar Weissfeldt"), encoding="utf-8")
    return file


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What the web warns of."""
    monkeypatch.setattr(logging.getLogger("leadline.web"), "disabled", False)  # import-linter disables all
    monkeypatch.setattr(logging.getLogger("leadline.web"), "propagate", True)
    caplog.set_level(logging.WARNING, "leadline.web")
    return caplog


@pytest.fixture
def standing(card: Path, folder: Path) -> Standing:
    """The workspace's lists."""
    return Standing(folder)


@pytest.fixture
def toys(standing: Standing, client: Client) -> Api:
    """The API on the workspace."""
    client.defaults[STANDING] = standing
    return Api(client)


def soon(seen: Callable[[], object]) -> None:
    """Wait until something is so; the lists are opened anew beside the requests."""
    until = time.monotonic() + 300  # a busy machine
    while not seen():
        assert time.monotonic() < until
        time.sleep(0.05)


def found(toys: Api, name: str) -> list[str]:
    return ids(toys.one("Person", "toy-harbours", name=[name]))


def test_a_list_of_the_workspace_is_asked_beside_the_bundled_ones(toys: Api) -> None:
    assert found(toys, "Otokar Weissfeldt") == ["toy-harbours-HN7-1"]
    told = toys.client.get("/catalog").json()
    assert {"toy-harbours", "un", "un-vessels"} <= set(told["current"])
    assert toys.client.get("/entities/toy-harbours-HN7-1").status_code == 200


def test_a_new_version_of_a_list_is_seen_without_a_restart(
    toys: Api, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        standing_, "LOOKED", 0.0
    )  # looks aside at every request whether something has changed
    card.write_text(CARD.format(as_of="2026-05-01", name="Zebedee Quillfeather"), encoding="utf-8")
    soon(lambda: found(toys, "Otokar Weissfeldt") == [])
    told = toys.match({"q": {"schema": "Person", "properties": {"name": ["Zebedee Quillfeather"]}}}).json()
    assert ids(told["responses"]["q"]) == ["toy-harbours-HN7-1"]
    assert {"2026-05-01"} == {one["as_of"] for one in told["stamp"]["lists"] if one["id"] == "toy-harbours"}


def test_a_broken_list_leaves_the_one_before_in_force(
    toys: Api, standing: Standing, card: Path, log: pytest.LogCaptureFixture
) -> None:
    card.write_text("id: [", encoding="utf-8")
    standing.look()
    assert log.text
    assert found(toys, "Otokar Weissfeldt") == ["toy-harbours-HN7-1"]


def test_what_people_dismissed_is_shown_as_dismissed(toys: Api, standing: Standing, folder: Path) -> None:
    name = "Otokar Weissfeldt"
    (entity,) = toys.one("Person", "toy-harbours", name=[name])["results"]
    with Workspace.open(folder) as work:
        judgements.keep_match(work, name, entity, "different", "Born in another century (made up).")
    standing.look()
    told = toys.one("Person", "toy-harbours", name=[name])
    (again,) = told["results"]
    assert (again["match"], told["total"]["value"]) == (False, 0)
    assert "somebody else" in again["reasons"][-1]
    assert "not a clearance" in told["note"]
    assert ids(toys.one("Person", "toy-harbours", "?limit=1", name=[name])) == [again["id"]]
    assert "century" not in str(told), "what people wrote is not for everyone who can ask"


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no workspace"):
        Standing(tmp_path)
