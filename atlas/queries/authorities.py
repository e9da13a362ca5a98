"""Local authorities: resolving codes, reading one, and its relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from atlas import spatial
from atlas.errors import AmbiguousCodeError, InvalidSelectionError, NotFoundError
from atlas.model import (
    Authority,
    AuthorityName,
    PartnershipMember,
)
from atlas.public_codes import authority_of_territory
from atlas.queries.bodies import BodyRecord, body_values, select_bodies
from atlas.spatial import BoundingBox
from atlas.text import fold, spellings


@dataclass(frozen=True, kw_only=True)
class AuthorityRecord(BodyRecord):
    """An authority as its page and the API show it; ``valid_to`` is partial ISO, None today.

    ``population_year`` is that of the count of ``population``, None when no source says it;
    ``wikidata``, ``geonames`` and ``local_code`` are what it is called in other registers.
    """

    id: int
    epci_siren: str | None
    siren: str | None
    population: int | None
    population_year: int | None
    wikidata: str | None
    geonames: int | None
    local_code: str | None
    admin1: str | None
    location_method: str
    successor_code: str | None
    successor_name: str | None
    valid_to: str | None
    other_names: tuple[str, ...]

    def other_display_names(self, language: str) -> tuple[str, ...]:
        """Return what else it is called, its local name first, without the name shown."""
        shown = self.display_name(language)
        names = dict.fromkeys((self.name, self.name_fr, *self.other_names))
        return tuple(name for name in names if name and name != shown)


def resolve_code(session: Session, code: str) -> str:
    """Return the public code that ``code`` stands for.

    Besides public codes, the plain INSEE code of a département or région, that code with D or R
    where another body runs it (``94R``: Corsica), or the SIREN of a body known by another code, is
    understood. Raises :class:`NotFoundError`, or
    :class:`AmbiguousCodeError` when two bodies bear it (``84``: Vaucluse, Auvergne-Rhône-Alpes).
    """
    for spelling in dict.fromkeys((code, code.upper(), code.lower())):
        if session.scalar(select(Authority.id).where(Authority.code == spelling)) is not None:
            return spelling
    candidates = session.scalars(
        select(Authority.code)
        .where(
            Authority.side == "french",
            or_(Authority.insee_code == code, Authority.siren == code),
            Authority.kind.not_in(("commune", "deleguee", "associee", "arrondissement")),
        )
        .order_by(Authority.code)
    ).all()
    if not candidates:
        other = authority_of_territory(code)
        if other is not None:
            return resolve_code(session, other)
        raise NotFoundError(
            "Aucune collectivité ne porte le code « {code} ».", what="authority", code=code[:60]
        )
    if len(candidates) > 1:
        raise AmbiguousCodeError(
            "Le code « {code} » désigne plusieurs collectivités\N{NO-BREAK SPACE}: {names}.",
            candidates=tuple(candidates),
            code=code,
            names=", ".join(
                f"{record.name} ({record.code})" for record in read_authorities(session, candidates)
            ),
        )
    return candidates[0]


def family_ids(session: Session, codes: Iterable[str]) -> list[int]:
    """Return the ids of the authorities named by ``codes`` and of those merged into them.

    The code of a former commune stands for the commune of today, as its page does.

    Raises :class:`InvalidSelectionError` on a code that names nothing, or several bodies.
    """
    ids: set[int] = set()
    for code in codes:
        try:
            public = resolve_code(session, code)
            public = current_successor(session, get_authority(session, public)).code
        except (NotFoundError, AmbiguousCodeError) as error:
            raise InvalidSelectionError("collectivite", error.template, **error.params) from None
        found = session.scalar(select(Authority.id).where(Authority.code == public))
        generation = {found} if found is not None else set()
        while generation - ids:
            ids |= generation
            generation = set(
                session.scalars(select(Authority.id).where(Authority.successor_id.in_(generation)))
            )
    return sorted(ids)


def family_codes(session: Session, codes: Iterable[str]) -> frozenset[str]:
    """Return the codes of the authorities named by ``codes`` and of those merged into them."""
    ids = family_ids(session, codes)
    return frozenset(session.scalars(select(Authority.code).where(Authority.id.in_(ids))))


def get_authority(session: Session, code: str) -> AuthorityRecord:
    """Return the authority of a public code; raise :class:`NotFoundError`."""
    records = read_authorities(session, [code])
    if not records:
        raise NotFoundError(
            "Aucune collectivité ne porte le code « {code} ».", what="authority", code=code[:60]
        )
    return records[0]


def read_authorities(session: Session, codes: Sequence[str]) -> list[AuthorityRecord]:
    """Return the authorities of ``codes`` in that order; unknown codes are left out."""
    successor = select(Authority.id, Authority.code, Authority.name).subquery()
    rows = session.execute(
        select_bodies(
            Authority.id,
            Authority.epci_siren,
            Authority.siren,
            Authority.population,
            Authority.population_year,
            Authority.wikidata_id,
            Authority.geonames_id,
            Authority.local_code,
            Authority.admin1,
            Authority.location_method,
            Authority.valid_to,
            successor.c.code.label("successor_code"),
            successor.c.name.label("successor_name"),
        )
        .outerjoin(successor, successor.c.id == Authority.successor_id)
        .where(Authority.code.in_(codes))
    ).all()
    names: dict[int, list[str]] = {}
    for authority_id, name in session.execute(
        select(AuthorityName.authority_id, AuthorityName.name)
        .where(
            AuthorityName.authority_id.in_([row.id for row in rows]),
            AuthorityName.origin == "",
        )
        .order_by(AuthorityName.id)
    ):
        names.setdefault(authority_id, []).append(name)
    records = {
        row.code: AuthorityRecord(
            **body_values(row),
            id=row.id,
            epci_siren=row.epci_siren,
            siren=row.siren,
            population=row.population,
            population_year=row.population_year,
            wikidata=row.wikidata_id,
            geonames=row.geonames_id,
            local_code=row.local_code,
            admin1=row.admin1,
            location_method=row.location_method,
            successor_code=row.successor_code,
            successor_name=row.successor_name,
            valid_to=row.valid_to,
            other_names=tuple(names.get(row.id, ())),
        )
        for row in rows
    }
    return [records[code] for code in codes if code in records]


@dataclass(frozen=True)
class AuthorityCount:
    """An authority and how many partnerships of a selection it is a member of."""

    authority: AuthorityRecord
    partnerships: int


def linked_authorities(
    session: Session,
    partnerships: Select[int],
    *,
    side: str | None,
    box: BoundingBox | None = None,
    offset: int,
    limit: int,
) -> tuple[int, list[AuthorityCount]]:
    """Return how many authorities are members of ``partnerships``, and a page of them.

    ``side`` is ``french``, ``foreign`` or None for both; ``box`` keeps those that lie in it; the
    most linked come first.
    """
    number = func.count(func.distinct(PartnershipMember.partnership_id))
    linked = (
        select(Authority.code, number.label("number"))
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .where(PartnershipMember.partnership_id.in_(partnerships))
        .group_by(Authority.id)
    )
    if side is not None:
        linked = linked.where(Authority.side == side)
    if box is not None:
        dialect = session.get_bind().dialect.name
        linked = linked.where(Authority.id.in_(spatial.points_in_bbox(dialect, box)))
    total = session.scalar(select(func.count()).select_from(linked.subquery())) or 0
    page = session.execute(
        linked.order_by(number.desc(), Authority.folded_name, Authority.code)
        .offset(offset)
        .limit(limit)
    ).all()
    counts = dict(page)
    return total, [
        AuthorityCount(record, counts[record.code])
        for record in read_authorities(session, list(counts))
    ]


def current_successor(session: Session, record: AuthorityRecord) -> AuthorityRecord:
    """Return the authority of today that ``record`` was merged into, or ``record`` itself."""
    seen = {record.code}
    while record.successor_code is not None and record.successor_code not in seen:
        seen.add(record.successor_code)
        record = get_authority(session, record.successor_code)
    return record


def current_code(session: Session, code: str) -> str:
    """Return the code of the authority of today that ``code`` leads to; itself if unknown."""
    found = read_authorities(session, [code])
    return current_successor(session, found[0]).code if found else code


def not_only_an_old_code() -> ColumnElement[bool]:
    """Return the condition that an authority is not merely another under a code of before.

    When a département was cut up, its communes changed codes; the old one still resolves, and
    names nobody else. Nor does that of a foreign authority which was united with another.
    """
    today = aliased(Authority)
    return ~(
        select(today.id)
        .where(
            today.id == Authority.successor_id,
            or_(today.folded_name == Authority.folded_name, Authority.side == "foreign"),
        )
        .correlate(Authority)
        .exists()
    )


def count_links(session: Session, record: AuthorityRecord) -> int:
    """Return how many partnerships have ``record`` itself as a member, its heirs left out."""
    return (
        session.scalar(
            select(func.count(func.distinct(PartnershipMember.partnership_id))).where(
                PartnershipMember.authority_id == record.id
            )
        )
        or 0
    )


def linked_countries(session: Session, partnerships: Select[int]) -> list[tuple[str, int]]:
    """Return the countries of the foreign members of ``partnerships``, the most linked first."""
    number = func.count(func.distinct(PartnershipMember.partnership_id))
    rows = session.execute(
        select(Authority.country_iso2, number)
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .where(Authority.side == "foreign", PartnershipMember.partnership_id.in_(partnerships))
        .group_by(Authority.country_iso2)
        .order_by(number.desc(), Authority.country_iso2)
    )
    return [(code, count) for code, count in rows]


def merged_into(session: Session, record: AuthorityRecord) -> list[AuthorityRecord]:
    """Return the former authorities that ``record`` succeeded directly, by name."""
    codes = session.scalars(
        select(Authority.code)
        .where(Authority.successor_id == record.id, not_only_an_old_code())
        .order_by(Authority.folded_name, Authority.code)
    ).all()
    return read_authorities(session, codes)


def named(session: Session, name: str, *, limit: int = 8) -> list[AuthorityRecord]:
    """Return the authorities that bear exactly ``name``, whatever its accents, case or hyphens.

    Those that exist today come first, then the most populous.
    """
    words = [spellings(word)[-1] for word in fold(name).split()]
    if not words:
        return []
    wanted = {fold(name), " ".join(words)}
    aliases = select(AuthorityName.authority_id).where(AuthorityName.folded_name.in_(wanted))
    codes = session.scalars(
        select(Authority.code)
        .where(
            or_(Authority.folded_name.in_(wanted), Authority.id.in_(aliases)),
            not_only_an_old_code(),
        )
        .order_by(
            Authority.successor_id.is_not(None),
            func.coalesce(Authority.population, 0).desc(),
            Authority.code,
        )
        .limit(limit)
    ).all()
    return read_authorities(session, codes)


def homonyms(session: Session, record: AuthorityRecord) -> list[AuthorityRecord]:
    """Return the other authorities of the same side, kind and name, by département."""
    codes = session.scalars(
        select(Authority.code)
        .where(
            Authority.folded_name == fold(record.name),
            Authority.side == record.side,
            Authority.kind == record.kind,
            Authority.id != record.id,
        )
        .order_by(Authority.departement_code, Authority.country_iso2, Authority.code)
    ).all()
    return read_authorities(session, codes)
