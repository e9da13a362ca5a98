"""The blueprint that the addresses of the API register themselves on."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
