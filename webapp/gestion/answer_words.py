"""What was answered to a question, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from atlas.doubts.content import (
    NONE_OF_THEM,
    RECORD,
    Answer,
    AuthorityPairContent,
    PairContent,
    Question,
    RowContent,
    name_key,
)
from atlas.doubts.queue import DROPPED, PENDING, DoubtRecord
from webapp.gestion.doubt_names import Names


@dataclass(frozen=True)
class Told:
    """A line of an answer: a sentence, and the page of what it is about, if there is one."""

    sentence: str
    url: str = ""


def answer(doubt: DoubtRecord, names: Names) -> list[Told]:
    """Return what was answered and what it did, line by line; nothing while a question waits."""
    if doubt.state == PENDING:
        return []
    content, given = doubt.content, doubt.answer
    if isinstance(content, RowContent):
        return _of_row(content, given, names, dropped=doubt.state == DROPPED)
    if isinstance(content, PairContent):
        return _of_records(content, given, names, dropped=doubt.state == DROPPED)
    return _of_authorities(content, given, names, dropped=doubt.state == DROPPED)


def _of_row(content: RowContent, given: Answer, names: Names, *, dropped: bool) -> list[Told]:
    if dropped:
        return [Told(gettext("Cette ligne n’est pas utilisée."))]
    asked = (*(content.first.questions() if content.first else ()), *content.questions())
    lines = [
        _meant(question, code, given, names)
        for question in asked
        if question.side != RECORD and (code := _code(content, question, given))
    ]
    if given.record is None:
        return lines
    said = {"numero": given.record, "titre": names.record(given.record)}
    if given.created:
        sentence = gettext(
            "La fiche n°\N{NO-BREAK SPACE}%(numero)s est créée\N{NO-BREAK SPACE}: %(titre)s.",
            **said,
        )
    elif given.revisions:
        sentence = gettext(
            "La fiche n°\N{NO-BREAK SPACE}%(numero)s est complétée\N{NO-BREAK SPACE}: %(titre)s.",
            **said,
        )
    else:
        sentence = gettext(
            "La fiche n°\N{NO-BREAK SPACE}%(numero)s disait déjà tout\N{NO-BREAK SPACE}: "
            "%(titre)s.",
            **said,
        )
    return [*lines, Told(sentence, _record(given.record))]


def _code(content: RowContent, question: Question, given: Answer) -> str:
    """Return whom a name was said to mean."""
    parties = (party.code for party in content.parties if party.name == question.name)
    return given.meant.get(name_key(question)) or next(parties, "")


def _meant(question: Question, code: str, given: Answer, names: Names) -> Told:
    said = {"nom": question.name, "reponse": names.body_and_country(code)}
    url = url_for("public.collectivite", code=code)
    if given.answers.get(name_key(question)) == NONE_OF_THEM and code in given.places:
        return Told(
            gettext(
                "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}» est un nouveau partenaire, "
                "%(reponse)s.",
                **said,
            ),
            url,
        )
    return Told(
        gettext("«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}» est %(reponse)s.", **said), url
    )


def _of_records(content: PairContent, given: Answer, names: Names, *, dropped: bool) -> list[Told]:
    if dropped:
        return [Told(gettext("Ce sont deux partenariats."))]
    kept = given.record or content.numbers[0]
    gone = given.gone or next(number for number in content.numbers if number != kept)
    sentence = gettext(
        "C’est un seul partenariat\N{NO-BREAK SPACE}: la fiche n°\N{NO-BREAK SPACE}%(une)s "
        "est réunie à la fiche n°\N{NO-BREAK SPACE}%(autre)s, %(titre)s.",
        une=gone,
        autre=kept,
        titre=names.record(kept),
    )
    return [Told(sentence, _record(kept))]


def _of_authorities(
    content: AuthorityPairContent, given: Answer, names: Names, *, dropped: bool
) -> list[Told]:
    if dropped:
        two = [Told(gettext("Ce sont deux partenaires."))]
        if given.follow:
            with_it = ngettext(
                "%(num)s paire de leurs fiches est écartée avec eux.",
                "%(num)s paires de leurs fiches sont écartées avec eux.",
                len(given.follow),
            )
            two.append(Told(with_it, url_for("gestion.doute", number=given.follow[0])))
        return two
    gone = next((code for code in content.codes if code != given.kept), given.kept)
    lines = [
        Told(
            gettext(
                "C’est un seul partenaire\N{NO-BREAK SPACE}: "
                "«\N{NO-BREAK SPACE}%(une)s\N{NO-BREAK SPACE}» (%(code)s) est réuni à %(autre)s.",
                une=names.body(gone),
                code=gone,
                autre=names.body_and_country(given.kept),
            ),
            url_for("public.collectivite", code=given.kept),
        )
    ]
    if given.follow:
        again = ngettext(
            "%(num)s paire de fiches unit maintenant les mêmes membres\N{NO-BREAK SPACE}: dites si "
            "c’est un seul partenariat.",
            "%(num)s paires de fiches unissent maintenant les mêmes membres\N{NO-BREAK SPACE}: "
            "dites pour chacune si c’est un seul partenariat.",
            len(given.follow),
        )
        lines.append(Told(again, url_for("gestion.doute", number=given.follow[0])))
    return lines


def _record(number: int) -> str:
    return url_for("public.partenariat", partnership_id=number)
