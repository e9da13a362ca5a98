"""A small map of one place and its partners: arcs of great circles on the land, cropped to them.

The projection is equirectangular, true to scale along the middle latitude of the frame. Arcs have
continuous longitudes, so a frame that crosses the antimeridian is one like any other. Nothing here
reads the database: the caller gives places and coasts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from atlas.geodesy import Point, great_circle, wrapped
from webapp.figures.ground import Coast, Frame, land_path
from webapp.figures.lettering import Label, Mark, place_labels

WIDTH = 720
LEAST_HEIGHT, MOST_HEIGHT = 340, 500
"""Size of the drawing, in SVG user units; its height follows the shape of what it shows."""

#: Degrees of latitude that the frame shows at least: the surroundings make a place known.
_LEAST_SPAN = 7.0
#: What is left free around the places, as a share of the frame.
_MARGIN = 0.14
#: Straight steps that draw an arc.
_STEPS = 32
#: Sizes of the letters: a phone draws the figure at half its size and needs letters twice as large.
_WIDE, _NARROW = 14.0, 27.0


@dataclass(frozen=True)
class Place:
    """A partner to draw: its name, point, era (the colour) and number of links (its rank)."""

    name: str
    point: Point
    era: str
    links: int = 1


@dataclass(frozen=True)
class Dot:
    """A place on the drawing; ``r`` is its radius, all in user units."""

    x: float
    y: float
    r: float
    era: str


@dataclass(frozen=True)
class Arc:
    """A line of the drawing, as path data."""

    path: str
    era: str


@dataclass(frozen=True)
class Locator:
    """What ``_lieux.carte_situation`` draws; labels are given for a wide and a narrow screen."""

    land: str
    arcs: tuple[Arc, ...]
    dots: tuple[Dot, ...]
    home: tuple[float, float] | None
    wide: tuple[Label, ...]
    narrow: tuple[Label, ...]
    height: int
    width: int = WIDTH


def wide_view(places: Sequence[Place], home: Point | None) -> bool:
    """Tell whether the frame is so wide that a coarse outline of the land is enough."""
    west, _, east, _ = _extent(_lines(places, home))
    return east - west > 60


def build(
    coasts: Sequence[Coast], places: Sequence[Place], *, home: tuple[str, Point] | None
) -> Locator:
    """Return the drawing of ``places``, joined to ``home`` (name and point) where there is one."""
    lines = _lines(places, home[1] if home is not None else None)
    frame, scale, squeeze, height = _frame(_extent(lines))
    west, _, _, north = frame

    def project(point: Point) -> Point:
        return (point[0] - west) * squeeze * scale, (north - point[1]) * scale

    drawn = [[project(point) for point in line] for line in lines]
    dots = [
        Dot(round(line[-1][0], 1), round(line[-1][1], 1), _radius(place.links), place.era)
        for place, line in zip(places, drawn, strict=True)
    ]
    marks = [
        Mark(place.name, dot.x, dot.y, dot.r, place.links)
        for place, dot in zip(places, dots, strict=True)
    ]
    at_home = None
    if home is not None:
        x, y = drawn[0][0] if drawn else project(home[1])
        at_home = (round(x, 1), round(y, 1))
        marks.insert(0, Mark(home[0], *at_home, 7.0, math.inf))
    size = (float(WIDTH), float(height))
    return Locator(
        land=land_path(coasts, frame, project, coarse=2),
        arcs=tuple(
            Arc("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line), place.era)
            for place, line in zip(places, drawn, strict=True)
            if home is not None
        ),
        dots=tuple(dots),
        home=at_home,
        wide=place_labels(marks, size, _WIDE),
        narrow=place_labels(marks, size, _NARROW),
        height=height,
    )


def _radius(links: int) -> float:
    return round(min(3.2 + 1.3 * math.sqrt(links - 1), 11.0), 1)


def _lines(places: Sequence[Place], home: Point | None) -> list[list[Point]]:
    """Return an arc from home to each place; without a home, each place alone in one turn."""
    if home is not None:
        return [great_circle(home, place.point, _STEPS) for place in places]
    middle = places[0].point[0] if places else 0.0
    return [[(middle + wrapped(p.point[0] - middle), p.point[1])] for p in places]


def _extent(lines: Sequence[Sequence[Point]]) -> Frame:
    lons = [lon for line in lines for lon, _ in line]
    lats = [lat for line in lines for _, lat in line]
    return min(lons), min(lats), max(lons), max(lats)


def _frame(extent: Frame) -> tuple[Frame, float, float, int]:
    """Return the frame in degrees, user units per degree of latitude, squeeze and height."""
    west, south, east, north = extent
    middle = (south + north) / 2
    squeeze = max(0.3, math.cos(math.radians(middle)))
    across = max((east - west) * squeeze, _LEAST_SPAN) / (1 - 2 * _MARGIN)
    down = max(north - south, _LEAST_SPAN) / (1 - 2 * _MARGIN)
    scale = min(WIDTH / across, MOST_HEIGHT / down)
    height = round(max(LEAST_HEIGHT, down * scale))
    across, down = WIDTH / scale / squeeze, height / scale
    centre = (west + east) / 2
    low = middle - down / 2
    # The poles are the edge of the world: a frame that would pass them slides back.
    if down <= 180:
        low = min(max(low, -90.0), 90.0 - down)
    return (centre - across / 2, low, centre + across / 2, low + down), scale, squeeze, height
