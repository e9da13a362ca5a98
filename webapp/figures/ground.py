"""Land as an SVG path, cropped to a frame of the world that may cross the antimeridian."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from atlas.geodesy import Point, wrapped
from webapp.figures import teaser

Frame = tuple[float, float, float, float]
"""West, south, east, north in degrees; longitudes are continuous and may lie beyond ±180."""


@dataclass(frozen=True)
class Coast:
    """A ring of land with continuous longitudes, and its frame."""

    points: tuple[Point, ...]
    frame: Frame


@lru_cache(maxsize=2)
def read_coasts(path: Path) -> tuple[Coast, ...]:
    """Return the rings of a shipped TopoJSON world, Antarctica left out; read once per process."""
    rings = teaser.coasts(json.loads(path.read_text("utf-8")))
    return tuple(
        _coast(ring) for ring in rings if max(lat for _, lat in ring) >= teaser.ANTARCTIC_LATITUDE
    )


def _coast(ring: Sequence[Point]) -> Coast:
    points = [ring[0]]
    for lon, lat in ring[1:]:
        before = points[-1][0]
        points.append((before + wrapped(lon - before), lat))
    lons, lats = zip(*points, strict=True)
    return Coast(tuple(points), (min(lons), min(lats), max(lons), max(lats)))


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
