"""Addresses of digital currencies: which chain by the address itself, and whether its check digits hold.

A list's ticker is not a chain (tether is moved on Tron, Ethereum and others), so none is asked for. An address
of base58 is told by its capitals: one whose capitals were lost can be neither checked nor compared.

Sources: base58check and BIP 173, 350 (Bitcoin and its kin), CashAddr (Bitcoin Cash), EIP-55 (Ethereum), the
address formats of Tron, XRP Ledger, Stellar, Monero, Zcash (ZIP 173, 316) and Solana.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from leadline.entities.identifiers._keccak import keccak256


class Address(NamedTuple):
    """An address as read: ``normal`` is the form to compare, ``valid`` whether its check digits hold."""

    chain: str
    """The chain that its form belongs to; ``evm`` is Ethereum and every chain that shares its addresses."""
    normal: str
    valid: bool
    warnings: tuple[str, ...] = ()
    says: str = ""


LONGEST = 300
"""No address is longer; Zcash's unified ones come near."""
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VERSIONS = {
    b"\x00": ("bitcoin", "Bitcoin Cash and Bitcoin SV know the same form."),
    b"\x05": ("bitcoin", "Bitcoin Cash, Bitcoin SV and older Litecoin know the same form."),
    b"\x30": ("litecoin", ""),
    b"\x32": ("litecoin", ""),
    b"\x1e": ("dogecoin", "Verge knows the same form."),
    b"\x16": ("dogecoin", ""),
    b"\x4c": ("dash", ""),
    b"\x10": ("dash", ""),
    b"\x26": ("bitcoin gold", ""),
    b"\x17": ("bitcoin gold", ""),
    b"\x41": ("tron", ""),
    b"\x1c\xb8": ("zcash", ""),
    b"\x1c\xbd": ("zcash", ""),
}
"""Version bytes of base58check, before a hash of 20 bytes."""
_SEGWIT = {"bc": "bitcoin", "ltc": "litecoin", "btg": "bitcoin gold"}
_BECH32_OTHERS = {"zs": "zcash", "u": "zcash", "addr": "cardano", "cosmos": "cosmos", "thor": "thorchain"}
_MONERO = {18: "", 19: "It carries a payment id.", 42: "It is a subaddress."}
_NO_CHECK = "{} fails its check digits: a character was mistyped, cut or changed."


def read_address(text: str) -> Address | None:
    """The address that a text is, or ``None`` where it has the form of none.

    One that has the form and fails its check digits is returned as not valid, with the reason.
    """
    if not 20 <= len(text) <= LONGEST or not text.isascii():
        return None
    return next((found for read in _READERS if (found := read(text))), None)


def _evm(text: str) -> Address | None:
    if not re.fullmatch(r"0[xX][0-9a-fA-F]{36,44}", text):
        return None
    digits, normal = text[2:], text.lower()
    if len(digits) != 40:
        return Address(
            "evm", normal, valid=False, warnings=(f"It has {len(digits)} digits after 0x, not 40.",)
        )
    if digits in (digits.lower(), digits.upper()) or "0x" + digits == checksummed(normal):
        return Address("evm", normal, valid=True)
    warning = (
        "Its capitals aren't those of EIP-55: perhaps a character was mistyped. Compare it with its source."
    )
    return Address("evm", normal, valid=True, warnings=(warning,))


def checksummed(address: str) -> str:
    """An EVM address with the capitals that EIP-55 gives it."""
    digits = address[2:].lower()
    nibbles = keccak256(digits.encode()).hex()
    return "0x" + "".join(c.upper() if int(n, 16) > 7 else c for c, n in zip(digits, nibbles, strict=False))


def _bech32(text: str) -> Address | None:
    prefix, one, data = text.lower().rpartition("1")
    chain = (_SEGWIT | _BECH32_OTHERS).get(prefix)
    if not (one and chain and len(data) >= 6 and set(data) <= set(_BECH32)):
        return None
    if text not in (text.lower(), text.upper()):
        return Address(chain, text, valid=False, warnings=("It mixes capitals and small letters.",))
    values = [_BECH32.index(c) for c in data]
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    sum_ = _bech32_sum(spread + values)
    holds = _segwit(values[:-6], sum_) if prefix in _SEGWIT else sum_ in (1, 0x2BC830A3)
    return Address(chain, text.lower(), holds, () if holds else (_NO_CHECK.format("It"),))


def _bech32_sum(values: Iterable[int]) -> int:
    sum_ = 1
    for value in values:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for i, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            sum_ ^= term if top >> i & 1 else 0
    return sum_


def _segwit(values: list[int], sum_: int) -> bool:
    """BIP 173 for version 0, BIP 350 for the later ones; padding is less than a byte and of zeros."""
    if not values or values[0] > 16:
        return False
    bits = len(values[1:]) * 5
    size, spare = divmod(bits, 8)
    padded = spare < 5 and not (values[-1] & ((1 << spare) - 1))
    if values[0] == 0:
        return padded and sum_ == 1 and size in (20, 32)
    return padded and sum_ == 0x2BC830A3 and 2 <= size <= 40


def _cashaddr(text: str) -> Address | None:
    prefix, colon, data = text.lower().rpartition(":")
    if prefix not in ("", "bitcoincash") or len(data) != 42 or data[0] not in "qp":
        return None
    if not set(data) <= set(_BECH32) or text not in (text.lower(), text.upper()):
        return None
    sum_ = 1
    for value in [ord(c) & 31 for c in "bitcoincash"] + [0] + [_BECH32.index(c) for c in data]:
        top = sum_ >> 35
        sum_ = (sum_ & 0x07FFFFFFFF) << 5 ^ value
        for i, term in enumerate((0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)):
            sum_ ^= term if top >> i & 1 else 0
    if sum_ == 1:
        return Address("bitcoin cash", data, valid=True)
    failed = (_NO_CHECK.format("It"),)
    return Address("bitcoin cash", data, valid=False, warnings=failed) if colon else None


def _base58(text: str, alphabet: str = _BASE58) -> bytes | None:
    number = 0
    for character in text:
        digit = alphabet.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _checked(text: str, alphabet: str) -> bytes | None:
    """Version and hash of an address of base58check whose four last bytes are their double SHA-256."""
    data = _base58(text, alphabet) if len(text) <= 40 else None
    if not data or len(data) < 5:
        return None
    sum_ = hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()
    return data[:-4] if sum_[:4] == data[-4:] else None


def _base58check(text: str) -> Address | None:
    payload = _checked(text, _BASE58)
    if payload and (known := _VERSIONS.get(payload[:-20])):
        return Address(known[0], text, valid=True, says=known[1])
    return None


def _ripple(text: str) -> Address | None:
    payload = _checked(text, _RIPPLE) if text.startswith("r") else None
    return Address("xrp", text, valid=True) if payload and len(payload) == 21 and payload[0] == 0 else None


_BLOCKS = (0, 2, 3, 5, 6, 7, 9, 10, 11)
"""Characters that Monero writes for a block of so many bytes."""


def _monero(text: str) -> Address | None:
    if len(text) not in (95, 106) or text[0] not in "48":
        return None
    data = b""
    for start in range(0, len(text), 11):
        block = text[start : start + 11]
        value = _base58(block)
        size = _BLOCKS.index(len(block))
        if value is None:
            return None
        if len(value := value.lstrip(b"\0")) > size:
            return Address("monero", text, valid=False, warnings=(_NO_CHECK.format("It"),))
        data += value.rjust(size, b"\0")
    if data[0] in _MONERO and keccak256(data[:-4])[:4] == data[-4:]:
        return Address("monero", text, valid=True, says=_MONERO[data[0]])
    return Address("monero", text, valid=False, warnings=(_NO_CHECK.format("It"),))


def _stellar(text: str) -> Address | None:
    if not re.fullmatch(r"G[A-Z2-7]{55}", text):
        return None
    data = base64.b32decode(text)
    sum_ = 0
    for byte in data[:-2]:
        sum_ ^= byte << 8
        for _ in range(8):
            sum_ = (sum_ << 1 ^ (0x1021 if sum_ & 0x8000 else 0)) & 0xFFFF
    holds = sum_ == int.from_bytes(data[-2:], "little")
    return Address("stellar", text, holds, () if holds else (_NO_CHECK.format("It"),))


def _solana(text: str) -> Address | None:
    """32 bytes in base58; nothing in them checks itself, so digits and both cases are asked for."""
    if not (42 <= len(text) <= 44 and re.search(r"[a-z]", text) and re.search(r"[A-Z]", text)):
        return None
    data = _base58(text)
    if not data or len(data) != 32:
        return None
    return Address("solana", text, valid=True, warnings=("Solana's addresses have no check digits.",))


_NEAR = {"1": "bitcoin", "3": "bitcoin", "L": "litecoin", "M": "litecoin", "D": "dogecoin", "X": "dash",
         "T": "tron", "t": "zcash", "r": "xrp", "G": "bitcoin gold"}  # fmt: skip
_CASE_LOST = (
    "Its capitals were lost: it can be neither checked nor compared. Get it from where it was published."
)


def _broken(text: str) -> Address | None:
    """What begins and looks like an address of base58 and isn't one."""
    if not (re.fullmatch(r"[0-9A-Za-z]{26,36}", text) and re.search(r"\d", text)):
        return None
    if text == text.lower() and (chain := _NEAR.get(text[0], _NEAR.get(text[0].upper()))):
        chain = "tron" if text[0] == "t" and len(text) == 34 else chain
        return Address(chain, text, valid=False, warnings=(_CASE_LOST,))
    if text != text.upper() and (chain := _NEAR.get(text[0])):
        return Address(chain, text, valid=False, warnings=(_NO_CHECK.format("It"),))
    return None


_READERS = (_evm, _bech32, _cashaddr, _base58check, _ripple, _monero, _stellar, _solana, _broken)
