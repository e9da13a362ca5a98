"""What a country's page tells besides its list: names of the time, landmarks, interruptions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.language import in_language, name_in_language
from atlas.model import Authority, Partnership, PartnershipEvent, PartnershipMember
from atlas.queries.bodies import LATITUDE, LONGITUDE, with_point
from atlas.queries.countries import CountryRecord
from atlas.queries.eras import LandmarkRecord, list_landmarks
from atlas.queries.filters import partnership_ids
from atlas.selection import Selection

#: Words, besides its name, by which the landmarks of the timeline speak of a country: the beginning
#: of its adjective, a town, a treaty. Read one by one in ``vocabulaires/reperes.csv``.
_SPOKEN_OF: dict[str, tuple[str, ...]] = {
    "AM": ("arménien", "Erevan"),
    "AR": ("argentin",),
    "BE": ("Kortrijk", "Tournai"),
    "BF": ("Ouagadougou", "Haute-Volta", "anciens territoires français d’Afrique"),
    "BJ": ("anciens territoires français d’Afrique",),
    "CA": ("québécois", "Québec"),
    "CF": ("anciens territoires français d’Afrique",),
    "CG": ("anciens territoires français d’Afrique",),
    "CH": ("genevois",),
    "CI": ("anciens territoires français d’Afrique",),
    "CM": ("anciens territoires français d’Afrique",),
    "CZ": ("Bohême",),
    "DE": (
        "allemand", "RDA", "Berlin", "Ludwigsburg", "Stuttgart", "Gotha", "Élysée", "Karlsruhe",
        "Rhénanie", "Kehl", "Ortenau", "SaarMoselle",
    ),
    "DZ": ("algérien", "Évian"),
    "ES": ("espagnol", "Saint-Sébastien", "Bidasoa", "Cerdagne"),
    "GA": ("anciens territoires français d’Afrique",),
    "GB": ("britannique", "Dundee"),
    "IT": ("italien", "Rome", "Quirinal", "Turin"),
    "LA": ("Luang Prabang",),
    "LB": ("libanais", "Beyrouth"),
    "LU": ("Alzette",),
    "MA": ("marocain",),
    "MG": ("malgache", "anciens territoires français d’Afrique"),
    "ML": ("malien", "Bamako", "Koutiala", "anciens territoires français d’Afrique"),
    "MR": ("mauritanien", "anciens territoires français d’Afrique"),
    "MX": ("mexicain",),
    "NE": ("anciens territoires français d’Afrique",),
    "PL": ("polonais", "Opole"),
    "PS": ("Palestine", "palestinien", "Gaza"),
    "RU": ("russe", "Union soviétique", "Sotchi"),
    "SN": ("sénégalais", "anciens territoires français d’Afrique"),
    "TD": ("anciens territoires français d’Afrique",),
    "TG": ("Atakpamé", "anciens territoires français d’Afrique"),
    "TN": ("tunisien",),
    "UA": ("ukrainien", "Union soviétique"),
    "VN": ("vietnamien", "Hanoï"),
}  # fmt: skip

#: Statuses that a country's page tells of in a sentence, with the events that date them.
INTERRUPTIONS = {"suspendu": "suspended", "rompu": "broken_off"}


@dataclass(frozen=True)
class NameThen:
    """A State of the past, its years, and the links signed when a partner belonged to it."""

    code: str
    name_fr: str
    name_en: str
    year_from: int
    year_to: int
    partnerships: int

    def name(self, language: str) -> str:
        """Return its name in ``language``."""
        return in_language(language, self.name_fr, self.name_en)


@dataclass(frozen=True)
class PartnerPlace:
    """A located partner: its names, point in degrees and number of links."""

    name: str
    name_fr: str
    name_en: str
    lon: float
    lat: float
    partnerships: int

    def display_name(self, language: str) -> str:
        """Return its usual name in ``language``."""
        return name_in_language(language, self.name, self.name_fr, self.name_en)


def names_then(session: Session, record: CountryRecord) -> list[NameThen]:
    """Return the States that ``record`` was, by year, with their links, zero included."""
    counts = dict(
        session.execute(
            select(
                PartnershipMember.historical_state_code,
                func.count(func.distinct(PartnershipMember.partnership_id)),
            )
            .join(Authority, Authority.id == PartnershipMember.authority_id)
            .where(
                Authority.country_iso2 == record.iso2,
                PartnershipMember.historical_state_code.is_not(None),
            )
            .group_by(PartnershipMember.historical_state_code)
        ).all()
    )
    return [
        NameThen(
            past.code,
            past.name_fr,
            past.name_en,
            past.year_from,
            past.year_to,
            counts.get(past.code, 0),
        )
        for past in record.past
    ]


def landmarks_of(session: Session, record: CountryRecord) -> list[LandmarkRecord]:
    """Return the landmarks of the timeline that speak of a country, in order of time."""
    words = "|".join(re.escape(word) for word in _SPOKEN_OF.get(record.iso2, ()))
    spoken = rf"\b{re.escape(record.name_fr)}\b" + (rf"|\b(?:{words})" if words else "")
    return [mark for mark in list_landmarks(session) if re.search(spoken, mark.label_fr)]


def interrupted(session: Session, selection: Selection) -> dict[str, dict[str, int]]:
    """Return, by status (suspended, broken off), how many stopped each year (or ``""``)."""
    found: dict[str, dict[str, int]] = {}
    for status, kind in INTERRUPTIONS.items():
        rows = session.execute(
            select(Partnership.id, func.max(PartnershipEvent.date))
            .outerjoin(
                PartnershipEvent,
                (PartnershipEvent.partnership_id == Partnership.id)
                & (PartnershipEvent.kind == kind),
            )
            .where(
                Partnership.id.in_(partnership_ids(session, selection)),
                Partnership.status_code == status,
            )
            .group_by(Partnership.id)
        )
        for _, date in rows:
            years = found.setdefault(status, {})
            year = (date or "")[:4]
            years[year] = years.get(year, 0) + 1
    return found


def partner_places(session: Session, iso2: str) -> list[PartnerPlace]:
    """Return the located partners inside a country, the most linked first."""
    rows = session.execute(
        with_point(
            select(
                Authority.name,
                Authority.name_fr,
                Authority.name_en,
                LONGITUDE,
                LATITUDE,
                func.count(func.distinct(Partnership.id)).label("number"),
            )
        )
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .join(Partnership, Partnership.id == PartnershipMember.partnership_id)
        .where(
            Authority.side == "foreign",
            Authority.country_iso2 == iso2,
            Authority.location_precision.in_(("place", "admin")),
        )
        .group_by(Authority.id)
    ).all()
    places = [
        PartnerPlace(row.name, row.name_fr, row.name_en, row.lon, row.lat, row.number)
        for row in rows
        if row.lon is not None
    ]
    return sorted(places, key=lambda place: (-place.partnerships, place.name))
