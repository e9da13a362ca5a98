"""Logging in: a password, then a one-time code for who has a second factor; and logging out."""

from __future__ import annotations

import time

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from atlas.accounts import guard, people, recovery, sessions
from atlas.accounts.roles import Permission
from atlas.model import Account
from atlas.services import letters
from webapp.database import get_session, writing
from webapp.errors import too_many
from webapp.gestion import posting
from webapp.gestion.access import (
    LINK_FOLLOWED,
    SESSION_KEY,
    allow,
    allow_anybody,
    current_person,
    safe_address,
    somebody,
)
from webapp.gestion.blueprint import blueprint
from webapp.gestion.identity import User, code_is_right, password_is_right
from webapp.i18n import speaking, translate
from webapp.limits import LOGINS, waiting_time

_PENDING = "second-facteur"
#: How long the one-time code may be typed after the password, in seconds.
_PATIENCE = 600


@blueprint.get("/gestion/connexion")
@allow_anybody
def connexion() -> Response:
    """Ask for address and password."""
    if current_person() is not None and SESSION_KEY in session:
        return redirect(safe_address(request.args.get("suite")), 303)
    return _page()


@blueprint.post("/gestion/connexion")
@allow_anybody
def se_connecter() -> Response:
    """Check a password; ask for the one-time code next, or let in."""
    email, password = request.form.get("courriel", ""), request.form.get("mot_de_passe", "")
    if wait := LOGINS.wait():
        return _page(too_many(wait), email, 429)
    now = people.now()
    if wait := guard.waiting_time(get_session(), email, now):
        return _page(_locked(wait), email, 429)
    account = _account(email)
    if not password_is_right(password, account) or account is None or not account.active:
        return _refuse(email, gettext("L’adresse ou le mot de passe n’est pas le bon."))
    if account.tf_totp_secret is not None:
        session[_PENDING] = [account.fs_uniquifier, time.time()]
        return redirect(url_for("gestion.code", suite=request.form.get("suite")), 303)
    return _enter(account)


@blueprint.get("/gestion/code")
@allow_anybody
def code() -> Response:
    """Ask for the one-time code."""
    if _pending() is None:
        return redirect(url_for("gestion.connexion", suite=request.args.get("suite")), 303)
    return _code_page()


@blueprint.post("/gestion/code")
@allow_anybody
def verifier_code() -> Response:
    """Check the one-time code, or a recovery code in its place, and let in."""
    account = _pending()
    if account is None:
        return redirect(url_for("gestion.connexion", suite=request.form.get("suite")), 303)
    if wait := LOGINS.wait() or guard.waiting_time(get_session(), account.email, people.now()):
        return _code_page(_locked(wait), 429)
    typed = request.form.get("code", "")
    with writing() as writer:
        held = writer.get_one(Account, account.id)
        right = code_is_right(held, typed) or recovery.use(held, typed)
    if not right:
        return _refuse(account.email, gettext("Ce code n’est pas le bon, ou il a déjà servi."))
    return _enter(account)


@blueprint.post("/gestion/deconnexion")
@allow(Permission.ENTER)
def deconnexion() -> Response:
    """Log this browser out."""
    secret = session.get(SESSION_KEY, "")
    with writing() as writer:
        sessions.end(writer, somebody().id, sessions.identifier(str(secret)))
    logout_user()
    session.clear()
    return redirect(url_for("gestion.connexion"), 303)


def _account(email: str) -> User | None:
    wanted = select(User).where(Account.email == guard.normalised(email))
    return get_session().scalars(wanted).first()


def _pending() -> User | None:
    kept = session.get(_PENDING)
    if not isinstance(kept, list) or len(kept) != 2 or time.time() - kept[1] > _PATIENCE:
        return None
    wanted = select(User).where(Account.fs_uniquifier == str(kept[0]), Account.active)
    return get_session().scalars(wanted).first()


def _enter(account: User) -> Response:
    target = safe_address(request.form.get("suite"))
    with writing() as writer:
        guard.forgive(writer, account.email)
        held = writer.get_one(Account, account.id)
        held.last_login_at = people.now().isoformat(timespec="seconds")
        browser = request.headers.get("User-Agent", "")
        secret = sessions.start(writer, account.id, browser, people.now())
    # What the browser held before it logged in serves no more (session fixation).
    session.clear()
    login_user(account, remember=False)
    session[SESSION_KEY] = secret
    return redirect(target, 303)


def _refuse(email: str, sentence: str) -> Response:
    LOGINS.spend()
    with writing() as writer:
        locked = guard.note_failure(writer, email, people.now())
        account = writer.query(Account).filter(Account.email == guard.normalised(email)).first()
        if locked and account is not None and account.active:
            with speaking(account.language):
                letters.write(writer, account.email, *guard.warning(translate))
    if locked:
        posting.send()
        session.pop(_PENDING, None)
        return _page(_locked(int(guard.LOCKED_FOR.total_seconds())), email, 429)
    if _PENDING in session:
        return _code_page(sentence, 400)
    return _page(sentence, email, 400)


def _locked(wait: int) -> str:
    return gettext(
        "Trop d’essais sans succès\N{NO-BREAK SPACE}: réessayez dans %(duree)s.",
        duree=waiting_time(wait),
    )


def _page(problem: str = "", email: str = "", status: int = 200) -> Response:
    page = render_template(
        "gestion/connexion.html",
        probleme=problem,
        courriel=email[:200],
        suite=request.values.get("suite", ""),
        choisi=session.pop(LINK_FOLLOWED, False),
    )
    return make_response(page, status)


def _code_page(problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "gestion/code.html",
        probleme=problem,
        suite=request.values.get("suite", ""),
    )
    return make_response(page, status)
