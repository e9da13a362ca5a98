"""Who else nearby works with the same countries, or on the same themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from atlas import spatial
from atlas.geodesy import box_around, distance_km
from atlas.model import Authority, AuthorityPoint, PartnershipMember, PartnershipTheme
from atlas.queries.authorities import AuthorityRecord, read_authorities
from atlas.queries.bodies import LATITUDE, LONGITUDE

#: How far one looks, in kilometres: further each time, until enough are found.
_RADII_KM = (0.0, 40.0, 150.0, 300.0)
#: How many peers are compared first, then twice as many each time: around Paris a thousand would
#: be read for eight.
_FIRST_READ = 60
#: Communes and intercommunal bodies are one another's neighbours; larger bodies have their like.
_PEERS = {
    "commune": ("commune", "epci", "statut_particulier"),
    "epci": ("commune", "epci", "statut_particulier"),
    "statut_particulier": ("statut_particulier", "departement", "epci"),
    "departement": ("departement", "statut_particulier"),
    "region": ("region", "statut_particulier"),
}


@dataclass(frozen=True)
class Neighbour:
    """An authority nearby, its distance, and the countries and themes in common (may be empty)."""

    authority: AuthorityRecord
    kilometres: float
    countries: tuple[str, ...]
    themes: tuple[str, ...]


def neighbours(
    session: Session,
    record: AuthorityRecord,
    *,
    countries: Collection[str] | None,
    themes: Collection[str] = (),
    limit: int = 8,
) -> list[Neighbour]:
    """Return the nearest French peers of ``record`` that share a country or a theme with it.

    ``countries`` None asks for peers that have any link, whatever the country. The nearest come
    first. Empty when the place of ``record`` is unknown.
    """
    if record.lon is None or record.lat is None:
        return []
    found: list[Neighbour] = []
    for peers in _nearest_first(session, record, (record.lon, record.lat)):
        shared = _shared(session, [peer.id for peer in peers], countries, themes)
        kept = [peer for peer in peers if peer.id in shared][: limit - len(found)]
        if not kept:
            continue
        records = {r.id: r for r in read_authorities(session, [peer.code for peer in kept])}
        found += (Neighbour(records[p.id], p.kilometres, *shared[p.id]) for p in kept)
        if len(found) == limit:
            break
    return found


@dataclass(frozen=True)
class _Peer:
    id: int
    code: str
    kilometres: float


def _nearest_first(
    session: Session, record: AuthorityRecord, here: tuple[float, float]
) -> Iterator[list[_Peer]]:
    """Yield the linked peers of ``record`` by distance, some at a time."""
    for nearer, radius in pairwise(_RADII_KM):
        shell = sorted(
            (
                peer
                for peer in _linked_around(session, record, here, radius)
                if nearer <= peer.kilometres < radius
            ),
            key=lambda peer: (peer.kilometres, peer.code),
        )
        begin, size = 0, _FIRST_READ
        while begin < len(shell):
            yield shell[begin : begin + size]
            begin, size = begin + size, 2 * size


def _linked_around(
    session: Session, record: AuthorityRecord, here: tuple[float, float], radius: float
) -> list[_Peer]:
    """Return the linked peers of ``record`` in the box around ``here``."""
    dialect = session.get_bind().dialect.name
    box = spatial.points_in_bbox(dialect, box_around(here, radius))
    rows = session.execute(
        select(Authority.id, Authority.code, LONGITUDE, LATITUDE)
        .join(AuthorityPoint, AuthorityPoint.authority_id == Authority.id)
        .where(
            Authority.id.in_(box),
            Authority.id.in_(select(PartnershipMember.authority_id)),
            Authority.side == "french",
            Authority.kind.in_(_PEERS.get(record.kind, _PEERS["epci"])),
            Authority.id != record.id,
        )
    )
    return [_Peer(number, code, distance_km(here, (lon, lat))) for number, code, lon, lat in rows]


Shared = tuple[tuple[str, ...], tuple[str, ...]]


def _shared(
    session: Session,
    ids: Collection[int],
    countries: Collection[str] | None,
    themes: Collection[str],
) -> dict[int, Shared]:
    """Return what each authority of ``ids`` has in common, those that have nothing left out."""
    if not ids:
        return {}
    french, foreign = aliased(PartnershipMember), aliased(PartnershipMember)
    linked = (
        select(french.authority_id, Authority.country_iso2)
        .join(foreign, foreign.partnership_id == french.partnership_id)
        .join(Authority, Authority.id == foreign.authority_id)
        .where(french.authority_id.in_(ids), Authority.side == "foreign")
        .distinct()
    )
    if countries is not None:
        linked = linked.where(Authority.country_iso2.in_(countries))
    by_country = _grouped((number, code) for number, code in session.execute(linked))
    themed = (
        select(french.authority_id, PartnershipTheme.theme_code)
        .join(PartnershipTheme, PartnershipTheme.partnership_id == french.partnership_id)
        .where(french.authority_id.in_(ids), PartnershipTheme.theme_code.in_(themes))
        .distinct()
    )
    by_theme = _grouped((number, code) for number, code in session.execute(themed))
    return {
        number: (by_country.get(number, ()), by_theme.get(number, ()))
        for number in ids
        if number in by_country or number in by_theme
    }


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for number, code in pairs:
        groups[number].append(code)
    return {number: tuple(sorted(codes)) for number, codes in groups.items()}
