"""The blueprint that the addresses of the API register themselves on."""

from webapp.i18n import TranslatedBlueprint

blueprint = TranslatedBlueprint("api", __name__)

#: Where version 1 stands; its labels are in the language of the address (``/en/api/v1``).
BASE = "/api/v1"
