"""Changing authorities: adding foreign ones, and what the State does to French ones.

Each change is a revision, and comes through the next load of the datasets. Foreign authorities are
added by imports and by people, who win over the datasets in what they corrected; French ones follow
the official geography, which wins where both say something. What one person does to one authority
is in :mod:`atlas.editing.authority_changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import in_batches
from atlas.editing import history
from atlas.editing.authority_documents import (
    AuthorityDocument,
    decode,
    encode,
    merge_authority,
    read_authority_documents,
)
from atlas.editing.authority_writing import authority_ids, delete_authorities, write_authorities
from atlas.editing.edited import edited_records, remember
from atlas.editing.history import Cause, Change
from atlas.errors import AtlasError
from atlas.geodesy import Point, distance_km
from atlas.model import (
    AccountAuthority,
    Advert,
    Authority,
    AuthorityPoint,
    EditedRecord,
    NetworkMembership,
    PartnershipMember,
)
from atlas.services.derivation import refresh
from atlas.text import fold, slug

KIND = "authority"
_CODE_LENGTH = 60
#: What partnerships show of their members: the others change without them.
_SHOWN = ("name", "name_fr", "name_en", "names", "country", "successor")


class AuthorityChangedError(AtlasError):
    """A change of an authority cannot be undone: what it changed was changed again since."""


#: Two sources put one town at most so far apart (km); a far one of the same name is a namesake.
_APART = 40.0


def is_one_place(one: Point | None, other: Point | None) -> bool:
    """Tell whether two towns of one name may be one: near enough, or one of them is nowhere."""
    return one is None or other is None or distance_km(one, other) <= _APART


def point_of(document: AuthorityDocument) -> Point | None:
    """Return where an authority is, None when nothing says it."""
    if document.lon is None or document.lat is None:
        return None
    return document.lon, document.lat


def find_place(session: Session, document: AuthorityDocument) -> str | None:
    """Return the code of the authority that bears this name at this place, None when none does."""
    namesakes = session.execute(
        select(
            Authority.code,
            spatial.longitude(AuthorityPoint.geom).label("lon"),
            spatial.latitude(AuthorityPoint.geom).label("lat"),
        )
        .outerjoin(AuthorityPoint, AuthorityPoint.authority_id == Authority.id)
        .where(
            Authority.side == "foreign",
            Authority.kind == document.kind,
            Authority.country_iso2 == document.country,
            Authority.folded_name == fold(document.name),
        )
        .order_by(Authority.id)
    ).all()
    here = point_of(document)
    for row in namesakes:
        there = (row.lon, row.lat) if row.lon is not None else None
        if is_one_place(here, there):
            return str(row.code)
    return None


class CodeGiver:
    """Gives new authorities public codes: ``de-essen``, then ``de-essen-2`` for a namesake."""

    def __init__(self, session: Session) -> None:
        self._taken = set(session.scalars(select(Authority.code)))
        self._taken |= set(
            session.scalars(select(EditedRecord.record).where(EditedRecord.kind == KIND))
        )

    def give(self, document: AuthorityDocument) -> str:
        """Return a code that nobody bears or bore, and keep it."""
        stem = f"{document.country.lower()}-{slug(document.name)}"[:_CODE_LENGTH].strip("-")
        code, number = stem, 2
        while code in self._taken:
            code, number = f"{stem}-{number}", number + 1
        self._taken.add(code)
        return code


def add_all(
    session: Session, documents: Mapping[str, AuthorityDocument], cause: Cause
) -> list[int]:
    """Add foreign authorities by code; return the numbers of the revisions."""
    write_authorities(session, documents)
    changes = [Change(KIND, code, None, encode(one)) for code, one in documents.items()]
    remember(session, KIND, changes)
    return history.add_revisions(session, changes, cause)


def save_all(
    session: Session, documents: Mapping[str, AuthorityDocument], cause: Cause
) -> list[int]:
    """Make each authority what its document says; return the numbers of the revisions.

    Those that are so already are left alone; the titles of partnerships follow the names. The
    caller's transaction keeps all or nothing.
    """
    current = read_authority_documents(session, sorted(documents))
    changed = {code: one for code, one in documents.items() if one != current.get(code)}
    if not changed:
        return []
    write_authorities(session, changed)
    changes = [
        Change(KIND, code, encode(current[code]) if code in current else None, encode(one))
        for code, one in changed.items()
    ]
    remember(session, KIND, changes)
    _refresh_partnerships(
        session,
        [
            code
            for code, one in changed.items()
            if code in current
            and any(getattr(one, field) != getattr(current[code], field) for field in _SHOWN)
        ],
    )
    return history.add_revisions(session, changes, cause)


def _refresh_partnerships(session: Session, codes: Sequence[str]) -> None:
    """Derive again the partnerships of these authorities and of those merged into them."""
    numbers = list(authority_ids(session, codes).values())
    found: set[int] = set()
    for batch in in_batches(numbers):
        found.update(
            session.scalars(
                select(PartnershipMember.partnership_id)
                .join(Authority, Authority.id == PartnershipMember.authority_id)
                .where(or_(Authority.id.in_(batch), Authority.successor_id.in_(batch)))
            )
        )
    for batch in in_batches(sorted(found)):
        refresh(session, batch)


def used_authorities(session: Session, numbers: Mapping[str, int]) -> set[str]:
    """Return the authorities among ``numbers`` (by code) that something has, and so must stay."""
    used: set[int | None] = set()
    for batch in in_batches(list(numbers.values())):
        for column in (
            PartnershipMember.authority_id,
            NetworkMembership.authority_id,
            Authority.successor_id,
        ):
            used.update(session.scalars(select(column).where(column.in_(batch))))
    held: set[str] = set()
    for codes in in_batches(sorted(numbers)):
        for named in (AccountAuthority.code, Advert.authority_code):
            held.update(session.scalars(select(named).where(named.in_(codes))))
    return {code for code, number in numbers.items() if number in used or code in held}


def remove_all(session: Session, codes: Iterable[str], cause: Cause) -> list[int]:
    """Remove authorities that were added and that nothing has; return the revisions.

    Those that a partnership, a network, an advert or an account has, that succeed another authority
    or that the datasets have meanwhile stay; those that are gone already are left alone.
    """
    wanted = list(codes)
    edited = edited_records(session, KIND, wanted)
    numbers = {
        code: number
        for code, number in authority_ids(session, wanted).items()
        if code in edited and edited[code].base is None
    }
    used = used_authorities(session, numbers)
    gone = {code: number for code, number in numbers.items() if code not in used}
    delete_authorities(session, gone.values())
    changes = [Change(KIND, code, edited[code].current, None) for code in gone]
    remember(session, KIND, changes)
    return history.add_revisions(session, changes, cause)


@dataclass(frozen=True)
class PutBack:
    """What undoing changes of authorities did: those removed, and those as before again."""

    removed: int
    restored: int


def put_back(session: Session, changes: Sequence[Change], cause: Cause) -> PutBack:
    """Undo changes of authorities, one for each, whatever was changed elsewhere in them since.

    Raises :class:`AuthorityChangedError` where the same thing was changed again.
    """
    before = {one.record: decode(one.before) for one in changes if one.before is not None}
    after = {one.record: decode(one.after) for one in changes if one.after is not None}
    current = read_authority_documents(session, sorted(before))
    wanted = {}
    for code, former in before.items():
        if code not in current:
            raise AuthorityChangedError("« {code} » n’est plus dans l’atlas.", code=code)
        merged = merge_authority(after[code], current[code], former)
        if merged.disputed:
            raise AuthorityChangedError(
                "« {name} » ({code}) a changé de nouveau depuis : annulez d’abord ce changement.",
                name=current[code].name,
                code=code,
            )
        wanted[code] = merged.document
    restored = save_all(session, wanted, cause)
    made = read_authority_documents(session, [code for code in after if code not in before])
    # One that somebody corrected since is no longer what the import made: it stays.
    removed = remove_all(session, [code for code, one in made.items() if one == after[code]], cause)
    return PutBack(len(removed), len(restored))
