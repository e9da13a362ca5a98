"""From documents to the tables: an authority becomes what its document says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import in_batches
from atlas.editing.authority_documents import AuthorityDocument
from atlas.errors import AtlasError
from atlas.model import Authority, AuthorityName, AuthorityPoint, Postcode
from atlas.text import fold


class UnknownSuccessorError(AtlasError):
    """A document names a successor by a code that no authority bears."""


def authority_ids(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Return the number of each authority of ``codes``; unknown codes are left out."""
    found: dict[str, int] = {}
    for batch in in_batches(sorted(set(codes))):
        query = select(Authority.code, Authority.id).where(Authority.code.in_(batch))
        found.update(dict(session.execute(query).all()))
    return found


def write_authorities(session: Session, documents: Mapping[str, AuthorityDocument]) -> None:
    """Make each authority what its document says, by code; those that are not there are added.

    Works within the session's transaction. Raises :class:`UnknownSuccessorError`.
    """
    if not documents:
        return
    session.flush()
    known = authority_ids(session, documents)
    following = session.scalar(select(func.max(Authority.id))) or 0
    numbers = dict(known)
    for code in documents:
        if code not in numbers:
            following += 1
            numbers[code] = following
    _clear(session, list(known.values()))
    rows = {code: _values(numbers[code], code, one) for code, one in documents.items()}
    if changed := [row for code, row in rows.items() if code in known]:
        session.execute(update(Authority), changed)
    if added := [row for code, row in rows.items() if code not in known]:
        session.execute(insert(Authority), added)
    _write_successors(session, documents, numbers)
    spatial.insert_points(
        session.connection(),
        [
            {"authority_id": numbers[code], "lon": one.lon, "lat": one.lat}
            for code, one in documents.items()
            if one.lon is not None and one.lat is not None
        ],
    )
    _write_names(session, {numbers[code]: one for code, one in documents.items()})
    postcodes = [
        {"authority_id": numbers[code], "code": postcode}
        for code, one in documents.items()
        for postcode in dict.fromkeys(one.postcodes)
    ]
    if postcodes:
        session.execute(insert(Postcode), postcodes)
    session.expire_all()


def delete_authorities(session: Session, numbers: Iterable[int]) -> None:
    """Remove authorities by number; whoever asks knows that nothing names them."""
    for batch in in_batches(list(numbers)):
        _clear(session, batch)
        session.execute(delete(AuthorityName).where(AuthorityName.authority_id.in_(batch)))
        session.execute(delete(Authority).where(Authority.id.in_(batch)))
    session.expire_all()


def _clear(session: Session, numbers: Iterable[int]) -> None:
    """Remove what a document says beside the row itself."""
    for batch in in_batches(list(numbers)):
        session.execute(
            delete(AuthorityName).where(
                AuthorityName.authority_id.in_(batch), AuthorityName.origin == ""
            )
        )
        for table in (AuthorityPoint, Postcode):
            session.execute(delete(table).where(table.authority_id.in_(batch)))


def _values(number: int, code: str, one: AuthorityDocument) -> dict[str, Any]:
    return {
        "id": number,
        "code": code,
        "side": one.side,
        "kind": one.kind,
        "name": one.name,
        "name_fr": one.name_fr,
        "name_en": one.name_en,
        "folded_name": fold(one.name),
        "charniere_fr": one.article,
        "country_iso2": one.country,
        "insee_code": one.insee_code,
        "siren": one.siren,
        "population": one.population,
        "departement_code": one.departement,
        "region_code": one.region,
        "epci_siren": one.epci,
        "admin1": one.admin1,
        "valid_to": one.valid_to,
        # Given once every row is there: two bodies of one change may name each other.
        "successor_id": None,
        "location_method": one.location_method,
        "location_precision": one.location_precision,
        "population_year": one.population_year,
        "wikidata_id": one.wikidata,
        "geonames_id": one.geonames,
        "local_code": one.local_code,
    }


def _write_successors(
    session: Session, documents: Mapping[str, AuthorityDocument], numbers: Mapping[str, int]
) -> None:
    wanted = {code: one.successor for code, one in documents.items() if one.successor is not None}
    heirs = authority_ids(session, wanted.values())
    for successor in wanted.values():
        if successor not in heirs:
            raise UnknownSuccessorError(
                "Aucune collectivité ne porte le code « {code} ».", code=successor[:60]
            )
    if wanted:
        session.execute(
            update(Authority),
            [{"id": numbers[code], "successor_id": heirs[heir]} for code, heir in wanted.items()],
        )


def _write_names(session: Session, documents: Mapping[int, AuthorityDocument]) -> None:
    kept: set[tuple[int, str]] = set()
    for batch in in_batches(list(documents)):
        query = select(AuthorityName.authority_id, AuthorityName.name).where(
            AuthorityName.authority_id.in_(batch)
        )
        kept.update((number, name) for number, name in session.execute(query))
    rows = [
        {"authority_id": number, "name": name, "folded_name": fold(name), "origin": ""}
        for number, one in documents.items()
        for name in dict.fromkeys(one.names)
        if name != one.name and (number, name) not in kept
    ]
    if rows:
        session.execute(insert(AuthorityName), rows)
