"""The home page's figure keeps directions, orders distances and draws each place once."""

import json
import math

import pytest

from webapp.figures import teaser
from webapp.figures.ground import read_coasts

ERAS = [("guerre_froide", "Guerre froide"), ("mondialisation", "Mondialisation")]

SQUARE = {
    "type": "Topology",
    "arcs": [
        [[0, 0], [20, 0], [0, 20], [-20, 0], [0, -20]],
        [[0, -90], [50, 0], [0, 10], [0, -10]],
    ],
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "objects": {
        "pays": {
            "type": "GeometryCollection",
            "geometries": [{"type": "MultiPolygon", "arcs": [[[0]], [[1]]]}],
        }
    },
}


def test_the_centre_of_france_is_the_centre_of_the_disc() -> None:
    assert teaser.project(teaser.CENTRE_LON, teaser.CENTRE_LAT) == pytest.approx((0, 0), abs=1e-3)


def test_due_north_is_up_and_due_south_is_down() -> None:
    x, y = teaser.project(teaser.CENTRE_LON, 60.0)
    assert x == pytest.approx(0, abs=1e-6)
    assert y < 0
    x, y = teaser.project(teaser.CENTRE_LON, 0.0)
    assert x == pytest.approx(0, abs=1e-6)
    assert y > 0


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(139.69, 35.69), (-149.57, -17.53), (166.46, -22.28), (-58.38, -34.6), (-179.99, -44.0)],
)
def test_every_place_lies_in_the_disc_at_the_radius_of_its_distance(lon: float, lat: float) -> None:
    radius = math.hypot(*teaser.project(lon, lat))
    assert 0 < radius <= teaser.RADIUS
    one, two = math.radians(teaser.CENTRE_LAT), math.radians(lat)
    haversine = (
        math.sin((two - one) / 2) ** 2
        + math.cos(one) * math.cos(two) * math.sin(math.radians(lon - teaser.CENTRE_LON) / 2) ** 2
    )
    kilometres = 2 * teaser.EARTH_RADIUS_KM * math.asin(math.sqrt(haversine))
    assert radius == pytest.approx(teaser.ring_radius(kilometres), abs=0.01)


def test_rings_grow_with_distance_and_end_at_the_rim() -> None:
    radii = [teaser.ring_radius(km) for km in (0, *teaser.RINGS_KM, teaser.HALF_TURN_KM)]
    assert radii == sorted(radii)
    assert radii[0] == 0
    assert radii[-1] == pytest.approx(teaser.RADIUS)


def test_land_is_drawn_without_antarctica() -> None:
    path = teaser.land_path(coast.points for coast in read_coasts(json.dumps(SQUARE)))
    assert path.count("M") == 1
    assert path.endswith("z")
    assert "--" not in path


def test_a_place_met_twice_is_drawn_once_and_counted_twice() -> None:
    figure = teaser.build(
        "", ERAS, [("mondialisation", 140.1, 36.1), ("mondialisation", 140.1, 36.1)]
    )
    layer = figure.layers[1]
    assert (layer.code, layer.label, layer.count) == ("mondialisation", "Mondialisation", 2)
    assert layer.dots.count("M") == layer.rays.count("M") == 1


def test_layers_follow_the_order_of_the_eras_even_when_empty() -> None:
    figure = teaser.build("", ERAS, [("avant_1945", 2.0, 48.0)])
    assert [layer.code for layer in figure.layers] == ["guerre_froide", "mondialisation"]
    assert [layer.count for layer in figure.layers] == [0, 0]
