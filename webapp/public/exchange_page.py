"""The partner exchange: the list of adverts, and the page of each."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from atlas.errors import NotFoundError
from atlas.exchange import reading, suggesting
from atlas.exchange.acquaintances import Acquaintance
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.reading import AdvertFilter
from atlas.exchange.suggesting import Suggestions
from atlas.exchange.terms import OFFER, SEEK, WITHDRAWN
from webapp.database import cached, get_session, get_vocabulary
from webapp.i18n import language
from webapp.params import read_choice, read_number, refuse_other_params
from webapp.presentation.adverts import AdvertView, advert_view, kind_label
from webapp.presentation.matches import SuggestionView, reasons_of, suggestion_view
from webapp.public.blueprint import blueprint

_SIZE = 20
#: What the address calls each kind of advert.
_SENSES = {"cherche": SEEK, "propose": OFFER}
_PARAMS = ("sens", "pays", "theme", "page")


def now() -> dt.datetime:
    """Return the present moment, UTC."""
    return dt.datetime.now(tz=dt.UTC)


@blueprint.get("/bourse")
def bourse() -> Response:
    """List the adverts, filtered by what they seek or offer, a country, a theme."""
    refuse_other_params(_PARAMS)
    session, vocabulary, reader = get_session(), get_vocabulary(), language()
    sense = read_choice("sens", _SENSES, "")
    asked = AdvertFilter(
        kind=_SENSES.get(sense, ""),
        country=read_choice(
            "pays", {c: e.label(reader) for c, e in vocabulary.countries.items()}, ""
        ),
        theme=read_choice("theme", {c: e.label(reader) for c, e in vocabulary.themes.items()}, ""),
    )
    page, at = read_number("page", 1, 1, 10**6), now()
    total = reading.count_open(session, at, asked)
    found = reading.list_open(session, at, asked, offset=(page - 1) * _SIZE, limit=_SIZE)
    if not found and page > 1:
        raise NotFoundError("La liste s’arrête avant la page {page}.", what="results", page=page)
    countries, themes = reading.named_places_and_themes(session, at)
    chosen = {"sens": sense, "pays": asked.country, "theme": asked.theme}
    html = render_template(
        "public/bourse.html",
        annonces=views(found),
        total=total,
        toutes=reading.count_open(session, at),
        choix=SimpleNamespace(**chosen),
        filtres={name: value for name, value in chosen.items() if value},
        page=page,
        pages=-(-total // _SIZE),
        sens=[(name, kind_label(kind)) for name, kind in _SENSES.items()],
        pays=[
            (code, entry.label(reader))
            for code, entry in vocabulary.countries.items()
            if code in countries or code == asked.country
        ],
        themes=[
            (code, entry.label(reader))
            for code, entry in vocabulary.themes.items()
            if code in themes or code == asked.theme
        ],
        contact=current_app.extensions["atlas_settings"].contact,
    )
    return _fresh(html)


@blueprint.get("/bourse/<int:number>")
def annonce(number: int) -> Response:
    """Show an advert, what answers it, and how to answer; 410 once it is over."""
    session, at = get_session(), now()
    advert = reading.find_public(session, number, at)
    if advert.status == WITHDRAWN:
        return _fresh(render_template("public/annonce_close.html", a=None, proches=()), 410)
    known = cached(
        ("annonce", advert.id, advert.version, at.date()),
        lambda: suggesting.known_to_atlas(session, advert, at.date()),
    )
    suggested = suggesting.suggest(session, advert, at, known)
    shown = _view(advert, suggested, at)
    if advert.is_over(at):
        close = _match_views(advert, suggested, at)
        return _fresh(render_template("public/annonce_close.html", a=shown, proches=close), 410)
    html = render_template(
        "public/annonce.html",
        a=shown,
        repond=reading.correspondent(session, advert) is not None,
        proches=_match_views(advert, suggested, at),
        conseils=[_suggestion(one, advert) for one in suggested.advisers],
        partenaires=[_suggestion(one, advert) for one in suggested.partners],
        cherche=advert.content.kind == SEEK,
    )
    return _fresh(html)


def views(adverts: list[AdvertRecord]) -> list[AdvertView]:
    """Return adverts ready to show."""
    records = suggesting.authorities_of(get_session(), adverts)
    return [
        advert_view(one, records.get(one.content.authority), get_vocabulary(), language(), now())
        for one in adverts
    ]


def _view(advert: AdvertRecord, suggested: Suggestions, at: dt.datetime) -> AdvertView:
    record = suggested.authorities.get(advert.content.authority)
    return advert_view(advert, record, get_vocabulary(), language(), at)


def _suggestion(one: Acquaintance, advert: AdvertRecord) -> SuggestionView:
    return suggestion_view(one, advert.content.kind, get_vocabulary(), language())


def _match_views(
    advert: AdvertRecord, suggested: Suggestions, at: dt.datetime
) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            advert=_view(match.advert, suggested, at),
            score=match.score,
            reasons=reasons_of(advert, match, get_vocabulary(), language()),
        )
        for match in suggested.adverts
    ]


def _fresh(html: str, status: int = 200) -> Response:
    """Return a page that is asked for again each time: adverts change without the data."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-cache"
    return response
