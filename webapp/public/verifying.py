"""The personal page of a campaign: an agent says, without account, whether the atlas is right."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, make_response, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from atlas.campaigns import answering, links
from atlas.campaigns.answering import AnswerError
from atlas.campaigns.answers import CONFIRM, Answer, examine
from atlas.campaigns.links import DeadLinkError, UnknownLinkError
from atlas.dates import today
from atlas.editing.reading import read_documents
from atlas.model import CampaignInvitation
from webapp.database import get_session, writing
from webapp.errors import redirect_to, too_many
from webapp.i18n import translate
from webapp.limits import VERIFICATIONS
from webapp.params import read_number, refuse_other_params
from webapp.public.blueprint import blueprint
from webapp.public.guarded_form import unsigned
from webapp.public.verification_form import read_added, read_link, told
from webapp.public.verification_page import (
    DONE,
    Visit,
    head,
    keep_private,
    known,
    read_visit,
    secret,
    show_dead,
    show_page,
)
from webapp.signed_forms import is_signed

#: A page may stay open for a day of work (seconds), and hold what an agent has to say (bytes).
_LASTING = 24 * 3600
_LONGEST_FORM = 400_000


@blueprint.get("/verifier/<token>")
def verifier(token: str) -> Response:
    """Show what the atlas says of the links of whoever holds the token."""
    refuse_other_params(("page",))
    try:
        visit = read_visit(token)
    except (DeadLinkError, UnknownLinkError) as error:
        return show_dead(error)
    if request.method == "GET" and visit.invitation.opened_at is None:
        with writing() as writer:
            answering.note_opened(writer, links.read(writer, secret(), token, today()))
    return show_page(visit, read_number("page", 1, 1, visit.pages))


@blueprint.post("/verifier/<token>")
def repondre_verification(token: str) -> Response:
    """Send answers, or keep them for later."""
    request.max_content_length = _LONGEST_FORM
    refuse_other_params(("page",))
    try:
        visit = read_visit(token)
    except (DeadLinkError, UnknownLinkError) as error:
        return show_dead(error)
    number = read_number("page", 1, 1, visit.pages)
    typed = {n: read_link(request.form, n) for n in visit.on_page(number)}
    answers = {str(n): answer for n, answer in typed.items() if answer is not None}
    if not is_signed(_LASTING):
        return show_page(visit, number, answers, alert=unsigned(), status=400)
    if wait := VERIFICATIONS.wait():
        answer = show_page(visit, number, answers, alert=too_many(wait), status=429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    try:
        return _act(visit, number, answers)
    except AnswerError as error:
        sentence = translate(error.template, **error.params)
        return show_page(visit, number, answers, alert=sentence, status=400)


def _act(visit: Visit, page: int, answers: Mapping[str, Answer]) -> Response:
    match request.form.get("acte", "envoyer"):
        case "tout":
            return _confirm_the_rest(visit)
        case "garder":
            return _keep(visit, page, answers)
        case "ajouter":
            return _add(visit, page, answers)
        case "terminer":
            with writing() as writer:
                answering.finish(writer, _own(writer, visit))
            return _thanks(visit)
        case _:
            return _send(visit, page, answers)


def _confirm_the_rest(visit: Visit) -> Response:
    with writing() as writer:
        answering.confirm_the_rest(writer, _own(writer, visit), today())
    VERIFICATIONS.spend()
    return _go_on(visit)


def _keep(visit: Visit, page: int, answers: Mapping[str, Answer]) -> Response:
    with writing() as writer:
        answering.keep(writer, _own(writer, visit), answers)
    VERIFICATIONS.spend()
    session[DONE] = gettext(
        "C’est gardé, et rien n’est envoyé\N{NO-BREAK SPACE}: revenez quand vous voulez par le "
        "même lien."
    )
    return redirect_to(_address(visit, page), 303)


def _add(visit: Visit, page: int, answers: Mapping[str, Answer]) -> Response:
    said = read_added(request.form)
    problems = told(examine(said, None, known(), today().year))
    if problems:
        return show_page(visit, page, answers, added=said, add_problems=problems, status=400)
    with writing() as writer:
        own = _own(writer, visit)
        answering.keep(writer, own, answers)
        answering.send_added(writer, own, said, today())
    VERIFICATIONS.spend()
    session[DONE] = gettext(
        "Le lien avec %(nom)s est envoyé\N{NO-BREAK SPACE}: l’équipe de l’atlas va le relire.",
        nom=said.partner,
    )
    return redirect_to(_address(visit, page), 303)


def _send(visit: Visit, page: int, answers: Mapping[str, Answer]) -> Response:
    """Send what can be, and keep the rest, to be put right."""
    if not answers:
        nothing = gettext("Choisissez une réponse pour un lien au moins.")
        here = visit.on_page(page)
        first = f"l{here[0]}-choix" if here else ""
        return show_page(visit, page, alert=nothing, alert_at=first, status=400)
    documents = read_documents(get_session(), visit.on_page(page))
    problems = {
        record: found
        for record, answer in answers.items()
        if (found := told(examine(answer, documents[int(record)], known(), today().year)))
    }
    right = {record: answer for record, answer in answers.items() if record not in problems}
    with writing() as writer:
        own = _own(writer, visit)
        answering.send(writer, own, right, today())
        answering.keep(writer, own, {record: answers[record] for record in problems})
    VERIFICATIONS.spend()
    if problems:
        alert = gettext("Reprenez les points signalés\N{NO-BREAK SPACE}: le reste est envoyé.")
        if not right:
            alert = gettext("Reprenez les points signalés\N{NO-BREAK SPACE}: rien n’est perdu.")
        return show_page(visit, page, answers, problems=problems, alert=alert, status=400)
    return _go_on(visit)


def _go_on(visit: Visit) -> Response:
    """Lead to the first page on which something is left to be said, or thank."""
    visit.read_again()
    if not visit.silent:
        return _thanks(visit)
    session[DONE] = ngettext(
        "C’est envoyé. Il reste %(num)s lien à relire.",
        "C’est envoyé. Il reste %(num)s liens à relire.",
        len(visit.silent),
    )
    page = visit.page_of(visit.silent[0])
    return redirect_to(_address(visit, page), 303)


def _address(visit: Visit, page: int) -> str:
    return url_for("public.verifier", token=visit.token, page=page if page > 1 else None)


def _thanks(visit: Visit) -> Response:
    return redirect_to(url_for("public.merci_verification", token=visit.token), 303)


@blueprint.get("/verifier/<token>/merci")
def merci_verification(token: str) -> Response:
    """Thank, and say what becomes of the answers."""
    refuse_other_params(())
    try:
        visit = read_visit(token)
    except (DeadLinkError, UnknownLinkError) as error:
        return show_dead(error)
    said = list(visit.given.values())
    page = render_template(
        "public/verifier_merci.html",
        **head(visit),
        envoyees=sum(one.sent for one in said),
        confirmees=sum(one.sent and one.answer.choice == CONFIRM for one in said),
        silencieux=len(visit.silent),
    )
    return keep_private(make_response(page))


def _own(writer: Session, visit: Visit) -> CampaignInvitation:
    """Return the invitation within the transaction; the link may have died meanwhile."""
    return links.read(writer, secret(), visit.token, today())
