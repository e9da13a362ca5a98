"""The vocabularies of one database, read once and shown in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.language import in_language
from atlas.model import (
    Country,
    CountryGroup,
    Era,
    FundingFamily,
    Instrument,
    LinkType,
    Motivation,
    Status,
    Territory,
    Theme,
)
from atlas.model.vocabularies import Term
from atlas.selection import UNKNOWN, KnownValues
from atlas.text import fold

#: French levels (échelons) of a member authority, in the order in which they are listed.
FRENCH_KINDS: dict[str, tuple[str, str]] = {
    "commune": ("Commune", "Municipality"),
    "epci": ("Intercommunalité", "Intermunicipal body"),
    "departement": ("Département", "Département"),
    "region": ("Région", "Region"),
    "statut_particulier": ("Collectivité à statut particulier", "Special-status authority"),
    "syndicat": ("Syndicat", "Joint authority"),
    "autre": ("Autre organisme", "Other body"),
}
FOREIGN_KINDS: dict[str, tuple[str, str]] = {
    "municipality": ("Municipalité", "Municipality"),
    "intermunicipal": ("Intercommunalité", "Intermunicipal body"),
    "province_region": ("Région ou province", "Region or province"),
    "department": ("Département ou district", "Department or district"),
    "state": ("État", "State"),
    "network": ("Réseau", "Network"),
    "other": ("Autre organisme", "Other body"),
}
#: Kinds of French authorities that are no longer authorities of their own.
FORMER_KINDS: dict[str, tuple[str, str]] = {
    "deleguee": ("Commune déléguée", "Delegated municipality"),
    "associee": ("Commune associée", "Associated municipality"),
    "arrondissement": ("Arrondissement municipal", "Municipal district"),
    "ancienne": ("Ancienne commune", "Former municipality"),
}
CONTINENTS: dict[str, tuple[str, str]] = {
    "EU": ("Europe", "Europe"),
    "AF": ("Afrique", "Africa"),
    "AS": ("Asie", "Asia"),
    "NA": ("Amérique du Nord et Caraïbes", "North America and Caribbean"),
    "SA": ("Amérique du Sud", "South America"),
    "OC": ("Océanie", "Oceania"),
    "AN": ("Antarctique", "Antarctica"),
}


@dataclass(frozen=True)
class Entry:
    """One term of a vocabulary, with its labels and definitions in both languages.

    ``article`` is what French sentences need before the name: a country's article, the
    « charnière » of a région or département.
    """

    code: str
    label_fr: str
    label_en: str
    definition_fr: str = ""
    definition_en: str = ""
    group: str = ""
    article: str = ""

    def label(self, language: str) -> str:
        """Return the label in ``language`` (``fr`` or ``en``)."""
        return in_language(language, self.label_fr, self.label_en)

    def definition(self, language: str) -> str:
        """Return the definition in ``language`` (``fr`` or ``en``)."""
        return in_language(language, self.definition_fr, self.definition_en)


def labels(terms: Mapping[str, Entry], language: str) -> dict[str, str]:
    """Return the labels of ``terms`` by code, in ``language``."""
    return {code: entry.label(language) for code, entry in terms.items()}


UNKNOWN_ENTRY = Entry(UNKNOWN, "Non renseigné", "Not stated")

Terms = Mapping[str, Entry]


@dataclass(frozen=True)
class Vocabulary:
    """All vocabularies, each a mapping from code to entry in display order.

    The group of an instrument is its family.
    """

    eras: Terms
    themes: Terms
    fundings: Terms
    instruments: Terms
    country_groups: Terms
    link_types: Terms
    statuses: Terms
    motivations: Terms
    countries: Terms
    regions: Terms
    departements: Terms
    french_kinds: Terms
    foreign_kinds: Terms

    def of_field(self, name: str) -> Terms | None:
        """Return the vocabulary of a selection's field, or None for free fields."""
        return {
            "epoque": self.eras,
            "theme": self.themes,
            "financement": self.fundings,
            "type": self.link_types,
            "statut": self.statuses,
            "pays": self.countries,
            "region": self.regions,
            "departement": self.departements,
            "echelon": self.french_kinds,
        }.get(name)

    def label(self, name: str, value: str, language: str) -> str:
        """Return the label of a value of a selection's field; free values are their own label."""
        if value == UNKNOWN and name in ("theme", "financement"):
            return UNKNOWN_ENTRY.label(language)
        entry = (self.of_field(name) or {}).get(value)
        return entry.label(language) if entry is not None else value

    def known_values(self, language: str = "fr") -> KnownValues:
        """Return what a selection is checked against, with labels in ``language``."""
        names = (
            "epoque", "theme", "financement", "type", "statut", "pays", "region", "departement",
            "echelon",
        )  # fmt: skip
        values = {name: labels(self.of_field(name) or {}, language) for name in names}
        for name in ("theme", "financement"):
            values[name][UNKNOWN] = UNKNOWN_ENTRY.label(language)
        return KnownValues(values)

    def kind(self, code: str) -> Entry:
        """Return the entry of an authority's kind, French or foreign, present or former."""
        found = self.french_kinds.get(code) or self.foreign_kinds.get(code)
        if found is not None:
            return found
        return Entry(code, *FORMER_KINDS[code])


def load_vocabulary(session: Session) -> Vocabulary:
    """Read every vocabulary of the database."""

    def terms(model: type[Term]) -> dict[str, Entry]:
        return {
            row.code: Entry(
                row.code, row.label_fr, row.label_en, row.definition_fr, row.definition_en
            )
            for row in session.scalars(select(model).order_by(model.position))
        }

    countries = _sorted(
        Entry(row.iso2, row.name_fr, row.name_en, group=row.continent, article=row.article_fr)
        for row in session.scalars(select(Country))
    )
    return Vocabulary(
        eras=terms(Era),
        themes=terms(Theme),
        fundings=terms(FundingFamily),
        country_groups=terms(CountryGroup),
        instruments=_sorted(
            Entry(row.code, row.name_fr, row.name_en, group=row.family_code or "")
            for row in session.scalars(select(Instrument))
        ),
        link_types=terms(LinkType),
        statuses=terms(Status),
        motivations=terms(Motivation),
        countries=countries,
        regions=_territories(session, "region"),
        departements=_territories(session, "departement"),
        french_kinds=_labelled(FRENCH_KINDS),
        foreign_kinds=_labelled(FOREIGN_KINDS),
    )


def _labelled(labels: Mapping[str, tuple[str, str]]) -> dict[str, Entry]:
    return {code: Entry(code, french, english) for code, (french, english) in labels.items()}


def _territories(session: Session, level: str) -> dict[str, Entry]:
    rows = session.scalars(select(Territory).where(Territory.level == level))
    return _sorted(
        Entry(row.code, row.name, row.name, group=row.region_code or "", article=row.article_fr)
        for row in rows
    )


def _sorted(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.code: entry for entry in sorted(entries, key=lambda e: fold(e.label_fr))}
