"""Identifiers: published test vectors, what real lists hold, and that nothing hostile gets a number's name."""

import csv
import sys
from collections import Counter
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.entities.real_lists import made, shared

from leadline import call_signs
from leadline.entities.identifiers import KINDS, identify, of, read
from leadline.entities.identifiers._keccak import keccak256
from leadline.entities.identifiers.wallets import checksummed, read_address
from leadline.errors import UnknownName


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("imo", "IMO 8606173", "8606173"),
        ("imo", "imo no. 8606173", "8606173"),
        ("imo", "IMO-9074729", "9074729"),  # the example of IMO Res. A.600
        ("imo", "８６０６１７３", "8606173"),
        ("imo-company", "IMO 6013334", "6013334"),
        ("imo-company", "1267131", "1267131"),
        ("mmsi", "MMSI 445123000", "445123000"),
        ("call-sign", "hmza", "HMZA"),
        ("container", "CSQU 305438-3", "CSQU3054383"),  # the example of ISO 6346
        ("container", "MSKU9070323", "MSKU9070323"),
        ("lei", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        ("lei", "7LTWFZYICNSX8D621K86", "7LTWFZYICNSX8D621K86"),
        ("bic", "DEUTDEFFXXX", "DEUTDEFF"),
        ("bic", "DEUTDEFF500", "DEUTDEFF500"),
        ("icao24", "0x720035", "720035"),
        ("tail", "P-632", "P632"),
        ("passport", "836 110034", "836110034"),
    ],
)
def test_what_is_right_is_valid_and_has_one_form(kind: str, text: str, normal: str) -> None:
    found = read(kind, text)
    assert (found.valid, found.normal, found.warnings) == (True, normal, ())
    assert read(kind, found.normal).normal == normal
    assert found in identify(text)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("imo", "8606174", "check digit"),
        ("imo", "0606171", "check digit"),
        ("imo", "860617", "seven digits"),
        ("imo-company", "6013335", "company"),
        ("mmsi", "499123000", "No State has the digits 499"),
        ("mmsi", "12", "nine digits"),
        ("mmsi", "100000000", "begins like that"),
        ("call-sign", "QQ12", "no series"),
        ("container", "CSQU3054384", "check digit"),
        ("container", "CSQX3054383", "three letters"),
        ("lei", "5493001KJTIIGC8Y1R13", "check digits"),
        ("bic", "DEUTQQFF", "No country"),
        ("icao24", "ffffff", "hexadecimal"),
        ("passport", "ABC", "5 to 15"),
        ("wallet", "hello", "No known chain"),
        ("tail", "?", "mark"),
    ],
)
def test_what_is_wrong_is_kept_and_says_why(kind: str, text: str, says: str) -> None:
    found = read(kind, text)
    assert not found.valid
    assert says in found.warnings[0]
    assert found.value == text


@pytest.mark.parametrize(
    ("kind", "text", "country", "says"),
    [
        ("mmsi", "445123000", "kp", "not a registry's flag"),
        ("mmsi", "111440123", "kr", "search and rescue aircraft"),
        ("mmsi", "004310001", "jp", "coast station"),
        ("mmsi", "994451234", "kp", "aid to navigation"),
        ("mmsi", "970123456", "", "search and rescue transmitter"),
        ("call-sign", "HMZA", "kp", "not a registry's flag"),
        ("call-sign", "P5AB", "kp", ""),
        ("call-sign", "P9ZZ", "kp", ""),
        ("call-sign", "P4AB", "aw", ""),
        ("call-sign", "HLAB", "kr", ""),
        ("call-sign", "3DAB", "sz", ""),
        ("call-sign", "3DNB", "fj", ""),
        ("icao24", "720000", "kp", ""),
        ("icao24", "71ffff", "kr", ""),
        ("tail", "P-835", "kp", ""),
        ("bic", "FTBDKPPY", "kp", ""),
    ],
)
def test_what_digits_say_of_a_state(kind: str, text: str, country: str, says: str) -> None:
    found = read(kind, text)
    assert (found.valid, found.country) == (True, country)
    assert says in found.says


def test_every_series_of_call_signs_stands_once_and_in_order() -> None:
    series = call_signs.series()
    for first, last, country in series:
        assert first <= last
        assert len(first) == len(last)
        assert len(country) == 2
    whole = [(f, l) for f, l, _ in series if len(f) == 2]  # noqa: E741
    for one in whole:
        assert not [o for o in whole if o != one and o[0] <= one[1] and one[0] <= o[1]], one


KECCAK = {
    b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
}


def test_keccak_of_the_reference() -> None:
    for message, digest in KECCAK.items():
        assert keccak256(message).hex() == digest


@pytest.mark.parametrize(
    "address",
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_the_vectors_of_eip_55(address: str) -> None:
    assert checksummed(address.lower()) == address
    assert read_address(address) == ("evm", address.lower(), True, (), "")


def test_a_failed_eip_55_is_a_warning_and_no_refusal() -> None:
    found = read("wallet", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")
    assert found.valid
    assert "EIP-55" in found.warnings[0]
    assert found.normal == "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
    assert not read("wallet", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe").valid


@pytest.mark.parametrize(
    ("address", "chain"),
    [
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bitcoin"),
        ("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "bitcoin"),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin"),  # BIP 173
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bitcoin"),  # BIP 350
        ("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "bitcoin cash"),  # CashAddr
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "xrp"),
        ("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "monero"),
        ("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", "stellar"),
        ("vines1vzrYbzLMRdu58ou5XTby4qAqVRLmqo36NKPTg", "solana"),
    ],
)  # fmt: skip
def test_a_chain_is_told_by_the_address(address: str, chain: str) -> None:
    found = read("wallet", address)
    assert (found.chain, found.valid) == (chain, True)
    assert found in identify(address)


@pytest.mark.parametrize(
    "address",
    [
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",  # version 0 with the sum of the later ones: BIP 350
        "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
        "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
        "bc1pw5dgrnzv",
        "bc1gmk9yu",
        "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b",
    ],
)
def test_what_the_standards_call_invalid(address: str) -> None:
    found = read_address(address)
    assert found is None or not found.valid


def test_an_address_is_never_made_small_and_one_without_its_capitals_says_so() -> None:
    whole = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    assert read("wallet", whole).normal == whole
    lost = read("wallet", whole.lower())
    assert not lost.valid
    assert "capitals were lost" in lost.warnings[0]


@given(st.integers(0, 33), st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))
def test_one_wrong_character_is_found_out(place: int, other: str) -> None:
    whole = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    wrong = whole[:place] + other + whole[place + 1 :]
    found = read_address(wrong)
    assert (found is not None and found.valid) == (wrong == whole)


def test_the_published_addresses_of_ofac() -> None:
    with shared("lists/ofac_crypto.csv").open() as file:
        rows = list(csv.DictReader(file))
    found = [(row, read("wallet", row["address"])) for row in rows]
    assert len(found) == 816
    assert sum(address.valid for _, address in found) == 808
    broken = sorted(len(row["address"]) for row, address in found if not address.valid)
    assert broken == [1, 3, 6, 8, 12, 29, 41, 64]  # cut, mistyped, or no address
    chains = Counter(address.chain for row, address in found if row["currencies"] == "USDT" and address.valid)
    assert chains == {"tron": 68, "evm": 4, "bitcoin": 3}


def test_addresses_that_lost_their_capitals_in_one_copy() -> None:
    with shared("crypto/dprk_ofac_addresses.csv").open() as file:
        rows = list(csv.DictReader(file))
    lost = [row for row in rows if row["checksum"] == "case_unknown"]
    found = [read("wallet", row["address"]) for row in lost if row["chain_guess"] != "ETH"]
    assert found
    assert all(not one.valid and "capitals" in one.warnings[0] for one in found)


def test_identifiers_of_an_entity_are_read_by_their_property() -> None:
    told = {"imoNumber": ["IMO6013334"], "cryptoAddress": ["0x" + "0" * 40], "name": ["8606173"]}
    assert [(i.kind, i.normal) for i in of(made("x-1", "Company", told))] == [
        ("imo-company", "6013334"),
        ("wallet", "0x" + "0" * 40),
    ]
    ship = made("x-2", "Vessel", {"imoNumber": ["8606174"], "mmsi": ["445123000"]})
    assert [(i.kind, i.valid) for i in of(ship)] == [("imo", False), ("mmsi", True)]


def test_a_number_that_could_be_several_things_is_told_as_all_of_them() -> None:
    assert [i.kind for i in identify("6013334") if i.valid] == ["imo", "imo-company", "passport"]
    assert [i.kind for i in identify("KIM JONG UN")] == []
    assert identify("김정은") == []
    assert [i.valid for i in identify("8606174") if i.kind == "imo"] == [False]


@given(st.text(max_size=400), st.sampled_from(KINDS))
def test_any_text_is_read_without_a_crash(text: str, kind: str) -> None:
    found = read(kind, text)
    assert found.valid or found.warnings
    assert all(i.valid or i.warnings for i in identify(text))


def test_a_huge_text_is_no_identifier_and_an_unknown_kind_is_refused() -> None:
    huge = "8606173" * 1_000_000
    assert not identify(huge)
    assert all(not read(kind, huge).valid for kind in KINDS)
    assert len(read("imo", huge).value) < 50
    with pytest.raises(UnknownName, match="imo"):
        read("imoo", "8606173")


def test_reading_identifiers_waits_for_no_library() -> None:
    code = "import sys, leadline.entities.identifiers as i; i.identify('IMO 8606173')\n" \
           "print([m for m in ('followthemoney', 'nomenklatura', 'rigour', 'pydantic', 'pyarrow') if m in sys.modules])"  # fmt: skip
    told = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
