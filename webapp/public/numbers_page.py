"""The page of figures: a cross-table, decades, rankings, and what others published."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import format_decimal

from atlas.errors import InvalidSelectionError
from atlas.queries import cross_table, figures, reference
from atlas.queries.cross_table import DIMENSIONS, MEASURES, ORDERED, Amounts, CrossTable, Line
from atlas.queries.rankings import LEAST_POPULATION
from atlas.selection import Selection
from atlas.text import fold
from webapp.database import cached, get_facet_index, get_session, get_vocabulary
from webapp.figures import bars, columns, curve
from webapp.i18n import language
from webapp.params import read_choice, read_selection
from webapp.presentation.charts import ERAS
from webapp.presentation.crossing import (
    Crossing,
    dimension_labels,
    measure_labels,
)
from webapp.presentation.csv_table import csv_bytes
from webapp.presentation.published import gap_views
from webapp.presentation.selection import SelectionView
from webapp.public.blueprint import blueprint
from webapp.public.lists import authority_names
from webapp.public.rankings import read_rankings, values_of
from webapp.wording import in_words

PARAMS = ("lignes", "colonnes", "mesure", "tri", "ordre", "par", "format")
_DEFAULT = {"lignes": "region", "colonnes": "epoque", "mesure": "liens"}
_RATES = ("nombre", "habitants")
#: Statuses of the links that the atlas counts beside the « current » ones of the State: not those
#: that nothing says to last, nor those that sleep or are suspended.
_CURRENT = ("actif", "repris")


@blueprint.get("/chiffres")
def chiffres() -> str | Response:
    """Show the figures of a selection; ``format=csv`` gives the cross-table as a file."""
    selection = read_selection(PARAMS)
    shape = {
        "lignes": read_choice("lignes", DIMENSIONS, _DEFAULT["lignes"]),
        "colonnes": read_choice("colonnes", DIMENSIONS, _DEFAULT["colonnes"]),
        "mesure": read_choice("mesure", MEASURES, _DEFAULT["mesure"]),
    }
    as_file = read_choice("format", ("html", "csv"), "html") == "csv"
    rate = read_choice("par", _RATES, _RATES[0])
    table = _table(selection, shape)
    crossing = Crossing(
        table,
        selection,
        get_vocabulary(),
        language(),
        dimensions=(shape["lignes"], shape["colonnes"]),
        measure=shape["mesure"],
        list_url=url_for("public.liste"),
    )
    key, descending = _read_sort(table, shape)
    rows = _sorted(crossing, table, key, descending, shape["mesure"])
    if as_file:
        return _file(crossing, rows)
    view = _selection_view(selection, shape)
    return render_template(
        "public/chiffres.html",
        selection=view,
        forme=shape,
        par=rate,
        dimensions=dimension_labels(),
        mesures=measure_labels(),
        tableau=crossing.view(rows, _sorts(view, table, key, descending)),
        hors_lignes=table.outside_rows,
        hors_colonnes=table.outside_columns,
        en_mots=in_words(selection, table.total.links),
        decennies=_decades(selection),
        cumul=_cumulated(selection),
        classements=read_rankings(selection, per_inhabitant=rate == "habitants"),
        seuil=LEAST_POPULATION,
        adresse_csv=f"{url_for('public.chiffres')}?{view.query_string(format='csv')}",
        **_published(),
    )


def get_amounts() -> Amounts:
    """Return the amounts known at the current data revision."""
    return cached("amounts", lambda: cross_table.read_amounts(get_session(), get_facet_index()))


def _table(selection: Selection, shape: dict[str, str]) -> CrossTable:
    return cross_table.build_cross_table(
        get_session(),
        selection,
        get_facet_index(),
        get_vocabulary(),
        rows=shape["lignes"],
        columns=shape["colonnes"],
        amounts=get_amounts() if shape["mesure"] == "montant" else None,
    )


def _selection_view(selection: Selection, shape: dict[str, str]) -> SelectionView:
    own = {**shape, **{k: request.args[k] for k in ("tri", "ordre", "par") if request.args.get(k)}}
    return SelectionView(
        selection,
        get_vocabulary(),
        url_for("public.chiffres"),
        language(),
        names=authority_names(selection),
        view=tuple((name, value) for name, value in own.items() if value != _DEFAULT.get(name)),
    )


def _read_sort(table: CrossTable, shape: dict[str, str]) -> tuple[str, bool]:
    """Return the column to sort by, and whether the largest come first."""
    usual = "nom" if shape["lignes"] in ORDERED else "total"
    key = (request.args.get("tri") or usual).strip()
    if key not in ("nom", "total") and key not in {line.code for line in table.columns}:
        raise InvalidSelectionError(
            "tri",
            "Le tableau n’a pas de colonne « {value} » : triez par « nom », par « total » "
            "ou par l’une de ses colonnes.",
            value=key[:60],
        )
    order = read_choice("ordre", ("asc", "desc"), "asc" if key == "nom" else "desc")
    return key, order == "desc"


def _sorted(
    crossing: Crossing, table: CrossTable, key: str, descending: bool, measure: str
) -> tuple[Line, ...]:
    if key != "nom":
        return table.sorted_rows(key, measure, descending=descending)
    if crossing.dimensions[0] in ORDERED:
        return table.rows[::-1] if descending else table.rows
    named = sorted(table.rows, key=lambda line: fold(crossing.label(0, line)), reverse=descending)
    return tuple(named)


def _sorts(
    view: SelectionView, table: CrossTable, key: str, descending: bool
) -> dict[str, tuple[str, str]]:
    """Return the address and state of each heading; the one in use turns the order round."""
    address, sorts = url_for("public.chiffres"), {}
    for code in ("nom", "total", *(line.code for line in table.columns)):
        first = "asc" if code == "nom" else "desc"
        turned = "asc" if descending else "desc"
        query = view.query_string(tri=code, ordre=turned if code == key else first)
        state = ("descending" if descending else "ascending") if code == key else ""
        sorts[code] = (f"{address}?{query}#croiser", state)
    return sorts


def _file(crossing: Crossing, rows: tuple[Line, ...]) -> Response:
    response = Response(csv_bytes(crossing.file_rows(rows)), mimetype="text/csv")
    name = "-".join(("atlas", *crossing.dimensions, crossing.measure))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _decades(selection: Selection) -> columns.StackedColumns | None:
    """Return the beginnings by decade and primary era, or None when nothing is dated."""
    by_decade: dict[int, dict[str, int]] = {}
    for year, eras in _starts(selection).items():
        found = by_decade.setdefault(year // 10 * 10, {})
        for era, number in eras.items():
            found[era] = found.get(era, 0) + number
    if not by_decade:
        return None
    vocabulary = get_vocabulary()
    series = [
        (code, vocabulary.eras[code].label(language()))
        for code in (*ERAS, "avant_1945")
        if code in vocabulary.eras
    ]
    first, last = max(min(by_decade), 1900), max(by_decade)
    return columns.build(
        [(str(decade), by_decade.get(decade, {})) for decade in range(first, last + 1, 10)], series
    )


def _cumulated(selection: Selection) -> curve.Curve | None:
    starts = {year: sum(eras.values()) for year, eras in _starts(selection).items()}
    return curve.build(curve.cumulated(starts, dt.datetime.now(tz=dt.UTC).year))


def _starts(selection: Selection) -> dict[int, dict[str, int]]:
    """Return the beginnings by year; the very old ones count with the first of the axis."""
    return cached(
        ("starts", selection.query_string()),
        lambda: figures.starts_by_year(get_session(), selection),
    )


def _published() -> dict[str, Any]:
    """Return what others published beside the figures of the whole atlas."""
    session, reader = get_session(), language()
    own = cached("own-figures", _own_figures)
    return {
        "etat_inconnu": get_facet_index().mask("statut", ("inconnu",)).bit_count(),
        "publies": gap_views(reference.published_figures(session), own, reader),
        "enquete": [
            SimpleNamespace(
                code=table.code,
                titre=table.label(reader),
                base=table.base(reader),
                source=table.source,
                unite=table.answers[0].unit(reader),
                barres=bars.build(
                    [
                        (
                            answer.label(reader),
                            "",
                            answer.value,
                            format_decimal(answer.value)
                            + ("\N{NO-BREAK SPACE}%" if answer.unit_fr == "%" else ""),
                            "",
                        )
                        for answer in table.answers
                    ],
                    whole=100 if table.answers[0].unit_fr == "%" else None,
                ),
            )
            for table in reference.survey_tables(session, "enquete_2021")
        ],
        "enquete_atlas": cached("survey-own", _survey_own),
    }


def _own_figures() -> dict[str, float]:
    """Return the atlas's own figure for each published one that it can be compared with."""
    session, index = get_session(), get_facet_index()
    totals = figures.key_figures(session, Selection())
    own: dict[str, float] = {
        "partenariats_en_cours": index.mask("statut", _CURRENT).bit_count(),
        "collectivites_francaises_engagees": totals.french_authorities,
        "collectivites_partenaires": figures.count_foreign_authorities(session),
        "pays_partenaires": totals.countries,
    }
    if totals.partnerships:
        continents = {line.code: links for line, links in values_of(Selection(), "continent")}
        levels = {line.code: links for line, links in values_of(Selection(), "echelon")}
        own["part_intra_europe"] = 100 * continents.get("EU", 0) / totals.partnerships
        own["part_communes_dans_projets"] = 100 * levels.get("commune", 0) / totals.partnerships
    return own


def _survey_own() -> SimpleNamespace:
    """Return which share of the French authorities of the atlas has a twinning."""
    session = get_session()
    everyone = figures.key_figures(session, Selection()).french_authorities
    twinned = figures.key_figures(session, Selection(type=("jumelage",))).french_authorities
    return SimpleNamespace(
        collectivites=everyone, part_jumelages=twinned / everyone if everyone else None
    )
