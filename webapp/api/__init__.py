"""The first version of the programming interface: JSON and GeoJSON under ``/api/v1``."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

from webapp.api import views  # noqa: E402, F401  (registers the routes)
