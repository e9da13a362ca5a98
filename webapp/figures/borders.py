"""Whether a point is in a country, by the outlines that maps are drawn with."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise

from atlas.geodesy import EARTH_RADIUS_KM, Point, wrapped
from webapp.figures.topojson import rings_of

#: The outlines are simplified, and leave out small islands: nearer than this (km) is no stranger.
NEAR_KM = 25.0
_KM_OF_A_DEGREE = math.pi * EARTH_RADIUS_KM / 180


def read_border(text: str, country: str) -> list[list[Point]]:
    """Return the rings of a country (ISO code) in a TopoJSON world; none where it is not drawn."""
    topology = json.loads(text)
    return [
        ring
        for geometry in topology["objects"]["pays"]["geometries"]
        if geometry["properties"]["iso"] == country
        for ring in rings_of(topology, geometry)
    ]


def is_outside(border: Sequence[Sequence[Point]], point: Point) -> bool:
    """Tell whether ``point`` is outside a country; one that is not drawn has no outside."""
    seen = [[_seen_from(point, corner) for corner in ring] for ring in border]
    # Each ring goes around the point, or does not: a lake in a country is a hole in it.
    if not seen or sum(_surrounds(ring) for ring in seen) % 2:
        return False
    return all(_distance(a, b) > NEAR_KM for ring in seen for a, b in pairwise([*ring, *ring[:1]]))


def _seen_from(point: Point, corner: Point) -> Point:
    """Return where a corner is from ``point``, in km east and north; true near it."""
    east = wrapped(corner[0] - point[0]) * math.cos(math.radians(point[1]))
    return east * _KM_OF_A_DEGREE, (corner[1] - point[1]) * _KM_OF_A_DEGREE


def _surrounds(ring: Sequence[Point]) -> bool:
    """Tell whether a ring goes around the origin (even-odd rule)."""
    inside = False
    for (ax, ay), (bx, by) in pairwise([*ring, *ring[:1]]):
        if (ay > 0) != (by > 0) and ax + (bx - ax) * ay / (ay - by) > 0:
            inside = not inside
    return inside


def _distance(a: Point, b: Point) -> float:
    """Return the distance from the origin to a line between two points, in km."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else min(1.0, max(0.0, -(a[0] * dx + a[1] * dy) / length))
    return math.hypot(a[0] + t * dx, a[1] + t * dy)
