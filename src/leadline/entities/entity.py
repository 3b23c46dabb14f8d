"""The shapes that lists, resolution and screening share: FollowTheMoney JSON, and what each list says of it.

Plain dictionaries, so that a screening from the shell needs no library beyond the standard one to read them.
"""

from typing import NotRequired, TypedDict

Texts = list[str]


class Listing(TypedDict):
    """One designation of an entity: by whom, whom it binds, under what, since when. Days are ISO strings."""

    list: str
    """Id of the list: ``un``, ``ofac`` …"""
    authority: str
    """Who designates."""
    binds: str
    """Whom the listing binds: a national listing is never shown as one of the UN."""
    ref: str
    """The list's own reference."""
    un_ref: NotRequired[str]
    """The UN's reference that it carries out, where the list cites one."""
    programs: Texts
    """Programmes or regimes, as the list calls them."""
    measure: str
    """What the listing does: asset freeze, port-entry ban …; empty where the list doesn't say."""
    paragraph: str
    """Paragraph id of the measure, where coded; else empty."""
    listed_from: str
    """Day of the listing, or the coarser date that the list gives; empty where it gives none."""
    listed_until: str
    """Day of the delisting, exclusive; empty while listed."""
    as_of: str
    """The day of the list's version that says so."""


class Entity(TypedDict):
    """An entity as FollowTheMoney writes it, with its listings.

    ``properties`` maps FollowTheMoney property names to values: ``name`` (primary), ``alias``, ``weakAlias``,
    ``previousName``, ``birthDate``, ``nationality``, ``country`` (ISO codes in small letters), ``imoNumber``,
    ``mmsi``, ``passportNumber``, ``idNumber``, ``cryptoAddress`` …
    """

    id: str
    """Canonical id: of the resolution where one is known, else of the list's entry (``un-KPi.001``)."""
    schema: str
    """Person, Organization, Company, Vessel, Airplane, CryptoWallet, LegalEntity …"""
    caption: str
    """The name to show."""
    properties: dict[str, list[str]]
    datasets: list[str]
    """Ids of the lists that tell of it."""
    referents: list[str]
    """Ids of the entries that were resolved into this one, itself included."""
    listings: list[Listing]
    first_seen: NotRequired[str]
    """Day of the first version known that tells of it; of the last below."""
    last_seen: NotRequired[str]
