"""Answering an advert, proving one's address, and writing on through the atlas."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from flask import Response, current_app, make_response, render_template, request, url_for

from atlas.errors import AtlasError, InvalidFormError
from atlas.exchange import adverts, conversations, links, reading, replies
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.conversations import OPEN, REPORTED, UNCONFIRMED, ReplyRecord
from atlas.exchange.links import ADVERTISER, READER, DeadLinkError
from atlas.exchange.replies import AdvertClosedError
from atlas.exchange.terms import KEPT_FOR, TO_CONFIRM
from atlas.model import AdvertReply
from webapp.database import get_session, writing
from webapp.errors import redirect_to, too_many
from webapp.gestion import posting
from webapp.gestion.account_page import moment
from webapp.i18n import language, translate
from webapp.limits import ANSWERS, MESSAGES
from webapp.public.answer_form import AnswerForm
from webapp.public.blueprint import blueprint
from webapp.public.exchange_page import now, views
from webapp.public.guarded_form import PlainForm, unsigned


@blueprint.get("/bourse/<int:number>/repondre")
def repondre_annonce(number: int) -> Response:
    """Show the form that answers an advert; one that takes no answers says so at its page."""
    try:
        advert = _answerable(number)
    except AdvertClosedError:
        # Not for ever: it may be renewed.
        return redirect_to(url_for("public.annonce", number=number), 302)
    return _form_page(advert, AnswerForm(formdata=None), {})


@blueprint.post("/bourse/<int:number>/repondre")
def envoyer_reponse(number: int) -> Response:
    """Keep an answer until its author proves their address; show the form again otherwise."""
    form = AnswerForm()
    try:
        advert = _answerable(number)
    except AdvertClosedError as error:
        # It may have ended while somebody wrote: their words are theirs to keep.
        over = reading.find_public(get_session(), number, now())
        return _form_page(over, form, {"": translate(error.template)}, 410)
    # What a program wrote in the hidden field is answered as if it were taken, and forgotten.
    if form.is_a_trap_sprung():
        return redirect_to(url_for("public.bourse_envoyee", number=number), 303)
    refusal = form.refusal(ANSWERS)
    if refusal is not None:
        answer = _form_page(advert, form, {"": refusal.sentence}, refusal.status)
        if refusal.wait:
            answer.headers["Retry-After"] = str(refusal.wait)
        return answer
    try:
        with writing() as session:
            replies.answer(
                session, posting.exchange_post(), number, form.draft(language()), now=now()
            )
    except InvalidFormError as error:
        return _form_page(advert, form, said(error, AnswerForm.FIELDS), 400)
    ANSWERS.spend()
    posting.send()
    return redirect_to(url_for("public.bourse_envoyee", number=number), 303)


@blueprint.get("/bourse/<int:number>/repondre/envoye")
def bourse_envoyee(number: int) -> Response:
    """Say that a letter is on its way to whoever answered."""
    (shown,) = views([_answerable(number)])
    html = render_template("public/bourse_envoyee.html", a=shown, jours=TO_CONFIRM.days)
    return _private(html)


@blueprint.get("/bourse/confirmer/<token>")
def bourse_confirmer(token: str) -> Response:
    """Show an answer to its author, who sends it from here: programs follow links in letters."""
    return _confirming_page(token, "")


@blueprint.post("/bourse/confirmer/<token>")
def confirmer_reponse(token: str) -> Response:
    """Hand an answer over, and lead its author to the page that follows it."""
    if not PlainForm().validate():
        return _confirming_page(token, unsigned(), 400)
    try:
        secret = links.read_confirming(_secret_key(), token)
        with writing() as session:
            followed = replies.confirm(session, posting.exchange_post(), secret, now=now())
    except (DeadLinkError, AdvertClosedError) as error:
        return dead(error)
    posting.send()
    # The address is that of the settings, for letters; here it is one of this site.
    return redirect_to(f"{url_for('public.bourse')}/echanges/{followed.rsplit('/', 1)[1]}", 303)


@blueprint.get("/bourse/echanges/<token>")
def bourse_echange(token: str) -> Response:
    """Show a conversation to whoever answered the advert."""
    return _conversation(token, READER)


@blueprint.post("/bourse/echanges/<token>")
def ecrire_echange(token: str) -> Response:
    """Write on, end the conversation, or report an abuse, as whoever answered the advert."""
    return _act(token, READER)


@blueprint.get("/bourse/reponses/<token>")
def bourse_reponse(token: str) -> Response:
    """Show a conversation to the advertiser, who needs no account to answer."""
    return _conversation(token, ADVERTISER)


@blueprint.post("/bourse/reponses/<token>")
def ecrire_reponse(token: str) -> Response:
    """Write on, end the conversation, or report an abuse, as the advertiser."""
    return _act(token, ADVERTISER)


def _answerable(number: int) -> AdvertRecord:
    """Return an advert that may be answered; raise what its page would."""
    session, at = get_session(), now()
    advert = reading.find_public(session, number, at)
    if not advert.is_open(at) or reading.correspondent(session, advert) is None:
        raise AdvertClosedError("Cette annonce ne reçoit plus de réponse.")
    return advert


def said(error: InvalidFormError, names: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences of a refusal by the name of their field on the form."""
    return {
        names.get(field, field): translate(sentence) for field, sentence in reversed(error.problems)
    }


def _form_page(
    advert: AdvertRecord, form: AnswerForm, problems: dict[str, str], status: int = 200
) -> Response:
    form.show_again()
    (shown,) = views([advert])
    html = render_template(
        "public/repondre.html",
        a=shown,
        formulaire=form,
        problemes=problems,
        a_confirmer=TO_CONFIRM.days,
        gardes=KEPT_FOR.days,
    )
    return _private(html, status)


def _confirming_page(token: str, problem: str, status: int = 200) -> Response:
    try:
        secret = links.read_confirming(_secret_key(), token)
        row = conversations.by_secret(get_session(), secret)
    except DeadLinkError as error:
        return dead(error)
    (shown,) = views([adverts.record(row.advert)])
    html = render_template(
        "public/bourse_confirmer.html",
        a=shown,
        r=conversations.record(row),
        deja=row.status != UNCONFIRMED,
        probleme=problem,
        formulaire=PlainForm(),
    )
    return _private(html, status)


def _row(token: str, side: str) -> AdvertReply:
    secret, account_id = links.read(_secret_key(), side, token)
    if side == ADVERTISER:
        return conversations.of_advertiser(get_session(), secret, account_id)
    return conversations.by_secret(get_session(), secret)


def _conversation(
    token: str, side: str, problems: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    try:
        row = _row(token, side)
    except DeadLinkError as error:
        return dead(error)
    (shown,) = views([adverts.record(row.advert)])
    html = render_template(
        "public/bourse_echange.html",
        a=shown,
        r=conversation_view(conversations.record(row), side),
        cote=side,
        problemes=problems or {},
        ecrit=request.form.get("message", "") if problems else "",
        gardes=KEPT_FOR.days,
        formulaire=PlainForm(),
    )
    return _private(html, status)


def _act(token: str, side: str) -> Response:
    if not PlainForm().validate():
        return _conversation(token, side, {"": unsigned()}, 400)
    try:
        number = _row(token, side).id
    except DeadLinkError as error:
        return dead(error)
    wait = MESSAGES.wait()
    if wait:
        return _conversation(token, side, {"": too_many(wait)}, 429)
    try:
        done = act(number, side)
    except InvalidFormError as error:
        return _conversation(token, side, said(error, {}), 400)
    except AtlasError as error:
        return _conversation(token, side, {"": translate(error.template, **error.params)}, 400)
    MESSAGES.spend()
    posting.send()
    if done == "fermer":
        return _private(render_template("public/bourse_fermee.html"))
    return redirect_to(f"{request.path}#derniers", 303)


def act(number: int, side: str) -> str:
    """Do what a form of a conversation asks, as ``side``; return which act it was."""
    asked = request.form.get("acte", "ecrire")
    post, text = posting.exchange_post(), request.form.get("message", "").replace("\r\n", "\n")
    with writing() as session:
        if asked == "fermer":
            replies.close(session, post, number, side)
        elif asked == "abus":
            replies.report(session, post, number, side, request.form.get("raison", ""))
        else:
            replies.write(session, post, number, side, text, now=now())
    return asked


def conversation_view(record: ReplyRecord, side: str | None) -> SimpleNamespace:
    """Return a conversation as ``side`` reads it; None is whoever is neither of them."""
    return SimpleNamespace(
        id=record.id,
        name=record.name,
        body=record.body,
        open=record.status == OPEN,
        reported=record.status == REPORTED,
        reported_by_me=record.reported_by == side,
        reason=record.reason,
        messages=[
            SimpleNamespace(
                mine=message.sender == side,
                by_reader=message.sender == READER,
                paragraphs=[part for part in message.text.splitlines() if part.strip()],
                when=moment(message.written_at),
            )
            for message in record.messages
        ],
    )


def dead(error: AtlasError) -> Response:
    """Return the page of a link that leads nowhere any more."""
    html = render_template(
        "public/bourse_lien_mort.html", message=translate(error.template, **error.params)
    )
    return _private(html, 410)


def _private(html: str, status: int = 200) -> Response:
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _secret_key() -> str:
    return str(current_app.secret_key)
