"""From documents to the tables: what a record was is replaced by what its document says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing.documents import PartnershipDocument, SourceRef, canonical
from atlas.errors import AtlasError
from atlas.model import (
    Authority,
    Funding,
    NetworkMembership,
    Partnership,
    PartnershipEra,
    PartnershipEvent,
    PartnershipMember,
    PartnershipMotivation,
    PartnershipTheme,
    Source,
    Statement,
)
from atlas.services.derivation import refresh

#: What hangs on a partnership, in the order in which it is written.
_PARTS: tuple[type[Any], ...] = (
    PartnershipMember,
    PartnershipEvent,
    PartnershipEra,
    PartnershipTheme,
    PartnershipMotivation,
    Funding,
    Statement,
)
_CITING: tuple[type[Any], ...] = (
    PartnershipEvent,
    PartnershipMotivation,
    Funding,
    Statement,
    NetworkMembership,
)


class UnknownMemberError(AtlasError):
    """A document names a member by a code that no authority bears."""


def write_documents(
    session: Session, documents: Mapping[int, PartnershipDocument | None], *, derive: bool = True
) -> None:
    """Make each record what its document says, by number; None removes the record.

    Works within the session's transaction. What follows from a document (status, years, eras by
    rule, title) is derived again, unless ``derive`` is false and the caller does it. Raises
    :class:`UnknownMemberError`.
    """
    if not documents:
        return
    session.flush()
    numbers = sorted(documents)
    kept = {number: canonical(doc) for number, doc in documents.items() if doc is not None}
    members = _authority_ids(session, kept.values())
    former = _cited(session, numbers)
    sources = _source_ids(session, kept.values())
    for batch in in_batches(numbers):
        for part in _PARTS:
            session.execute(delete(part).where(part.partnership_id.in_(batch)))
    _write_heads(session, numbers, kept)
    rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
    for number, document in kept.items():
        _collect(rows, number, document, members, sources)
    for part in _PARTS:
        if rows[part]:
            session.execute(insert(part), rows[part])
    _forget_uncited(session, former - set(sources.values()))
    session.expire_all()
    if derive:
        for batch in in_batches(sorted(kept)):
            refresh(session, batch)


def _authority_ids(session: Session, documents: Iterable[PartnershipDocument]) -> dict[str, int]:
    codes = sorted({member.code for document in documents for member in document.members})
    found: dict[str, int] = {}
    for batch in in_batches(codes):
        query = select(Authority.code, Authority.id).where(Authority.code.in_(batch))
        found.update(dict(session.execute(query).all()))
    for code in codes:
        if code not in found:
            raise UnknownMemberError(
                "Aucune collectivité ne porte le code « {code} ».", code=code[:60]
            )
    return found


def _cited(session: Session, numbers: Sequence[int]) -> set[int]:
    """Return the sources that the records cite now."""
    found: set[int] = set()
    for batch in in_batches(numbers):
        for part in _CITING:
            if part is not NetworkMembership:
                query = select(part.source_id).where(part.partnership_id.in_(batch))
                found.update(number for number in session.scalars(query) if number is not None)
    return found


def _source_ids(session: Session, documents: Iterable[PartnershipDocument]) -> dict[SourceRef, int]:
    """Return the number of each source cited; new ones are added, known ones brought up to date."""
    wanted = dict.fromkeys(source for document in documents for source in document.sources())
    keys = sorted({(source.url, source.title) for source in wanted})
    known: dict[tuple[str, str], Any] = {}
    for start in range(0, len(keys), 200):
        query = select(Source.id, Source.url, Source.title, Source.licence, Source.read_on).where(
            tuple_(Source.url, Source.title).in_(keys[start : start + 200])
        )
        known.update({(row.url, row.title): row for row in session.execute(query)})
    following = (session.scalar(select(func.max(Source.id))) or 0) + 1
    ids: dict[SourceRef, int] = {}
    given: dict[tuple[str, str], int] = {}
    added: list[dict[str, Any]] = []
    for source in wanted:
        key = (source.url, source.title)
        row = known.get(key)
        if row is not None:
            ids[source] = row.id
            if (row.licence, row.read_on) != (source.licence, source.read_on):
                session.execute(
                    update(Source)
                    .where(Source.id == row.id)
                    .values(licence=source.licence, read_on=source.read_on)
                )
        elif key in given:
            ids[source] = given[key]
        else:
            ids[source] = given[key] = following
            added.append({"id": following, **_source_values(source)})
            following += 1
    if added:
        session.execute(insert(Source), added)
    return ids


def _source_values(source: SourceRef) -> dict[str, Any]:
    return {
        "url": source.url,
        "title": source.title,
        "licence": source.licence,
        "read_on": source.read_on,
    }


def _write_heads(
    session: Session, numbers: Sequence[int], kept: Mapping[int, PartnershipDocument]
) -> None:
    present: set[int] = set()
    for batch in in_batches(numbers):
        present.update(session.scalars(select(Partnership.id).where(Partnership.id.in_(batch))))
    gone = sorted(present - set(kept))
    for batch in in_batches(gone):
        session.execute(delete(Partnership).where(Partnership.id.in_(batch)))
    heads = {
        number: {
            "id": number,
            "link_type_code": document.link_type,
            "name": document.name,
            "note": document.note,
            "confidence": document.confidence,
            "last_verified": document.last_verified,
        }
        for number, document in kept.items()
    }
    if changed := [head for number, head in heads.items() if number in present]:
        session.execute(update(Partnership), changed)
    if added := [head for number, head in heads.items() if number not in present]:
        session.execute(insert(Partnership), added)


def _collect(
    rows: dict[type[Any], list[dict[str, Any]]],
    number: int,
    document: PartnershipDocument,
    members: Mapping[str, int],
    sources: Mapping[SourceRef, int],
) -> None:
    def add(part: type[Any], **values: Any) -> None:
        rows[part].append({"partnership_id": number, **values})

    def cited(source: SourceRef | None) -> int | None:
        return sources[source] if source is not None else None

    for position, member in enumerate(document.members):
        add(
            PartnershipMember,
            authority_id=members[member.code],
            position=position,
            name_as_written=member.name_as_written,
            historical_state_code=member.state_then,
            historical_state_method=member.state_then_method,
        )
    for event in document.events:
        add(
            PartnershipEvent,
            kind=event.kind,
            date=event.date,
            circa=event.circa,
            note=event.note,
            source_id=cited(event.source),
        )
    for era in document.eras:
        add(
            PartnershipEra,
            era_code=era.code,
            rank=era.rank,
            rule_code="",
            explanation_fr=era.reason_fr,
            explanation_en=era.reason_en,
            override_reason=era.reason_fr,
        )
    for theme in document.themes:
        add(PartnershipTheme, theme_code=theme.code, is_main=theme.main)
    for motive in document.motivations:
        add(
            PartnershipMotivation,
            motivation_code=motive.code,
            source_id=cited(motive.source),
        )
    for line in document.fundings:
        add(
            Funding,
            family_code=line.family,
            instrument_code=line.instrument,
            detail=line.detail,
            year_from=line.year_from,
            year_to=line.year_to,
            amount=line.amount,
            currency=line.currency,
            kind=line.kind,
            scope=line.scope,
            source_id=cited(line.source),
        )
    for statement in document.statements:
        add(
            Statement,
            source_id=sources[statement.source],
            fact=statement.fact,
            field=statement.field,
            value=statement.value,
            original_value=statement.original_value,
            confidence=statement.confidence,
            shown=statement.shown,
        )


def _forget_uncited(session: Session, candidates: set[int]) -> None:
    """Remove the sources among ``candidates`` that nothing cites any more."""
    for batch in in_batches(sorted(candidates)):
        still: set[int] = set()
        for part in _CITING:
            query = select(part.source_id).where(part.source_id.in_(batch)).distinct()
            still.update(number for number in session.scalars(query) if number is not None)
        gone = [number for number in batch if number not in still]
        if gone:
            session.execute(delete(Source).where(Source.id.in_(gone)))
