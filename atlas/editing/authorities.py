"""Changing authorities: adding foreign ones, and what the State does to French ones.

Each change is a revision, and comes through the next load of the datasets. Foreign authorities are
added by imports; French ones follow the official geography, which wins where both say something.
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
    Authority,
    AuthorityPoint,
    EditedRecord,
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


def remove_all(session: Session, codes: Iterable[str], cause: Cause) -> list[int]:
    """Remove authorities that were added and that nothing has; return the revisions.

    Those that a partnership or an account has, or that succeed another authority, stay.
    """
    wanted = list(codes)
    edited = edited_records(session, KIND, wanted)
    numbers = authority_ids(session, wanted)
    for code in wanted:
        row = edited.get(code)
        if row is None or row.base is not None or code not in numbers:
            raise AtlasError("« {code} » n’a pas été ajoutée ici.", code=code)
    used: set[int | None] = set()
    for batch in in_batches(list(numbers.values())):
        for column in (PartnershipMember.authority_id, Authority.successor_id):
            used.update(session.scalars(select(column).where(column.in_(batch))))
    held = set(session.scalars(select(AccountAuthority.code)))
    gone = {
        code: number for code, number in numbers.items() if number not in used and code not in held
    }
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
        merged = merge_authority(after[code], current[code], former)
        if merged.disputed:
            raise AuthorityChangedError(
                "« {name} » ({code}) a changé de nouveau depuis : annulez d’abord ce changement.",
                name=current[code].name,
                code=code,
            )
        wanted[code] = merged.document
    restored = save_all(session, wanted, cause)
    removed = remove_all(session, [code for code in after if code not in before], cause)
    return PutBack(len(removed), len(restored))


def restore_after_load(session: Session) -> int:
    """Put back what was made of authorities, after a load; return how many records that is.

    One that was added and that the datasets have meanwhile is theirs from now on. One that was
    changed keeps what the datasets do not know yet: where they say something new, they win.
    """
    rows = session.scalars(
        select(EditedRecord).where(EditedRecord.kind == KIND, EditedRecord.current.is_not(None))
    ).all()
    loaded = read_authority_documents(session, [row.record for row in rows])
    back: dict[str, AuthorityDocument] = {}
    changes = []
    for row in rows:
        mine, theirs = decode(row.current or ""), loaded.get(row.record)
        if theirs is None:
            back[row.record] = mine
            continue
        if mine.side == "foreign" and row.base is None:
            continue
        merged = merge_authority(decode(row.base), mine, theirs).document if row.base else theirs
        if merged != mine:
            changes.append(Change(KIND, row.record, row.current, encode(merged)))
        if merged == theirs:
            session.delete(row)
            continue
        row.base, row.current = encode(theirs), encode(merged)
        back[row.record] = merged
    session.flush()
    write_authorities(session, back)
    history.add_revisions(
        session, changes, Cause("load", "Le jeu de données livré a changé.", "merge")
    )
    return len(rows)
