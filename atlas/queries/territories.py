"""An authority and its territory: the bodies above it, and the links of the communes inside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from atlas.language import in_language
from atlas.model import Authority, Network, NetworkMembership, PartnershipMember
from atlas.public_codes import CARVED_OUT, SEVERAL_DEPARTEMENTS
from atlas.queries.authorities import AuthorityRecord, read_authorities
from atlas.queries.emblems import emblematic
from atlas.queries.partnerships import count, list_page
from atlas.queries.record_reading import read_records
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection
from atlas.vocabulary import FORMER_KINDS


@dataclass(frozen=True)
class CommuneCount:
    """A commune and how many links it has."""

    code: str
    name: str
    partnerships: int


@dataclass(frozen=True)
class Communes:
    """The links of the communes of a territory: how many links, communes, and the most linked."""

    partnerships: int
    communes: int
    ranking: tuple[CommuneCount, ...]


@dataclass(frozen=True)
class Membership:
    """A network that an authority belongs to, with its years when they are known."""

    code: str
    name_fr: str
    name_en: str
    kind: str
    year_from: int | None
    year_to: int | None

    def name(self, language: str) -> str:
        """Return its name in ``language``."""
        return in_language(language, self.name_fr, self.name_en)


def bodies_above(session: Session, record: AuthorityRecord) -> list[AuthorityRecord]:
    """Return the intercommunal body, the département and the région of a French authority.

    Those that do not exist (Métropole de Lyon for its département) or are ``record`` itself are
    left out; a body that stands for two levels comes once.
    """
    found: dict[str, None] = {}
    for test in _levels_above(record):
        for code in session.scalars(
            select(Authority.code)
            .where(Authority.side == "french", Authority.successor_id.is_(None), test)
            .order_by(Authority.code)
        ):
            if code != record.code:
                found[code] = None
    return read_authorities(session, list(found))


def _levels_above(record: AuthorityRecord) -> list[ColumnElement[bool]]:
    special = Authority.kind == "statut_particulier"
    tests: list[ColumnElement[bool]] = []
    if record.epci_siren is not None:
        tests.append(
            and_(
                Authority.kind.in_(("epci", "statut_particulier")),
                or_(Authority.siren == record.epci_siren, Authority.code == record.epci_siren),
            )
        )
    if record.departement_code is not None and record.kind not in ("departement", "region"):
        code = record.departement_code
        of_code = or_(Authority.insee_code == code, Authority.code == code)
        if record.code != "69M" and record.epci_siren != "200046977":
            of_code = and_(of_code, Authority.code != "69M")
        tests.append(and_(or_(Authority.kind == "departement", special), of_code))
    if record.region_code is not None and record.kind != "region":
        code = record.region_code
        tests.append(
            or_(
                and_(Authority.kind == "region", Authority.insee_code == code),
                and_(special, Authority.region_code == code, Authority.code.endswith("R")),
            )
        )
    return tests


def commune_counts(session: Session, inside: ColumnElement[bool], *, limit: int) -> Communes:
    """Return the links of the communes that ``inside`` holds, former communes counted with them."""
    # SQLite joins each former commune to its successor by scanning all of them: it is done here.
    rows = session.execute(
        select(
            PartnershipMember.partnership_id,
            func.coalesce(Authority.successor_id, Authority.id).label("today"),
        )
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .where(
            Authority.side == "french",
            Authority.kind.in_(("commune", *FORMER_KINDS)),
            inside,
        )
    ).all()
    links: dict[int, set[int]] = defaultdict(set)
    for partnership, today in rows:
        links[today].add(partnership)
    ranked = sorted(links, key=lambda number: (-len(links[number]), number))
    names = {
        number: (code, name)
        for number, code, name in session.execute(
            select(Authority.id, Authority.code, Authority.name).where(
                Authority.id.in_(ranked[:limit])
            )
        )
    }
    return Communes(
        partnerships=len({partnership for partnership, _ in rows}),
        communes=len(links),
        ranking=tuple(CommuneCount(*names[n], len(links[n])) for n in ranked[:limit]),
    )


def communes_inside(record: AuthorityRecord) -> ColumnElement[bool] | None:
    """Return the condition that a commune belongs to ``record``; None for a commune and the like.

    A région or département holds the communes of its code, an intercommunal body its members.
    """
    if record.kind == "region" or record.code.endswith("R"):
        return Authority.region_code == record.region_code
    if record.kind == "departement":
        inside = Authority.departement_code == record.departement_code
        carved = CARVED_OUT.get(record.code)
        return inside if carved is None else inside & (Authority.epci_siren != carved)
    if record.code in SEVERAL_DEPARTEMENTS:
        return Authority.departement_code.in_(SEVERAL_DEPARTEMENTS[record.code])
    special = record.kind == "statut_particulier"
    if record.kind == "epci" or (special and record.siren is not None):
        return Authority.epci_siren == (record.siren or record.code)
    if special and record.departement_code == record.code:
        return Authority.departement_code == record.code
    return None


def most_telling(
    session: Session, selection: Selection, *, limit: int = 5
) -> tuple[int, list[PartnershipRecord]]:
    """Return how many partnerships ``selection`` has, and the few that tell it best, by year.

    Those that most sources attest come first; the oldest others fill what is left.
    """
    total = count(session, selection)
    if not total:
        return 0, []
    chosen = emblematic(session, selection, limit=limit)
    records = {record.id: record for record in read_records(session, chosen)}
    if len(records) < min(limit, total):
        for record in list_page(session, selection, size=2 * limit, sort="debut").items:
            if len(records) < limit:
                records.setdefault(record.id, record)
    return total, sorted(
        records.values(), key=lambda r: (r.year_start is None, r.year_start or 0, r.id)
    )


def memberships(session: Session, record: AuthorityRecord) -> list[Membership]:
    """Return the networks that ``record`` is known to belong to, by name."""
    rows = session.execute(
        select(Network, NetworkMembership)
        .join(NetworkMembership, NetworkMembership.network_code == Network.code)
        .where(NetworkMembership.authority_id == record.id)
        .order_by(Network.name)
    )
    return [
        Membership(
            network.code, network.name, network.name_en, network.kind, m.year_from, m.year_to
        )
        for network, m in rows
    ]
