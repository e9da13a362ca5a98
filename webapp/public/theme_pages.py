"""The themes: all of them, and the page of one."""

from __future__ import annotations

from types import SimpleNamespace

from flask import render_template, url_for

from atlas.eligibility import Answer, answer
from atlas.queries import fundings, themes
from atlas.selection import UNKNOWN, Selection
from webapp.database import get_session, get_vocabulary, read_facets
from webapp.i18n import language
from webapp.params import refuse_other_params
from webapp.presentation.charts import ERAS, OUTSIDE_ERAS
from webapp.presentation.goals import goal_name, purpose_name
from webapp.presentation.portraits import elsewhere, shares
from webapp.presentation.rows import Term
from webapp.public.blueprint import blueprint
from webapp.public.portraits import EVERYTHING, emblematic_rows, portrait


def _counts() -> dict[str, int]:
    return {value.value: value.count for value in read_facets(EVERYTHING).values["theme"]}


@blueprint.get("/themes", endpoint="themes")
def all_themes() -> str:
    """List the themes, with how many links each has, and how many have none."""
    refuse_other_params()
    reader, counts = language(), _counts()
    total = portrait(EVERYTHING).totals.partnerships
    unknown = counts.get(UNKNOWN, 0)
    listed = [
        SimpleNamespace(
            code=code,
            label=entry.label(reader),
            definition=entry.definition(reader),
            count=counts.get(code, 0),
            share=counts.get(code, 0) / (total - unknown) if total > unknown else 0.0,
            url=url_for("public.theme", code=code),
        )
        for code, entry in get_vocabulary().themes.items()
    ]
    return render_template(
        "public/themes.html",
        themes=sorted(listed, key=lambda theme: -theme.count),
        sans_theme=unknown,
        inconnu=UNKNOWN,
        total=total,
    )


@blueprint.get("/themes/<code>")
def theme(code: str) -> str:
    """Tell one theme: what it covers, who works on it, with whom, paid by what."""
    refuse_other_params()
    record = themes.get_theme(get_session(), code)
    vocabulary, reader = get_vocabulary(), language()
    entry = vocabulary.themes[code]
    selection = Selection(theme=(code,))
    found = portrait(selection)
    unknown = _counts().get(UNKNOWN, 0)
    total = portrait(EVERYTHING).totals.partnerships
    return render_template(
        "public/theme.html",
        theme=SimpleNamespace(
            code=code, label=entry.label(reader), definition=entry.definition(reader)
        ),
        codes=[Term(number, purpose_name(number)) for number in record.dac_purposes],
        objectifs=[Term(str(number), goal_name(number)) for number in record.sdgs],
        portrait=found,
        adresses=elsewhere(selection),
        sans_theme=unknown,
        total=total,
        couches=[
            Term(era, vocabulary.eras[era].label(reader)) for era in (*ERAS, *OUTSIDE_ERAS[:1])
        ],
        emblemes=emblematic_rows(selection),
        financements=_paid(selection, found.totals.partnerships),
        dispositifs=_instruments(code, selection),
    )


def _paid(selection: Selection, total: int) -> list[object]:
    values = read_facets(selection).values["financement"]
    found = shares(values, "financement", selection, total, get_vocabulary(), language(), limit=8)
    return list(found)


def _instruments(code: str, selection: Selection) -> list[SimpleNamespace]:
    """Return the instruments known to pay for the theme, and those whose rules name it."""
    used = fundings.count_by_instrument(get_session(), selection)
    return [
        SimpleNamespace(
            label=item.name(language()),
            url=url_for("public.financement", code=item.code),
            count=used.get(item.code, 0),
            names_it=_names(item.themes, code),
        )
        for item in fundings.list_instruments(get_session())
        if used.get(item.code) or _names(item.themes, code)
    ]


def _names(said: str, code: str) -> bool:
    """Tell whether the rules of an instrument name a theme, rather than accept them all."""
    return answer(said, code) is Answer.YES and "*" not in said
