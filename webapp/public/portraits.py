"""What several pages tell of a selection: figures, curve, places, emblematic links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.queries import emblems, figures
from atlas.queries.figures import KeyFigures
from atlas.queries.record_reading import read_records
from atlas.selection import Selection
from webapp.database import cached, get_session, get_vocabulary, read_facets
from webapp.figures import teaser
from webapp.i18n import language
from webapp.presentation.charts import YearColumn, years_axis
from webapp.presentation.portraits import Share, shares
from webapp.presentation.rows import PartnershipView
from webapp.public import outlines
from webapp.public.lists import presenter

EVERYTHING = Selection()


@dataclass(frozen=True)
class Portrait:
    """A selection in figures; ``share`` is its part of all partnerships, 0 to 1."""

    totals: KeyFigures
    share: float | None
    years: list[YearColumn]
    first_year: int | None
    countries: list[Share]
    regions: list[Share]
    levels: list[Share]


def portrait(selection: Selection, *, limit: int = 8) -> Portrait:
    """Return the figures of ``selection``, with its ``limit`` main countries and régions."""
    session, reader = get_session(), language()
    key = selection.query_string()
    totals = cached(("portrait", key, "totals"), lambda: figures.key_figures(session, selection))
    whole = cached(("total", "all"), lambda: figures.key_figures(session, EVERYTHING).partnerships)
    curve = cached(("portrait", key, "curve"), lambda: figures.starts_by_year(session, selection))
    found = read_facets(selection)

    def most(name: str) -> list[Share]:
        values = found.values[name]
        return shares(
            values, name, selection, totals.partnerships, get_vocabulary(), reader, limit=limit
        )

    return Portrait(
        totals=totals,
        share=totals.partnerships / whole if whole else None,
        years=years_axis(curve),
        first_year=min(curve, default=None),
        countries=most("pays"),
        regions=most("region"),
        levels=most("echelon"),
    )


def emblematic_rows(
    selection: Selection, *, limit: int = 6, primary_era: str | None = None
) -> list[PartnershipView]:
    """Return the best documented partnerships of ``selection``, for the reader's language."""

    def make() -> list[PartnershipView]:
        ids = emblems.emblematic(get_session(), selection, limit=limit, primary_era=primary_era)
        return rows_of(ids)

    key = ("emblems", selection.query_string(), primary_era, limit, language())
    return cached(key, make)


def rows_of(ids: Sequence[int]) -> list[PartnershipView]:
    """Return the partnerships of ``ids``, in that order, as tables and cards show them."""
    present = presenter()
    return [present.partnership(record) for record in read_records(get_session(), ids)]


def world_of(selection: Selection, code: str, label: str) -> teaser.Teaser | None:
    """Return the world seen from France with the partners of ``selection``, in one layer."""
    points = cached(
        ("portrait", selection.query_string(), "points"),
        lambda: figures.partner_points(get_session(), selection),
    )
    if not points:
        return None
    land = outlines.land_seen_from_france()
    return teaser.build(land, [(code, label)], [(code, lon, lat) for _, lon, lat in points])
