"""The geometry of the charts: scales are round, heights and widths are in proportion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.figures import bars, columns, curve, scales


@given(st.integers(1, 10_000_000))
def test_a_scale_is_round_and_holds_the_largest_value(largest: int) -> None:
    marks = scales.round_scale(largest)
    assert 1 <= len(marks) <= 4
    step = marks[0]
    assert marks == tuple(step * n for n in range(1, len(marks) + 1))
    assert marks[-1] >= largest > marks[-1] - step
    assert str(step).rstrip("0") in ("1", "2", "5")


def test_nothing_to_show_has_a_scale_too() -> None:
    assert scales.round_scale(0) == (1,)


@pytest.mark.parametrize(("value", "tone"), [(0, 0), (1, 1), (4, 1), (30, 3), (99, 5), (100, 5)])
def test_a_shade_grows_with_the_figure(value: int, tone: int) -> None:
    assert scales.shade(value, 100) == tone


def test_columns_stack_their_series_from_the_bottom() -> None:
    drawn = columns.build(
        [("1950", {"a": 10, "b": 30}), ("1960", {"b": 20}), ("1970", {})],
        [("a", "A"), ("b", "B"), ("c", "C")],
    )
    assert drawn.series == (("a", "A"), ("b", "B"))
    first, second, empty = drawn.columns
    assert [part.code for part in first.segments] == ["a", "b"]
    bottom, top = first.segments
    assert bottom.y + bottom.height == pytest.approx(columns.HEIGHT)
    assert top.y + top.height == pytest.approx(bottom.y)
    assert top.height == pytest.approx(3 * bottom.height)
    assert second.segments[0].height == pytest.approx(2 * bottom.height)
    assert (empty.total, empty.segments) == (0, ())
    assert first.x > 0
    assert empty.x + empty.width < 100


def test_plain_columns_share_the_scale_that_they_are_given() -> None:
    small = columns.build_single([("1950", 3)], 12).columns[0].segments[0]
    large = columns.build_single([("1950", 12)], 12).columns[0].segments[0]
    assert large.height == columns.HEIGHT
    assert small.height == pytest.approx(columns.HEIGHT / 4)
    assert small.y + small.height == pytest.approx(columns.HEIGHT)


def test_beginnings_add_up_over_the_years() -> None:
    sums = curve.cumulated({1950: 2, 1953: 1}, 1955)
    assert sums == {1950: 2, 1951: 2, 1952: 2, 1953: 3, 1954: 3, 1955: 3}
    assert curve.cumulated({}, 1955) == {}


def test_a_curve_goes_from_the_first_year_to_the_last() -> None:
    drawn = curve.build({1950: 0, 1960: 4})
    assert drawn is not None
    assert drawn.line == "M0.00 100.00L100.00 0.00"
    assert drawn.area.endswith("L100 100L0 100z")
    assert drawn.values == ((1950, 0), (1960, 4))
    assert curve.build({1950: 3}) is None


def test_bars_are_in_proportion_to_the_longest_or_to_the_whole() -> None:
    items = [("A", "/a", 40, "40", ""), ("B", "", 10, "10", "x")]
    assert [bar.width for bar in bars.build(items)] == [100, 25]
    assert [bar.width for bar in bars.build(items, whole=100)] == [40, 10]
    assert bars.build([("A", "", 0, "0", "")])[0].width == 0
    assert bars.build([]) == ()
