"""Reading the partnerships of a selection one after the other, however many they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.model import Partnership
from atlas.queries.filters import conditions
from atlas.queries.record_reading import read_records
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection


def selected_ids(session: Session, selection: Selection) -> Sequence[int]:
    """Return the numbers of the partnerships of ``selection``, ascending.

    Raises :class:`InvalidSelectionError` as every reading of a selection does.
    """
    return session.scalars(
        select(Partnership.id).where(*conditions(session, selection)).order_by(Partnership.id)
    ).all()


def read_in_turn(session: Session, ids: Sequence[int]) -> Iterator[PartnershipRecord]:
    """Yield the partnerships of ``ids`` in that order, a batch in memory at a time.

    The transaction of ``session`` must last as long: what is written meanwhile is not seen.
    """
    for batch in in_batches(ids):
        yield from read_records(session, batch)
