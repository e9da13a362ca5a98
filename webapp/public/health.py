"""Whether the site works, for those who watch over it."""

from __future__ import annotations

from flask import Response, jsonify

from atlas.queries import partnerships
from atlas.selection import Selection
from webapp.database import get_session, revision_token
from webapp.public.blueprint import blueprint


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer 200 when the database can be read and holds data; 503 otherwise (error handler)."""
    total = partnerships.count(get_session(), Selection())
    response = jsonify(statut="ok", partenariats=total, donnees=revision_token())
    response.headers["Cache-Control"] = "no-store"
    return response
