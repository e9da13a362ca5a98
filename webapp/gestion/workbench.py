"""The workbench: what the atlas is not sure of, with its evidence, settled one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import msgspec
from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.doubts import evidence, pairs, queue, settling
from atlas.doubts.content import (
    NONE_OF_THEM,
    RECORD,
    Choice,
    PairContent,
    Question,
    RowContent,
)
from atlas.doubts.queue import PENDING, DoubtRecord
from atlas.errors import AtlasError
from webapp.database import get_session, writing
from webapp.gestion import (
    answer_words,
    candidate_words,
    doubt_words,
    other_authority,
    wording,
)
from webapp.gestion.access import allow, author
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.doubt_names import Names
from webapp.gestion.doubt_words import KINDS
from webapp.i18n import language, translate
from webapp.params import read_choice, read_number

#: Questions of a page of the list.
_SIZE = 50
#: The question that was answered last, to take it back at one key.
_LAST = "doute-tranche"
#: The answer that it is another authority than the candidates: the one typed beside it.
_OTHER = "autre"
_STATES = {"": PENDING, "tranches": queue.SETTLED, "ecartes": queue.DROPPED}


@dataclass(frozen=True)
class Given:
    """What a form says of one question: the answer, what was typed, and those it may mean."""

    answer: str = ""
    typed: str = ""
    offered: tuple[Choice, ...] = ()
    problem: str = ""


@blueprint.get("/gestion/doutes")
@allow(Permission.IMPORT)
def doutes() -> str:
    """List the questions that wait, or those that were answered (``?etat=tranches``)."""
    asked, sort = read_choice("etat", tuple(_STATES), ""), _sort()
    state, kind = _STATES[asked], KINDS[sort]
    page = read_number("page", 1, 1, 10**5)
    reader = get_session()
    counts = queue.count_by_kind(reader, state=state)
    total = counts.get(kind, 0) if kind is not None else sum(counts.values())
    found = queue.list_doubts(reader, state=state, kind=kind, first=(page - 1) * _SIZE, most=_SIZE)
    names = Names(reader, found)
    return render_template(
        "gestion/doutes.html",
        doutes=[_listed(one, names) for one in found],
        etat=state,
        demande=asked,
        sorte=sort,
        sortes=[
            (name, doubt_words.counted(one, counts[one]))
            for name, one in KINDS.items()
            if one is not None and counts.get(one)
        ],
        page=page,
        pages=-(-total // _SIZE),
        total=total,
        fait=session.pop("fait", ""),
    )


def _sort() -> str:
    """Return the kind of question that somebody goes through, as addresses name it."""
    return read_choice("sorte", tuple(KINDS), "")


def _listed(doubt: DoubtRecord, names: Names) -> SimpleNamespace:
    return SimpleNamespace(
        id=doubt.id,
        title=doubt_words.title(doubt.content, names),
        asked=doubt_words.asked(doubt.content),
        origin=doubt_words.origin(doubt),
        answer=answer_words.answer(doubt, names),
        who=wording.who(doubt.decided_by) if doubt.decided_by else "",
        when=moment(doubt.decided_at or doubt.created_at),
    )


@blueprint.get("/gestion/doutes/<int:number>")
@allow(Permission.IMPORT)
def doute(number: int) -> Response:
    """Show a question: what the file says, and each candidate beside it."""
    return _page(queue.find_doubt(get_session(), number))


@blueprint.post("/gestion/doutes/<int:number>")
@allow(Permission.IMPORT)
def trancher(number: int) -> Response:
    """Answer a question, set it aside, or take an answer back; then show the next one."""
    act = request.form.get("acte", "repondre")
    asked = queue.find_doubt(get_session(), number)
    given = _given(asked) if act == "repondre" else []
    if problem := next((one.problem for one in given if one.problem), ""):
        return _page(asked, given, problem, 400)
    try:
        with writing() as writer:
            if act == "reprendre":
                again = settling.reopen(writer, number, by=author())
                following: int | None = number
                session.pop(_LAST, None)
                session["fait"] = _again(len(again))
            else:
                if act == "ecarter":
                    settling.drop(writer, number, by=author())
                    settled = [number]
                else:
                    answers = [one.answer for one in given]
                    settled = settling.settle(writer, number, answers, by=author())
                session["fait"] = _done(writer, number, settled)
                session[_LAST] = number
                following = (
                    queue.next_pending(writer, number, kind=KINDS[_sort()]) if settled else number
                )
    except AtlasError as error:
        found = queue.find_doubt(get_session(), number)
        return _page(found, given, translate(error.template, **error.params), 400)
    sort = _sort() or None
    if following is None:
        return redirect(url_for("gestion.doutes", sorte=sort), 303)
    return redirect(url_for("gestion.doute", number=following, sorte=sort), 303)


def _again(number: int) -> str:
    if number == 1:
        return gettext("La réponse est reprise\N{NO-BREAK SPACE}: à vous.")
    return ngettext(
        "La réponse est reprise, et avec elle celle de %(num)s autre ligne"
        "\N{NO-BREAK SPACE}: à vous.",
        "La réponse est reprise, et avec elle celle de %(num)s autres lignes"
        "\N{NO-BREAK SPACE}: à vous.",
        number - 1,
    )


def _given(doubt: DoubtRecord) -> list[Given]:
    """Return what the form answers to each question of a doubt."""
    if not isinstance(doubt.content, RowContent):
        return [Given(request.form.get("reponse-0", ""))]
    return [_read(place, question) for place, question in enumerate(doubt.content.questions())]


def _read(place: int, question: Question) -> Given:
    answer = request.form.get(f"reponse-{place}", "")
    typed = request.form.get(f"autre-{place}", "").strip()[:200]
    if question.side == RECORD or not (typed or answer == _OTHER):
        return Given(answer)
    if not typed:
        return Given(_OTHER, problem=gettext("Écrivez le nom ou le code de l’autre collectivité."))
    if answer not in ("", _OTHER):
        return Given(
            answer,
            typed,
            problem=gettext(
                "Vous avez choisi une réponse et écrit «\N{NO-BREAK SPACE}%(nom)s"
                "\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: gardez l’une ou l’autre.",
                nom=typed[:60],
            ),
        )
    found = other_authority.find(get_session(), typed, question)
    return Given(found.code or _OTHER, typed, found.offered, found.problem)


def _done(writer: Session, number: int, settled: list[int]) -> str:
    """Return what an answer did, in a sentence or a few."""
    if not settled:
        return gettext("C’est noté\N{NARROW NO-BREAK SPACE}; il reste à dire quelle fiche.")
    doubt = queue.find_doubt(writer, number)
    names = Names(writer, [doubt])
    told = " ".join(one.sentence for one in answer_words.answer(doubt, names))
    if doubt.state == queue.DROPPED:
        return f"{doubt_words.title(doubt.content, names)}. {told}"
    if len(settled) == 1:
        return told
    more = ngettext(
        "%(num)s autre ligne posait la même question\N{NO-BREAK SPACE}: elle a la même réponse.",
        "%(num)s autres lignes posaient la même question\N{NO-BREAK SPACE}: elles ont la même "
        "réponse.",
        len(settled) - 1,
    )
    return f"{told} {more}"


def _page(
    doubt: DoubtRecord, given: list[Given] | None = None, problem: str = "", status: int = 200
) -> Response:
    reader = get_session()
    names = Names(reader, [doubt])
    last, sort = session.get(_LAST), _sort()
    kind = KINDS[sort]
    page = render_template(
        "gestion/doute.html",
        d=doubt,
        titre=doubt_words.title(doubt.content, names),
        origine=doubt_words.origin(doubt),
        dit=doubt_words.told(doubt.content),
        questions=_questions(doubt, given or []),
        attend=doubt.state == PENDING,
        repris=isinstance(doubt.content, RowContent) and doubt.content.first is not None,
        ecarter=doubt_words.aside(doubt.content),
        reponse=answer_words.answer(doubt, names),
        decideur=wording.who(doubt.decided_by) if doubt.decided_by else "",
        decide_le=moment(doubt.decided_at) if doubt.decided_at else "",
        restent=queue.count_doubts(reader, kind=kind),
        suivante=queue.next_pending(reader, doubt.id, kind=kind),
        derniere=last if last != doubt.id else None,
        sorte=sort or None,
        aucune=NONE_OF_THEM,
        autre=_OTHER,
        probleme=problem,
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)


def _questions(doubt: DoubtRecord, given: list[Given]) -> list[SimpleNamespace]:
    """Return the questions of a doubt with their candidates, ready to read."""
    reader, content = get_session(), doubt.content
    if not isinstance(content, RowContent):
        return [
            SimpleNamespace(
                phrase=doubt_words.kept(content),
                why=candidate_words.why(content.reasons),
                before=(
                    pairs.question_of_partners(reader, content)
                    if isinstance(content, PairContent)
                    else None
                ),
                choices=[
                    candidate_words.of_two(one, language())
                    for one in evidence.of_pair(reader, content)
                ],
                none="",
                other="",
                given=given[0] if given else Given(),
            )
        ]
    questions = content.questions()
    given = given or [Given() for _ in questions]
    others = [party.code for party in content.parties if party.code]
    return [
        SimpleNamespace(
            phrase=doubt_words.phrase(question),
            why=[],
            before=None,
            choices=[
                candidate_words.candidate(one, language())
                for one in evidence.of_question(reader, _with_offered(question, said), others)
            ],
            none=doubt_words.none_of_them(question) if content.may_be_new(question) else "",
            other=doubt_words.other(question),
            label=doubt_words.other_label(question),
            group=other_authority.group_of(question),
            given=said,
        )
        for question, said in zip(questions, given, strict=True)
    ]


def _with_offered(question: Question, said: Given) -> Question:
    """Return a question with those among its candidates that what was typed may mean."""
    known = {choice.code for choice in question.choices}
    offered = (choice for choice in said.offered if choice.code not in known)
    return msgspec.structs.replace(question, choices=(*question.choices, *offered))
