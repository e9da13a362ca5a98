"""Distances and great circles on a sphere; coordinates are degrees WGS 84, longitude first."""

from __future__ import annotations

import math

from atlas.spatial import BoundingBox

EARTH_RADIUS_KM = 6371.0
#: Kilometres of one degree of latitude.
DEGREE_KM = math.pi * EARTH_RADIUS_KM / 180

Point = tuple[float, float]


def distance_km(start: Point, end: Point) -> float:
    """Return the length of the great circle between two points, in kilometres (haversine)."""
    lon1, lat1, lon2, lat2 = (math.radians(value) for value in (*start, *end))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def box_around(centre: Point, radius_km: float) -> BoundingBox:
    """Return a box that holds the circle of ``radius_km``; it may cross the antimeridian.

    Near a pole, or for a radius that turns around the Earth, it holds every longitude.
    """
    lon, lat = centre
    height = radius_km / DEGREE_KM
    south, north = max(-90.0, lat - height), min(90.0, lat + height)
    widest = math.cos(math.radians(max(abs(south), abs(north))))
    if widest * 180 <= height:
        return BoundingBox(-180.0, south, 180.0, north)
    width = height / widest
    return BoundingBox(wrapped(lon - width), south, wrapped(lon + width), north)


def wrapped(lon: float) -> float:
    """Return a longitude within −180 to 180."""
    return (lon + 180) % 360 - 180


def great_circle(start: Point, end: Point, steps: int) -> list[Point]:
    """Return ``steps`` + 1 points of the shortest way from ``start`` to ``end``.

    Longitudes are continuous: past the antimeridian they go beyond ±180, so that a line drawn
    through them never crosses the whole map.
    """
    a, b = _vector(start), _vector(end)
    angle = math.acos(max(-1.0, min(1.0, sum(p * q for p, q in zip(a, b, strict=True)))))
    if angle < 1e-9 or math.pi - angle < 1e-9:
        return [start, (start[0] + wrapped(end[0] - start[0]), end[1])]
    points = [start]
    for step in range(1, steps + 1):
        t = step / steps
        k, m = math.sin((1 - t) * angle), math.sin(t * angle)
        x, y, z = (k * p + m * q for p, q in zip(a, b, strict=True))
        lon = math.degrees(math.atan2(y, x))
        before = points[-1][0]
        lat = math.degrees(math.atan2(z, math.hypot(x, y)))
        points.append((before + wrapped(lon - before), lat))
    return points


def _vector(point: Point) -> tuple[float, float, float]:
    lon, lat = (math.radians(value) for value in point)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
