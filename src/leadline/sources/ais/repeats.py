"""What was read before, in bounded memory: rows that repeat an earlier one, and what each MMSI last claimed."""

from dataclasses import dataclass, field

import numpy as np

from leadline.sources.ais.values import Bools, Ints, Keys

MOST_KEYS = 1 << 25  # 256 MB of hashes; a repeat further back than that isn't noticed
MOST_CLAIMS = 1 << 20
_CHUNKS = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)


def mix(key: Keys, *columns: np.ndarray) -> Keys:
    """An eight-byte hash of each row: ``key`` stirred with columns of eight bytes each."""
    for column in columns:
        # Adding nought makes one nought of the two that floats have.
        bits = (column + 0.0 if column.dtype == np.float64 else column).view(np.uint64)
        key = (key ^ bits) * _ODD
        key ^= key >> np.uint64(32)
    return key


@dataclass(frozen=True)
class _Chunk:
    keys: Keys  # sorted
    times: tuple[int, int]
    ships: tuple[int, int]

    def meets(self, other: "_Chunk") -> bool:
        return all(
            mine[0] <= theirs[1] and theirs[0] <= mine[1]
            for mine, theirs in ((self.times, other.times), (self.ships, other.ships))
        )


@dataclass
class Seen:
    """Hashes of the rows so far; chunks whose times and MMSI don't overlap are never compared."""

    most: int = MOST_KEYS
    _chunks: list[_Chunk] = field(default_factory=list)

    def repeats(self, keys: Keys, ts: Ints, mmsi: Ints) -> Bools:
        """Which rows repeat an earlier one, of this batch or before; all are remembered."""
        if not len(keys):
            return np.zeros(0, np.bool_)
        ordered = np.sort(keys)
        again = _later(keys) if (ordered[1:] == ordered[:-1]).any() else np.zeros(len(keys), np.bool_)
        fresh = _Chunk(ordered, (int(ts.min()), int(ts.max())), (int(mmsi.min()), int(mmsi.max())))
        near = [chunk for chunk in self._chunks if chunk.meets(fresh)]
        for chunk in near:
            met = ordered[_among(ordered, chunk.keys)]  # in order, since looking up at random is slow
            if len(met):
                again |= _among(keys, met)
        self._keep(fresh, near)
        return again

    def _keep(self, fresh: _Chunk, near: list[_Chunk]) -> None:
        self._chunks.append(fresh)
        if len(near) >= _CHUNKS:  # a file in no order of time: fewer, larger chunks
            near = sorted([*near, fresh], key=lambda chunk: len(chunk.keys))
            small = near[:-1] if len(near[-1].keys) > sum(len(chunk.keys) for chunk in near[:-1]) else near
            self._chunks = [chunk for chunk in self._chunks if not any(chunk is one for one in small)]
            self._chunks.append(_joined(small))
        while len(self._chunks) > 1 and sum(len(chunk.keys) for chunk in self._chunks) > self.most:
            self._chunks.pop(0)


def _joined(chunks: list[_Chunk]) -> _Chunk:
    def span(ranges: list[tuple[int, int]]) -> tuple[int, int]:
        return min(low for low, _ in ranges), max(high for _, high in ranges)

    keys = np.sort(np.concatenate([chunk.keys for chunk in chunks]))
    return _Chunk(keys, span([chunk.times for chunk in chunks]), span([chunk.ships for chunk in chunks]))


def _among(keys: Keys, known: Keys) -> Bools:
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[at] == keys)


def _later(keys: Keys) -> Bools:
    order = np.argsort(keys, kind="stable")
    again = np.zeros(len(keys), np.bool_)
    again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    return again


@dataclass
class Claims:
    """The last claim (a hash) of each MMSI: a static report is kept where the claim changes, not per position."""

    most: int = MOST_CLAIMS
    _last: dict[int, int] = field(default_factory=dict)

    def changes(self, mmsi: Ints, claims: Keys) -> Bools:
        """Which rows claim something else than their MMSI did before; rows are in the order of the file."""
        changed = np.zeros(len(mmsi), np.bool_)
        if not len(mmsi):
            return changed
        order = np.argsort(mmsi, kind="stable")
        ships, said = mmsi[order], claims[order]
        first = np.append(True, ships[1:] != ships[:-1])
        differs = np.append(True, said[1:] != said[:-1])
        heads = np.flatnonzero(first)
        before = [self._last.get(ship) for ship in ships[heads].tolist()]
        now = said[heads].tolist()
        differs[heads] = [was != is_ for was, is_ in zip(before, now, strict=True)]
        changed[order] = differs
        if len(self._last) + len(heads) > self.most:
            self._last.clear()
        tails = np.append(heads[1:], len(ships)) - 1
        self._last.update(zip(ships[tails].tolist(), said[tails].tolist(), strict=True))
        return changed
