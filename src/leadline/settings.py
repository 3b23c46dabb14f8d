"""One frozen Settings, read from the workspace's ``leadline.toml`` and ``LEADLINE_*``, and passed down."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from leadline.errors import BadInput

CONTENT_KINDS = ("sources", "detectors", "lists", "measures", "sections")
TLP = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
"""Labels of TLP 2.0, from the widest to the strictest."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Content(_Frozen):
    """Folders with content of one's own, beside the package's: same frame, same checks."""

    sources: tuple[Path, ...] = ()
    detectors: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    measures: tuple[Path, ...] = ()
    sections: tuple[Path, ...] = ()


class Settings(_Frozen):
    """What can be set. In ``leadline.toml``: top-level keys and a ``[content]`` table of folders."""

    originator: str = Field("unnamed", description="Who hands files in, unless the command says otherwise.")
    handling: Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"] = Field(
        "TLP:AMBER", description="TLP 2.0 label of what is ingested, unless the command says otherwise."
    )
    engine: Literal["duckdb", "spark"] = Field("duckdb", description="What runs the expressions.")
    spark_url: str = Field("local[2]", description="Spark master, for the engine spark.")
    memory_gb: float = Field(
        4.0, gt=0.5, description="Memory that the engine may use before it spills to disk."
    )
    threads: int = Field(0, ge=0, description="Threads of the engine; 0 takes what the machine has.")
    content: Content = Content()


def read_settings(folder: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of the workspace in ``folder``; ``LEADLINE_ENGINE`` and the like win over the file.

    Content folders are taken relative to ``folder``.
    """
    file = folder / "leadline.toml"
    values: dict[str, Any] = {}
    if file.exists():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"{file} isn't valid TOML: {error}. Mend the line it names.") from error
    for name in Settings.model_fields:
        if name != "content" and (value := environ.get(f"LEADLINE_{name.upper()}")):
            values[name] = value
    if isinstance(content := values.get("content"), dict):
        values["content"] = {kind: _under(folder, listed) for kind, listed in content.items()}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"Setting {where!r} in {file} or LEADLINE_*: {first['msg']}.") from error


def _under(folder: Path, listed: object) -> object:
    """Folders taken from the workspace's; what is no list of texts is left for the check to name."""
    if isinstance(listed, str):
        return [folder / Path(listed).expanduser()]
    if isinstance(listed, list):
        return [folder / Path(one).expanduser() if isinstance(one, str) else one for one in listed]
    return listed
