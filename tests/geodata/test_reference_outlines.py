"""The outlines and base maps show the world as the atlas means to show it, and stay small."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape

from geodata import manifests
from geodata.build.outlines import _cut

FONDS, CONTOURS = manifests.DATASETS / "fonds", manifests.DATASETS / "contours"
WORLDS = ("monde_110m", "monde_50m")


def _decode(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the features of a quantized TopoJSON of one object (TopoJSON specification §2)."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)

    def ring(indexes: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indexes:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += part[1:] if points else part
        return points

    (layer,) = topology["objects"].values()
    features = []
    for geometry in layer["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        outline = [[ring(indexes) for indexes in polygon] for polygon in polygons]
        features.append(
            {
                "properties": geometry["properties"],
                "shape": shapely.make_valid(
                    shape({"type": "MultiPolygon", "coordinates": outline})
                ),
            }
        )
    return features


@cache
def features(name: str) -> list[dict[str, Any]]:
    """Return the decoded features of a base map or the features of a GeoJSON of outlines."""
    if (FONDS / f"{name}.topojson").exists() and not name.startswith("contours/"):
        return _decode(json.loads((FONDS / f"{name}.topojson").read_text("utf-8")))
    path = CONTOURS / f"{name.removeprefix('contours/')}.geojson"
    return [
        {**feature, "shape": shape(feature["geometry"])}
        for feature in json.loads(path.read_text("utf-8"))["features"]
    ]


def country_at(name: str, lon: float, lat: float) -> dict[str, str]:
    """Return the properties of the one feature that covers a point."""
    found = [f["properties"] for f in features(name) if f["shape"].covers(Point(lon, lat))]
    assert len(found) == 1, found
    properties: dict[str, str] = found[0]
    return properties


@pytest.mark.parametrize(
    ("name", "most"),
    [("monde_110m", 40_000), ("departements", 42_000), ("regions", 18_000), ("monde_50m", 160_000)],
)
def test_base_maps_are_small_once_compressed(name: str, most: int) -> None:
    assert len(gzip.compress((FONDS / f"{name}.topojson").read_bytes(), 9)) <= most


@pytest.mark.parametrize("name", WORLDS)
def test_every_country_carries_an_iso_code_that_the_atlas_knows(name: str) -> None:
    known = {row["iso2"] for row in manifests.read_rows(manifests.DATASETS / "pays", "pays.csv")}
    codes = [feature["properties"]["iso"] for feature in features(name)]
    assert set(codes) <= known
    assert "-99" not in codes
    assert {"FR", "NO", "XK", "EH", "PS", "SO", "CY", "TW"} <= set(codes)
    repeated = {code for code in codes if codes.count(code) > 1}
    assert repeated == {"FR"}, "only France is drawn in several parts"


@pytest.mark.parametrize("name", WORLDS)
def test_partner_countries_of_all_sizes_are_drawn(name: str) -> None:
    codes = {feature["properties"]["iso"] for feature in features(name)}
    assert {"KM", "MU", "CV", "SC", "MT", "SG", "LC", "VU", "AD", "MC", "JE", "GG"} <= codes


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize(
    ("place", "lon", "lat", "iso"),
    [
        ("Simferopol, Crimea", 34.1, 45.05, "UA"),
        ("Kyiv", 30.5, 50.4, "UA"),
        ("Smara, Western Sahara", -11.7, 26.7, "EH"),
        ("Marrakech", -8.0, 31.6, "MA"),
        ("inland Kosovo", 20.9, 42.6, "XK"),
        ("Paris", 2.35, 48.85, "FR"),
        ("Lillehammer", 10.5, 61.1, "NO"),
        ("Hargeisa", 44.06, 9.56, "SO"),
        ("north of Nicosia", 33.3, 35.25, "CY"),
        ("Ramallah", 35.2, 31.95, "PS"),
        ("Nuuk inland", -45.0, 65.0, "GL"),
        ("Anadyr, beyond 180°", -175.0, 66.5, "RU"),
        ("Chukotka, before 180°", 175.0, 66.5, "RU"),
    ],
)
def test_places_lie_in_the_country_that_the_united_nations_say(
    name: str, place: str, lon: float, lat: float, iso: str
) -> None:
    assert country_at(name, lon, lat)["iso"] == iso, place


@pytest.mark.parametrize("name", WORLDS)
def test_overseas_departements_are_france_and_say_which(name: str) -> None:
    parts = [f["properties"] for f in features(name) if f["properties"]["iso"] == "FR"]
    assert {part.get("departement") for part in parts} == {None, "971", "972", "973", "974", "976"}
    assert country_at(name, -53.0, 4.0) == {"iso": "FR", "departement": "973"}
    caledonia = country_at(name, 165.5, -21.3)
    assert caledonia == {"iso": "NC", "etat": "FR"}


@pytest.mark.parametrize("name", WORLDS)
def test_no_shape_runs_around_the_world(name: str) -> None:
    for feature in features(name):
        for polygon in shapely.get_parts(shapely.get_parts(feature["shape"])):
            west, _, east, _ = polygon.bounds
            assert -180.001 <= west <= east <= 180.001
            assert east - west < 180, feature["properties"]


@pytest.mark.parametrize("name", WORLDS)
def test_antarctica_is_left_out(name: str) -> None:
    assert min(feature["shape"].bounds[1] for feature in features(name)) > -61


def test_a_ring_across_the_antimeridian_is_cut_in_two() -> None:
    square = [[[179, 10], [-179, 10], [-179, 12], [179, 12], [179, 10]]]
    cut = shape(_cut([square]))
    assert sorted(part.bounds for part in cut.geoms) == [
        (-180.0, 10.0, -179.0, 12.0),
        (179.0, 10.0, 180.0, 12.0),
    ]
    plain = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    assert _cut([plain])["coordinates"] == [plain]


def test_each_departement_and_region_has_a_valid_outline() -> None:
    for name, column in (("departements", 101), ("regions", 18)):
        outlines = features(f"contours/{name}")
        assert len(outlines) == column
        rows = manifests.read_rows(manifests.DATASETS / "cog", f"{name}.csv")
        assert [o["properties"]["code"] for o in outlines] == [row["code"] for row in rows]
        for outline in outlines:
            assert outline["geometry"]["type"] == "MultiPolygon"
            assert outline["shape"].is_valid, outline["properties"]
            assert outline["properties"]["name"]


def test_points_of_departements_lie_inside_their_outline() -> None:
    outlines = {f["properties"]["code"]: f["shape"] for f in features("contours/departements")}
    for row in manifests.read_rows(manifests.DATASETS / "cog", "departements.csv"):
        assert outlines[row["code"]].covers(Point(float(row["lon"]), float(row["lat"]))), row


def test_the_enclave_des_papes_is_a_hole_of_the_drome() -> None:
    outlines = {f["properties"]["code"]: f["shape"] for f in features("contours/departements")}
    valreas = Point(4.99, 44.385)
    assert outlines["84"].covers(valreas)
    assert not outlines["26"].covers(valreas)


def test_communes_lie_in_the_outline_of_their_departement() -> None:
    outlines = {f["properties"]["code"]: f["shape"] for f in features("contours/departements")}
    for outline in outlines.values():
        shapely.prepare(outline)
    outside = [
        row["code"]
        for row in manifests.read_rows(manifests.DATASETS / "cog", "communes.csv")
        if row["departement"] in outlines
        and outlines[row["departement"]].distance(Point(float(row["lon"]), float(row["lat"])))
        > 0.05
    ]
    assert outside == []


def test_the_base_map_of_departements_has_the_overseas_collectivites_too() -> None:
    codes = {feature["properties"]["code"] for feature in features("departements")}
    assert len(codes) == 108
    assert {"2A", "971", "975", "977", "978", "986", "987", "988"} <= codes
    overseas = {feature["properties"]["code"] for feature in features("contours/outre_mer")}
    assert overseas == {"975", "977", "978", "984", "986", "987", "988"}
