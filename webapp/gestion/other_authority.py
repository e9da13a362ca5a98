"""Another authority than the candidates of a question: what was typed, and whom it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from atlas.doubts.content import FRENCH, Choice, Question
from atlas.errors import AmbiguousCodeError, NotFoundError
from atlas.queries.authorities import named, read_authorities, resolve_code
from atlas.queries.search import GROUPS, suggest
from atlas.search import Group
from webapp.searching import search_index

#: How many are offered where what was typed may mean several.
_MOST = 8
#: « Saint-Denis, La Réunion (97411) »: what the suggestions put into the field.
_WITH_CODE = re.compile(r".*\((?P<code>[^()]+)\)")


@dataclass(frozen=True)
class Found:
    """Whom the words mean: a code, or those to choose among, or a sentence that says nobody."""

    code: str = ""
    offered: tuple[Choice, ...] = ()
    problem: str = ""


def group_of(question: Question) -> str:
    """Return the group of the search box in which the answers to a question are."""
    return GROUPS[Group.COLLECTIVITES if question.side == FRENCH else Group.PARTENAIRES]


def find(session: Session, typed: str, question: Question) -> Found:
    """Return whom ``typed`` means, a code or a name, on the side that a question is about."""
    with_code = _WITH_CODE.fullmatch(typed)
    try:
        code = resolve_code(session, with_code["code"].strip() if with_code else typed)
    except AmbiguousCodeError as error:
        return _offered(session, error.candidates, question, typed)
    except NotFoundError:
        pass
    else:
        return _offered(session, [code], question, typed, certain=True)
    bearers = [one.code for one in named(session, typed) if one.side == question.side]
    if bearers:
        return _offered(session, bearers, question, typed, certain=len(bearers) == 1)
    close = [
        one.code
        for one in suggest(session, search_index(), typed, limit=_MOST)
        if one.group == group_of(question)
    ]
    return _offered(session, close, question, typed, close=True)


def _offered(
    session: Session,
    codes: list[str] | tuple[str, ...],
    question: Question,
    typed: str,
    *,
    certain: bool = False,
    close: bool = False,
) -> Found:
    bodies = [one for one in read_authorities(session, codes) if one.side == question.side]
    if bodies and certain:
        return Found(code=bodies[0].code)
    choices = tuple(Choice(one.code, one.name, 0.0) for one in bodies[:_MOST])
    if choices and close:
        said = gettext(
            "Rien ne s’écrit exactement «\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}»"
            "\N{NO-BREAK SPACE}: choisissez parmi ce qui s’en approche, ci-dessous.",
            nom=typed[:60],
        )
    elif choices:
        said = gettext(
            "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}» peut désigner plusieurs collectivités"
            "\N{NO-BREAK SPACE}: choisissez parmi celles qui sont ajoutées ci-dessous.",
            nom=typed[:60],
        )
    elif question.side == FRENCH:
        said = gettext(
            "Aucune collectivité française ne s’appelle "
            "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}», ni n’a ce code.",
            nom=typed[:60],
        )
    else:
        said = gettext(
            "Aucun partenaire connu ne s’appelle «\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}», "
            "ni n’a ce code.",
            nom=typed[:60],
        )
    return Found(offered=choices, problem=said)
