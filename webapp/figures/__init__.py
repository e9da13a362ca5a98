"""Folium figures of the site: the static frame of the maps, without any data in it.

Text that comes from the database never passes through Folium, because Folium compiles what it
renders a second time as a Jinja template: a name holding ``{{ … }}`` would run on the server.
Data reaches the browser by ``fetch`` and is shown with ``textContent``: docs/developer/carte.md.
"""

from webapp.figures.atlas_map import AtlasMap, MapFrame, build_map_frame
from webapp.figures.views import VIEWS, View

__all__ = ["VIEWS", "AtlasMap", "MapFrame", "View", "build_map_frame"]
