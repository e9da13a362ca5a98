"""The rankings of the page of figures: who has the most links, in numbers or per inhabitant."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

from flask import url_for
from flask_babel import format_decimal, gettext

from atlas.queries import cross_table, rankings
from atlas.queries.cross_table import Line
from atlas.selection import Selection
from webapp.database import cached, get_facet_index, get_session, get_vocabulary
from webapp.figures import bars
from webapp.i18n import language
from webapp.presentation.crossing import value_label
from webapp.presentation.labels import country_name

_RANKED = 15


def read_rankings(selection: Selection, *, per_inhabitant: bool) -> list[SimpleNamespace]:
    """Return the rankings of a selection that hold anybody, as bars."""
    found = [
        SimpleNamespace(
            cle="collectivites",
            titre=gettext("Collectivités françaises"),
            barres=_authorities(selection, "french", per_inhabitant),
        ),
        SimpleNamespace(
            cle="regions", titre=gettext("Régions"), barres=_regions(selection, per_inhabitant)
        ),
    ]
    if not per_inhabitant:
        found += [
            SimpleNamespace(
                cle="partenaires",
                titre=gettext("Partenaires étrangers"),
                barres=_authorities(selection, "foreign", per_inhabitant=False),
            ),
            SimpleNamespace(cle="pays", titre=gettext("Pays"), barres=_countries(selection)),
        ]
    return [ranking for ranking in found if ranking.barres]


def _authorities(selection: Selection, side: str, per_inhabitant: bool) -> tuple[bars.Bar, ...]:
    def make() -> list[rankings.RankedAuthority]:
        return rankings.rank_authorities(
            get_session(), selection, side=side, per_inhabitant=per_inhabitant, limit=_RANKED
        )

    ranked = cached(("ranking", selection.query_string(), side, per_inhabitant), make)
    reader = language()
    return bars.build(
        [
            (
                item.authority.display_name(reader),
                url_for("public.collectivite", code=item.authority.code),
                *_figure(item.links, item.rate if per_inhabitant else None),
                _detail(item, side, per_inhabitant),
            )
            for item in ranked
        ]
    )


def _detail(item: rankings.RankedAuthority, side: str, per_inhabitant: bool) -> str:
    """Say what tells a ranked authority from another of its name."""
    if per_inhabitant:
        return gettext("%(nombre)s liens", nombre=item.links) if item.links > 1 else ""
    if side == "foreign":
        return country_name(item.authority, language())
    if item.authority.kind == "commune":
        return ""
    return get_vocabulary().kind(item.authority.kind).label(language()).lower()


def _figure(links: int, rate: float | None) -> tuple[float, str]:
    """Return a figure of a ranking and its text."""
    if rate is None:
        return float(links), format_decimal(links)
    return rate, format_decimal(rate, format="#,##0.0")


def values_of(selection: Selection, name: str) -> tuple[tuple[Line, int], ...]:
    """Return the values of a dimension of the cross-table with their numbers of links."""
    return cross_table.lines_of(get_session(), selection, get_facet_index(), get_vocabulary(), name)


def _regions(selection: Selection, per_inhabitant: bool) -> tuple[bars.Bar, ...]:
    people = cached("region-populations", lambda: rankings.region_populations(get_session()))
    items = []
    for line, links in values_of(selection, "region"):
        rate = rankings.rate(links, people.get(line.code)) if per_inhabitant else None
        if per_inhabitant and rate is None:
            continue
        detail = gettext("%(nombre)s liens", nombre=format_decimal(links)) if rate else ""
        items.append((_name("region", line), _list_of(selection, "region", line),
                      *_figure(links, rate), detail))  # fmt: skip
    return bars.build(sorted(items, key=lambda item: -item[2]))


def _countries(selection: Selection) -> tuple[bars.Bar, ...]:
    return bars.build(
        [
            (
                _name("pays", line),
                url_for("public.pays", iso2=line.code),
                *_figure(links, None),
                "",
            )
            for line, links in values_of(selection, "pays")[:_RANKED]
        ]
    )


def _name(dimension: str, line: Line) -> str:
    return value_label(dimension, line.code, get_vocabulary(), language())


def _list_of(selection: Selection, dimension: str, line: Line) -> str:
    pairs = (*cross_table.narrowed_to(selection, (dimension,)), *line.pairs)
    return f"{url_for('public.liste')}?{urlencode(pairs)}"
