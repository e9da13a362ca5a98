"""The small map: great circles, frames across the antimeridian, names that never collide."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from atlas.geodesy import box_around, distance_km, great_circle
from webapp.figures.ground import Coast, land_path
from webapp.figures.lettering import Mark, place_labels
from webapp.figures.locator import WIDTH, Place, build

NOUMEA, TOKYO, SANTIAGO, PARIS = (166.45, -22.27), (139.7, 35.7), (-70.6, -33.4), (2.35, 48.86)
ISLAND = ((178.0, -18.0), (182.0, -18.0), (182.0, -16.0), (178.0, -16.0), (178.0, -18.0))
FIJI = Coast(ISLAND)


@pytest.mark.parametrize(
    ("start", "end", "kilometres"),
    [(PARIS, TOKYO, 9713), (NOUMEA, SANTIAGO, 11366), (PARIS, PARIS, 0)],
)
def test_distances_follow_the_great_circle(
    start: tuple[float, float], end: tuple[float, float], kilometres: int
) -> None:
    assert distance_km(start, end) == pytest.approx(kilometres, rel=0.01, abs=0.1)


def test_a_way_across_the_pacific_has_continuous_longitudes() -> None:
    points = great_circle(NOUMEA, SANTIAGO, 32)
    assert points[-1] == pytest.approx((SANTIAGO[0] + 360, SANTIAGO[1]), abs=1e-6)
    assert max(abs(b[0] - a[0]) for a, b in pairwise(points)) < 20


def test_a_box_around_a_place_near_the_antimeridian_crosses_it() -> None:
    box = box_around((179.5, -17.0), 200)
    assert box.west > box.east
    assert len(box.parts()) == 2


def test_a_box_around_a_pole_holds_every_longitude() -> None:
    box = box_around((0.0, 89.5), 200)
    assert (box.west, box.east, box.north) == (-180.0, 180.0, 90.0)


@pytest.mark.parametrize("partner", [TOKYO, SANTIAGO, (178.4, -18.1), (-149.6, -17.5)])
def test_everything_is_inside_the_drawing(partner: tuple[float, float]) -> None:
    drawn = build([FIJI], [Place("Partenaire", partner, "mondialisation")], home=("Ici", NOUMEA))
    numbers = [float(n) for arc in drawn.arcs for n in re.findall(r"-?\d+\.\d", arc.path)]
    xs, ys = numbers[::2], numbers[1::2]
    assert min(xs) >= 0
    assert max(xs) <= WIDTH
    assert min(ys) >= 0
    assert max(ys) <= drawn.height
    assert {label.name for label in drawn.wide} == {"Partenaire", "Ici"}


def test_an_island_on_the_antimeridian_is_drawn_once_and_whole() -> None:
    drawn = build([FIJI], [Place("Suva", (178.4, -18.1), "")], home=("Nouméa", NOUMEA))
    assert drawn.land.count("M") == 1


def test_land_is_drawn_a_turn_away_where_the_frame_shows_it() -> None:
    frame = (-182.5, -20.0, -177.0, -14.0)
    assert land_path([FIJI], frame, lambda p: (p[0] * 10, p[1] * 10), coarse=1).count("M") == 1
    assert land_path([FIJI], (0.0, -20.0, 10.0, -14.0), lambda p: p, coarse=1) == ""


def test_names_never_overlap_and_the_most_important_is_served_first() -> None:
    marks = [Mark(f"Commune {n}", 100 + n % 6 * 9, 100 + n // 6 * 9, 3, n) for n in range(36)]
    labels = place_labels(marks, (400, 300), 14)
    assert labels[0].name == "Commune 35"
    boxes = []
    for label in labels:
        width = len(label.name) * 14 * 0.56
        left = {"start": label.x, "end": label.x - width, "middle": label.x - width / 2}
        boxes.append((left[label.anchor], label.y - 12, left[label.anchor] + width, label.y + 3))
    for i, a in enumerate(boxes):
        assert a[0] >= 0
        assert a[2] <= 400
        for b in boxes[i + 1 :]:
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
