"""The blueprint that the addresses of the OGC API register themselves on."""

from webapp.i18n import TranslatedBlueprint

blueprint = TranslatedBlueprint("ogc", __name__)

BASE = "/ogc"
