"""The partner exchange in the back office: one's adverts, and what maintainers decide."""

from __future__ import annotations

from types import SimpleNamespace

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.errors import AtlasError, NotFoundError
from atlas.exchange import adverts, conversations, notices, reading
from atlas.exchange.adverts import AdvertRecord, ChangedAdvertError
from atlas.exchange.conversations import ReplyRecord
from atlas.exchange.terms import DRAFT, EXPIRED, PROPOSED, PUBLISHED, REFUSED, WITHDRAWN
from atlas.model import Account
from webapp.database import get_session, writing
from webapp.gestion import posting, reach, wording
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.i18n import translate
from webapp.presentation.adverts import AdvertView
from webapp.public.exchange_page import now, views

#: As many adverts as a list shows of everybody's.
_MOST = 200


@blueprint.get("/gestion/bourse")
@allow(Permission.ENTER)
def bourse() -> str:
    """List what waits, then the adverts that this person may see."""
    person, reader = somebody(), get_session()
    limited = reach.is_limited(person)
    found = (
        reading.of_authorities(reader, reach.codes_in_reach(reader, person))
        if limited
        else reading.of_everybody(reader, author(), limit=_MOST)
    )
    waiting = [] if limited else reading.list_proposed(reader)
    replies = conversations.of_adverts(reader, [one.id for one in found])
    return render_template(
        "gestion/bourse.html",
        annonces=[
            _line(one, shown, replies[one.id])
            for one, shown in zip(found, views(found), strict=True)
        ],
        a_decider=[
            SimpleNamespace(a=shown, who=wording.who(one.author), when=moment(one.version))
            for one, shown in zip(waiting, views(waiting), strict=True)
        ],
        abus=[
            SimpleNamespace(r=one, when=moment(one.last_at))
            for one in (conversations.list_reported(reader) if not limited else ())
        ],
        toutes=not limited,
    )


def _line(advert: AdvertRecord, shown: AdvertView, replies: list[ReplyRecord]) -> SimpleNamespace:
    mine = reach.writes_for(get_session(), somebody(), advert)
    return SimpleNamespace(
        a=shown,
        replies=len(replies),
        waiting=sum(one.waits_for_advertiser for one in replies) if mine else 0,
    )


@blueprint.get("/gestion/bourse/<int:number>")
@allow(Permission.ENTER)
def une_annonce(number: int) -> Response:
    """Show an advert, its answers, and what may be done with it."""
    return _page(reach.find_advert(get_session(), somebody(), number))


@blueprint.post("/gestion/bourse/<int:number>")
@allow(Permission.PROPOSE)
def agir_annonce(number: int) -> Response:
    """Propose, accept, refuse, renew or withdraw an advert."""
    advert = reach.find_advert(get_session(), somebody(), number)
    act = request.form.get("acte", "")
    try:
        with writing() as writer:
            done = _act(writer, advert, act)
    except NotFoundError:
        raise
    except AtlasError as error:
        status = 409 if isinstance(error, ChangedAdvertError) else 400
        current = reach.find_advert(get_session(), somebody(), number)
        # A refusal without a reason is put right in its field; the rest is of the whole.
        where = "reponse" if act == "refuser" and status == 400 else ""
        return _page(current, {where: translate(error.template, **error.params)}, status)
    posting.send()
    session["fait"] = done
    return redirect(url_for("gestion.une_annonce", number=number), 303)


def _act(writer: Session, advert: AdvertRecord, act: str) -> str:
    """Do an act of the page of an advert; return what was done, in a sentence."""
    at, answer = now(), request.form.get("reponse", "").strip()[:2000]
    decides = allowed(Permission.EDIT)
    if act == "proposer":
        return send(writer, adverts.find(writer, advert.id))
    if act == "renouveler":
        adverts.renew(writer, advert.id, now=at)
        return gettext("L’annonce est renouvelée pour six mois.")
    if act == "retirer":
        adverts.withdraw(writer, advert.id)
        return gettext("L’annonce est retirée.")
    if act == "accepter" and decides:
        expected = request.form.get("version", "")
        adverts.accept(writer, advert.id, by=author(), expected=expected, answer=answer, now=at)
        tell_author(writer, advert.id)
        return gettext("L’annonce est publiée, et son auteur prévenu.")
    if act == "refuser" and decides:
        adverts.refuse(writer, advert.id, by=author(), answer=answer, now=at)
        tell_author(writer, advert.id)
        return gettext("L’annonce est refusée, et son auteur prévenu.")
    raise NotFoundError("Cette action n’existe pas, ou n’est pas pour votre rôle.")


def send(writer: Session, advert: AdvertRecord) -> str:
    """Publish a maintainer's advert, or propose an agent's; return what was done, in a sentence."""
    if allowed(Permission.EDIT):
        adverts.publish(writer, advert.id, by=author(), now=now())
        return gettext("L’annonce est publiée.")
    adverts.propose(writer, advert.id)
    return gettext(
        "L’annonce est proposée\N{NO-BREAK SPACE}: l’équipe de l’atlas la relit avant de la "
        "publier."
    )


def tell_author(writer: Session, number: int) -> None:
    """Write to the author of an advert what was decided, unless they decided it."""
    advert = adverts.find(writer, number)
    kind, _, account_id = advert.author.partition(":")
    account = writer.get(Account, int(account_id)) if kind == "user" else None
    if account is not None and account.active and advert.decided_by != advert.author:
        notices.decision(writer, posting.exchange_post(), advert, account)


def _page(
    advert: AdvertRecord, problems: dict[str, str] | None = None, status: int = 200
) -> Response:
    (shown,) = views([advert])
    mine = reach.writes_for(get_session(), somebody(), advert)
    over = advert.is_over(now())
    page = render_template(
        "gestion/annonce.html",
        a=shown,
        version=advert.version,
        auteur=wording.who(advert.author),
        reponse_de_l_equipe=advert.answer,
        publique=advert.is_open(now()),
        attend=advert.status == PROPOSED,
        se_propose=advert.status in (DRAFT, REFUSED, WITHDRAWN),
        se_renouvelle=advert.status in (PUBLISHED, EXPIRED),
        se_retire=advert.status in (PROPOSED, PUBLISHED),
        expiree=over,
        echanges=[
            SimpleNamespace(r=one, when=moment(one.last_at), waiting=one.waits_for_advertiser)
            for one in (
                conversations.of_adverts(get_session(), [advert.id])[advert.id] if mine else ()
            )
        ],
        sienne=mine,
        problemes=problems or {},
        reponse=request.form.get("reponse", "") if problems else "",
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)
