"""Reads one YAML file of the law: bounded, as strings only, and without the tricks that YAML knows."""

from pathlib import Path

import yaml

from leadline.errors import BadContent, Hostile

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


def read_yaml(file: Path) -> object:
    """The content of ``file``, every scalar a string.

    Raises ``Hostile`` where it is too large or nested too deeply, ``BadContent`` where it isn't YAML.
    """
    try:
        raw = file.read_bytes()
        if len(raw) > LARGEST:
            raise Hostile(f"{file} has {len(raw)} bytes, more than {LARGEST}. Split it by subject.")
        return yaml.load(raw.decode("utf-8"), _Plain)  # noqa: S506 - a BaseLoader, which makes strings only
    except RecursionError as error:
        raise Hostile(f"{file} is nested too deeply. Write it as the other measures are.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadContent(f"{file} can't be read: {' '.join(str(error).split())}. Mend that line.") from error
