"""Counting, listing and reading partnerships."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.model import Partnership, PartnershipMember
from atlas.queries.authorities import family_ids
from atlas.queries.filters import conditions, partnership_ids
from atlas.queries.record_reading import read_records
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection

#: The columns that a list can be sorted by, by their name in an address.
SORTS = {
    "collectivite": (Partnership.sort_french, Partnership.sort_foreign),
    "partenaire": (Partnership.sort_foreign, Partnership.sort_french),
    "pays": (Partnership.sort_country, Partnership.sort_foreign),
    "debut": (Partnership.year_start, Partnership.sort_french),
    "type": (Partnership.link_type_code, Partnership.sort_french),
    "statut": (Partnership.status_code, Partnership.sort_french),
    "epoque": (Partnership.primary_era_code, Partnership.year_start, Partnership.sort_french),
}
DEFAULT_SORT = "collectivite"


@dataclass(frozen=True)
class Page:
    """One page of a list: ``number`` counts from 1, ``total`` counts the whole selection."""

    items: tuple[PartnershipRecord, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, math.ceil(self.total / self.size))


def count(session: Session, selection: Selection) -> int:
    """Return how many partnerships ``selection`` describes."""
    ids = partnership_ids(session, selection).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def require_page(number: int, size: int, total: int) -> None:
    """Raise :class:`NotFoundError` for a page after the last one of ``total`` results."""
    if number > 1 and (number - 1) * size >= total:
        raise NotFoundError(
            "La page {number} n’existe pas\N{NO-BREAK SPACE}: cette sélection en compte {pages}.",
            what="results",
            number=number,
            pages=max(1, math.ceil(total / size)),
        )


def list_page(
    session: Session,
    selection: Selection,
    *,
    number: int = 1,
    size: int = 50,
    sort: str = DEFAULT_SORT,
    descending: bool = False,
) -> Page:
    """Return a page of ``selection``; undated partnerships come last when sorting by year.

    Raises :class:`NotFoundError` for a page after the last one.
    """
    total = count(session, selection)
    require_page(number, size, total)
    keys = SORTS[sort]
    order = [key.desc() if descending else key.asc() for key in keys]
    ids = session.scalars(
        select(Partnership.id)
        .where(*conditions(session, selection))
        .order_by(keys[0].is_(None), *order, Partnership.id)
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    return Page(tuple(read_records(session, ids)), number, size, total)


def get_partnership(session: Session, partnership_id: int) -> PartnershipRecord:
    """Return one partnership; raise :class:`NotFoundError`."""
    records = read_records(session, [partnership_id]) if partnership_id < 2**63 else []
    if not records:
        raise NotFoundError(
            "Aucun partenariat ne porte le numéro {number}.",
            what="partnership",
            number=str(partnership_id)[:20],
        )
    return records[0]


def partnerships_between(session: Session, codes: Iterable[str]) -> dict[int, str]:
    """Return the titles of the partnerships that unite all of ``codes``, by number.

    A commune stands for those that were merged into it, and they for it.
    """
    query = select(Partnership.id, Partnership.title).order_by(Partnership.id)
    for code in codes:
        members = select(PartnershipMember.partnership_id).where(
            PartnershipMember.authority_id.in_(family_ids(session, [code]))
        )
        query = query.where(Partnership.id.in_(members))
    return dict(session.execute(query).all())
