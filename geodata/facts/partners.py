"""Partners: from the spellings of the facts to one foreign authority, with a code and a point."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from geodata.facts.gazetteer import Gazetteer, Place
from geodata.facts.raw import Fact
from geodata.facts.tables import DECISIONS, CurationError, read_table
from geodata.facts.text import key, slug

DECISION_COLUMNS = (
    "country", "written", "type", "name", "name_fr", "kind", "place", "precision", "reason",
)  # fmt: skip
SEVERAL_COLUMNS = ("country", "written", "others", "reason")
#: Types of the facts → kinds of authority of the atlas.
KINDS = {
    "commune": "municipality",
    "intermunicipal": "intermunicipal",
    "province_region": "province_region",
    "departement": "department",
    "state": "state",
    "reseau": "network",
    "autre": "other",
}
#: Countries where a French spelling that GeoNames lists as an alternate name is an exonym (Mayence,
#: Mainz); elsewhere it is the usual transcription and stays the name shown.
EXONYM_COUNTRIES = frozenset(
    (
        "AT", "BE", "CH", "CZ", "DE", "DK", "EE", "ES", "HR", "HU", "IT", "LU", "LV", "NL", "NO",
        "PL", "PT", "RO", "SE", "SI", "SK",
    )
)  # fmt: skip
PRECISIONS = ("place", "admin", "country", "none")


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about one or several spellings of a partner, and why.

    ``place``: ``#id`` of GeoNames, ``=name`` to search in the country, ``lon,lat`` read by hand,
    ``lon,lat@admin1`` where the first-level division is known by its GeoNames code, ``country`` (a
    point of the country) or ``none``.
    """

    country: str
    written: tuple[str, ...]
    type: str
    name: str
    name_fr: str
    kind: str
    place: str
    precision: str
    reason: str

    def covers(self, country: str, written: str, fact_type: str) -> bool:
        """Tell whether the decision is about this spelling with this type."""
        return (
            country == self.country
            and written in self.written
            and self.type in ("*", fact_type)
        )  # fmt: skip


@dataclass(slots=True)
class Partner:
    """A foreign authority of the dataset. ``lon`` and ``lat`` are WGS 84 degrees, as text."""

    country: str
    kind: str
    place: Place | None
    method: str
    precision: str
    lon: str = ""
    lat: str = ""
    name: str = ""
    name_fr: str = ""
    name_en: str = ""
    code: str = ""
    note: str = ""
    admin1_code: str = ""
    admin1: str = ""
    decided: bool = False
    spellings: Counter[str] = field(default_factory=Counter)


def read_decisions(path: Path = DECISIONS / "partenaires.csv") -> list[Decision]:
    """Return the decisions on partners; CurationError when a kind or a precision is unknown."""
    decisions = []
    for number, row in enumerate(read_table(path, DECISION_COLUMNS), start=2):
        if row["precision"] not in PRECISIONS or row["kind"] not in KINDS.values():
            raise CurationError(
                f"{path.name}, ligne {number} : la nature « {row['kind']} » ou la précision "
                f"« {row['precision']} » n’existe pas."
            )
        if not row["reason"]:
            raise CurationError(f"{path.name}, ligne {number} : une décision demande un motif.")
        row["written"] = tuple(row["written"].split("|"))  # type: ignore[assignment]
        decisions.append(Decision(**row))  # type: ignore[arg-type]
    return decisions


class PartnerRegister:
    """Every partner met so far; the same authority under several spellings is met once."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        decisions: list[Decision],
        country_points: dict[str, tuple[str, str]],
    ) -> None:
        self._gazetteer = gazetteer
        self._decisions = decisions
        self._country_points = country_points
        self._partners: dict[tuple[str, ...], Partner] = {}
        self._used: set[Decision] = set()

    @property
    def partners(self) -> list[Partner]:
        """Return the partners, in the order of their codes (after :meth:`assign_codes`)."""
        return sorted(self._partners.values(), key=lambda partner: partner.code)

    def unused_decisions(self) -> list[Decision]:
        """Return the decisions that no fact needed: a decision nobody uses is a mistake."""
        return [decision for decision in self._decisions if decision not in self._used]

    def meet(self, country: str, written: str, fact_type: str) -> Partner:
        """Return the partner that a fact writes this way, adding it when it is new."""
        if country not in self._country_points:
            raise CurationError(f"« {written} » : le pays « {country} » n’est pas dans pays.csv.")
        decision = next((d for d in self._decisions if d.covers(country, written, fact_type)), None)
        if decision:
            self._used.add(decision)
            partner = self._from_decision(decision)
        else:
            partner = self._from_gazetteer(country, written, KINDS[fact_type])
        partner.spellings[written] += 1
        return partner

    def _from_decision(self, decision: Decision) -> Partner:
        place, lon, lat, admin1_code, method = self._locate(decision)
        identity = ("decision", decision.country, decision.kind, decision.name)
        if place and decision.precision == "place":
            identity = ("place", decision.country, decision.kind, place.geonames_id)
        partner = self._partners.setdefault(
            identity,
            Partner(decision.country, decision.kind, place, method, decision.precision, lon, lat),
        )
        if not partner.decided:
            partner.decided = True
            partner.name, partner.name_fr = decision.name, decision.name_fr
            partner.method, partner.note = method, decision.reason
            partner.admin1_code = admin1_code
            partner.admin1 = self._gazetteer.admin1_name(decision.country, admin1_code)
        return partner

    def _locate(self, decision: Decision) -> tuple[Place | None, str, str, str, str]:
        where = decision.place
        if where == "none":
            return None, "", "", "", "none"
        if where == "country":
            lon, lat = self._country_points[decision.country]
            return None, lon, lat, "", "country_centroid"
        if where[0] in "#=":
            place = (
                self._gazetteer.by_id(where[1:])
                if where[0] == "#"
                else self._gazetteer.search(decision.country, where[1:]).place
            )
            if place is None:
                raise CurationError(
                    f"partenaires.csv : le lieu « {where} » de {decision.name} "
                    f"({decision.country}) n’est pas au répertoire, ou plusieurs lieux "
                    "portent ce nom."
                )
            method = "decision:geonames" if decision.precision == "place" else "decision:chef_lieu"
            return place, place.lon, place.lat, place.admin1_code, method
        point, _, admin1_code = where.partition("@")
        lon, lat = point.split(",")
        return None, f"{float(lon):.2f}", f"{float(lat):.2f}", admin1_code, "decision:point"

    def _from_gazetteer(self, country: str, written: str, kind: str) -> Partner:
        found = self._gazetteer.search(country, written)
        place = found.place if kind == "municipality" else None
        if place is None:
            note = (
                f"{found.candidates} homonymes au gazetteer" if found.candidates else "introuvable"
            )
            lon, lat = self._country_points[country]
            return self._partners.setdefault(
                ("name", country, kind, key(written)),
                Partner(
                    country, kind, None, "country_centroid", "country", lon, lat,
                    note=f"{note}\N{NO-BREAK SPACE}: point du pays",
                ),
            )  # fmt: skip
        method = f"geonames:{found.match}" + ("+population" if found.candidates > 1 else "")
        return self._partners.setdefault(
            ("place", country, kind, place.geonames_id),
            Partner(
                country, kind, place, method, "place", place.lon, place.lat,
                admin1_code=place.admin1_code, admin1=place.admin1,
            ),
        )  # fmt: skip

    def name_in_english(self, names: dict[str, str]) -> None:
        """Give the partners their English names, by code (after :meth:`assign_codes`).

        Raises CurationError on the code of no partner, and on the name that it bears already.
        """
        by_code = {partner.code: partner for partner in self._partners.values()}
        for code, name in names.items():
            if code not in by_code or by_code[code].name == name:
                raise CurationError(
                    f"noms_anglais.csv : « {code} » ne désigne aucun partenaire, ou son nom est "
                    f"déjà « {name} »."
                )
            by_code[code].name_en = name

    def assign_codes(self) -> None:
        """Give every partner its names and its public code; namesakes get their division's name."""
        by_code: dict[str, list[Partner]] = defaultdict(list)
        for partner in self._partners.values():
            if not partner.decided:
                _name(partner)
            stem = "etat" if partner.kind == "state" else slug(partner.name)
            by_code[f"{partner.country.lower()}-{stem}"].append(partner)
        for code, partners in by_code.items():
            for partner in partners:
                suffix = slug(partner.admin1)
                partner.code = code if len(partners) == 1 or not suffix else f"{code}-{suffix}"
        seen = Counter(partner.code for partner in self._partners.values())
        twice = sorted(code for code, count in seen.items() if count > 1)
        if twice:
            raise CurationError(
                f"partenaires.csv : plusieurs partenaires ont le même code, {', '.join(twice)} ; "
                "donnez-leur des noms différents."
            )


def _name(partner: Partner) -> None:
    """Choose the name shown and the French exonym from the spellings and the gazetteer."""
    ranked = sorted(partner.spellings, key=lambda text: (-partner.spellings[text], text))
    if partner.place is None:
        partner.name = ranked[0]
        return
    local = partner.place.name
    same = [text for text in ranked if key(text) == key(local)]
    others = [text for text in ranked if key(text) != key(local)]
    if same:
        # The spelling with the most accents is the most careful one.
        partner.name = max(same, key=lambda text: (sum(ord(c) > 127 for c in text), text))
        if others and partner.country in EXONYM_COUNTRIES:
            partner.name_fr = others[0]
    elif partner.country in EXONYM_COUNTRIES:
        partner.name, partner.name_fr = local, ranked[0]
    else:
        partner.name = ranked[0]


def read_english_names(path: Path = DECISIONS / "noms_anglais.csv") -> dict[str, str]:
    """Return the usual English names of partners, by code, where they differ from the name shown.

    Exonyms (Cologne), transcriptions (Sochi for « Sotchi ») and translated kinds of authority
    (Hebron Governorate). Other names of a town are not for a rule to choose from: GeoNames does not
    say which is English.
    """
    return {row["code"]: row["name_en"] for row in read_table(path, ("code", "name_en"))}


def read_several(
    path: Path = DECISIONS / "partenaires_multiples.csv",
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the (country, name) of the further partners of each (country, spelling)."""
    several = {}
    for row in read_table(path, SEVERAL_COLUMNS):
        others = [tuple(item.split(":", 1)) for item in row["others"].split("|")]
        several[row["country"], row["written"]] = others
    return several  # type: ignore[return-value]


def resolve_partners(
    facts: list[Fact], register: PartnerRegister
) -> tuple[dict[str, Partner], dict[str, list[Partner]]]:
    """Return the partner of each fact, and the further partners of some, by fact id."""
    several = read_several()
    main, others = {}, {}
    for fact in facts:
        main[fact.id] = register.meet(fact["country"], fact["partner"], fact["partner_type"])
        named = several.get((fact["country"], fact["partner"]), [])
        if named:
            fact_type = "commune" if fact["partner_type"] == "autre" else fact["partner_type"]
            others[fact.id] = [register.meet(country, name, fact_type) for country, name in named]
    register.assign_codes()
    register.name_in_english(read_english_names())
    return main, others
