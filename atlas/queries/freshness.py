"""How fresh what the atlas says of a partnership is: when it was verified, and by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atlas.dates import years_before
from atlas.editing.stating import declared_by, is_declaration
from atlas.queries.records import PartnershipRecord

#: For how many years a verification is fresh. A campaign asks once a year: two that stay without
#: an answer do not make a record old.
FRESH_YEARS = 3


@dataclass(frozen=True)
class Freshness:
    """When a record was verified (partial ISO, None for never), and by whom.

    ``by`` is the code of the authority that declared it, empty where the maintainers did.
    ``latest_fact`` is the last year that its sources tell anything of, None where they date none.
    """

    verified_on: str | None
    by: str
    is_fresh: bool
    latest_fact: int | None


def read_freshness(record: PartnershipRecord, today: dt.date) -> Freshness:
    """Return how fresh ``record`` is on ``today``."""
    day = record.last_verified or None
    told = [int(event.date[:4]) for event in record.events if event.date]
    told += [year for line in record.fundings for year in (line.year_from, line.year_to) if year]
    past = [year for year in told if year <= today.year]
    return Freshness(
        verified_on=day,
        by=declared(record),
        is_fresh=is_fresh(day, today),
        latest_fact=max(past, default=None),
    )


def declared(record: PartnershipRecord) -> str:
    """Return the code of the authority that declared it right last, empty for the maintainers."""
    return next(
        (
            declared_by(said.fact)
            for said in record.statements
            if is_declaration(said.field) and said.value == record.last_verified
        ),
        "",
    )


def is_fresh(verified_on: str | None, today: dt.date) -> bool:
    """Tell whether what was verified on a partial ISO day is fresh on ``today``."""
    return bool(verified_on) and str(verified_on) >= years_before(today, FRESH_YEARS)
