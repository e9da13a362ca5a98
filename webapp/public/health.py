"""Whether the site works, for those who watch over it."""

from __future__ import annotations

from flask import Response, jsonify, url_for

from atlas.queries import partnerships
from atlas.selection import Selection
from webapp.database import get_session, revision_token
from webapp.errors import redirect_to
from webapp.public.blueprint import blueprint


@blueprint.get("/healthz", translated=False)
def healthz() -> Response:
    """Answer 200 when the database can be read and holds data; 503 otherwise (error handler)."""
    total = partnerships.count(get_session(), Selection())
    response = jsonify(statut="ok", partenariats=total, donnees=revision_token())
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt", translated=False)
def robots() -> Response:
    """Let every robot read the pages, and leave the data feeds to those who ask for them."""
    closed = ("/api/", "/*/api/", "/carte/", "/*/carte/")
    lines = ("User-agent: *", *(f"Disallow: {address}" for address in closed), "")
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/favicon.ico", translated=False)
def favicon() -> Response:
    """Lead browsers that ask for an icon by its old name to the mark of the site."""
    return redirect_to(url_for("static", filename="img/marque.svg"), 302)
