"""Partnerships as they are compared with one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Authority, Partnership, PartnershipMember


@dataclass(frozen=True, slots=True)
class Partner:
    """A foreign member: ``one`` is the code of the authority that it is the same as."""

    code: str
    one: str
    kind: str
    country: str
    admin1: str


@dataclass(frozen=True, slots=True)
class Link:
    """A partnership as it is compared: its members are those of today."""

    number: int
    link_type: str
    name: str
    french: frozenset[str]
    foreign: frozenset[Partner]
    start: int | None
    end: int | None
    #: Codes of French members that were merged into another one since.
    merged: frozenset[str] = frozenset()
    #: Codes of the EPCI that French members belong to.
    intercommunal: frozenset[str] = frozenset()


def read_links(session: Session, same: Mapping[str, str]) -> Iterator[Link]:
    """Yield the partnerships; ``same`` gives the code that stands for each double authority."""
    bodies = {
        row.id: row
        for row in session.execute(
            select(
                Authority.id, Authority.code, Authority.side, Authority.kind, Authority.siren,
                Authority.country_iso2, Authority.admin1, Authority.successor_id,
                Authority.epci_siren,
            )
        )
    }  # fmt: skip
    of_siren = {row.siren: row.code for row in bodies.values() if row.siren}
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, authority in session.execute(
        select(PartnershipMember.partnership_id, PartnershipMember.authority_id)
    ):
        members[number].append(authority)
    for row in session.execute(
        select(
            Partnership.id, Partnership.link_type_code, Partnership.name,
            Partnership.year_start, Partnership.year_end,
        ).order_by(Partnership.id)
    ):  # fmt: skip
        french: set[str] = set()
        merged: set[str] = set()
        epci: set[str] = set()
        foreign: set[Partner] = set()
        for authority in members[row.id]:
            body = bodies[authority]
            heir = body
            seen = {heir.id}
            while heir.successor_id is not None and heir.successor_id not in seen:
                heir = bodies[heir.successor_id]
                seen.add(heir.id)
            if heir.side == "foreign":
                one = same.get(heir.code, heir.code)
                foreign.add(
                    Partner(heir.code, one, heir.kind, heir.country_iso2, heir.admin1 or "")
                )
                continue
            french.add(heir.code)
            if heir is not body:
                merged.add(body.code)
            if heir.epci_siren:
                epci.add(of_siren.get(heir.epci_siren, heir.epci_siren))
        yield Link(
            number=row.id,
            link_type=row.link_type_code,
            name=row.name,
            french=frozenset(french),
            foreign=frozenset(foreign),
            start=row.year_start,
            end=row.year_end,
            merged=frozenset(merged),
            intercommunal=frozenset(epci),
        )
