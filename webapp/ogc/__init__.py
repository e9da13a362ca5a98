"""OGC API – Features (OGC 17-069r4): the atlas as geographic information systems read it."""

from webapp.ogc import views
from webapp.ogc.blueprint import blueprint

__all__ = ["blueprint", "views"]
