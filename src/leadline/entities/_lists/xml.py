"""XML from outside, entry by entry: no document type (so no entities, nothing external), bounded in size, depth and text."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Protocol, cast
from xml.parsers import expat

from leadline.errors import BadInput, Hostile
from leadline.store.intake import SourceFile

MOST_BYTES = 512 << 20
"""Unpacked; the largest official list, OFAC's advanced XML, has some 120 MB."""
DEEPEST = 40
LONGEST = 1 << 20
"""Bytes of one text; the longest of the official lists has some 5,000."""
MOST_ELEMENTS = 20_000_000
"""Some ten times those of the largest official list; tiny ones cost more than their bytes."""
MOST_HELD = 32 << 20
"""Bytes without an element that is asked for, all of which stay in memory till one ends."""
_STEP = 1 << 16


class Stream(Protocol):
    """Bytes to read from, with the name to show."""

    name: str

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""


def elements(file: Stream, tags: Sequence[str]) -> Iterator[ET.Element]:
    """Elements with the given local names as they end, in the document's order; namespaces are taken off.

    An element is emptied after it was used, so keep what you need. ``Hostile`` for what exceeds a bound or declares a
    document type, ``BadInput`` for what isn't whole XML.
    """
    wanted, begun = frozenset(tags), count(1)
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    path: list[ET.Element] = []
    held = 0
    try:
        for chunk in _guarded(file):
            parser.feed(chunk)
            held += len(chunk)
            for one in _ended(parser, path, wanted, file.name, begun):
                held = 0
                yield one
            if held > MOST_HELD:
                raise Hostile(f"{file.name} has an entry of more than {MOST_HELD >> 20} MB.")
        parser.close()
        yield from _ended(parser, path, wanted, file.name, begun)
    except (ET.ParseError, LookupError) as error:
        raise BadInput(
            f"{file.name} isn't whole XML: {error}. It may have been cut; fetch it again."
        ) from error


def _ended(parser: "ET.XMLPullParser[ET.Element]", path: list[ET.Element], wanted: frozenset[str], name: str, begun: "count[int]") -> Iterator[ET.Element]:  # fmt: skip
    for what, one in cast("Iterator[tuple[str, ET.Element]]", parser.read_events()):
        if what == "start":
            one.tag = one.tag.rpartition("}")[2]
            path.append(one)
            if next(begun) > MOST_ELEMENTS:
                raise Hostile(f"{name} has more than {MOST_ELEMENTS:,} elements.")
            if len(path) > DEEPEST:
                raise Hostile(f"{name} is nested deeper than {DEEPEST} elements.")
            if one.tag in wanted and one.attrib and len(path) == 1:
                yield one  # the root, for the attributes that date the list
            continue
        path.pop()
        if one.tag in wanted and path:
            yield one
            one.clear()
        if len(path) == 1:
            path[0].clear()


def _guarded(file: Stream) -> Iterator[bytes]:
    """The bytes in steps, once it is sure that no document type comes before the root."""
    guard, begun = expat.ParserCreate(), []
    guard.StartDoctypeDeclHandler = lambda *_: begun.append("doctype")
    guard.StartElementHandler = lambda *_: begun.append("root")
    total = since = 0
    while chunk := file.read(_STEP):
        total += len(chunk)
        if total > MOST_BYTES:
            raise Hostile(f"{file.name} unpacks to more than {MOST_BYTES >> 20} MB.")
        if not begun:
            _look(guard, chunk, begun, file.name)
            if not begun and total > LONGEST:
                raise Hostile(f"{file.name}: no element in its first {LONGEST >> 20} MB.")
        if begun[:1] == ["doctype"]:
            raise Hostile(f"{file.name} declares a document type, which no official list does.")
        since = 0 if b"<" in chunk else since + len(chunk)
        if since > LONGEST:
            raise Hostile(f"{file.name} has a text of more than {LONGEST >> 20} MB.")
        yield chunk
    if not total:
        raise BadInput(f"{file.name} is empty. Fetch it again.")


def _look(guard: expat.XMLParserType, chunk: bytes, begun: list[str], name: str) -> None:
    try:
        guard.Parse(chunk)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two of an encoding nobody knows
        if not begun:
            raise BadInput(f"{name} isn't XML: {error}. Name the list that the file belongs to.") from error


def is_xml(file: SourceFile) -> bool:
    """Whether a file begins as XML does, in whatever encoding."""
    return file.peek(64).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<")


def value(one: ET.Element, path: str) -> str:
    """The text of the first element at a path (``A/B``), or an empty one."""
    return one.findtext(path) or ""


def values(one: ET.Element, path: str) -> list[str]:
    """The texts of all elements at a path."""
    return [found.text or "" for found in one.findall(path)]
