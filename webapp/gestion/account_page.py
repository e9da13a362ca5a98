"""One's own account: name, password, second factor, browsers that are logged in."""

from __future__ import annotations

import datetime as dt
import io

import segno
from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import format_datetime, gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from atlas.accounts import passwords, people, recovery, sessions
from atlas.accounts.people import InvalidAccountError
from atlas.accounts.roles import ROLES, Permission, needs_second_factor
from atlas.language import in_language
from atlas.model import Account
from webapp.database import get_session, writing
from webapp.gestion.access import SESSION_KEY, allow, somebody
from webapp.gestion.blueprint import blueprint
from webapp.gestion.identity import (
    code_is_right,
    hashed,
    one_time_codes,
    password_is_right,
)
from webapp.i18n import language, translate
from webapp.limits import LOGINS

_SETTING_UP = "second-facteur-secret"


@blueprint.get("/gestion/compte")
@allow(Permission.ENTER)
def compte() -> Response:
    """Show one's account."""
    return _page({})


@blueprint.post("/gestion/compte/mot-de-passe")
@allow(Permission.ENTER)
def changer_mot_de_passe() -> Response:
    """Change the password: the other browsers are logged out."""
    person = somebody()
    chosen = request.form.get("mot_de_passe", "")
    try:
        if LOGINS.wait() or not password_is_right(request.form.get("actuel", ""), person):
            LOGINS.spend()
            raise InvalidAccountError("actuel", "Ce n’est pas votre mot de passe actuel.")
        passwords.check(chosen, (person.email, person.name))
        if chosen != request.form.get("encore", ""):
            raise InvalidAccountError("encore", "Les deux mots de passe ne sont pas les mêmes.")
    except InvalidAccountError as error:
        return _page({error.field: translate(error.template, **error.params)}, 400)
    new = hashed(chosen)
    with writing() as writer:
        held = writer.get_one(Account, person.id)
        held.password = new
        sessions.end_all(writer, held.id, but=str(session.get(SESSION_KEY, "")))
    return _done("mot-de-passe")


@blueprint.post("/gestion/compte/nom")
@allow(Permission.ENTER)
def changer_nom() -> Response:
    """Change the name, and the language of letters."""
    with writing() as writer:
        held = writer.get_one(Account, somebody().id)
        held.name = " ".join(request.form.get("nom", "").split())[:200]
        held.language = "en" if request.form.get("langue") == "en" else "fr"
    return _done("nom")


@blueprint.post("/gestion/compte/sessions")
@allow(Permission.ENTER)
def fermer_session() -> Response:
    """Log another browser out, or all the others."""
    chosen = request.form.get("session", "")
    with writing() as writer:
        if chosen:
            sessions.end(writer, somebody().id, chosen)
        else:
            mine = str(session.get(SESSION_KEY, ""))
            sessions.end_all(writer, somebody().id, but=mine)
    return _done("sessions")


@blueprint.get("/gestion/compte/second-facteur")
@allow(Permission.ENTER)
def second_facteur() -> Response:
    """Show the code to scan, to set up a second factor."""
    return _set_up_page()


@blueprint.post("/gestion/compte/second-facteur")
@allow(Permission.ENTER)
def activer() -> Response:
    """Turn the second factor on once its first code was typed; show the recovery codes, once."""
    secret = session.get(_SETTING_UP)
    if not isinstance(secret, str):
        return redirect(url_for("gestion.second_facteur"), 303)
    with writing() as writer:
        held = writer.get_one(Account, somebody().id)
        right = code_is_right(held, request.form.get("code", ""), secret)
        if right:
            held.tf_totp_secret, held.tf_primary_method = secret, "authenticator"
            codes = recovery.renew(held)
            sessions.end_all(writer, held.id, but=str(session.get(SESSION_KEY, "")))
    if not right:
        return _set_up_page(
            gettext(
                "Ce code n’est pas le bon\N{NO-BREAK SPACE}: vérifiez l’heure de votre téléphone, "
                "et tapez le code affiché en ce moment."
            ),
            400,
        )
    session.pop(_SETTING_UP, None)
    return make_response(render_template("gestion/codes.html", codes=codes))


def _set_up_page(problem: str = "", status: int = 200) -> Response:
    if not isinstance(session.get(_SETTING_UP), str):
        session[_SETTING_UP] = one_time_codes().generate_totp_secret()
    secret = str(session[_SETTING_UP])
    person = somebody()
    image = io.BytesIO()
    address = one_time_codes().get_totp_uri(person.email, secret)
    segno.make(address, error="m").save(image, kind="svg", scale=5, xmldecl=False, svgns=False)
    page = render_template(
        "gestion/second_facteur.html",
        probleme=problem,
        # The drawing is ours: it holds squares, and no text of anybody.
        dessin=Markup(image.getvalue().decode()),  # noqa: S704
        cle=one_time_codes().get_totp_pretty_key(secret),
        oblige=needs_second_factor(person.role_names) and person.tf_totp_secret is None,
        change=person.tf_totp_secret is not None,
    )
    return make_response(page, status)


def _page(problems: dict[str, str], status: int = 200) -> Response:
    person = somebody()
    mine = sessions.identifier(str(session.get(SESSION_KEY, "")))
    role = ROLES.get(next(iter(person.role_names), ""))
    page = render_template(
        "gestion/compte.html",
        compte=people.person(person),
        langue_des_messages=person.language,
        role=in_language(language(), role.label_fr, role.label_en) if role else "",
        role_en_clair=(
            in_language(language(), role.definition_fr, role.definition_en) if role else ""
        ),
        codes_restants=recovery.left(person),
        moins=passwords.SHORTEST,
        navigateurs=[
            (record, record.id == mine, moment(record.created_at), moment(record.seen_at))
            for record in sessions.list_sessions(get_session(), person.id)
        ],
        problemes=problems,
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)


def moment(at: str | None) -> str:
    """Return a time of the database as a reader reads it, in the time of Paris."""
    if not at:
        return ""
    return str(format_datetime(dt.datetime.fromisoformat(at), "medium"))


def _done(what: str) -> Response:
    session["fait"] = what
    return redirect(url_for("gestion.compte"), 303)
