"""Partial dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.dates import PartialDate


@given(st.dates(min_value=dt.date(1850, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_a_day_is_written_back_as_it_was_read(day: object) -> None:
    text = str(day)
    assert PartialDate.parse(text).isoformat() == text
    assert PartialDate.parse(text[:7]).isoformat() == text[:7]
    assert PartialDate.parse(text[:4]).isoformat() == text[:4]


@pytest.mark.parametrize(
    "text",
    ["", "63", "1963-5", "1963-13", "1963-02-30", "1849", "2101", "99999", "1963/05", "١٩٦٣"],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_the_stored_form_sorts_by_time_less_precise_first() -> None:
    dates = [
        PartialDate(1963, 5, 14),
        PartialDate(1963),
        PartialDate(1962, 12),
        PartialDate(1963, 5),
    ]
    stored = sorted(date.isoformat() for date in dates)
    assert stored == ["1962-12", "1963", "1963-05", "1963-05-14"]
