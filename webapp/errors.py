"""From domain errors to answers: one table of statuses, one sentence, HTML or problem+json."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    RequestURITooLarge,
    TooManyRequests,
)
from werkzeug.wrappers import Response as BaseResponse

from atlas.errors import (
    AmbiguousCodeError,
    AtlasError,
    DatabaseUnavailableError,
    InvalidSelectionError,
    NotFoundError,
)
from atlas.exchange.replies import AdvertClosedError
from atlas.queries.authorities import read_authorities
from webapp import database
from webapp.i18n import language, plain_path, translate
from webapp.limits import waiting_time

#: The status of each class of domain errors; the first that matches.
STATUSES: tuple[tuple[type[AtlasError], int], ...] = (
    (InvalidSelectionError, 400),
    (AmbiguousCodeError, 404),
    (NotFoundError, 404),
    (AdvertClosedError, 410),
    (DatabaseUnavailableError, 503),
    (AtlasError, 400),
)


def init_app(app: Flask) -> None:
    """Register the handlers, and the refusal of query strings that are too long."""
    app.before_request(_refuse_long_query)
    app.register_error_handler(AtlasError, _on_domain_error)
    app.register_error_handler(DBAPIError, _on_database_error)
    app.register_error_handler(HTTPException, _on_http_error)


def _refuse_long_query() -> None:
    if len(request.query_string) > current_app.config["MAX_QUERY_STRING"]:
        raise RequestURITooLarge


def _on_domain_error(error: AtlasError) -> BaseResponse:
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    candidates = error.candidates if isinstance(error, AmbiguousCodeError) else ()
    field = error.field if isinstance(error, InvalidSelectionError) else None
    if status >= 500:
        # Paths and remedies are for the operator, in the log; the reader gets one plain sentence.
        current_app.logger.error("%s", error, exc_info=error)
        return answer(status, _sentence(status))
    return answer(
        status,
        translate(error.template, **error.params),
        field=field,
        candidates=candidates,
        missing=error.what if isinstance(error, NotFoundError) else "",
    )


def _on_database_error(error: DBAPIError) -> BaseResponse:
    """Answer 503, and close every connection so that a file put right is opened afresh."""
    database.forget_connections()
    return _on_domain_error(
        DatabaseUnavailableError(
            "La base de données ne répond pas ({reason}).", reason=type(error.orig).__name__
        )
    )


def _on_http_error(error: HTTPException) -> BaseResponse:
    if error.code is not None and 300 <= error.code < 400 and error.response is not None:
        return redirect_to(error.response.headers["Location"], error.code)
    status = error.code or InternalServerError.code
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        return _too_many(error.retry_after)
    if status == 404 and request.path.endswith("/") and request.path.strip("/"):
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect_to(f"/{request.path.strip('/')}{query}", 308)
    response = answer(status, _sentence(status), missing="page" if status == 404 else "")
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _too_many(wait: int) -> Response:
    response = answer(429, too_many(wait))
    response.headers["Retry-After"] = str(wait)
    return response


def too_many(wait: int) -> str:
    """Return what to tell a visitor who must wait for ``wait`` seconds before the next time."""
    return gettext(
        "Vous avez atteint le nombre de demandes que l’atlas accepte en une heure"
        "\N{NO-BREAK SPACE}: la suivante sera possible dans %(duree)s.",
        duree=waiting_time(wait),
    )


def _sentence(status: int) -> str:
    """Return what to tell a person about an HTTP status."""
    sentences = {
        400: gettext("La demande est mal formée."),
        404: gettext("Cette adresse ne mène à rien."),
        405: gettext("Cette adresse ne se consulte pas de cette façon."),
        413: gettext("Ce qui a été envoyé est trop volumineux."),
        414: gettext("L’adresse demandée est trop longue."),
    }
    sentences[503] = gettext(
        "La base de données de l’atlas ne répond pas pour le moment\N{NARROW NO-BREAK SPACE}; "
        "la cause est notée au journal du serveur."
    )
    if status in sentences:
        return sentences[status]
    if status < 500:
        return gettext("La demande ne peut pas être satisfaite.")
    return gettext("L’atlas a rencontré une panne\N{NARROW NO-BREAK SPACE}; elle a été notée.")


def _title(status: int) -> str:
    titles = {
        400: gettext("Demande mal formée"),
        404: gettext("Introuvable"),
        405: gettext("Méthode non permise"),
        414: gettext("Adresse trop longue"),
        429: gettext("Trop de demandes"),
        503: gettext("Service indisponible"),
    }
    return titles.get(status, gettext("Erreur"))


def redirect_to(address: str, status: int = 301) -> Response:
    """Return a redirection whose body is one French sentence for those who do not follow it."""
    body = gettext(
        "Cette page est à une autre adresse\N{NO-BREAK SPACE}: %(address)s", address=address
    )
    return Response(body, status, headers={"Location": address}, mimetype="text/plain")


#: Characters that no page may hold (HTML, « control characters »); an address can bring them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def answer(
    status: int,
    sentence: str,
    *,
    field: str | None = None,
    candidates: tuple[str, ...] = (),
    missing: str = "",
) -> Response:
    """Return an error answer: problem+json (RFC 9457) for the API and data, a page otherwise.

    ``candidates`` are the codes of the authorities that an ambiguous one may mean; ``missing`` is
    what was not found (:class:`NotFoundError`, or ``page``): each has its own way to go on.
    """
    if wants_json():
        problem: dict[str, object] = {
            "type": "about:blank",
            "title": _title(status),
            "status": status,
            "detail": sentence,
        }
        if field is not None:
            problem["champ"] = field
        body = json.dumps(problem, ensure_ascii=False)
        response = Response(body, status, mimetype="application/problem+json")
    else:
        choices = [
            {
                "label": record.display_name(language()),
                "url": url_for("public.collectivite", code=record.code),
            }
            for record in (
                read_authorities(database.get_session(), candidates) if candidates else ()
            )
        ]
        page = render_template(
            "public/erreur.html",
            statut=status,
            message=_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", sentence),
            choix=choices,
            manque=missing,
            premiere_page=address_without(lambda name: name == "page"),
        )
        response = Response(page, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def address_without(dropped: Callable[[str], bool]) -> str:
    """Return the address asked for without the parameters whose name is ``dropped``."""
    kept = [pair for pair in request.args.items(multi=True) if not dropped(pair[0])]
    path = quote(request.path)
    return f"{path}?{urlencode(kept)}" if kept else path


def wants_json() -> bool:
    """Tell whether the address asked for is one of data rather than of a page."""
    path = plain_path()
    if path == "/ogc" or path.startswith("/ogc/"):
        return "text/html" not in request.accept_mimetypes.values()
    return path.startswith("/api/") or request.path.endswith((".json", "/healthz", "/oembed"))
