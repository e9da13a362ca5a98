"""Funding: families and instruments, which one suits whom, and the page of one."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from flask import render_template, url_for
from flask_babel import gettext

from atlas.eligibility import ORGANISATION, Answer, Wish, assess, is_closed
from atlas.queries import eras, fundings
from atlas.queries.fundings import InstrumentRecord
from atlas.selection import UNKNOWN, Selection
from atlas.vocabulary import labels
from webapp.database import cached, get_session, get_vocabulary, read_facets
from webapp.i18n import data_text, language
from webapp.params import read_choice, refuse_other_params
from webapp.presentation.instruments import (
    InstrumentView,
    amount_views,
    instrument_view,
    reasons,
)
from webapp.presentation.labels import date_label
from webapp.presentation.portraits import elsewhere
from webapp.presentation.rows import Term
from webapp.public.blueprint import blueprint
from webapp.public.portraits import EVERYTHING, portrait, rows_of

#: Levels that may ask for funding, in the order of the form.
_APPLICANTS = ("commune", "epci", "departement", "region", "statut_particulier", "syndicat")


def _this_year() -> int:
    return dt.datetime.now(dt.UTC).year


def _families() -> dict[str, int]:
    values = read_facets(EVERYTHING).values["financement"]
    return {value.value: value.count for value in values}


def _applicants() -> list[Term]:
    kinds = get_vocabulary().french_kinds
    levels = [Term(code, kinds[code].label(language())) for code in _APPLICANTS]
    return [*levels, Term(ORGANISATION, gettext("Association, comité de jumelage"))]


def _views(items: list[InstrumentRecord]) -> dict[str, InstrumentView]:
    used = cached("instruments", lambda: fundings.count_by_instrument(get_session(), EVERYTHING))
    year = _this_year()
    return {
        item.code: instrument_view(
            item, language(), links=used.get(item.code, 0), closed=is_closed(item, year)
        )
        for item in items
    }


@blueprint.get("/financements")
def financements() -> str:
    """List the instruments by family, and those that suit the wish of the address, if any."""
    refuse_other_params(("qui", "ou", "theme"))
    vocabulary, reader = get_vocabulary(), language()
    applicants = _applicants()
    wish = Wish(
        applicant=read_choice("qui", {term.code: term.label for term in applicants}, "") or None,
        country_group=read_choice("ou", labels(vocabulary.country_groups, reader), "") or None,
        theme=read_choice("theme", labels(vocabulary.themes, reader), "") or None,
    )
    items = fundings.list_instruments(get_session())
    views, counts = _views(items), _families()
    total = portrait(EVERYTHING).totals.partnerships
    operators = fundings.operators(get_session())
    return render_template(
        "public/financements.html",
        demandeurs=applicants,
        groupes=[Term(c, e.label(reader)) for c, e in vocabulary.country_groups.items()],
        themes=[Term(c, e.label(reader)) for c, e in vocabulary.themes.items()],
        souhait=wish,
        reponses=_answers(items, views, wish) if wish else None,
        familles=[
            SimpleNamespace(
                code=code,
                label=entry.label(reader),
                definition=entry.definition(reader),
                operator=data_text(operators.get(code, "")),
                instruments=[views[item.code] for item in items if item.family == code],
                count=counts.get(code, 0),
                named=fundings.count_named(get_session(), code),
                amounts=amount_views(fundings.known_amounts(get_session(), family=code)),
                **elsewhere(Selection(financement=(code,))),
            )
            for code, entry in vocabulary.fundings.items()
        ],
        nombre=len(items),
        sans_financement=counts.get(UNKNOWN, 0),
        total=total,
    )


def _answers(
    items: list[InstrumentRecord], views: dict[str, InstrumentView], wish: Wish
) -> SimpleNamespace:
    """Return the instruments that say yes, those to be checked, and how many say no."""
    larger = fundings.larger_groups(get_session())
    year = _this_year()
    found = [(item, assess(item, wish, larger)) for item in items]
    open_first = sorted(found, key=lambda pair: is_closed(pair[0], year))
    answers: dict[Answer, list[SimpleNamespace]] = {kind: [] for kind in Answer}
    for item, assessment in open_first:
        answers[assessment.whole].append(
            SimpleNamespace(instrument=views[item.code], unknown=reasons(assessment))
        )
    return SimpleNamespace(
        yes=answers[Answer.YES],
        unknown=answers[Answer.UNKNOWN],
        no=len(answers[Answer.NO]),
    )


@blueprint.get("/financements/<code>")
def financement(code: str) -> str:
    """Tell one instrument: its rules, its law, and the links that it is known to fund."""
    refuse_other_params()
    item = fundings.get_instrument(get_session(), code)
    family = get_vocabulary().fundings[item.family]
    counts = _families()
    return render_template(
        "public/financement.html",
        dispositif=_views([item])[code],
        famille=SimpleNamespace(
            code=item.family,
            label=family.label(language()),
            count=counts.get(item.family, 0),
            named=fundings.count_named(get_session(), item.family),
            url=f"{url_for('public.financements')}#famille-{item.family}",
            **elsewhere(Selection(financement=(item.family,))),
        ),
        lois=_laws(item),
        liens=rows_of(fundings.funded_by(get_session(), code)),
        montants=amount_views(fundings.known_amounts(get_session(), instrument=code)),
        voisins=[
            other
            for other in _views(
                [
                    one
                    for one in fundings.list_instruments(get_session())
                    if one.family == item.family
                ]
            ).values()
            if other.code != code
        ],
    )


def _laws(item: InstrumentRecord) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            date=date_label(mark.date),
            label=mark.label(language()),
            source_url=mark.source_url,
            url=f"{url_for('public.epoque', code=mark.eras[0])}#repere-{mark.date}",
        )
        for mark in eras.list_landmarks(get_session())
        if mark.date in item.law_dates and mark.kind in ("loi", "traite") and mark.eras
    ]
