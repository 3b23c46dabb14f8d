"""Builds ``hanja.tsv``, ``variants.tsv`` and ``pinyin.tsv`` anew: ``python -m leadline.entities.korean._derive FOLDER``.

``FOLDER`` holds ``Unihan_Readings.txt`` and ``Unihan_Variants.txt`` of the Unicode Character Database (plain or
``.bz2``). The tables in the package were built from version 15.0.0; they are facts of that database, under the
Unicode Licence, and keep that licence.
"""

import bz2
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
_VARIANTS = ("kTraditionalVariant", "kZVariant", "kSemanticVariant", "kSpecializedSemanticVariant")
"""Kinds of variants, the surest first."""


def _char(code: str) -> str:
    """The character of ``U+91D1``."""
    return chr(int("0x" + code[2:], base=0))


def rows(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Character, property and values of each line of a Unihan file."""
    text = bz2.decompress(path.read_bytes()).decode() if path.suffix == ".bz2" else path.read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("U+"):
            code, kind, values = line.split("\t")
            yield _char(code), kind, values.split()


def readings_of(path: Path) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Hangul readings of each character, and the pinyin (no tone) of those that people's names use."""
    hangul: dict[str, set[str]] = defaultdict(set)
    spoken: dict[str, str] = {}
    named: set[str] = set()
    for char, kind, values in rows(path):
        if kind == "kHangul":
            hangul[char] |= {value.split(":")[0] for value in values}
            # E: taught at school; N: allowed in names by the Supreme Court of the Republic of Korea.
            named |= {char for value in values if set(value.split(":")[1]) & {"E", "N"}}
        elif kind == "kMandarin":
            bare = unicodedata.normalize("NFD", values[0]).replace("u\u0308", "v")
            spoken[char] = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return dict(hangul), {char: spoken[char] for char in sorted(named & spoken.keys())}


def variants_of(path: Path, known: Mapping[str, set[str]]) -> dict[str, str]:
    """Characters that have no Korean reading of their own (simplified, Japanese …) with the one they stand for."""
    found = {new: (len(_VARIANTS), old) for new, old in _japanese() if new not in known and old in known}
    for char, kind, values in rows(path):
        if kind not in _VARIANTS:
            continue
        for value in values:
            other = _char(value.split("<")[0])
            for new, old in ((char, other), (other, char)):
                if new not in known and old in known:
                    found[new] = min(found.get(new, (9, "")), (_VARIANTS.index(kind), old))
    return {new: old for new, (_, old) in found.items()}


def _japanese() -> Iterator[tuple[str, str]]:
    """Pairs of a character of today's Japanese (shinjitai) and the older form, which Unihan doesn't always tie."""
    for line in (HERE / "shinjitai.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield from ((pair[0], pair[1]) for pair in line.split())


def _write(file: Path, head: str, table: Mapping[str, set[str]]) -> None:
    lines = (f"{key}\t{''.join(sorted(table[key]))}" for key in sorted(table))
    text = f"# {head}\n# Unicode Character Database 15.0.0, Unihan. Unicode Licence. Built by _derive.py.\n"
    file.write_text(text + "\n".join(lines) + "\n", "utf-8")


def main(folder: Path, out: Path = HERE) -> None:
    """Write the three tables into ``out``: beside this file."""
    files = {stem: next(folder.glob(f"{stem}.txt*")) for stem in ("Unihan_Readings", "Unihan_Variants")}
    hangul, spoken = readings_of(files["Unihan_Readings"])
    hanja: dict[str, set[str]] = defaultdict(set)
    for char, sounds in hangul.items():
        for sound in sounds:
            hanja[sound].add(char)
    _write(out / "hanja.tsv", "A syllable of Hangul, and the Hanja that are read so (kHangul).", hanja)
    stands: dict[str, set[str]] = defaultdict(set)
    for char, other in variants_of(files["Unihan_Variants"], hangul).items():
        stands[other].add(char)
    _write(
        out / "variants.tsv",
        "A Hanja with a Korean reading, and the characters that stand for it elsewhere.",
        stands,
    )
    pinyin: dict[str, set[str]] = defaultdict(set)
    for char, sound in spoken.items():
        pinyin[sound] |= hangul[char]
    _write(
        out / "pinyin.tsv",
        "A syllable of pinyin (v for u-umlaut), and the Korean readings of its characters.",
        pinyin,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
