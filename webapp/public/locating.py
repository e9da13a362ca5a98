"""The small map of a page, drawn from the shipped outlines and kept by data revision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import current_app

from atlas.geodesy import Point
from webapp.database import cached
from webapp.figures import locator
from webapp.figures.ground import read_coasts
from webapp.figures.locator import Locator, Place
from webapp.i18n import language

_FINE, _COARSE = "vendor/fonds/monde_50m.topojson", "vendor/fonds/monde_110m.topojson"


def draw(
    key: str, places: Sequence[Place], *, home: tuple[str, Point] | None = None
) -> Locator | None:
    """Return the small map of ``places``; None where nothing is located."""
    if not places:
        return None
    wide = locator.wide_view(places, home[1] if home is not None else None)
    file = Path(str(current_app.static_folder)) / (_COARSE if wide else _FINE)
    return cached(
        ("situation", key, language()),
        lambda: locator.build(read_coasts(file), places, home=home),
    )
