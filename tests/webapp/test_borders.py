"""Whether a place is in its country, by the outlines of the map."""

from __future__ import annotations

import pytest

from atlas.geodesy import Point
from geodata.manifests import DATASETS
from webapp.figures.borders import NEAR_KM, is_outside, read_border

WORLD = (DATASETS / "fonds" / "monde_50m.topojson").read_text(encoding="utf-8")
#: A square of four degrees on the antimeridian, with a lake of one in its middle.
SQUARE = [(178.0, -2.0), (-178.0, -2.0), (-178.0, 2.0), (178.0, 2.0), (178.0, -2.0)]
LAKE = [(179.5, -0.5), (-179.5, -0.5), (-179.5, 0.5), (179.5, 0.5), (179.5, -0.5)]


@pytest.mark.parametrize(
    ("country", "point", "outside"),
    [
        ("DE", (7.01, 51.45), False),
        ("DE", (-7.01, 51.45), True),
        ("DE", (51.45, 7.01), True),
        ("FJ", (178.44, -18.14), False),
        ("FJ", (-179.9, -16.8), False),
        ("US", (-157.86, 21.31), False),
        ("US", (166.45, -22.27), True),
        # Between the islands and the coast, and over a border by less than outlines can tell.
        ("IT", (12.34, 45.43), False),
        ("BE", (5.80, 49.50), False),
        # What no outline shows cannot be said to be elsewhere.
        ("XX", (0.0, 0.0), False),
    ],
)
def test_towns_are_in_their_countries(country: str, point: Point, outside: bool) -> None:
    assert is_outside(read_border(WORLD, country), point) is outside


def test_a_lake_is_outside_and_the_antimeridian_cuts_nothing() -> None:
    for lon in (178.5, 180.0, -180.0, -178.5):
        assert not is_outside([SQUARE], (lon, 1.5))
    assert is_outside([SQUARE, LAKE], (180.0, 0.0))
    assert not is_outside([SQUARE, LAKE], (180.0, 1.5))


def test_what_is_hardly_over_the_border_is_no_stranger() -> None:
    degree = NEAR_KM / 111.2
    assert not is_outside([SQUARE], (180.0, 2.0 + 0.9 * degree))
    assert is_outside([SQUARE], (180.0, 2.0 + 1.1 * degree))
