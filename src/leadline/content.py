"""Content from outside: folders, Python and YAML that somebody wrote; what is wrong with it is told, never a crash."""

import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import yaml

from leadline.errors import BadContent, LeadlineError

_STRINGS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""By libyaml where it is there: ten times as fast, which a command that answers at once needs."""
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def places(own: Path, named: Sequence[Path]) -> tuple[Path, ...]:
    """The package's own folder and those named in the settings; ``BadContent`` where one isn't there."""
    for folder in named:
        if not folder.is_dir():
            raise BadContent(
                f"{folder} is named in leadline.toml but isn't there. Make the folder, or take it out of [content]."
            )
    return (own, *named)


def check_id(kind: str, id_: str) -> None:
    """Refuse an id that can't be part of a file's name everywhere, or could be taken for two ids."""
    if not _ID.fullmatch(id_):
        raise BadContent(
            f"{kind} {id_!r}: an id has small letters a to z, digits, - and _, and begins with a letter or digit."
        )


def load_python(file: Path, name: str) -> ModuleType:
    """Run a Python file from outside as the module ``name``; whatever it raises becomes ``BadContent``."""
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None, "a .py file has a loader"
    assert spec.loader is not None, "a .py file has a loader"
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except LeadlineError:
        raise
    except (Exception, SystemExit) as error:
        raise BadContent(
            f"{file} can't be loaded: {type(error).__name__}: {error}. Mend it there."
        ) from error
    return module


def read_yaml(data: bytes, what: str) -> object:
    """YAML with every scalar as a string, or ``BadContent`` that says what is wrong with ``what``."""
    try:
        return yaml.load(data.decode("utf-8"), Loader=_STRINGS)  # noqa: S506 strings only
    except RecursionError as error:
        raise BadContent(f"{what} is nested too deeply.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        if "nesting depth" in str(error):
            raise BadContent(f"{what} is nested too deeply.") from error
        raise BadContent(f"{what}: {error}. Mend it there.") from error
