"""Answers to an advert, read and written by its authority; abuses, read by who decides."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.errors import AtlasError, InvalidFormError, NotFoundError
from atlas.exchange import adverts, conversations, replies
from atlas.exchange.conversations import REPORTED, ReplyRecord
from atlas.exchange.links import ADVERTISER
from atlas.exchange.terms import KEPT_FOR
from webapp.database import get_session, writing
from webapp.gestion import posting, reach
from webapp.gestion.access import allow, allowed, somebody
from webapp.gestion.blueprint import blueprint
from webapp.i18n import translate
from webapp.public.answering import act, conversation_view, said
from webapp.public.exchange_page import views


@blueprint.get("/gestion/bourse/echanges/<int:number>")
@allow(Permission.PROPOSE)
def echange(number: int) -> Response:
    """Show a conversation."""
    return _page(_readable(number))


@blueprint.post("/gestion/bourse/echanges/<int:number>")
@allow(Permission.PROPOSE)
def ecrire_echange(number: int) -> Response:
    """Write on, end the conversation, report an abuse; or decide about one."""
    found = _readable(number)
    asked = request.form.get("acte", "ecrire")
    try:
        if asked in ("effacer", "rouvrir"):
            if not allowed(Permission.EDIT):
                raise NotFoundError("Cette action n’existe pas, ou n’est pas pour votre rôle.")
            with writing() as writer:
                replies.settle(writer, number, erase=asked == "effacer")
        else:
            _require_mine(found)
            act(number, ADVERTISER)
    except NotFoundError:
        raise
    except InvalidFormError as error:
        return _page(found, said(error, {}), 400)
    except AtlasError as error:
        return _page(found, {"": translate(error.template, **error.params)}, 400)
    posting.send()
    session["fait"] = {
        "effacer": gettext("L’échange est effacé."),
        "rouvrir": gettext("L’échange est rouvert."),
        "fermer": gettext("L’échange est clos\N{NO-BREAK SPACE}: ses messages sont effacés."),
        "abus": gettext("L’abus est signalé\N{NO-BREAK SPACE}: l’échange est arrêté."),
    }.get(asked, gettext("Votre message est transmis."))
    if asked in ("ecrire", "abus"):
        return redirect(url_for("gestion.echange", number=number), 303)
    return redirect(url_for("gestion.une_annonce", number=found.advert_id), 303)


def _readable(number: int) -> ReplyRecord:
    """Return a conversation of one's adverts, or one in which an abuse is reported."""
    found = conversations.find(get_session(), number)
    decides = found.status == REPORTED and allowed(Permission.EDIT)
    if not decides:
        _require_mine(found)
    return found


def _require_mine(found: ReplyRecord) -> None:
    advert = adverts.find(get_session(), found.advert_id)
    if not reach.writes_for(get_session(), somebody(), advert):
        raise NotFoundError("Cet échange n’existe pas, ou n’existe plus.")


def _page(
    found: ReplyRecord, problems: dict[str, str] | None = None, status: int = 200
) -> Response:
    advert = adverts.find(get_session(), found.advert_id)
    is_mine = reach.writes_for(get_session(), somebody(), advert)
    page = render_template(
        "gestion/echange.html",
        a=views([advert])[0],
        r=conversation_view(found, ADVERTISER if is_mine else None),
        decide=found.status == REPORTED and allowed(Permission.EDIT),
        sien=is_mine,
        problemes=problems or {},
        ecrit=request.form.get("message", "") if problems else "",
        gardes=KEPT_FOR.days,
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)
