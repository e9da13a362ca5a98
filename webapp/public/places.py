"""The pages of an authority and of a country."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.queries import authorities, countries, facets, figures
from atlas.queries.authorities import AuthorityRecord
from atlas.selection import Selection
from atlas.text import fold
from webapp.database import get_session, get_vocabulary
from webapp.errors import redirect_to
from webapp.i18n import language
from webapp.params import LISTING_PARAMS, Listing, read_listing, read_selection
from webapp.presentation import naming
from webapp.presentation.charts import (
    ERAS,
    FIRST_AXIS_YEAR,
    OUTSIDE_ERAS,
    era_counts,
    years_axis,
)
from webapp.presentation.labels import country_name
from webapp.presentation.rows import PartnershipView
from webapp.public.blueprint import blueprint
from webapp.public.lists import list_context, read_page, view_selection

#: An authority's page shows all of its links; none has more than this.
_ALL = Listing(number=1, size=1000, sort="debut", descending=False)


@dataclass(frozen=True)
class Summary:
    """What the first sentence of a page counts."""

    partnerships: int
    countries: int
    partners: int
    french: int
    foreign: int
    first_year: int | None
    first_circa: bool = False


def _summary(
    selection: Selection, rows_first_year: int | None, *, first_circa: bool = False
) -> Summary:
    totals = figures.key_figures(get_session(), selection)
    return Summary(
        partnerships=totals.partnerships,
        countries=totals.countries,
        partners=totals.foreign_authorities,
        french=totals.french_authorities,
        foreign=totals.foreign_authorities,
        first_year=rows_first_year,
        first_circa=first_circa,
    )


@blueprint.get("/collectivites/<code>")
def collectivite(code: str) -> str | Response:
    """Show an authority; a former commune's address shows the commune of today, and says so."""
    public = authorities.resolve_code(get_session(), code)
    if public != code:
        return redirect_to(url_for("public.collectivite", code=public))
    asked = authorities.get_authority(get_session(), code)
    record = authorities.current_successor(get_session(), asked)
    selection = Selection(collectivite=(record.code,))
    _, rows = read_page(selection, _ALL)
    # Rows come by year of start, those without any at the end.
    first = rows[0] if rows and rows[0].year_start is not None else None
    former = None
    if record.code != asked.code:
        same = fold(asked.name) == fold(record.name)
        former = SimpleNamespace(
            name=asked.code if same else asked.name,
            note=(
                gettext("ancien code %(de_nom)s", de_nom=naming.of_authority(record, language()))
                if same
                else gettext(
                    "réunie depuis %(a_nom)s", a_nom=naming.at_place(record.name, language())
                )
            ),
        )
    return render_template(
        "public/collectivite.html",
        collectivite=_authority_view(record, rows),
        partenariats=rows,
        resume=_summary(
            selection,
            first.year_start if first is not None else None,
            first_circa=first is not None and first.circa,
        ),
        selection=view_selection(selection, url_for("public.liste"), None),
        axe=(FIRST_AXIS_YEAR, dt.datetime.now(tz=dt.UTC).year),
        homonymes=[
            SimpleNamespace(
                name=other.name,
                url=url_for("public.collectivite", code=other.code),
                detail=_where(other),
            )
            for other in authorities.homonyms(get_session(), record)
        ],
        depuis_code=former,
    )


def _authority_view(record: AuthorityRecord, rows: list[PartnershipView]) -> SimpleNamespace:
    vocabulary, reader = get_vocabulary(), language()
    is_french = record.side == "french"
    merged = authorities.merged_into(get_session(), record) if is_french else []
    return SimpleNamespace(
        code=record.code,
        name=record.display_name(reader),
        de_name=naming.of_authority(record, reader),
        kind_label=vocabulary.kind(record.kind).label(reader),
        is_french=is_french,
        country_name=country_name(record, reader),
        country_url=url_for("public.pays", iso2=record.country_iso2),
        population=record.population,
        parents=_parents(record) if is_french else [],
        location_note=_location_note(record) if rows else "",
        other_names=[name for name in record.other_names if name != record.display_name(reader)],
        former=[
            SimpleNamespace(name=item.name, note=vocabulary.kind(item.kind).label(reader).lower())
            for item in merged
        ],
    )


def _parents(record: AuthorityRecord) -> list[SimpleNamespace]:
    vocabulary, reader = get_vocabulary(), language()
    parents: list[SimpleNamespace] = []
    for name, code in (
        ("departement", record.departement_code),
        ("region", record.region_code),
    ):
        entry = (vocabulary.of_field(name) or {}).get(code or "")
        if entry is None or entry.label(reader) == record.name:
            continue
        if entry.label(reader) not in {parent.label for parent in parents}:
            url = f"{url_for('public.liste')}?{name}={entry.code}"
            parents.append(SimpleNamespace(label=entry.label(reader), url=url))
    return parents


def _where(record: AuthorityRecord) -> str:
    entry = get_vocabulary().departements.get(record.departement_code or "")
    return entry.label(language()) if entry is not None else record.admin1 or ""


def _location_note(record: AuthorityRecord) -> str:
    if record.kind == "state":
        return ""
    return {
        "place": "",
        "admin": gettext("Sur la carte, au centre ou au chef-lieu de son territoire."),
        "country": gettext("Lieu exact inconnu : sur la carte, au centre du pays."),
        "none": gettext("Lieu inconnu : absente de la carte."),
    }[record.location_precision]


@blueprint.get("/pays/<iso2>")
def pays(iso2: str) -> str | Response:
    """Show a country, what it was called, and its partnerships."""
    if iso2 != iso2.upper():
        return redirect_to(url_for("public.pays", iso2=iso2.upper()))
    record = countries.get_country(get_session(), iso2)
    read_selection(LISTING_PARAMS)
    selection = Selection(pays=(record.iso2,))
    listing = read_listing(default_sort="debut")
    page, rows = read_page(selection, listing)
    curve = figures.starts_by_year(get_session(), selection)
    reader = language()
    address = url_for("public.pays", iso2=record.iso2)
    return render_template(
        "public/pays.html",
        pays=SimpleNamespace(
            code=record.iso2,
            name=record.name(reader),
            with_article=naming.country_in_sentence(record.name(reader), record.article_fr, reader),
            former_names=[
                SimpleNamespace(label=past.name(reader), years=f"{past.year_from}–{past.year_to}")
                for past in record.past
            ],
        ),
        resume=_summary(selection, min(curve, default=None)),
        epoques=era_counts(
            facets.count_facet(get_session(), selection, "epoque"),
            get_vocabulary(),
            reader,
            codes=(*ERAS, *OUTSIDE_ERAS),
            narrowed=(("pays", record.iso2),),
        ),
        annees=years_axis(curve),
        selection=view_selection(selection, address, listing, implied=("pays",)),
        adresse=address,
        **list_context(page, rows, listing),
    )
