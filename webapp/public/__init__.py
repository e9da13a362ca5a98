"""The pages of the public site."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from webapp.public import about, health, lists, map_page, places  # noqa: E402, F401  (routes)
