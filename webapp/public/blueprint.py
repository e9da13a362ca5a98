"""The blueprint that the public pages register themselves on."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
