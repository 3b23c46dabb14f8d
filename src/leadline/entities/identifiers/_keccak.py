"""Keccak-256 with the padding of before FIPS 202, which Ethereum and Monero use and ``hashlib`` doesn't have.

The permutation is Keccak-f[1600] of the Keccak reference, version 3.0; bounded here to short messages, for
which a pure Python one is quick enough (about a third of a millisecond).
"""

_LANES = (1 << 64) - 1
_ROUNDS = 24
_RATE = 136
"""Bytes taken in at once: 1600 bits less twice the digest's 256."""


def keccak256(message: bytes) -> bytes:
    """The 32 bytes of Keccak-256 of a message."""
    padded = bytearray(message + b"\x01" + bytes(-(len(message) + 1) % _RATE))
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            word = padded[start + 8 * lane : start + 8 * lane + 8]
            state[lane % 5][lane // 5] ^= int.from_bytes(word, "little")
        state = _permuted(state)
    return b"".join(state[lane][0].to_bytes(8, "little") for lane in range(4))


def _turned(word: int, by: int) -> int:
    by %= 64
    return ((word << by) | (word >> (64 - by))) & _LANES


def _permuted(a: list[list[int]]) -> list[list[int]]:
    shift = 1  # the linear feedback register that the round constants come from
    for _ in range(_ROUNDS):
        columns = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        mixed = [columns[(x + 4) % 5] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
        a = [[a[x][y] ^ mixed[x] for y in range(5)] for x in range(5)]
        x, y = 1, 0
        current = a[x][y]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, a[x][y] = a[x][y], _turned(current, (t + 1) * (t + 2) // 2)
        a = [[a[x][y] ^ (~a[(x + 1) % 5][y] & a[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        for j in range(7):
            shift = ((shift << 1) ^ ((shift >> 7) * 0x71)) % 256
            if shift & 2:
                a[0][0] ^= 1 << ((1 << j) - 1)
    return a
