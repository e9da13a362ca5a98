"""The document of an authority: all that is known of one, as people and imports change it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from atlas.database import in_batches
from atlas.editing.differences import Difference
from atlas.editing.documents import DocumentError
from atlas.model import Authority, AuthorityName, AuthorityPoint, Postcode
from atlas.spatial import latitude, longitude


class AuthorityDocument(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An authority: position in degrees WGS 84, ``names`` its other names.

    Below ``side`` stands what only French ones have: codes of the official geography, ``valid_to``
    the day on which it ceased (partial ISO), ``successor`` the public code of its heir.
    """

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
    side: str = "foreign"
    article: str = ""
    insee_code: str | None = None
    siren: str | None = None
    departement: str | None = None
    region: str | None = None
    epci: str | None = None
    valid_to: str | None = None
    successor: str | None = None
    postcodes: tuple[str, ...] = ()
    population_year: int | None = None
    wikidata: str | None = None
    geonames: int | None = None
    local_code: str | None = None


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


def version(document: AuthorityDocument | None) -> str:
    """Return what tells one state of an authority from another: a digest, empty for none."""
    if document is None:
        return ""
    return hashlib.sha256(encode(document).encode()).hexdigest()[:16]


def read_authority_document(session: Session, code: str) -> AuthorityDocument | None:
    """Return the document of one authority, None where no authority bears ``code``."""
    return read_authority_documents(session, [code]).get(code)


def read_authority_documents(
    session: Session, codes: Sequence[str]
) -> dict[str, AuthorityDocument]:
    """Return the documents of the authorities of ``codes``; unknown codes are left out.

    Names that only serve to find a place (GeoNames, territories) are not part of a document.
    """
    found: dict[str, AuthorityDocument] = {}
    for batch in in_batches(codes):
        found.update(_read_batch(session, batch))
    return found


def _read_batch(session: Session, codes: Sequence[str]) -> dict[str, AuthorityDocument]:
    heir = aliased(Authority)
    rows = session.execute(
        select(
            *Authority.__table__.c,
            heir.code.label("successor"),
            longitude(AuthorityPoint.geom).label("lon"),
            latitude(AuthorityPoint.geom).label("lat"),
        )
        .outerjoin(heir, heir.id == Authority.successor_id)
        .outerjoin(AuthorityPoint, AuthorityPoint.authority_id == Authority.id)
        .where(Authority.code.in_(codes))
    ).all()
    numbers = [row.id for row in rows]
    names: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in session.execute(
        select(AuthorityName.authority_id, AuthorityName.name)
        .where(AuthorityName.authority_id.in_(numbers), AuthorityName.origin == "")
        .order_by(AuthorityName.id)
    ):
        names[number].append(name)
    postcodes: defaultdict[int, list[str]] = defaultdict(list)
    for number, code in session.execute(
        select(Postcode.authority_id, Postcode.code)
        .where(Postcode.authority_id.in_(numbers))
        .order_by(Postcode.code)
    ):
        postcodes[number].append(code)
    return {
        row.code: AuthorityDocument(
            kind=row.kind,
            name=row.name,
            country=row.country_iso2,
            name_fr=row.name_fr,
            name_en=row.name_en,
            admin1=row.admin1,
            population=row.population,
            lon=row.lon,
            lat=row.lat,
            location_method=row.location_method,
            location_precision=row.location_precision,
            names=tuple(names[row.id]),
            side=row.side,
            article=row.charniere_fr,
            insee_code=row.insee_code,
            siren=row.siren,
            departement=row.departement_code,
            region=row.region_code,
            epci=row.epci_siren,
            valid_to=row.valid_to,
            successor=row.successor,
            postcodes=tuple(postcodes[row.id]),
            population_year=row.population_year,
            wikidata=row.wikidata_id,
            geonames=row.geonames_id,
            local_code=row.local_code,
        )
        for row in rows
    }


@dataclass(frozen=True)
class MergedAuthority:
    """The outcome of a merge, and the fields that both sides changed, each its own way."""

    document: AuthorityDocument
    disputed: tuple[str, ...]


#: What is true or false together: half of a position is none.
_TOGETHER: dict[str, tuple[str, ...]] = {
    "position": ("lon", "lat", "location_method", "location_precision"),
    "population": ("population", "population_year"),
}
_UNITS = {
    **_TOGETHER,
    **{
        field: (field,)
        for field in AuthorityDocument.__struct_fields__
        if not any(field in fields for fields in _TOGETHER.values())
    },
}


def merge_authority(
    base: AuthorityDocument, mine: AuthorityDocument, theirs: AuthorityDocument
) -> MergedAuthority:
    """Return ``base`` with the changes of both sides; in a field in dispute, ``theirs`` is kept.

    Names are added and taken away one by one, and are never in dispute.
    """
    values: dict[str, Any] = {}
    disputed = []
    for unit, fields in _UNITS.items():
        old, ours, other = (
            tuple(getattr(side, field) for field in fields) for side in (base, mine, theirs)
        )
        if unit == "names":
            values[unit] = _merged_names(base.names, mine.names, theirs.names)
            continue
        values.update(zip(fields, ours if other in (old, ours) else other, strict=True))
        if ours != old and other not in (old, ours):
            disputed.append(unit)
    return MergedAuthority(msgspec.structs.replace(theirs, **values), tuple(disputed))


def _merged_names(
    old: tuple[str, ...], ours: tuple[str, ...], other: tuple[str, ...]
) -> tuple[str, ...]:
    gone = set(old) - set(ours)
    come = [name for name in ours if name not in old and name not in other]
    return (*(name for name in other if name not in gone), *come)


def authority_differences(
    before: AuthorityDocument | None, after: AuthorityDocument | None
) -> list[Difference]:
    """Return what changed, field by field; an authority made or removed is one difference.

    Longitude and latitude are told as one, ``position``: (lon, lat), None where there is none.
    """
    if before is None or after is None:
        return [] if before is after else [Difference("record", before, after)]
    found = []
    for field in AuthorityDocument.__struct_fields__:
        if field in ("lon", "lat"):
            continue
        old, new = getattr(before, field), getattr(after, field)
        if field == "names":
            old, new = (
                tuple(name for name in old if name not in new),
                tuple(name for name in new if name not in old),
            )
        if old != new:
            found.append(Difference(field, old, new))
    places = tuple((one.lon, one.lat) if one.lon is not None else None for one in (before, after))
    if places[0] != places[1]:
        found.append(Difference("position", *places))
    return found
