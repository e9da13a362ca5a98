"""Another authority than the candidates of a question: what was typed, and whom it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from atlas.doubts.content import FOREIGN, FRENCH, Choice, Question
from atlas.errors import AmbiguousCodeError, NotFoundError
from atlas.queries.authorities import AuthorityRecord, named, read_authorities, resolve_code
from atlas.queries.search import GROUPS, suggest
from atlas.search import Group
from webapp.database import get_vocabulary
from webapp.i18n import language
from webapp.presentation.labels import country_name
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
        return _certain(bodies[0], question)
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


def _certain(body: AuthorityRecord, question: Question) -> Found:
    """Return one authority; where the row names another country, it has to be chosen once more."""
    known = {choice.code for choice in question.choices}
    is_elsewhere = (
        question.side == FOREIGN and question.country and body.country_iso2 != question.country
    )
    if not is_elsewhere or body.code in known:
        return Found(code=body.code)
    return Found(
        offered=(Choice(body.code, body.name, 0.0),),
        problem=gettext(
            "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}» n’est pas du pays que dit le fichier "
            "(%(ici)s, et non %(dit)s)\N{NO-BREAK SPACE}: si c’est bien elle, choisissez-la "
            "ci-dessous.",
            nom=body.display_name(language()),
            ici=country_name(body, language()),
            dit=get_vocabulary().label("pays", question.country, language()),
        ),
    )
