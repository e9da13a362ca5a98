"""Foreign authorities that people and imports add: documents, writing, coming through a load.

French bodies come from the official geography and are not edited here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import in_batches
from atlas.editing import history
from atlas.editing.documents import DocumentError
from atlas.editing.history import Cause, Change
from atlas.errors import AtlasError
from atlas.geodesy import Point, distance_km
from atlas.model import Authority, AuthorityName, AuthorityPoint, EditedRecord, PartnershipMember
from atlas.text import fold, slug

KIND = "authority"
_CODE_LENGTH = 60


class AuthorityDocument(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A foreign authority: position in degrees WGS 84, ``names`` its other names."""

    kind: str
    name: str
    country: str
    name_fr: str = ""
    name_en: str = ""
    admin1: str | None = None
    population: int | None = None
    lon: float | None = None
    lat: float | None = None
    location_method: str = ""
    location_precision: str = "none"
    names: tuple[str, ...] = ()


def encode(document: AuthorityDocument) -> str:
    """Return the canonical JSON text of ``document``."""
    return msgspec.json.encode(document).decode()


def decode(text: str) -> AuthorityDocument:
    """Return the document of a JSON text; raise :class:`DocumentError`."""
    try:
        return msgspec.json.decode(text, type=AuthorityDocument)
    except msgspec.DecodeError as error:
        raise DocumentError(
            "Ce document ne peut pas être lu par cette version de l’atlas ({reason}).",
            reason=error,
        ) from None


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
    _write(session, documents)
    changes = [Change(KIND, code, None, encode(one)) for code, one in documents.items()]
    known = _edited(session, [change.record for change in changes])
    for change in changes:
        row = known.get(change.record)
        if row is None:
            session.add(
                EditedRecord(kind=KIND, record=change.record, base=None, current=change.after)
            )
        else:
            row.current = change.after
    session.flush()
    return history.add_revisions(session, changes, cause)


def _edited(session: Session, codes: Sequence[str]) -> dict[str, EditedRecord]:
    found: dict[str, EditedRecord] = {}
    for batch in in_batches(codes):
        query = select(EditedRecord).where(
            EditedRecord.kind == KIND, EditedRecord.record.in_(batch)
        )
        found.update({row.record: row for row in session.scalars(query)})
    return found


def remove_all(session: Session, codes: Iterable[str], cause: Cause) -> list[int]:
    """Remove authorities that were added and that no partnership has; return the revisions.

    Those that a partnership has stay.
    """
    wanted = list(codes)
    edited = _edited(session, wanted)
    changes = []
    for batch in in_batches(wanted):
        query = select(Authority.code, Authority.id).where(Authority.code.in_(batch))
        numbers = dict(session.execute(query).all())
        used = set(
            session.scalars(
                select(PartnershipMember.authority_id).where(
                    PartnershipMember.authority_id.in_(numbers.values())
                )
            )
        )
        for code in batch:
            row = edited.get(code)
            if row is None or row.base is not None or code not in numbers:
                raise AtlasError("« {code} » n’a pas été ajoutée ici.", code=code)
        gone = {code: number for code, number in numbers.items() if number not in used}
        for table, column in (
            (AuthorityName, AuthorityName.authority_id),
            (AuthorityPoint, AuthorityPoint.authority_id),
            (Authority, Authority.id),
        ):
            session.execute(delete(table).where(column.in_(gone.values())))
        for code in gone:
            changes.append(Change(KIND, code, edited[code].current, None))
            edited[code].current = None
    session.flush()
    return history.add_revisions(session, changes, cause)


def restore_after_load(session: Session) -> int:
    """Put back the authorities that were added, after a load; return how many.

    One that the datasets have meanwhile under the same code is theirs from now on.
    """
    rows = session.scalars(
        select(EditedRecord).where(EditedRecord.kind == KIND, EditedRecord.current.is_not(None))
    ).all()
    known = set(session.scalars(select(Authority.code)))
    back = {row.record: decode(row.current or "") for row in rows if row.record not in known}
    _write(session, back)
    return len(back)


def _write(session: Session, documents: Mapping[str, AuthorityDocument]) -> None:
    number = session.scalar(select(func.max(Authority.id))) or 0
    rows, points, names = [], [], []
    for code, one in documents.items():
        number += 1
        rows.append(
            {
                "id": number,
                "code": code,
                "side": "foreign",
                "kind": one.kind,
                "name": one.name,
                "name_fr": one.name_fr,
                "name_en": one.name_en,
                "folded_name": fold(one.name),
                "charniere_fr": "",
                "country_iso2": one.country,
                "admin1": one.admin1,
                "population": one.population,
                "location_method": one.location_method,
                "location_precision": one.location_precision,
            }
        )
        if one.lon is not None and one.lat is not None:
            points.append({"authority_id": number, "lon": one.lon, "lat": one.lat})
        names += [
            {"authority_id": number, "name": name, "folded_name": fold(name), "origin": ""}
            for name in dict.fromkeys(one.names)
            if name not in (one.name, one.name_fr, one.name_en)
        ]
    for batch in in_batches(rows):
        session.execute(insert(Authority), list(batch))
    spatial.insert_points(session.connection(), points)
    if names:
        session.execute(insert(AuthorityName), names)
    session.expire_all()
