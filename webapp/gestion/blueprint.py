"""The blueprint that the pages of the back office register themselves on."""

from webapp.i18n import TranslatedBlueprint

blueprint = TranslatedBlueprint("gestion", __name__)
