"""What the atlas knows of its partnerships: how many are dated, themed, funded, verified."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.dates import years_before
from atlas.model import Partnership
from atlas.queries.facet_index import FacetIndex
from atlas.queries.freshness import FRESH_YEARS
from atlas.selection import UNKNOWN

#: What may be known of a partnership, in display order.
ASPECTS = ("dated", "themed", "funded", "verified")


@dataclass(frozen=True)
class Coverage:
    """How many partnerships of a place there are, and of how many each thing is known."""

    code: str
    links: int
    dated: int
    themed: int
    funded: int
    verified: int

    def share(self, aspect: str) -> float:
        """Return the share, 0 to 1, of the partnerships of which ``aspect`` is known."""
        return float(getattr(self, aspect)) / self.links if self.links else 0.0


@dataclass(frozen=True)
class Known:
    """The masks of the partnerships of which each thing is known."""

    index: FacetIndex
    dated: int
    themed: int
    funded: int
    verified: int

    def of(self, code: str, mask: int) -> Coverage:
        """Return the coverage of the partnerships of ``mask``."""
        return Coverage(
            code, mask.bit_count(), *((mask & getattr(self, name)).bit_count() for name in ASPECTS)
        )


def read_known(session: Session, index: FacetIndex, today: dt.date) -> Known:
    """Read which partnerships are dated, themed, funded, and freshly verified on ``today``."""
    everything = index.everything
    checked = select(Partnership.id).where(
        Partnership.last_verified >= years_before(today, FRESH_YEARS)
    )
    return Known(
        index,
        dated=reduce(or_, index.years.values(), 0),
        themed=everything & ~index.mask("theme", (UNKNOWN,)),
        funded=everything & ~index.mask("financement", (UNKNOWN,)),
        verified=index.of_ids(session.scalars(checked)),
    )


def coverage_by(known: Known, field: str) -> list[Coverage]:
    """Return the coverage of each value of ``field`` (``region``, ``pays``), most linked first."""
    found = [known.of(code, mask) for code, mask in known.index.fields[field].items()]
    return sorted(found, key=lambda item: (-item.links, item.code))
