"""Choosing the collectivités of a campaign: by territory, by kind, by how old their links are."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.dates import years_before
from atlas.errors import AtlasError
from atlas.model import Authority, Partnership, PartnershipMember
from atlas.queries.authorities import resolve_code

#: The age, in years, from which what was never verified is chosen, and nothing else.
NEVER = 0
_BETWEEN_CODES = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Criteria:
    """Which collectivités are asked: those that meet every condition that is given.

    ``stale_years`` keeps those that have a link not verified for so many years, :data:`NEVER` those
    that have one never verified, None any. ``codes`` are public codes, one per collectivité.
    """

    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stale_years: int | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A French collectivité that exists today, and how many links the atlas knows of it."""

    code: str
    name: str
    kind: str
    departement: str | None
    region: str | None
    links: int


def split_codes(text: str) -> tuple[str, ...]:
    """Return the codes of a pasted list, each once, whatever parts them."""
    return tuple(dict.fromkeys(code for code in _BETWEEN_CODES.split(text) if code))


def choose(session: Session, criteria: Criteria, today: dt.date) -> tuple[list[Chosen], list[str]]:
    """Return the collectivités that meet ``criteria``, by département and name, and wrong codes.

    The links of merged communes are those of the commune of today. A collectivité without any link
    is chosen only when its code is given.
    """
    checked = _verified_days(session)
    named = resolve_all(session, criteria.codes)
    wanted = {code for code in named.values() if code is not None}
    rows = _authorities(session, checked if not criteria.codes else None, wanted)
    limit = years_before(today, criteria.stale_years) if criteria.stale_years else ""

    def is_asked(row: Authority) -> bool:
        days = checked.get(row.id, [])
        return (
            (not criteria.departements or row.departement_code in criteria.departements)
            and (not criteria.regions or row.region_code in criteria.regions)
            and (not criteria.kinds or row.kind in criteria.kinds)
            and (criteria.stale_years is None or any(day is None or day < limit for day in days))
        )

    chosen = [
        Chosen(
            row.code,
            row.name,
            row.kind,
            row.departement_code,
            row.region_code,
            len(checked.get(row.id, [])),
        )
        for row in rows
        if is_asked(row)
    ]
    chosen.sort(key=lambda one: (one.departement or "", one.name, one.code))
    return chosen, [code for code, found in named.items() if found is None]


def resolve_all(session: Session, codes: Iterable[str]) -> dict[str, str | None]:
    """Return the French collectivité of today of each code, None for a code of nobody's."""
    asked = list(dict.fromkeys(codes))
    known: dict[str, int] = {}
    for batch in in_batches(asked):
        query = select(Authority.code, Authority.id).where(Authority.code.in_(batch))
        known.update(dict(session.execute(query).all()))
    for code in asked:
        if code not in known:
            try:
                public = resolve_code(session, code)
            except AtlasError:
                continue
            known[code] = session.scalars(
                select(Authority.id).where(Authority.code == public)
            ).one()
    successors = _successors(session)
    today: dict[int, str] = {}
    numbers = sorted({_last(number, successors) for number in known.values()})
    for some in in_batches(numbers):
        french = select(Authority.id, Authority.code).where(
            Authority.id.in_(some), Authority.side == "french"
        )
        today.update(dict(session.execute(french).all()))
    return {
        code: today.get(_last(known[code], successors)) if code in known else None for code in asked
    }


def count_links(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Return how many links the atlas knows of each collectivité of today, merged ones with it."""
    links = _verified_days(session)
    found: dict[str, int] = {}
    for batch in in_batches(sorted(set(codes))):
        query = select(Authority.code, Authority.id).where(Authority.code.in_(batch))
        found.update({code: len(links.get(number, ())) for code, number in session.execute(query)})
    return found


def _verified_days(session: Session) -> dict[int, list[str | None]]:
    """Return when each link of each collectivité of today was verified, by its number."""
    successors = _successors(session)
    links: dict[int, dict[int, str | None]] = defaultdict(dict)
    for number, link, day in session.execute(
        select(Authority.id, Partnership.id, Partnership.last_verified)
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .join(Partnership, Partnership.id == PartnershipMember.partnership_id)
        .where(Authority.side == "french")
    ):
        links[_last(number, successors)][link] = day
    return {number: list(found.values()) for number, found in links.items()}


def _successors(session: Session) -> dict[int, int]:
    query = select(Authority.id, Authority.successor_id).where(
        Authority.side == "french", Authority.successor_id.is_not(None)
    )
    return {number: successor for number, successor in session.execute(query) if successor}


def _last(number: int, successors: dict[int, int]) -> int:
    seen = {number}
    while (following := successors.get(number)) is not None and following not in seen:
        seen.add(following)
        number = following
    return number


def _authorities(
    session: Session, linked: Iterable[int] | None, codes: Iterable[str]
) -> list[Authority]:
    """Return those of the numbers ``linked``, or those of ``codes`` where it is None."""
    found: list[Authority] = []
    today = select(Authority).where(Authority.successor_id.is_(None), Authority.side == "french")
    if linked is None:
        for codes_batch in in_batches(sorted(codes)):
            found += session.scalars(today.where(Authority.code.in_(codes_batch)))
    else:
        for ids in in_batches(sorted(linked)):
            found += session.scalars(today.where(Authority.id.in_(ids)))
    return found
