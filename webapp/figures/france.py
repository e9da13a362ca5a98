"""Régions or départements as SVG path data: the mainland and Corsica to scale, others in boxes.

Nothing here reads a file or knows the database: the caller gives the topology. The mainland is
drawn by an equirectangular projection around its middle latitude; each overseas territory has a box
of its own on the left, at a scale of its own, as atlases do.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from webapp.figures.topojson import rings_of

#: What is overseas, by object of the topology: INSEE codes in the order of their boxes.
OVERSEAS = {
    "regions": ("01", "02", "03", "04", "06"),
    "departements": ("971", "972", "973", "974", "976"),
}
#: The longest code of what is on the mainland or in a box: 975, 988… are not drawn.
_MAINLAND_CODE = 2
WIDTH, HEIGHT = 640, 560
"""Size of the drawing, in SVG user units."""

#: Left, top, width and height of what the mainland and each box may fill.
_MAINLAND = (130.0, 10.0, 500.0, 540.0)
_BOX, _GAP = 96.0, 15.0
_MARGIN = 10.0
#: Two points closer than this, in user units, are drawn as one.
_COARSENESS = 0.8

Point = tuple[float, float]
Frame = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """A territory: its outline and the middle of its frame, for a label."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class FranceMap:
    """The outlines and the boxes of those overseas, which are (left, top, width, height)."""

    shapes: tuple[Shape, ...]
    boxes: tuple[Frame, ...]
    width: int = WIDTH
    height: int = HEIGHT


def build(text: str, level: str = "regions") -> FranceMap:
    """Return the drawing of a TopoJSON document whose object ``level`` has codes."""
    topology = json.loads(text)
    overseas = OVERSEAS[level]
    rings = {
        member["properties"]["code"]: rings_of(topology, member)
        for member in topology["objects"][level]["geometries"]
    }
    mainland = {
        code: found
        for code, found in rings.items()
        if code not in overseas and len(code) <= _MAINLAND_CODE
    }
    shapes = _drawn(mainland, _MAINLAND)
    boxes = []
    for number, code in enumerate(code for code in overseas if code in rings):
        frame = (_MARGIN, _MARGIN + number * (_BOX + _GAP), _BOX, _BOX)
        boxes.append(frame)
        left, top, width, height = frame
        shapes += _drawn({code: rings[code]}, (left + 8, top + 8, width - 16, height - 16))
    return FranceMap(tuple(shapes), tuple(boxes))


def _drawn(rings: Mapping[str, list[list[Point]]], frame: Frame) -> list[Shape]:
    """Return the territories of ``rings``, in degrees, drawn to one scale within ``frame``."""
    points = [point for outlines in rings.values() for ring in outlines for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    left, top, width, height = frame
    scale = min(width / ((east - west) * narrowing), height / (north - south))
    x0 = left + (width - (east - west) * narrowing * scale) / 2
    y0 = top + (height - (north - south) * scale) / 2

    def placed(point: Point) -> Point:
        return x0 + (point[0] - west) * narrowing * scale, y0 + (north - point[1]) * scale

    shapes = []
    for code, region in rings.items():
        outlines = [[placed(point) for point in ring] for ring in region]
        largest = max(outlines, key=_area)
        shapes.append(
            Shape(
                code,
                "".join(_path(outline) for outline in outlines),
                round((min(x for x, _ in largest) + max(x for x, _ in largest)) / 2, 1),
                round((min(y for _, y in largest) + max(y for _, y in largest)) / 2, 1),
            )
        )
    return shapes


def _area(outline: list[Point]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(outline)))


def _path(outline: Iterable[Point]) -> str:
    kept: list[Point] = []
    for x, y in outline:
        if not kept or math.dist(kept[-1], (x, y)) >= _COARSENESS:
            kept.append((round(x, 1), round(y, 1)))
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"
