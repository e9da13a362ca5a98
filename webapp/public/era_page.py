"""The page of an era: its story, rules, landmarks, figures and best documented links."""

from __future__ import annotations

from types import SimpleNamespace

from flask import render_template, url_for

from atlas.errors import NotFoundError
from atlas.queries import eras
from atlas.queries.eras import LandmarkRecord
from atlas.selection import Selection
from webapp.database import cached, get_session, get_vocabulary
from webapp.i18n import language
from webapp.params import refuse_other_params
from webapp.presentation.charts import ERAS
from webapp.presentation.kinds import landmark_kind
from webapp.presentation.labels import date_label
from webapp.presentation.portraits import elsewhere
from webapp.presentation.rows import Term
from webapp.presentation.rules import rank_label, rule_years
from webapp.presentation.stories import cited_dates, era_story, with_notes
from webapp.public.blueprint import blueprint
from webapp.public.portraits import emblematic_rows, portrait, world_of

#: The order in which a reader goes from one era to the next.
_ORDER = ("avant_1945", *ERAS, "non_date")


@blueprint.get("/epoques/<code>")
def epoque(code: str) -> str:
    """Tell one era."""
    refuse_other_params()
    vocabulary, reader = get_vocabulary(), language()
    entry = vocabulary.eras.get(code)
    if entry is None:
        raise NotFoundError(
            "Aucune époque ne porte le code « {code} ». Les époques sont : {eras}.",
            what="era",
            code=code[:60],
            eras=", ".join(vocabulary.eras),
        )
    selection = Selection(epoque=(code,))
    found = portrait(selection)
    landmarks = [mark for mark in eras.list_landmarks(get_session()) if code in mark.eras]
    story, notes = _story(code, landmarks)
    return render_template(
        "public/epoque.html",
        epoque=SimpleNamespace(
            code=code, label=entry.label(reader), definition=entry.definition(reader)
        ),
        recit=story,
        portrait=found,
        secondaires=found.totals.partnerships - _primary(code),
        adresses=elsewhere(selection),
        regles=_rules(code),
        reperes=_landmarks(landmarks, notes),
        emblemes=emblematic_rows(selection, primary_era=code),
        monde=cached(
            ("monde", code, reader), lambda: world_of(selection, code, entry.label(reader))
        ),
        couches=[Term(era, vocabulary.eras[era].label(reader)) for era in ERAS],
        avant=_neighbour(code, -1),
        apres=_neighbour(code, 1),
    )


def _primary(code: str) -> int:
    return cached(("primary", code), lambda: eras.count_primary(get_session(), code))


def _story(code: str, landmarks: list[LandmarkRecord]) -> tuple[list[object], dict[str, int]]:
    """Return the paragraphs of an era and the number of each landmark that they cite."""
    told = {mark.date for mark in landmarks}
    paragraphs = era_story(code)
    cited = [date for date in cited_dates(paragraphs) if date in told]
    notes = {date: number for number, date in enumerate(cited, start=1)}
    return [with_notes(text, notes) for text in paragraphs], notes


def _landmarks(landmarks: list[LandmarkRecord], notes: dict[str, int]) -> list[SimpleNamespace]:
    shown = []
    named: set[str] = set()
    for mark in landmarks:
        first = mark.date not in named
        named.add(mark.date)
        shown.append(
            SimpleNamespace(
                anchor=f"repere-{mark.date}" if first else "",
                number=notes.get(mark.date) if first else None,
                date=date_label(mark.date),
                label=mark.label(language()),
                kind=landmark_kind(mark.kind),
                source_url=mark.source_url,
            )
        )
    return shown


def _rules(code: str) -> list[SimpleNamespace]:
    reader = language()
    return [
        SimpleNamespace(
            code=rule.code,
            years=rule_years(rule.year_from, rule.year_to),
            zones=", ".join(zone.label(reader) for zone in rule.zones),
            rank_label=rank_label(rule.era, rule.rank),
            explanation=rule.explanation(reader),
        )
        for rule in eras.list_rules(get_session())
        if rule.era == code
    ]


def _neighbour(code: str, step: int) -> SimpleNamespace | None:
    place = _ORDER.index(code) + step if code in _ORDER else -1
    if not 0 <= place < len(_ORDER):
        return None
    era = _ORDER[place]
    label = get_vocabulary().eras[era].label(language())
    return SimpleNamespace(code=era, label=label, url=url_for("public.epoque", code=era))
