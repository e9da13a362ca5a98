"""What the server-drawn charts need: curves by year, counts by era."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from atlas.queries.facets import FacetValue
from atlas.vocabulary import Vocabulary

#: The curves begin where the four eras do.
FIRST_AXIS_YEAR = 1945
ERAS = ("apres_guerre", "decolonisation", "guerre_froide", "mondialisation")
OUTSIDE_ERAS = ("avant_1945", "non_date")


@dataclass(frozen=True)
class YearColumn:
    """How many partnerships began in a year, by primary era."""

    year: int
    total: int
    by_era: dict[str, int]


@dataclass(frozen=True)
class EraCount:
    """An era with its number of partnerships and the address of their list."""

    code: str
    label: str
    count: int
    secondary_count: int
    url: str


def years_axis(curve: dict[int, dict[str, int]]) -> list[YearColumn]:
    """Return one column a year from 1945 to this one, empty years included.

    Every chart has the same axis, so that an era or a country can be set against another. The few
    partnerships that are older belong to none of the four eras that the chart stacks.
    """
    if not curve or max(curve) < FIRST_AXIS_YEAR:
        return []
    first, last = FIRST_AXIS_YEAR, max(*curve, dt.datetime.now(dt.UTC).year)
    return [
        YearColumn(year, sum(curve.get(year, {}).values()), curve.get(year, {}))
        for year in range(first, last + 1)
    ]


def era_counts(
    values: Iterable[FacetValue],
    vocabulary: Vocabulary,
    language: str,
    *,
    codes: Iterable[str],
    narrowed: tuple[tuple[str, str], ...] = (),
) -> list[EraCount]:
    """Return the eras of ``codes`` with their counts; ``narrowed`` goes into each address."""
    found = {value.value: value for value in values}
    counts = []
    for code in codes:
        value = found.get(code)
        primary = (value.primary or 0) if value is not None else 0
        counts.append(
            EraCount(
                code=code,
                label=vocabulary.eras[code].label(language),
                count=value.count if value is not None else 0,
                secondary_count=(value.count - primary) if value is not None else 0,
                url=f"{url_for('public.liste')}?{urlencode([('epoque', code), *narrowed])}",
            )
        )
    return counts
