"""Vocabularies, era rules, instruments, networks, landmarks and reference figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from atlas.model import (
    CountryGroup,
    Era,
    EraRule,
    FundingFamily,
    HistoricalState,
    Instrument,
    Landmark,
    LinkType,
    Motivation,
    Network,
    ReferenceFigure,
    Status,
    SurveyResult,
    Theme,
    Zone,
)
from geodata.loading.reading import Row, read_rows

Values = dict[str, Any]


@dataclass(frozen=True)
class Vocabularies:
    """The codes that facts may use."""

    link_types: frozenset[str]
    statuses: frozenset[str]
    themes: frozenset[str]
    fundings: frozenset[str]
    states: frozenset[str]
    eras: frozenset[str]
    instruments: frozenset[str]


def read_vocabularies(session: Session) -> Vocabularies:
    """Return the codes of the vocabularies that were loaded."""
    return Vocabularies(
        link_types=frozenset(session.scalars(select(LinkType.code))),
        statuses=frozenset(session.scalars(select(Status.code))),
        themes=frozenset(session.scalars(select(Theme.code))),
        fundings=frozenset(session.scalars(select(FundingFamily.code))),
        states=frozenset(session.scalars(select(HistoricalState.code))),
        eras=frozenset(session.scalars(select(Era.code))),
        instruments=frozenset(session.scalars(select(Instrument.code))),
    )


def load_vocabularies(connection: Connection, folder: Path) -> None:
    """Load every file of ``vocabulaires/``; raise :class:`DataFileError` on the first bad row."""
    for model, name, extra in _TERMS:
        rows = [
            {**_term(row, position), **extra(row)}
            for position, row in enumerate(read_rows(folder / name))
        ]
        connection.execute(insert(model), rows)
    told = era_rules_of_landmarks(folder)
    landmarks = [
        _landmark(row, position, told)
        for position, row in enumerate(read_rows(folder / _LANDMARKS))
    ]
    connection.execute(insert(Landmark), landmarks)
    for other, name, make in _OTHERS:
        rows = [make(row, position) for position, row in enumerate(read_rows(folder / name))]
        connection.execute(insert(other), rows)


def _term(row: Row, position: int) -> Values:
    return {
        "code": row.required("code"),
        "position": position,
        "label_fr": row.required("libelle_fr"),
        "label_en": row.required("label_en"),
        "definition_fr": row.text("definition_fr"),
        "definition_en": row.text("definition_en"),
    }


def _no_more(_row: Row) -> Values:
    return {}


def _era(row: Row) -> Values:
    return {"year_from": row.integer("year_from"), "year_to": row.integer("year_to")}


def _theme(row: Row) -> Values:
    return {"dac_purposes": row.text("dac_purpose"), "sdgs": row.text("odd")}


def _link_type(row: Row) -> Values:
    return {"rgre_term": row.text("correspondance_rgre")}


def _motivation(row: Row) -> Values:
    return {"source": row.text("source")}


def _country_group(row: Row) -> Values:
    return {"within": row.text("dans")}


def _family(row: Row) -> Values:
    return {"operator": row.text("operator")}


_TERMS: tuple[tuple[type[Any], str, Callable[[Row], Values]], ...] = (
    (Era, "eres.csv", _era),
    (Zone, "zones.csv", _no_more),
    (Theme, "themes.csv", _theme),
    (LinkType, "types_lien.csv", _link_type),
    (Status, "statuts.csv", _no_more),
    (Motivation, "motivations.csv", _motivation),
    (FundingFamily, "familles_financement.csv", _family),
    (CountryGroup, "groupes_pays.csv", _country_group),
)


def _rule(row: Row, position: int) -> Values:
    return {
        "code": row.required("regle"),
        "position": position,
        "era_code": row.required("ere"),
        "year_from": row.integer("de", least=0),
        "year_to": row.integer("a", least=0),
        "zones": row.required("zone_partenaire"),
        "rank": row.integer("rang", least=1),
        "explanation_fr": row.required("explication_fr"),
        "explanation_en": row.required("explanation_en"),
    }


def _instrument(row: Row, _position: int) -> Values:
    return {
        "code": row.required("code"),
        "family_code": row.optional("famille"),
        "name_fr": row.required("name_fr"),
        "name_en": row.required("name_en"),
        "operator": row.text("operator"),
        "year_from": row.year("year_from"),
        "year_to": row.year("year_to"),
        "eligible_bodies": row.text("eligible_bodies"),
        "eligible_countries": row.text("eligible_countries"),
        "min_eur": row.integer("min_eur", least=0),
        "max_eur": row.integer("max_eur", least=0),
        "rate_max": row.number("rate_max", 0, 100),
        "law": row.text("law"),
        "source_url": row.required("source_url"),
        "law_dates": row.text("law_dates"),
        "applicants": row.text("applicants"),
        "country_groups": row.text("country_groups"),
        "themes": row.text("themes"),
    }


def _network(row: Row, _position: int) -> Values:
    return {
        "code": row.required("code"),
        "name": row.required("nom"),
        "name_en": row.required("name_en"),
        "kind": row.required("kind"),
        "scope_fr": row.text("perimetre"),
        "governance_fr": row.text("gouvernance"),
        "means_fr": row.text("moyens"),
        "region_code": row.optional("region_code"),
        "founded": row.optional("annee_creation"),
        "source": row.required("source"),
    }


_LANDMARKS = "reperes.csv"
#: Hint, first year, last year (inclusive) and the eras that they amount to.
EraOfLandmarks = tuple[str, int, int, str]


def era_rules_of_landmarks(folder: Path) -> list[EraOfLandmarks]:
    """Return the rules that say on the page of which eras a landmark is told."""
    return [
        (
            row.required("indice"),
            row.integer("de", least=0) or 0,
            row.integer("a", least=0) or 0,
            row.required("eres"),
        )
        for row in read_rows(folder / "reperes_eres.csv")
    ]


def _landmark(row: Row, position: int, rules: list[EraOfLandmarks]) -> Values:
    year = int(row.required("date")[:4])
    eras = [
        eras
        for hint, first, last, eras in rules
        if hint == row.text("era_hint") and first <= year <= last
    ]
    if len(eras) != 1:
        raise row.error("era_hint", "une règle de reperes_eres.csv, et une seule, est attendue")
    return {
        "eras": eras[0],
        "id": position + 1,
        "date": row.required("date"),
        "label_fr": row.required("label_fr"),
        "label_en": row.required("label_en"),
        "kind": row.required("kind"),
        "era_hint": row.text("era_hint"),
        "source_url": row.text("source_url"),
    }


def _reference_figure(row: Row, _position: int) -> Values:
    return {
        "code": row.required("indicateur"),
        "value": row.number("valeur", 0, 1e12),
        "unit": row.required("unite"),
        "date": row.required("date"),
        "source": row.required("source"),
        "note_fr": row.text("note"),
        "label_fr": row.required("libelle_fr"),
        "label_en": row.required("label_en"),
    }


def _survey_result(row: Row, position: int) -> Values:
    return {
        "id": position + 1,
        "survey": "enquete_2021",
        "table_code": row.required("tableau"),
        "table_fr": row.required("tableau_fr"),
        "table_en": row.required("tableau_en"),
        "label_fr": row.required("modalite"),
        "label_en": row.required("modalite_en"),
        "value": row.number("valeur", 0, 1e6),
        "unit_fr": row.required("unite"),
        "unit_en": row.required("unit_en"),
        "base_fr": row.required("base"),
        "base_en": row.required("base_en"),
        "source": row.required("source"),
    }


_OTHERS: tuple[tuple[type[Any], str, Callable[[Row, int], Values]], ...] = (
    (EraRule, "regles_eres.csv", _rule),
    (Instrument, "instruments.csv", _instrument),
    (Network, "reseaux.csv", _network),
    (ReferenceFigure, "chiffres_reference.csv", _reference_figure),
    (SurveyResult, "enquete_2021.csv", _survey_result),
)
