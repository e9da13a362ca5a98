"""The home page's figure: the world seen from France, as SVG path data.

The projection is azimuthal, centred on France: every straight line from the centre is a great
circle, so a ray points where the partner really lies. Distances are compressed by a logarithm
(after Torsten Hägerstrand's azimuthal maps of migration, 1957), so that Europe, where most
partners are, keeps half of the radius. Nothing here reads a file or knows the database: the caller
gives the land and the places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

CENTRE_LON, CENTRE_LAT = 2.5, 46.6
"""Degrees WGS 84, near the middle of metropolitan France."""

RADIUS = 500
"""Radius of the disc, in SVG user units; the antipode of the centre lies on its edge."""

EARTH_RADIUS_KM = 6371.0
HALF_TURN_KM = math.pi * EARTH_RADIUS_KM
RINGS_KM = (1000, 2500, 5000, 10000)
NEAR_KM = 600.0
"""Distances well below it are drawn in proportion, those above it ever more compressed."""

COARSENESS = 3
"""Two successive points of a coast closer than this, in user units, are drawn as one."""

Point = tuple[float, float]


def project(lon: float, lat: float) -> Point:
    """Return x, y in SVG user units (y down, centre 0, 0) of a point in degrees WGS 84."""
    dlon = math.radians(lon - CENTRE_LON)
    lat1, lat2 = math.radians(CENTRE_LAT), math.radians(lat)
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(dlon)
    distance = math.acos(max(-1.0, min(1.0, cosine)))
    bearing = math.atan2(
        math.sin(dlon) * math.cos(lat2),
        math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(dlon),
    )
    radius = ring_radius(distance * EARTH_RADIUS_KM)
    return radius * math.sin(bearing), -radius * math.cos(bearing)


def ring_radius(kilometres: float) -> float:
    """Return the radius, in SVG user units, of the circle `kilometres` away from the centre."""
    return RADIUS * math.log1p(kilometres / NEAR_KM) / math.log1p(HALF_TURN_KM / NEAR_KM)


def land_path(coasts: Iterable[Iterable[Point]]) -> str:
    """Return the land within ``coasts``, rings in degrees, as one SVG path in whole user units.

    Rings that shrink to fewer than three points at this size are left out.
    """
    parts = []
    for coast in coasts:
        points = _coarse(project(lon, lat) for lon, lat in coast)
        if len(points) < 3:
            continue
        steps = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(points))
        parts.append(f"M{points[0][0]} {points[0][1]}l{steps.replace(' -', '-')}z")
    return "".join(parts)


def _coarse(points: Iterable[Point]) -> list[tuple[int, int]]:
    """Return the points rounded to whole units, without those that lie next to the one before."""
    kept: list[tuple[int, int]] = []
    for x, y in points:
        point = (round(x), round(y))
        if not kept or math.dist(kept[-1], point) >= COARSENESS:
            kept.append(point)
    return kept


@dataclass(frozen=True)
class EraLayer:
    """The partners of one era: `rays` from the centre and `dots` at the places, as path data."""

    code: str
    label: str
    count: int
    rays: str
    dots: str


@dataclass(frozen=True)
class Teaser:
    """What `_figures.monde_vu_de_france` draws. `rings`: (kilometres, radius in user units)."""

    land: str
    rings: tuple[tuple[int, float], ...]
    layers: tuple[EraLayer, ...]
    radius: int = RADIUS


def build(
    land: str,
    eras: Sequence[tuple[str, str]],
    places: Iterable[tuple[str, float, float]],
) -> Teaser:
    """Return the figure for `places` (era code, longitude, latitude).

    Layers follow the order of `eras` (code, label); a place of another era is not drawn.

    A place met twice in one era is drawn once; `count` keeps the number of links.
    """
    seen: dict[str, dict[tuple[int, int], None]] = {code: {} for code, _ in eras}
    counts = dict.fromkeys(seen, 0)
    for code, lon, lat in places:
        if code not in seen:
            continue
        x, y = project(lon, lat)
        seen[code][round(x), round(y)] = None
        counts[code] += 1
    layers = tuple(
        EraLayer(
            code=code,
            label=label,
            count=counts[code],
            rays="".join(f"M0 0L{x} {y}" for x, y in seen[code]),
            dots="".join(f"M{x} {y}h0" for x, y in seen[code]),
        )
        for code, label in eras
    )
    return Teaser(land, tuple((km, round(ring_radius(km), 1)) for km in RINGS_KM), layers)
