"""The page of a country: its names, its curve, who is linked with it, what was interrupted."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

from flask import render_template, url_for
from werkzeug.wrappers import Response

from atlas.public_codes import AUTHORITY_OF_ISO
from atlas.queries import countries, country_story, facets, figures, partnerships
from atlas.queries.countries import CountryRecord
from atlas.queries.partnerships import DEFAULT_SORT
from atlas.selection import UNKNOWN, Selection
from webapp.database import cached, get_session, get_vocabulary, read_facets
from webapp.errors import redirect_to
from webapp.figures.locator import Locator, Place
from webapp.i18n import language
from webapp.params import LISTING_PARAMS, read_listing, read_selection
from webapp.presentation import naming, prose_country
from webapp.presentation.charts import ERAS, OUTSIDE_ERAS, era_counts, years_axis
from webapp.presentation.labels import date_label
from webapp.public import locating
from webapp.public.blueprint import blueprint
from webapp.public.lists import list_context, presenter, read_page, view_selection

#: Where the links of the atlas start from: no foreign country.
_FRANCE = "FR"
#: Bars in sight of each chart; the rest is counted.
_BARS = 8
#: Interrupted links told one by one.
_TOLD = 12


@blueprint.get("/pays/<iso2>")
def pays(iso2: str) -> str | Response:
    """Show a country, what it was called, and its partnerships.

    What only ISO counts as a country (Martinique) leads to the page of its French authority.
    """
    if iso2 != iso2.upper():
        return redirect_to(url_for("public.pays", iso2=iso2.upper()))
    if iso2 in AUTHORITY_OF_ISO:
        return redirect_to(url_for("public.collectivite", code=AUTHORITY_OF_ISO[iso2]))
    record = countries.get_country(get_session(), iso2)
    read_selection(LISTING_PARAMS)
    selection = Selection(pays=(record.iso2,))
    listing = read_listing(default_sort="debut", default_size=25)
    page, rows = read_page(selection, listing)
    told = cached(("pays", record.iso2), lambda: _read(record, selection))
    reader = language()
    address = url_for("public.pays", iso2=record.iso2)
    in_sentence = naming.country_in_sentence(record.name(reader), record.article_fr, reader)
    return render_template(
        "public/pays.html",
        pays=SimpleNamespace(
            code=record.iso2,
            name=record.name(reader),
            french=record.iso2 == _FRANCE,
            with_article=in_sentence,
            former_names=[
                SimpleNamespace(
                    label=past.name(reader),
                    years=f"{past.year_from}–{past.year_to}",
                    count=past.partnerships,
                )
                for past in told.names
            ],
        ),
        prose=prose_country.sentences_of_country(
            told.totals, told.curve, told.names, told.stopped, in_sentence, reader
        ),
        total=told.totals.partnerships,
        interrompus=[presenter().partnership(link) for link in told.interrupted],
        situation=_locator(record),
        reperes=[
            SimpleNamespace(
                date=date_label(mark.date),
                year=int(mark.date[:4]),
                label=mark.label(reader),
                url=mark.source_url,
            )
            for mark in told.landmarks
        ],
        epoques=era_counts(
            told.facets["epoque"],
            get_vocabulary(),
            reader,
            codes=(*ERAS, *OUTSIDE_ERAS),
            narrowed=(("pays", record.iso2),),
        ),
        annees=years_axis(told.curve),
        barres={
            name: _bars(name, told.facets[name], record.iso2)
            for name in ("region", "departement", "theme", "type")
        },
        selection=view_selection(selection, address, listing, implied=("pays",)),
        adresse=address,
        **list_context(page, rows, listing),
    )


def _read(record: CountryRecord, selection: Selection) -> SimpleNamespace:
    session = get_session()
    interrupted = Selection(pays=(record.iso2,), statut=tuple(country_story.INTERRUPTIONS))
    return SimpleNamespace(
        totals=figures.key_figures(session, selection),
        curve=figures.starts_by_year(session, selection),
        names=country_story.names_then(session, record),
        landmarks=country_story.landmarks_of(session, record),
        stopped=country_story.interrupted(session, selection),
        interrupted=partnerships.list_page(
            session, interrupted, size=_TOLD, sort=DEFAULT_SORT
        ).items,
        facets=read_facets(selection).values,
    )


def _bars(name: str, values: tuple[facets.FacetValue, ...], iso2: str) -> SimpleNamespace:
    """Return the largest values of a facet as bars, and how many bear none (``unknown``)."""
    vocabulary = get_vocabulary()
    known = [value for value in values if value.value != UNKNOWN]
    return SimpleNamespace(
        top=max((value.count for value in known), default=0),
        unknown=sum(value.count for value in values if value.value == UNKNOWN),
        more=max(0, len(known) - _BARS),
        items=[
            SimpleNamespace(
                label=vocabulary.label(name, value.value, language()),
                count=value.count,
                url=f"{url_for('public.liste')}?"
                + urlencode([("pays", iso2), (name, value.value)]),
            )
            for value in known[:_BARS]
        ],
    )


def _locator(record: CountryRecord) -> Locator | None:
    places = cached(
        ("partenaires", record.iso2),
        lambda: country_story.partner_places(get_session(), record.iso2),
    )
    drawn = [
        Place(place.display_name(language()), (place.lon, place.lat), "", place.partnerships)
        for place in places
    ]
    return locating.draw(f"pays-{record.iso2}", drawn)
