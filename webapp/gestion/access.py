"""Who may open which page of the back office: nobody, unless the page says who."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from flask_security import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import ValidationError

from atlas.accounts import people, sessions
from atlas.accounts.roles import Permission, may, needs_second_factor
from webapp.database import get_session, writing
from webapp.errors import answer
from webapp.gestion.blueprint import blueprint
from webapp.gestion.identity import User
from webapp.gestion.identity import init_app as _init_identity

#: What the browser keeps: the secret of its login, and the page to go back to.
SESSION_KEY = "connexion"
#: That a password was just chosen, for the page where it is typed next.
LINK_FOLLOWED = "lien-suivi"
#: A form may stay open as long as a browser may stay unused, in seconds.
_FORMS_LAST = int(sessions.IDLE.total_seconds())
#: The largest form of the back office, in bytes: a record with a long life makes a long one.
_LONGEST_FORM = 2 * 1024 * 1024
View = TypeVar("View", bound=Callable[..., Any])

#: The permission that each page asks for, by endpoint; None for whoever has no account yet.
ASKED: dict[str, Permission | None] = {}
#: The most that may be sent to each page, in bytes.
_LARGEST: dict[str, int] = {}
#: The pages where somebody without second factor, who must have one, sets it up or leaves.
_BEFORE_SECOND_FACTOR = {"gestion.second_facteur", "gestion.activer", "gestion.deconnexion"}


def allow(permission: Permission, *, largest: int = _LONGEST_FORM) -> Callable[[View], View]:
    """Declare that a page asks for ``permission``; ``largest`` is what may be sent to it, in bytes.

    More than a form is taken from whoever has the permission only.
    """
    return _declare(permission, largest)


def allow_anybody(view: View) -> View:
    """Declare that a page is for whoever is not logged in."""
    return _declare(None)(view)


def _declare(permission: Permission | None, largest: int = _LONGEST_FORM) -> Callable[[View], View]:
    def keep(view: View) -> View:
        ASKED[f"gestion.{view.__name__}"] = permission
        _LARGEST[f"gestion.{view.__name__}"] = largest
        return view

    return keep


def init_app(app: Flask) -> None:
    """Set up identities, and what templates ask about the current person."""
    _init_identity(app)
    app.add_template_global(current_person, "personne")
    app.add_template_global(allowed, "peut")
    app.add_template_global(_token, "jeton")


def current_person() -> User | None:
    """Return who is logged in, or None."""
    if "person" not in g:
        known = current_user if current_user and current_user.is_authenticated else None
        g.person = cast(Any, known)._get_current_object() if known is not None else None
    return cast("User | None", g.person)


def somebody() -> User:
    """Return who is logged in, on a page that asks for it."""
    person = current_person()
    assert person is not None, "this page is open to anybody"  # noqa: S101 - a fault of ours
    return person


def allowed(permission: str) -> bool:
    """Tell whether the current person has ``permission``."""
    person = current_person()
    return person is not None and may(person.role_names, Permission(permission))


def author() -> str:
    """Return the current person as the history names them."""
    return f"user:{somebody().id}"


@blueprint.before_request
def _check() -> BaseResponse | None:
    endpoint = request.endpoint or ""
    request.max_content_length = _most_taken(endpoint)
    if request.method == "POST" and not _is_signed():
        return answer(
            400,
            gettext(
                "Ce formulaire a perdu sa signature\N{NO-BREAK SPACE}: revenez en arrière, et "
                "envoyez-le à nouveau."
            ),
        )
    asked = ASKED.get(endpoint, Permission.PEOPLE)
    if endpoint in ASKED and asked is None:
        return None
    person = current_person()
    if person is None or not _session_is_open(person):
        logout_user()
        session.pop(SESSION_KEY, None)
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("gestion.connexion", suite=here), 303)
    if endpoint not in ASKED or not may(person.role_names, cast(Permission, asked)):
        return refused()
    must = needs_second_factor(person.role_names) and person.tf_totp_secret is None
    if must and endpoint not in _BEFORE_SECOND_FACTOR:
        return redirect(url_for("gestion.second_facteur"), 303)
    return None


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _most_taken(endpoint: str) -> int:
    """Return how many bytes a page takes from this person."""
    permission = ASKED.get(endpoint)
    if permission is None or not allowed(permission):
        return _LONGEST_FORM
    return _LARGEST[endpoint]


def _is_signed() -> bool:
    """Tell whether a form is one that this site showed to this browser, not too long ago."""
    try:
        validate_csrf(request.form.get("csrf_token"), time_limit=_FORMS_LAST)
    except ValidationError:
        return False
    return True


def _token() -> Markup:
    """Return the hidden field that every form of the back office holds."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _session_is_open(person: User) -> bool:
    secret = session.get(SESSION_KEY)
    now = people.now()
    if not isinstance(secret, str) or not sessions.is_open(get_session(), person.id, secret, now):
        return False
    if sessions.is_to_note(get_session(), secret, now):
        with writing() as writer:
            sessions.note_visit(writer, secret, now)
    return True


def refused() -> Response:
    """Return the answer to somebody whose role does not allow what they ask."""
    page = render_template(
        "gestion/refus.html",
        message=gettext(
            "Votre rôle ne permet pas d’ouvrir cette page. Si votre travail le demande, écrivez à "
            "la personne qui administre l’atlas."
        ),
    )
    return Response(page, 403)


def safe_address(address: str | None) -> str:
    """Return ``address`` if it is a page of the back office, else its first page."""
    home = url_for("gestion.accueil")
    parts = urlsplit(address or "")
    if not address or parts.scheme or parts.netloc or not address.startswith("/"):
        return home
    return address if "/gestion" in parts.path and not address.startswith("//") else home
