"""The Folium elements of the frame: panes, French controls, and the hand-over to our scripts."""

from __future__ import annotations

from branca.element import MacroElement
from folium.template import Template


class Pane(MacroElement):
    """A Leaflet pane with its stacking order, on which one of our canvases is drawn.

    Args:
        name: name of the pane, as the scripts know it.
        z_index: CSS stacking order inside the map.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} =
            {{ this._parent.get_name() }}.createPane({{ this.pane|tojson }});
        {{ this.get_name() }}.style.zIndex = {{ this.z_index|tojson }};
        {{ this.get_name() }}.style.pointerEvents = "none";
        {% endmacro %}
        """
    )

    def __init__(self, name: str, z_index: int) -> None:
        super().__init__()
        self._name = "Pane"
        self.pane = name
        self.z_index = z_index


class Controls(MacroElement):
    """Zoom buttons, metric scale and attribution, in the reader's language.

    Args:
        zoom_in, zoom_out: labels of the two buttons.
        attribution: plain text naming the sources of the outlines; static, never data.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.control.zoom({
            position: "topleft",
            zoomInTitle: {{ this.zoom_in|tojson }}, zoomOutTitle: {{ this.zoom_out|tojson }},
        }).addTo({{ this._parent.get_name() }});
        L.control.attribution({ prefix: false, position: "bottomright" })
            .addAttribution({{ this.attribution|tojson }})
            .addTo({{ this._parent.get_name() }});
        L.control.scale({ imperial: false, position: "bottomright" })
            .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, attribution: str, zoom_in: str, zoom_out: str) -> None:
        super().__init__()
        self._name = "Controls"
        self.zoom_in, self.zoom_out = zoom_in, zoom_out
        self.attribution = attribution


class ScriptHandover(MacroElement):
    """Gives the Leaflet map and its canvas options to our modules, as ``window.atlasCadre``.

    Args:
        layers: options of each canvas layer, by name.
        grounds: addresses of the outlines, by name.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.atlasCadre = Object.freeze({
            carte: {{ this._parent.get_name() }},
            couches: {{ this.layers|tojson }},
            fonds: {{ this.grounds|tojson }},
        });
        {% endmacro %}
        """
    )

    def __init__(self, layers: dict[str, dict[str, object]], grounds: dict[str, str]) -> None:
        super().__init__()
        self._name = "ScriptHandover"
        self.layers = layers
        self.grounds = grounds
