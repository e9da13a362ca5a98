"""The tables of an export: partnerships, and what hangs on them, each row as a mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from atlas.exports.columns import Column, Value, columns_by_table, joined
from atlas.exports.geometry import (
    Coordinates,
    GeometryType,
    lines_of,
    located,
    point_of,
)
from atlas.language import in_language
from atlas.queries.records import PartnershipRecord
from atlas.vocabulary import Terms, Vocabulary

#: A row, by the names of the columns of its table.
Row = dict[str, Value]
#: A row and the coordinates of its geometry, None where it has none.
Item = tuple[Row, Coordinates | None]


@dataclass(frozen=True)
class Scribe:
    """In which language a file is written, with which vocabularies and addresses.

    ``title`` gives the title of a partnership; the bases are what precedes the number of a
    partnership, the code of an authority and that of a country, in the address of its page.
    """

    vocabulary: Vocabulary
    language: str
    title: Callable[[PartnershipRecord], str]
    partnership_base: str
    authority_base: str
    country_base: str


@dataclass(frozen=True)
class Table:
    """A table: ``read`` gives the rows of one partnership, with their coordinates.

    ``geometry`` is the type of their geometries, empty for a table that has none; ``key`` is the
    column whose values are unique, empty for none.
    """

    name: str
    title_fr: str
    title_en: str
    read: Callable[[Scribe, PartnershipRecord], Iterable[Item]]
    geometry: GeometryType | None = None
    key: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the files."""
        return columns_by_table()[self.name]

    def title(self, language: str) -> str:
        """Return what the table is called, in ``language``."""
        return in_language(language, self.title_fr, self.title_en)


def _partnership(scribe: Scribe, record: PartnershipRecord) -> Iterator[Item]:
    vocabulary, language = scribe.vocabulary, scribe.language
    french, foreign = record.french_members, record.foreign_members
    here, there = located(french), located(foreign)
    start, end = point_of(here), point_of(there)
    era = record.primary_era.code
    row: Row = {
        "id": record.id,
        "titre": scribe.title(record),
        "adresse": f"{scribe.partnership_base}{record.id}",
        "type": record.link_type,
        "type_libelle": vocabulary.link_types[record.link_type].label(language),
        "statut": record.status,
        "statut_libelle": vocabulary.statuses[record.status].label(language),
        "annee_debut": record.year_start,
        "annee_debut_approximative": record.circa,
        "annee_fin": record.year_end,
        "epoque": era,
        "epoque_libelle": vocabulary.eras[era].label(language),
        "epoques": joined(each.code for each in record.eras),
        "francais_codes": joined(member.code for member in french),
        "francais_noms": joined(member.display_name(language) for member in french),
        "francais_departements": joined(member.departement_code for member in french),
        "francais_regions": joined(member.region_code for member in french),
        "etranger_codes": joined(member.code for member in foreign),
        "etranger_noms": joined(member.display_name(language) for member in foreign),
        "pays_codes": joined(member.country_iso2 for member in foreign),
        "pays_noms": joined(
            in_language(language, member.country_fr, member.country_en) for member in foreign
        ),
        "pays_alors": joined(
            in_language(language, member.state_then_fr, member.state_then_en)
            for member in record.members
        ),
        "themes": joined(record.themes),
        "themes_libelles": joined(
            vocabulary.themes[code].label(language) for code in record.themes
        ),
        "financements": joined(record.funding_families),
        "dispositifs": joined(line.instrument for line in record.fundings),
        "confiance": record.confidence,
        "derniere_verification": record.last_verified,
        "sources": joined(source.url for source in record.sources),
        "note": record.note or None,
        "francais_lon": start[0] if start is not None else None,
        "francais_lat": start[1] if start is not None else None,
        "etranger_lon": end[0] if end is not None else None,
        "etranger_lat": end[1] if end is not None else None,
        "etranger_precision": there.location_precision if there is not None else None,
    }
    yield row, lines_of(record) or None


def _members(scribe: Scribe, record: PartnershipRecord) -> Iterator[Item]:
    language = scribe.language
    for rank, member in enumerate(record.members, 1):
        row: Row = {
            "partenariat": record.id,
            "rang": rank,
            "cote": "francais" if member.side == "french" else "etranger",
            "code": member.code,
            "nom": member.display_name(language),
            "nature": member.kind,
            "nature_libelle": scribe.vocabulary.kind(member.kind).label(language),
            "adresse": f"{scribe.authority_base}{member.code}",
            "pays": member.country_iso2,
            "pays_nom": in_language(language, member.country_fr, member.country_en),
            "pays_alors": in_language(language, member.state_then_fr, member.state_then_en) or None,
            "departement": member.departement_code,
            "region": member.region_code,
            "graphie_source": member.name_as_written or None,
            "lon": member.lon,
            "lat": member.lat,
            "precision": member.location_precision,
        }
        yield row, point_of(member)


def _fundings(scribe: Scribe, record: PartnershipRecord) -> Iterator[Item]:
    vocabulary, language = scribe.vocabulary, scribe.language
    for line in record.fundings:
        row: Row = {
            "partenariat": record.id,
            "famille": line.family,
            "famille_libelle": _label(vocabulary.fundings, line.family, language),
            "dispositif": line.instrument,
            "dispositif_libelle": _label(vocabulary.instruments, line.instrument, language),
            "detail": line.detail or None,
            "annee_debut": line.year_from,
            "annee_fin": line.year_to,
            "montant": line.amount,
            "devise": line.currency if line.amount is not None else None,
            "nature_montant": line.kind or None,
            "portee_montant": line.scope or None,
            "source": _source(record, line.source_id),
        }
        yield row, None


def _events(_scribe: Scribe, record: PartnershipRecord) -> Iterator[Item]:
    for event in record.events:
        row: Row = {
            "partenariat": record.id,
            "nature": event.kind,
            "date": event.date,
            "approximative": event.circa,
            "note": event.note or None,
            "source": _source(record, event.source_id),
        }
        yield row, None


def _label(terms: Terms, code: str | None, language: str) -> str | None:
    return terms[code].label(language) if code else None


def _source(record: PartnershipRecord, source_id: int | None) -> str | None:
    source = record.source(source_id)
    return (source.url or None) if source is not None else None


PARTNERSHIPS = Table(
    "partenariats", "Partenariats", "Partnerships", _partnership, "MultiLineString", key="id"
)
MEMBERS = Table(
    "membres", "Membres des partenariats", "Members of the partnerships", _members, "Point"
)
FUNDINGS = Table("financements", "Financements", "Fundings", _fundings)
EVENTS = Table("evenements", "Événements", "Events", _events)

#: Every table by its name, in the order in which a file of several holds them.
TABLES = {table.name: table for table in (PARTNERSHIPS, MEMBERS, FUNDINGS, EVENTS)}
