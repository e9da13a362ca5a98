"""The small map of a page, drawn from the shipped outlines and kept by data revision."""

from __future__ import annotations

from collections.abc import Sequence

from atlas.geodesy import Point
from webapp.database import cached
from webapp.figures import locator
from webapp.figures.locator import Locator, Place
from webapp.i18n import language
from webapp.public import outlines


def draw(
    key: str, places: Sequence[Place], *, home: tuple[str, Point] | None = None
) -> Locator | None:
    """Return the small map of ``places``; None where nothing is located."""
    if not places:
        return None
    wide = locator.wide_view(places, home[1] if home is not None else None)
    return cached(
        ("situation", key, language()),
        lambda: locator.build(outlines.coasts(fine=not wide), places, home=home),
    )
