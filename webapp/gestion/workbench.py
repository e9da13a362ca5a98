"""The workbench: what the atlas is not sure of, with its evidence, settled one after the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.doubts import evidence, queue, settling
from atlas.doubts.content import NONE_OF_THEM, PairContent, RowContent
from atlas.doubts.queue import PENDING, DoubtRecord
from atlas.errors import AtlasError
from webapp.database import get_session, writing
from webapp.gestion import doubt_words, wording
from webapp.gestion.access import allow, author
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.i18n import language, translate
from webapp.params import read_number

#: Questions of a page of the list.
_SIZE = 50
#: The question that was answered last, to take it back at one key.
_LAST = "doute-tranche"


@blueprint.get("/gestion/doutes")
@allow(Permission.IMPORT)
def doutes() -> str:
    """List the questions that wait, or those that were answered (``?etat=tranches``)."""
    state = {"tranches": queue.SETTLED, "ecartes": queue.DROPPED}.get(
        request.args.get("etat", ""), PENDING
    )
    page = read_number("page", 1, 1, 10**5)
    reader = get_session()
    total = queue.count_doubts(reader, state=state)
    found = queue.list_doubts(reader, state=state, first=(page - 1) * _SIZE, most=_SIZE)
    return render_template(
        "gestion/doutes.html",
        doutes=[_listed(one) for one in found],
        etat=state,
        page=page,
        pages=-(-total // _SIZE),
        total=total,
        fait=session.pop("fait", ""),
    )


def _listed(doubt: DoubtRecord) -> SimpleNamespace:
    return SimpleNamespace(
        id=doubt.id,
        title=doubt_words.title(doubt.content),
        asked=doubt_words.asked(doubt.content),
        origin=doubt_words.origin(doubt),
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
    try:
        with writing() as writer:
            if act == "reprendre":
                settling.reopen(writer, number, by=author())
                following: int | None = number
                session.pop(_LAST, None)
                session["fait"] = gettext("La réponse est reprise\N{NO-BREAK SPACE}: à vous.")
            else:
                _answer(writer, number, act)
                following = queue.next_pending(writer, number)
                session[_LAST] = number
    except AtlasError as error:
        found = queue.find_doubt(get_session(), number)
        return _page(found, translate(error.template, **error.params), 400)
    if following is None:
        return redirect(url_for("gestion.doutes"), 303)
    return redirect(url_for("gestion.doute", number=following), 303)


def _answer(writer: Any, number: int, act: str) -> None:
    if act == "ecarter":
        settling.drop(writer, number, by=author())
        session["fait"] = gettext("Écartée.")
        return
    answers = [request.form.get(f"reponse-{place}", "") for place in range(_asked(number))]
    settled = settling.settle(writer, number, answers, by=author())
    if not settled:
        session["fait"] = gettext("C’est noté\N{NO-BREAK SPACE}; il reste à dire quelle fiche.")
    elif len(settled) > 1:
        session["fait"] = gettext(
            "C’est fait, pour cette ligne et %(nombre)s autres qui posaient la même question.",
            nombre=len(settled) - 1,
        )
    else:
        session["fait"] = gettext("C’est fait.")


def _asked(number: int) -> int:
    content = queue.find_doubt(get_session(), number).content
    return 1 if isinstance(content, PairContent) else len(content.questions())


def _page(doubt: DoubtRecord, problem: str = "", status: int = 200) -> Response:
    reader = get_session()
    last = session.get(_LAST)
    page = render_template(
        "gestion/doute.html",
        d=doubt,
        titre=doubt_words.title(doubt.content),
        origine=doubt_words.origin(doubt),
        dit=doubt_words.told(doubt.content),
        questions=_questions(doubt),
        attend=doubt.state == PENDING,
        decideur=wording.who(doubt.decided_by) if doubt.decided_by else "",
        decide_le=moment(doubt.decided_at) if doubt.decided_at else "",
        restent=queue.count_doubts(reader),
        suivante=queue.next_pending(reader, doubt.id),
        derniere=last if last != doubt.id else None,
        aucune=NONE_OF_THEM,
        probleme=problem,
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)


def _questions(doubt: DoubtRecord) -> list[SimpleNamespace]:
    """Return the questions of a doubt with their candidates, ready to read."""
    reader, content = get_session(), doubt.content
    if isinstance(content, RowContent):
        return [
            SimpleNamespace(
                phrase=doubt_words.phrase(question),
                choices=[
                    doubt_words.candidate(one, language())
                    for one in evidence.of_question(reader, question)
                ],
                none=doubt_words.none_of_them(question) if content.may_be_new(question) else "",
            )
            for question in content.questions()
        ]
    return [
        SimpleNamespace(
            phrase=gettext("Ces deux fiches sont-elles une seule\N{NO-BREAK SPACE}? Gardez…"),
            choices=[
                doubt_words.candidate(one, language(), content.reasons)
                for one in evidence.of_pair(reader, content)
            ],
            none="",
        )
    ]
