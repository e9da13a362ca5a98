"""Partial dates: a year, a year and a month, or a day, possibly « circa »."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

#: The first year that the atlas accepts: municipal internationalism begins in the 1850s.
FIRST_YEAR = 1850
#: The last year that a selection may name.
LAST_YEAR = 2100

_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})[./-])?([0-9]{1,2})[./-]([0-9]{4})")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """A date known to the year, the month or the day.

    ``circa`` tells that even the year is approximate. The ISO form sorts by time, the less precise
    date first.
    """

    year: int
    month: int | None = None
    day: int | None = None
    circa: bool = False

    @classmethod
    def parse(cls, text: str, *, circa: bool = False) -> PartialDate:
        """Read ``1963``, ``1963-05`` or ``1963-05-14``; raise ``ValueError`` on anything else."""
        match = _PARTIAL.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a partial ISO date: {text!r}")
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"year outside {FIRST_YEAR}–{LAST_YEAR}: {text!r}")
        if month is not None:
            dt.date(year, month, day or 1)
        return cls(year, month, day, circa)

    @classmethod
    def read(cls, text: str) -> PartialDate:
        """Read what people write too: ``14/05/1963``, ``05.1963``; raise ``ValueError``."""
        match = _DAY_FIRST.fullmatch(text.strip())
        if match is None:
            return cls.parse(text)
        day, month, year = match.groups()
        return cls.parse("-".join(part.zfill(2) for part in (year, month, day) if part))

    def isoformat(self) -> str:
        """Return the date as it is stored: ``1963``, ``1963-05`` or ``1963-05-14``."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


def years_before(day: dt.date, years: int) -> str:
    """Return the ISO day so many years before ``day``."""
    try:
        return day.replace(year=day.year - years).isoformat()
    except ValueError:
        return day.replace(year=day.year - years, day=28).isoformat()


def today() -> dt.date:
    """Return the present day, UTC."""
    return dt.datetime.now(tz=dt.UTC).date()


def latest_day() -> dt.date:
    """Return the last day that has begun anywhere in France: Wallis is 12 hours ahead of UTC."""
    return (dt.datetime.now(tz=dt.UTC) + dt.timedelta(hours=12)).date()


def is_to_come(date: str, today: str) -> bool:
    """Tell whether a partial ISO date lies wholly after ``today``; this year and month do not."""
    return date > today[: len(date)]


def is_partial_date(text: str) -> bool:
    """Tell whether ``text`` is a partial ISO date, as documents hold them."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True
