"""Lines of partnerships: by the shorter way around, and cut where the map ends."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from atlas.exports.geometry import cut, lines_of
from atlas.exports.reading import read_in_turn, selected_ids
from atlas.selection import Selection
from tests.support.embedded import EmbeddedAtlas

POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def test_a_line_that_crosses_nothing_is_left_whole() -> None:
    assert cut((5.72, 45.19), (10.0, 51.0)) == [((5.72, 45.19), (10.0, 51.0))]


def test_from_papeete_to_tokyo_by_the_pacific() -> None:
    west, east = cut((-149.5, -17.5), (139.7, 35.7))
    assert west[0] == (-149.5, -17.5)
    assert west[1][0] == -180
    assert east[0] == (180, pytest.approx(west[1][1]))
    assert east[1] == (139.7, 35.7)


def test_two_members_in_one_place_have_no_line() -> None:
    assert cut((1.0, 2.0), (1.0, 2.0)) == []


@given(start=POINTS, end=POINTS)
@example(start=(180.0, 0.0), end=(-180.0, 0.0))
@example(start=(-180.0, 0.0), end=(10.0, 5.0))
@example(start=(180.0, 10.0), end=(-170.0, 0.0))
def test_pieces_stay_on_the_map_and_keep_the_ends(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    lines = cut(start, end)
    for (west, south), (east, north) in lines:
        assert -180 <= west <= 180
        assert -180 <= east <= 180
        assert min(start[1], end[1]) - 1e-9 <= min(south, north)
        assert max(south, north) <= max(start[1], end[1]) + 1e-9
        assert abs(east - west) <= 180 + 1e-9
    if lines:
        met = {point for line in lines for point in line}
        assert any(abs(point[0]) == 180 or point == start for point in met)
        assert any(abs(point[0]) == 180 or point == end for point in met)
    assert len(lines) <= 2


def test_links_of_the_pacific_are_cut_in_the_shipped_atlas(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        ids = selected_ids(session, Selection())
        lines = [line for record in read_in_turn(session, ids) for line in lines_of(record)]
    cut_ones = [line for line in lines if any(abs(lon) == 180 for lon, _ in line)]
    assert cut_ones
    assert all(abs(start[0] - end[0]) <= 180 for start, end in lines)
