"""OFAC's advanced XML (SDN_ADVANCED.XML): parties, and what others say of them by reference.

Codes are looked up in the file's own reference values. A feature or document is put as the remark that the CSV files
have for it (``Passport 381310014 (Korea, North)``), so that both formats say the same.
"""

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Sequence

from leadline.entities._lists.xml import elements, value
from leadline.entities.lists._ofac_remarks import remark
from leadline.entities.statements import Entry, Snapshot, text
from leadline.errors import BadInput
from leadline.store.intake import SourceFile

_SCHEMAS = {"Individual": "Person", "Entity": "Organization", "Vessel": "Vessel", "Aircraft": "Airplane"}
_ALIASES = {"F.K.A.": "previousName"}
_LANGUAGES = {"Hang": "kor", "Kore": "kor", "Hans": "zho", "Hant": "zho", "Hani": "zho", "Jpan": "jpn"}
"""Of scripts that one language is written in."""
_FEATURES = {
    "birthdate": "DOB", "place of birth": "POB", "nationality country": "nationality", "citizenship country": "citizen",
    "vessel type": "Vessel Type", "other vessel flag": "Former Vessel Flag", "other vessel type": "Former Vessel Type",
}  # fmt: skip
"""What remarks call the feature, where the CSV files call it something else."""
_FIELDS = {
    "title": "title",
    "vessel flag": "flag",
    "vessel tonnage": "tonnage",
    "vessel gross registered tonnage": "grossRegisteredTonnage",
}
"""Features that are columns there."""
_PARTS = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "REGION", "STATE/PROVINCE", "POSTAL CODE", "Unknown")
_TAGS = (
    "DateOfIssue",
    "ReferenceValueSets",
    "Location",
    "IDRegDocument",
    "DistinctParty",
    "ProfileRelationship",
    "SanctionsEntry",
)


def read_advanced(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """All parties of the one file."""
    if len(files) > 1:
        raise BadInput(f"{files[1].name}: the advanced XML is one file. Give it alone.")
    told.least = 1  # no file of OFAC's was at hand to tell
    _Advanced(told).read(files[0])


class _Advanced:
    """What was read so far, as later parts of the file refer to it."""

    def __init__(self, told: Snapshot) -> None:
        self.told = told
        self.codes: dict[tuple[str, str], ET.Element] = {}
        self.places: dict[str, tuple[str, str]] = {}
        self.papers: dict[str, list[str]] = defaultdict(list)
        self.entries: dict[str, tuple[Entry, str]] = {}

    def read(self, file: SourceFile) -> None:
        steps = {
            "DateOfIssue": self._date, "ReferenceValueSets": self._codes, "Location": self._place,
            "IDRegDocument": self._paper, "DistinctParty": self._party, "ProfileRelationship": self._relation,
            "SanctionsEntry": self._listing,
        }  # fmt: skip
        for one in elements(file, _TAGS):
            steps[one.tag](one)

    def _date(self, one: ET.Element) -> None:
        self.told.as_of = _day(one)

    def _codes(self, one: ET.Element) -> None:
        for values in one:
            for code in values:
                self.codes[code.tag, code.get("ID", "")] = code

    def _means(self, kind: str, code: str | None) -> str:
        """What a code stands for; empty where the file doesn't say."""
        found = self.codes.get((kind, code or ""))
        return "" if found is None else text(found.text) or found.get("Description", "")

    def _place(self, one: ET.Element) -> None:
        parts = {
            self._means("LocPartType", part.get("LocPartTypeID")): text(
                value(part, "LocationPartValue/Value")
            )
            for part in one.findall("LocationPart")
        }
        countries = [self._means("Country", c.get("CountryID")) for c in one.findall("LocationCountry")]
        countries += [self._means("AreaCode", c.get("AreaCodeID")) for c in one.findall("LocationAreaCode")]
        country = next((c for c in countries if c and c != "undetermined"), "")
        self.places[one.get("ID", "")] = ", ".join(filter(None, (parts.get(p, "") for p in _PARTS))), country

    def _paper(self, one: ET.Element) -> None:
        words = [self._means("IDRegDocType", one.get("IDRegDocTypeID")), text(value(one, "IDRegistrationNo"))]
        country = self._means("Country", one.get("IssuedBy-CountryID"))
        words += [f"({country})"] if country else []
        for date in one.findall("DocumentDate"):
            means = self._means("IDRegDocDateType", date.get("IDRegDocDateTypeID"))
            when = _period(date.find("DatePeriod"))
            words += [f"{'issued' if means == 'Issue Date' else 'expires'} {when}"] if when else []
        self.papers[one.get("IdentityID", "")].append(" ".join(filter(None, words)))

    def _party(self, one: ET.Element) -> None:
        profile = one.find("Profile")
        identity = None if profile is None else profile.find("Identity")
        if profile is None or identity is None:
            raise BadInput(
                f"Party {one.get('FixedRef')} has no profile with an identity. Fetch the file again."
            )
        kind = self.codes.get(("PartySubType", profile.get("PartySubTypeID", "")))
        means = "" if kind is None else text(kind.text)
        if kind is not None and means == "Unknown":
            means = self._means("PartyType", kind.get("PartyTypeID"))
        entry = self.told.entry(
            profile.get("ID", ""), _SCHEMAS.get(means, "LegalEntity"), self.told.entries + 1
        )
        self.entries[entry.ref] = entry, self._names(entry, identity)
        entry.add("notes", value(one, "Comment"))
        for piece in self.papers.pop(identity.get("ID", ""), ()):
            remark(entry, {}, piece)
        for feature in profile.findall("Feature"):
            self._feature(entry, feature)

    def _names(self, entry: Entry, identity: ET.Element) -> str:
        """Say the names; returns the primary one."""
        groups = {
            group.get("ID", ""): self._means("NamePartType", group.get("NamePartTypeID"))
            for group in identity.findall("NamePartGroups/MasterNamePartGroup/NamePartGroup")
        }
        primary = ""
        for alias in identity.findall("Alias"):
            prop = _ALIASES.get(self._means("AliasType", alias.get("AliasTypeID")), "alias")
            prop = (
                "name"
                if alias.get("Primary") == "true"
                else "weakAlias"
                if alias.get("LowQuality") == "true"
                else prop
            )
            for documented in alias.findall("DocumentedName"):
                name, lang = self._name(documented, groups)
                entry.named(prop, name, lang=lang)
                primary = primary or (name if prop == "name" else "")
                if prop == "name" and entry.schema == "Person" and not lang:
                    last, comma, first = name.partition(", ")
                    entry.add("lastName", last if comma else "")
                    entry.add("firstName", first)
        return primary

    def _name(self, documented: ET.Element, groups: dict[str, str]) -> tuple[str, str]:
        last: list[str] = []
        others: list[str] = []
        script = ""
        for part in documented.findall("DocumentedNamePart/NamePartValue"):
            means = groups.get(part.get("NamePartGroupID", ""), "")
            (last if means == "Last Name" else others).append(text(part.text))
            code = self.codes.get(("Script", part.get("ScriptID", "")))
            script = "" if code is None else code.get("ScriptCode", "")
        parts = [" ".join(last), " ".join(others)]
        return (", " if script in {"", "Latn"} else " ").join(filter(None, parts)), _LANGUAGES.get(script, "")

    def _feature(self, entry: Entry, feature: ET.Element) -> None:
        label = self._means("FeatureType", feature.get("FeatureTypeID"))
        for version in feature.findall("FeatureVersion"):
            for where in version.findall("VersionLocation"):
                self._at(entry, label, where.get("LocationID", ""))
            said = [_period(period) for period in version.findall("DatePeriod")]
            for detail in version.findall("VersionDetail"):
                code = detail.get("DetailReferenceID")
                said.append(self._means("DetailReference", code) if code else text(detail.text))
            said.append(text(value(version, "Comment")))
            for one in filter(None, said):
                self._say(entry, label, one)

    def _at(self, entry: Entry, label: str, place: str) -> None:
        address, country = self.places.get(place, ("", ""))
        if label != "Location":
            self._say(entry, label, ", ".join(filter(None, [address, country])))
            return
        entry.add("country", country)
        if address:
            entry.add("address", ", ".join(filter(None, [address, country])))

    def _say(self, entry: Entry, label: str, said: str) -> None:
        prop = _FIELDS.get(label.lower(), "")
        if prop and entry.takes(prop):
            entry.add(prop, said.replace(",", "") if "onnage" in prop else said)
        else:
            remark(entry, {}, f"{_FEATURES.get(label.lower(), label)} {said}")

    def _relation(self, one: ET.Element) -> None:
        ends = [self.entries.get(one.get(f"{end}-ProfileID", "")) for end in ("From", "To")]
        role = self._means("RelationType", one.get("RelationTypeID"))
        if ends[0] and ends[1]:
            (entry, _), (other, name) = ends[0], ends[1]
            entry.linked(other.id, role)
            entry.add("notes", f"Linked To: {name}", words=f"{role} {name}")

    def _listing(self, one: ET.Element) -> None:
        found = self.entries.get(one.get("ProfileID", ""))
        if found is None:
            raise BadInput(
                f"A listing is of the profile {one.get('ProfileID')!r}, which the file doesn't have. Fetch it again."
            )
        programs = [
            text(value(measure, "Comment")) for measure in one.findall("SanctionsMeasure")
            if self._means("SanctionsType", measure.get("SanctionsTypeID")) == "Program"
        ]  # fmt: skip
        since = min((day for day in (_day(d) for d in one.findall("EntryEvent/Date")) if day), default="")
        found[0].listed(*filter(None, programs), since=since)


def _day(one: ET.Element | None) -> str:
    """A date in parts, as far as it is given."""
    if one is None:
        return ""
    year, *rest = (text(value(one, part)) for part in ("Year", "Month", "Day"))
    return "-".join([year, *(part.zfill(2) for part in rest if part)]) if year else ""


def _period(one: ET.Element | None) -> str:
    """A period as one date where it is a day or a whole year, else from when to when."""
    if one is None:
        return ""
    first = _day(one.find("Start/From")) or _day(one.find("Start"))
    last = _day(one.find("End/To")) or _day(one.find("End")) or first
    if first.endswith("-01-01") and last == f"{first[:4]}-12-31":
        return first[:4]
    return first if first == last else f"{first} to {last}"
