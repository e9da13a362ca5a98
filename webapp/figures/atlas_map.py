"""The map of the atlas as a Folium map: its frame only, never its data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import folium
from folium.template import Template
from folium.utilities import JsCode
from markupsafe import Markup

from webapp.figures.figure import StaticFigure, StaticUrl
from webapp.figures.frame_elements import Controls, Pane, ScriptHandover

Translate = Callable[[str], str]

ASSETS = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "leaflet_css": "vendor/leaflet/leaflet.css",
    "topojson": "vendor/topojson-client/topojson-client.min.js",
}
"""Our file for each script and style that the frame uses; the only ones it may use."""

GROUNDS = {
    "monde_110m": "vendor/fonds/monde_110m.topojson",
    "monde_50m": "vendor/fonds/monde_50m.topojson",
    "departements": "vendor/fonds/departements.topojson",
}
"""Outlines of the base map. Only the first one is loaded with the page."""

LAYERS: dict[str, dict[str, object]] = {
    "fond": {"pane": "atlas-fond", "padding": 0.1},
    "liens": {"pane": "atlas-liens", "padding": 0.1},
    "surbrillance": {"pane": "atlas-surbrillance", "padding": 0.1},
    "etiquettes": {"pane": "atlas-etiquettes", "padding": 0.05},
}
"""Canvas layers, bottom first. ``padding`` is the margin drawn around the view, as a share of it,
so that a short drag shows no blank."""

START = (38.0, 12.0)
START_ZOOM = 3
"""Europe, the Maghreb and West Africa: where most partners are."""

MIN_ZOOM, MAX_ZOOM = 1, 12
"""From the whole world on a telephone to the communes of a département."""

LATER = {
    *("details.js", "panel.js", "cards.js", "choices.js", "record.js", "framing.js"),
    *("landmarks.js", "sheet.js", "compare.js", "follow.js", "texts_options.js"),
    *("choropleth.js", "breaks.js", "area_counts.js", "area_table.js", "texts_areas.js"),
}
"""Modules fetched only when a reader asks for what they do, or opens a large selection."""

MOTION: Any = JsCode('!matchMedia("(prefers-reduced-motion: reduce)").matches')
"""What moves by itself does not for a reader who asked for less motion. (An expression is an option
that Folium renders as it is, and that its types do not foresee.)"""

MODULES_FOLDER = Path(__file__).resolve().parent.parent / "static" / "js" / "map"
ENTRY = "js/map/main.js"


class MapFrame(NamedTuple):
    """The three fragments of the map that a page includes."""

    header: Markup
    body: Markup
    script: Markup


class AtlasMap(folium.Map):
    """A Folium map that needs Leaflet and nothing else.

    The asset lists belong to each map (Folium's are shared by every map of the process) and hold
    names only: :class:`StaticFigure` gives each name our local address.
    """

    # Folium's header fixes sizes in an inline style and forbids zooming the page with two
    # fingers; both are ours to decide. Its script, that creates the Leaflet map, is kept.
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="carte-fond" id="{{ this.get_name() }}" role="application" tabindex="0"
             aria-label="{{ this.label|e }}"
             aria-describedby="carte-etat"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}{{ this.leaflet_script(kwargs) }}{% endmacro %}
        """
    )

    def __init__(self, label: str = "", **options: Any) -> None:
        super().__init__(
            location=START,
            zoom_start=START_ZOOM,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.5,
            wheel_px_per_zoom_level=90,
            world_copy_jump=True,
            **options,
        )
        self.label = label
        self.default_js = [("leaflet", ""), ("topojson", "")]
        self.default_css = [("leaflet_css", "")]
        # Folium gives these two to a tile layer; without tiles they belong to the map.
        self.options.update(min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM)
        self.options.update(zoom_animation=MOTION, inertia=MOTION)

    def leaflet_script(self, kwargs: dict[str, Any]) -> str:
        """The JavaScript with which Folium itself creates the Leaflet map."""
        return str(folium.Map._template.module.script(self, kwargs))


def build_map_frame(
    static_url: StaticUrl, nonce: str, _: Translate = lambda text: text
) -> MapFrame:
    """Build the frame of the map for one page.

    Args:
        static_url: gives the address of a file under ``webapp/static``.
        nonce: nonce of the content security policy of this response.
        _: translates the few French labels of the frame.

    Returns:
        Header, body and script; identical for identical arguments, so that pages have stable
        entity tags apart from the nonce.
    """
    figure = StaticFigure(static_url, ASSETS, nonce)
    label = _("Carte des partenariats. Flèches pour se déplacer, + et − pour zoomer.")
    atlas_map = AtlasMap(label).add_to(figure)
    for rank, layer in enumerate(LAYERS.values()):
        Pane(str(layer["pane"]), 300 + 10 * rank).add_to(atlas_map)
    Controls(
        attribution=_(
            "Contours\N{NO-BREAK SPACE}: visionscarto, d’après Natural Earth"
            "\N{NARROW NO-BREAK SPACE}; IGN, Admin Express"
        ),
        zoom_in=_("Agrandir la carte"),
        zoom_out=_("Réduire la carte"),
    ).add_to(atlas_map)
    grounds = {name: static_url(path) for name, path in GROUNDS.items()}
    ScriptHandover(LAYERS, grounds).add_to(atlas_map)
    header, body, script = figure.render_parts()
    preloads = Markup("\n").join(
        Markup('<link rel="modulepreload" href="{}">').format(static_url(path))
        for path in (
            "js/i18n.js",
            *(
                f"js/map/{file.name}"
                for file in sorted(MODULES_FOLDER.glob("*.js"))
                if file.name not in LATER
            ),
        )
    )
    ground = Markup('<link rel="preload" href="{}" as="fetch" crossorigin>').format(
        grounds["monde_110m"]
    )
    entry = Markup('<script type="module" src="{}"></script>').format(static_url(ENTRY))
    return MapFrame(Markup("\n").join((ground, preloads, header)), body, script + entry)
