"""Land as an SVG path, cropped to a frame of the world that may cross the antimeridian."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable
from itertools import pairwise

from atlas.geodesy import Point, wrapped
from webapp.figures.topojson import rings_of

Frame = tuple[float, float, float, float]
"""West, south, east, north in degrees; longitudes are continuous and may lie beyond ±180."""


ANTARCTIC_LATITUDE = -60.0
"""Land wholly south of it holds no local authority and would fill the figures: it is left out."""


class Coast:
    """A ring of land with continuous longitudes, and its frame."""

    def __init__(self, ring: Iterable[Point]) -> None:
        # A fine world has more than 40,000 points: as numbers side by side they take a tenth of
        # what tuples would.
        self._lons, self._lats = array("d"), array("d")
        for lon, lat in ring:
            before = self._lons[-1] if self._lons else lon
            self._lons.append(before + wrapped(lon - before))
            self._lats.append(lat)
        self.frame: Frame = (
            min(self._lons), min(self._lats), max(self._lons), max(self._lats)
        )  # fmt: skip

    @property
    def points(self) -> Iterable[Point]:
        """The points of the ring, in degrees."""
        return zip(self._lons, self._lats, strict=True)


def read_coasts(text: str) -> tuple[Coast, ...]:
    """Return the rings of the countries of a TopoJSON world, Antarctica left out."""
    topology = json.loads(text)
    coasts = (Coast(ring) for ring in rings_of(topology, topology["objects"]["pays"]))
    return tuple(coast for coast in coasts if coast.frame[3] >= ANTARCTIC_LATITUDE)


def land_path(
    coasts: Iterable[Coast], frame: Frame, project: Callable[[Point], Point], *, coarse: float
) -> str:
    """Return the land within ``frame`` as path data, points nearer than ``coarse`` being merged.

    ``project`` turns degrees into user units. Each ring is drawn wherever the frame shows it, be it
    a whole turn further east or west.
    """
    west, south, east, north = frame
    parts = []
    for coast in coasts:
        for turn in (-360.0, 0.0, 360.0):
            left, low, right, high = coast.frame
            if left + turn > east or right + turn < west or low > north or high < south:
                continue
            ring = _clipped([(lon + turn, lat) for lon, lat in coast.points], frame)
            path = _path([project(point) for point in ring], coarse)
            if path:
                parts.append(path)
    return "".join(parts)


def _clipped(ring: list[Point], frame: Frame) -> list[Point]:
    """Return the part of a ring inside a frame (Sutherland and Hodgman, 1974)."""
    west, south, east, north = frame
    for axis, bound, keeps_above in (
        (0, west, True),
        (0, east, False),
        (1, south, True),
        (1, north, False),
    ):
        kept: list[Point] = []
        for a, b in pairwise([*ring, *ring[:1]]):
            inside_a = a[axis] >= bound if keeps_above else a[axis] <= bound
            inside_b = b[axis] >= bound if keeps_above else b[axis] <= bound
            if inside_a != inside_b:
                t = (bound - a[axis]) / (b[axis] - a[axis])
                crossing = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
                kept += [crossing, b] if inside_b else [crossing]
            elif inside_b:
                kept.append(b)
        ring = kept
    return ring


def _path(points: list[Point], coarse: float) -> str:
    kept: list[tuple[int, int]] = []
    for x, y in points:
        point = (round(x), round(y))
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= coarse:
            kept.append(point)
    if len(kept) < 3:
        return ""
    steps = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps.replace(' -', '-')}z"
