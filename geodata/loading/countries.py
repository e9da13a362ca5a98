"""Countries, past States and the zones of the era rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from atlas.model import Country, HistoricalState, ZoneMembership
from geodata.loading.reading import Row, read_rows

Values = dict[str, Any]


def load_countries(connection: Connection, folder: Path) -> None:
    """Load ``pays/``: countries, historical States and the zones of the era rules."""
    for model, name, values in _FILES:
        connection.execute(insert(model), [values(row) for row in read_rows(folder / name)])


def _country(row: Row) -> Values:
    return {
        "iso2": row.required("iso2"),
        "iso3": row.required("iso3"),
        "name_fr": row.required("name_fr"),
        "name_en": row.required("name_en"),
        "article_fr": row.text("article_fr"),
        "preposition_fr": row.text("preposition_fr"),
        "continent": row.required("continent"),
        "lon": row.number("lon", -180, 180),
        "lat": row.number("lat", -90, 90),
        "other_names": row.text("autres_noms"),
    }


def _historical_state(row: Row) -> Values:
    return {
        "code": row.required("code"),
        "name_fr": row.required("name_fr"),
        "name_en": row.required("name_en"),
        **_years(row),
        "successors": row.text("successors"),
        "admin1": row.text("admin1"),
        "source": row.text("source"),
        "other_names": row.text("aliases"),
    }


def _zone_membership(row: Row) -> Values:
    return {
        "zone": row.required("zone"),
        "state_code": row.required("country"),
        **_years(row),
        "explanation_fr": row.text("explanation"),
    }


def _years(row: Row) -> Values:
    return {"year_from": row.integer("year_from"), "year_to": row.integer("year_to")}


_FILES: tuple[tuple[type[Any], str, Callable[[Row], Values]], ...] = (
    (Country, "pays.csv", _country),
    (HistoricalState, "pays_historiques.csv", _historical_state),
    (ZoneMembership, "zones.csv", _zone_membership),
)
