"""The blueprint that the public pages register themselves on."""

from webapp.i18n import TranslatedBlueprint

blueprint = TranslatedBlueprint("public", __name__)
