"""The one face with Hangul, kana, Han, Cyrillic and Latin: where it is, how wide its text runs, parts of it."""

import base64
import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from fontTools import subset as untyped_subset
from fontTools.ttLib import TTFont

from leadline.errors import MissingPiece

FAMILY = "Noto Sans CJK TC"
DEBIAN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@lru_cache(maxsize=1)
def font_file() -> Path:
    """The font's file, from the package ``cvttf-notosanscjk-regular`` or Debian's ``fonts-noto-cjk``.

    :raises MissingPiece: when neither is installed.
    """
    spec = find_spec("cvttf_NotoSansCJK_Regular")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob("*.otf")):
            return path
    if DEBIAN.is_file():
        return DEBIAN
    raise MissingPiece(
        "No font with Hangul, kana and Han: install cvttf-notosanscjk-regular or fonts-noto-cjk."
    )


def _opened() -> Any:
    """The face, to be closed after use; a collection holds one a language."""
    path, opened = font_file(), cast(Any, TTFont)
    if path.suffix != ".ttc":
        return opened(path, lazy=True)
    for number in range(10):
        face = opened(path, fontNumber=number, lazy=True)
        if face["name"].getBestFamilyName() == FAMILY:
            return face
        face.close()
    raise MissingPiece(f"{path} has no face {FAMILY!r}: install cvttf-notosanscjk-regular.")


@lru_cache(maxsize=1)
def _advances() -> dict[int, float]:
    with _opened() as font:
        widths, per_em = font["hmtx"], font["head"].unitsPerEm
        return {code: widths[name][0] / per_em for code, name in font.getBestCmap().items()}


def width(text: str, size: float) -> float:
    """How wide the text runs at a size, in the size's unit; a character without a glyph counts one em."""
    advances = _advances()
    return size * sum(advances.get(ord(character), 1.0) for character in text)


def covers(character: str) -> bool:
    """Whether the face has a glyph for the character."""
    return ord(character) in _advances()


@lru_cache(maxsize=8)
def part(characters: str) -> str:
    """A WOFF-less OpenType font with just these characters, in base64, to stand inside a page."""
    subset: Any = untyped_subset
    options = subset.Options(layout_features=["kern", "locl", "tnum"], name_IDs=[1, 2], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    out = io.BytesIO()
    with _opened() as font:
        cutter.subset(font)
        font.save(out)
    return base64.b64encode(out.getvalue()).decode()
