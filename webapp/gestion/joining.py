"""Following an invitation, and choosing another password when the first is forgotten."""

from __future__ import annotations

from flask import (
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts import guard, invitations, links, passwords, people, sessions
from atlas.accounts.links import InvalidLinkError
from atlas.accounts.people import InvalidAccountError
from atlas.model import Account
from webapp.database import get_session, writing
from webapp.errors import too_many
from webapp.gestion import posting
from webapp.gestion.access import LINK_FOLLOWED, allow_anybody
from webapp.gestion.blueprint import blueprint
from webapp.gestion.identity import hashed
from webapp.i18n import speaking, translate
from webapp.limits import LOGINS


@blueprint.get("/gestion/lien/<purpose>/<token>")
@allow_anybody
def lien(purpose: str, token: str) -> Response:
    """Show the form of a personal link: a name and a password."""
    try:
        account = _account(purpose, token)
    except InvalidLinkError as error:
        return _dead_link(error)
    return _page(account, purpose, {})


@blueprint.post("/gestion/lien/<purpose>/<token>")
@allow_anybody
def suivre_lien(purpose: str, token: str) -> Response:
    """Take the password; every browser of the account is logged out."""
    try:
        account = _account(purpose, token)
        chosen = request.form.get("mot_de_passe", "")
        name = " ".join(request.form.get("nom", account.name).split())[:200]
        passwords.check(chosen, (account.email, name))
        if chosen != request.form.get("encore", ""):
            raise InvalidAccountError("encore", "Les deux mots de passe ne sont pas les mêmes.")
        new = hashed(chosen)
        with writing() as writer:
            held = links.read(writer, _secret(), purpose, token)
            held.password, held.name = new, name
            held.fs_uniquifier = people.new_uniquifier()
            sessions.end_all(writer, held.id)
            guard.forgive(writer, held.email)
    except InvalidLinkError as error:
        return _dead_link(error)
    except InvalidAccountError as error:
        sentence = translate(error.template, **error.params)
        return _page(account, purpose, {error.field: sentence}, 400)
    session[LINK_FOLLOWED] = True
    return redirect(url_for("gestion.connexion"), 303)


@blueprint.get("/gestion/mot-de-passe-oublie")
@allow_anybody
def oubli() -> Response:
    """Ask for the address to which a link goes."""
    return make_response(render_template("gestion/oubli.html", envoye=False, probleme=""))


@blueprint.post("/gestion/mot-de-passe-oublie")
@allow_anybody
def envoyer_oubli() -> Response:
    """Send a link, if the address has an account; say the same thing if it has none."""
    problem, status = "", 200
    if wait := LOGINS.wait():
        problem, status = too_many(wait), 429
    else:
        LOGINS.spend()
        with writing() as writer:
            email = guard.normalised(request.form.get("courriel", ""))
            account = writer.query(Account).filter(Account.email == email).first()
            if account is not None and account.active:
                write_link(writer, account)
        posting.send()
    page = render_template("gestion/oubli.html", envoye=not problem, probleme=problem)
    return make_response(page, status)


def write_link(writer: Session, account: Account) -> str:
    """Write the letter with a personal link, in the language of its reader; return the link."""
    reader = account.language
    with speaking(reader):
        return invitations.write_link(
            writer,
            account,
            secret_key=_secret(),
            site=posting.site(reader),
            translate=translate,
        )


def _secret() -> str:
    return str(current_app.secret_key)


def _account(purpose: str, token: str) -> Account:
    if purpose not in links.LASTING:
        raise InvalidLinkError(
            "Ce lien est incomplet\N{NO-BREAK SPACE}: copiez l’adresse entière depuis le message."
        )
    return links.read(get_session(), _secret(), purpose, token)


def _page(account: Account, purpose: str, problems: dict[str, str], status: int = 200) -> Response:
    page = render_template(
        "gestion/lien.html",
        compte=account,
        invitation=purpose == "invitation",
        nom=request.form.get("nom", account.name),
        problemes=problems,
        moins=passwords.SHORTEST,
    )
    return make_response(page, status)


def _dead_link(error: InvalidLinkError) -> Response:
    page = render_template("gestion/lien_mort.html", message=translate(error.template))
    return make_response(page, 410)
