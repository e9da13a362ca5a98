"""Inviting people, giving roles, closing accounts: for who administers the atlas."""

from __future__ import annotations

import re

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts import guard, people
from atlas.accounts.people import InvalidAccountError
from atlas.accounts.roles import ROLES, Permission
from atlas.errors import NotFoundError
from atlas.language import in_language
from atlas.model import Account
from atlas.queries.authorities import read_authorities
from webapp.database import get_session, writing
from webapp.gestion import posting
from webapp.gestion.access import allow
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.joining import write_link
from webapp.i18n import language, translate


@blueprint.get("/gestion/personnes")
@allow(Permission.PEOPLE)
def personnes() -> Response:
    """List the accounts, and invite somebody."""
    return _page({})


@blueprint.post("/gestion/personnes")
@allow(Permission.PEOPLE)
def inviter() -> Response:
    """Invite somebody, by a letter with a personal link."""
    try:
        with writing() as writer:
            account = people.invite(
                writer,
                request.form.get("courriel", ""),
                request.form.get("role", ""),
                name=request.form.get("nom", ""),
                authorities=_codes(),
            )
            address, email = write_link(writer, account), account.email
    except InvalidAccountError as error:
        return _page({error.field: translate(error.template, **error.params)}, 400)
    return _posted(email, address)


@blueprint.get("/gestion/personnes/<int:number>")
@allow(Permission.PEOPLE)
def une_personne(number: int) -> Response:
    """Show an account, and what can be done with it."""
    return _person_page(number, {})


@blueprint.post("/gestion/personnes/<int:number>")
@allow(Permission.PEOPLE)
def changer_personne(number: int) -> Response:
    """Change the role, close or reopen, send another link, forget the second factor."""
    act = request.form.get("acte", "")
    try:
        with writing() as writer:
            account = _held(writer, number)
            if act == "role":
                people.change_role(writer, account, request.form.get("role", ""), _codes())
            elif act == "fermer":
                people.close(writer, account)
            elif act == "rouvrir":
                people.reopen(writer, account)
            elif act == "second-facteur":
                people.forget_second_factor(writer, account)
            elif act == "lien" and account.active:
                guard.forgive(writer, account.email)
                address, email = write_link(writer, account), account.email
            else:
                raise InvalidAccountError("", "Cette action n’existe pas.")
    except InvalidAccountError as error:
        sentence = translate(error.template, **error.params)
        return _person_page(number, {error.field: sentence}, 400)
    if act == "lien":
        return _posted(email, address)
    session["fait"] = act
    return redirect(url_for("gestion.une_personne", number=number), 303)


def _codes() -> list[str]:
    return [code for code in re.split(r"[\s,;]+", request.form.get("collectivites", "")) if code]


def _held(writer: Session, number: int) -> Account:
    account: Account | None = writer.get(Account, number)
    if account is None:
        raise NotFoundError("Le compte n° {number} n’existe pas.", number=number)
    return account


def _posted(email: str, address: str) -> Response:
    """Say that the letter left, or give the link to whoever must hand it over."""
    sent = posting.send(email)
    session["fait"] = (
        gettext("Un message est parti à %(courriel)s.", courriel=email)
        if sent
        else gettext(
            "Le message à %(courriel)s n’a pas pu partir et attend. Vous pouvez remettre ce lien "
            "en main propre\N{NO-BREAK SPACE}: %(lien)s",
            courriel=email,
            lien=address,
        )
    )
    return redirect(url_for("gestion.personnes"), 303)


def _roles() -> list[tuple[str, str, str]]:
    reader = language()
    return [
        (
            code,
            in_language(reader, terms.label_fr, terms.label_en),
            in_language(reader, terms.definition_fr, terms.definition_en),
        )
        for code, terms in ROLES.items()
    ]


def _page(problems: dict[str, str], status: int = 200) -> Response:
    roles = _roles()
    labels = {code: label for code, label, _ in roles}
    page = render_template(
        "gestion/personnes.html",
        personnes=[
            (person, labels.get(person.role, ""), moment(person.last_login_at))
            for person in people.list_people(get_session())
        ],
        roles=roles,
        problemes=problems,
        saisi=request.form if problems else {},
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)


def _person_page(number: int, problems: dict[str, str], status: int = 200) -> Response:
    account = _held(get_session(), number)
    person = people.person(account)
    page = render_template(
        "gestion/personne.html",
        personne_vue=person,
        roles=_roles(),
        collectivites=read_authorities(get_session(), person.authorities),
        invitee=moment(person.invited_at),
        vue=moment(person.last_login_at),
        problemes=problems,
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)
