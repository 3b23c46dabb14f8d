"""Reads one YAML file of the law: bounded, as strings only, and without the tricks that YAML knows."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from leadline.errors import BadContent, Hostile, LeadlineError

LARGEST = 262_144  # bytes; the longest measure of the package has under a twentieth of it


class _Plain(yaml.BaseLoader):
    """Strings, lists and mappings; an alias or a key given twice is refused, as both can hide things."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases are not taken; write it out", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        pairs = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(pairs):
            if key in pairs[:place]:
                raise yaml.MarkedYAMLError(
                    problem=f"{key!r} is given twice", problem_mark=node.value[place][0].start_mark
                )
        return super().construct_mapping(node, deep)


_Shape = TypeVar("_Shape")


def shaped(shape: type[_Shape], file: Path) -> _Shape:
    """The content of ``file`` in the shape that it must have.

    Raises as ``read_yaml`` does, and ``BadContent`` naming the place that doesn't fit.
    """
    try:
        return TypeAdapter(shape).validate_python(read_yaml(file))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadContent(f"{file}: {where + ': ' if where else ''}{first['msg']}. Mend it there.") from error


def read_yaml(file: Path) -> object:
    """The content of ``file``, every scalar a string.

    Raises ``Hostile`` where it is too large or nested too deeply, ``BadContent`` where it isn't YAML.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BadContent(f"{file} can't be read: {' '.join(str(error).split())}. Mend that line.") from error
    return parsed(raw, str(file), BadContent)


def parsed(raw: bytes, name: str, refusal: type[LeadlineError], largest: int = LARGEST) -> object:
    """YAML or JSON as strings, lists and mappings; ``name`` is what errors call it.

    Raises ``Hostile`` over ``largest`` bytes or where it is nested too deeply, ``refusal`` where it isn't YAML.
    """
    if len(raw) > largest:
        raise Hostile(f"{name} has {len(raw)} bytes, more than {largest}. Split it by subject.")
    try:
        return yaml.load(raw.decode("utf-8"), _Plain)  # noqa: S506 - a BaseLoader, which makes strings only
    except RecursionError as error:
        raise Hostile(f"{name} is nested too deeply. Write it flatter.") from error
    except UnicodeDecodeError as error:
        raise refusal(
            f"{name} can't be read: it isn't in UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8."
        ) from error
    except yaml.YAMLError as error:
        raise refusal(f"{name} can't be read: {' '.join(str(error).split())}. Mend that line.") from error
