"""The report file: what ``leadline report build FILE`` is asked to make a report of."""

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from leadline.errors import BadInput, Hostile
from leadline.reports.drawn import Handling

_LARGEST = 1 << 20
_DEEPEST = 8  # a report file needs two levels


class ReportFile(BaseModel):
    """What a report is made of: the FILE of ``leadline report build``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    title: str
    handling: Handling
    issuer: str = ""
    issued: datetime | None = None
    findings: tuple[str, ...] | Literal["all"] = "all"
    acts: tuple[str, ...] | Literal["all"] = "all"
    also: tuple[Path, ...] = Field((), alias="with")
    """Further workspaces; each keeps its own archive and ledger."""

    @field_validator("findings", "acts", "also", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, given: object) -> object:
        return (given,) if isinstance(given, str) and given != "all" else given


def read_report_file(file: Path) -> ReportFile:
    """Read a report file; workspaces under ``with`` are taken relative to it.

    :raises BadInput: naming the file and the first thing in it that can't be used.
    :raises Hostile: when it is nested deeply or unfolds itself with anchors.
    """
    try:
        if file.stat().st_size > _LARGEST:
            raise Hostile(f"{file} is larger than a report file can be (1 MiB).")
        told = ReportFile.model_validate(_read(file))
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())[:300]
        raise BadInput(f"{file} isn't a report file: {why}. Mend the place it names.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = str(first["loc"][0])[:80]
        raise BadInput(f"{where!r} in the report file {file}: {first['msg']}.") from error
    return told.model_copy(update={"also": tuple(file.parent / folder for folder in told.also)})


def _read(file: Path) -> dict[str, Any]:
    """The mapping in a file. Its events are looked at first: what reads them whole calls itself at every level."""
    text = file.read_text(encoding="utf-8")
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if getattr(event, "anchor", None):
            raise Hostile(f"{file} has an anchor or an alias (& or *). Write out what it stands for.")
        if isinstance(event, yaml.CollectionStartEvent | yaml.CollectionEndEvent):
            depth += 1 if isinstance(event, yaml.CollectionStartEvent) else -1
        if depth > _DEEPEST:
            raise Hostile(f"{file} is nested deeper than {_DEEPEST} levels, which no report file needs.")
    given = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 strings only
    if not isinstance(given, dict):
        raise BadInput(f"{file} isn't a report file: write number, title, handling, findings and acts.")
    return given
