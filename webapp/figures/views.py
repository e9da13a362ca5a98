"""The named views of the map: one button each, one source for Python, templates and scripts."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.text import to_translate


@dataclass(frozen=True)
class View:
    """A place that the map can show in one click.

    Attributes:
        code: stable name, used in the page as ``data-vue``.
        label: French label of the button, translated when it is shown.
        bounds: south, west, north, east in degrees WGS 84. East may exceed 180 so that a view
            can straddle the antimeridian (the Pacific).
    """

    code: str
    label: str
    bounds: tuple[float, float, float, float]

    @property
    def bounds_text(self) -> str:
        """The four bounds separated by commas, as the script of the page reads them."""
        return ",".join(f"{value:g}" for value in self.bounds)


VIEWS: tuple[View, ...] = (
    View("metropole", to_translate("Métropole"), (41.2, -5.4, 51.3, 9.8)),
    View("antilles-guyane", to_translate("Antilles-Guyane"), (2.0, -66.5, 18.6, -50.5)),
    View("reunion-mayotte", to_translate("La Réunion-Mayotte"), (-22.5, 42.5, -11.0, 58.5)),
    View("pacifique", to_translate("Pacifique"), (-42.0, 130.0, 45.0, 292.0)),
    View("europe", to_translate("Europe"), (35.0, -12.0, 62.0, 42.0)),
    View("afrique", to_translate("Afrique"), (-35.5, -19.0, 38.0, 52.0)),
    View("monde", to_translate("Monde"), (-50.0, -130.0, 68.0, 160.0)),
)
"""In the order of the buttons. Bounds are chosen by eye, with room around the coasts."""
