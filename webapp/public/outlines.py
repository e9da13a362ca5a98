"""The shipped outlines that figures are drawn on, read once by each process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import current_app

from atlas.geodesy import Point
from webapp.figures import borders, france, ground, teaser
from webapp.figures.ground import Coast

_FOLDER = "vendor/fonds"
_COARSE, _FINE = "monde_110m.topojson", "monde_50m.topojson"


def coasts(*, fine: bool = False) -> tuple[Coast, ...]:
    """Return the coasts of the world; ``fine`` for figures of less than a continent."""
    return _coasts(_path(_FINE if fine else _COARSE))


def land_seen_from_france() -> str:
    """Return the land of the home page's figure, as path data."""
    return _land(_path(_COARSE))


def regions() -> france.FranceMap:
    """Return the drawing of the régions."""
    return _france(_path("regions.topojson"), "regions")


def departements() -> france.FranceMap:
    """Return the drawing of the départements."""
    return _france(_path("departements.topojson"), "departements")


def is_outside(country: str, point: Point) -> bool:
    """Tell whether a point is outside a country (ISO code), as far as the outlines can tell."""
    border = borders.read_border(_path(_FINE).read_text(encoding="utf-8"), country)
    return borders.is_outside(border, point)


def _path(name: str) -> Path:
    return Path(str(current_app.static_folder)) / _FOLDER / name


@lru_cache(maxsize=2)
def _coasts(path: Path) -> tuple[Coast, ...]:
    return ground.read_coasts(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _land(path: Path) -> str:
    return teaser.land_path(coast.points for coast in _coasts(path))


@lru_cache(maxsize=2)
def _france(path: Path, level: str) -> france.FranceMap:
    return france.build(path.read_text(encoding="utf-8"), level)
