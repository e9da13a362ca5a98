"""Rings of a TopoJSON document, in degrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from atlas.geodesy import Point


def rings_of(topology: Mapping[str, Any], geometry: Mapping[str, Any]) -> list[list[Point]]:
    """Return the rings of one geometry of a TopoJSON document, in degrees WGS 84."""
    arcs = _arcs(topology)
    return [
        [point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]
        for ring in _rings(geometry)
    ]


def _arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Return the arcs of a TopoJSON document in degrees (stored as quantised differences)."""
    transform = topology.get("transform")
    if transform is None:
        return [[(p[0], p[1]) for p in arc] for arc in topology["arcs"]]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        decoded.append(points)
    return decoded


def _rings(geometry: Mapping[str, Any]) -> Iterable[Sequence[int]]:
    """Yield the rings (lists of arc numbers) of a TopoJSON polygon, multipolygon or collection."""
    if geometry["type"] == "Polygon":
        yield from geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon
    elif geometry["type"] == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _rings(member)
