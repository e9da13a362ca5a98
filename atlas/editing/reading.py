"""From the tables to documents, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing.documents import (
    ChosenEra,
    EventEntry,
    FundingEntry,
    Member,
    MotivationEntry,
    PartnershipDocument,
    SourceRef,
    StatementEntry,
    ThemeEntry,
    canonical,
)
from atlas.model import (
    Authority,
    Funding,
    Partnership,
    PartnershipEra,
    PartnershipEvent,
    PartnershipMember,
    PartnershipMotivation,
    PartnershipTheme,
    Source,
    Statement,
)


def read_documents(session: Session, numbers: Sequence[int]) -> dict[int, PartnershipDocument]:
    """Return the documents of the partnerships of ``numbers``; unknown numbers are left out."""
    found: dict[int, PartnershipDocument] = {}
    for batch in in_batches(list(numbers)):
        found.update(_read_batch(session, batch))
    return found


def read_document(session: Session, number: int) -> PartnershipDocument | None:
    """Return the document of one partnership, or None when there is none of that number."""
    return read_documents(session, [number]).get(number)


def _read_batch(session: Session, numbers: Sequence[int]) -> dict[int, PartnershipDocument]:
    connection = session.connection()
    sources = _Sources(session)

    def grouped(query: Select[*tuple[Any, ...]], column: Any) -> dict[int, list[Any]]:
        rows: defaultdict[int, list[Any]] = defaultdict(list)
        for row in connection.execute(query.where(column.in_(numbers))):
            rows[row.partnership_id].append(row)
        return rows

    members = grouped(
        select(
            PartnershipMember.partnership_id,
            Authority.code,
            PartnershipMember.name_as_written,
            PartnershipMember.historical_state_code,
            PartnershipMember.historical_state_method,
        )
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .order_by(PartnershipMember.position),
        PartnershipMember.partnership_id,
    )
    events = grouped(
        select(*PartnershipEvent.__table__.c).order_by(PartnershipEvent.id),
        PartnershipEvent.partnership_id,
    )
    themes = grouped(select(*PartnershipTheme.__table__.c), PartnershipTheme.partnership_id)
    fundings = grouped(select(*Funding.__table__.c).order_by(Funding.id), Funding.partnership_id)
    motivations = grouped(
        select(*PartnershipMotivation.__table__.c), PartnershipMotivation.partnership_id
    )
    eras = grouped(
        select(*PartnershipEra.__table__.c).where(PartnershipEra.override_reason != ""),
        PartnershipEra.partnership_id,
    )
    statements = grouped(
        select(*Statement.__table__.c).order_by(Statement.id), Statement.partnership_id
    )
    sources.load(
        row.source_id
        for group in (events, fundings, motivations, statements)
        for rows in group.values()
        for row in rows
    )
    return {
        row.id: canonical(
            PartnershipDocument(
                link_type=row.link_type_code,
                confidence=row.confidence,
                name=row.name,
                note=row.note,
                last_verified=row.last_verified,
                members=tuple(
                    Member(
                        code=m.code,
                        name_as_written=m.name_as_written,
                        state_then=m.historical_state_code,
                        state_then_method=m.historical_state_method,
                    )
                    for m in members[row.id]
                ),
                events=tuple(
                    EventEntry(
                        kind=e.kind,
                        date=e.date,
                        circa=e.circa,
                        note=e.note,
                        source=sources.get(e.source_id),
                    )
                    for e in events[row.id]
                ),
                themes=tuple(ThemeEntry(t.theme_code, t.is_main) for t in themes[row.id]),
                fundings=tuple(
                    FundingEntry(
                        family=f.family_code,
                        instrument=f.instrument_code,
                        detail=f.detail,
                        year_from=f.year_from,
                        year_to=f.year_to,
                        amount=f.amount,
                        currency=f.currency,
                        kind=f.kind,
                        scope=f.scope,
                        source=sources.get(f.source_id),
                    )
                    for f in fundings[row.id]
                ),
                motivations=tuple(
                    MotivationEntry(m.motivation_code, sources.get(m.source_id))
                    for m in motivations[row.id]
                ),
                eras=tuple(
                    ChosenEra(
                        code=e.era_code,
                        rank=e.rank,
                        reason_fr=e.override_reason,
                        reason_en=e.explanation_en,
                    )
                    for e in eras[row.id]
                ),
                statements=tuple(
                    StatementEntry(
                        source=sources.known[s.source_id],
                        field=s.field,
                        value=s.value,
                        fact=s.fact,
                        original_value=s.original_value,
                        confidence=s.confidence,
                        shown=s.shown,
                    )
                    for s in statements[row.id]
                ),
            )
        )
        for row in connection.execute(
            select(
                Partnership.id,
                Partnership.link_type_code,
                Partnership.confidence,
                Partnership.name,
                Partnership.note,
                Partnership.last_verified,
            ).where(Partnership.id.in_(numbers))
        )
    }


class _Sources:
    """The sources that a batch cites, by number."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.known: dict[int, SourceRef] = {}

    def load(self, numbers: Iterable[int | None]) -> None:
        wanted = sorted({number for number in numbers if number is not None})
        for batch in in_batches(wanted):
            for row in self._session.execute(
                select(Source.id, Source.title, Source.url, Source.licence, Source.read_on).where(
                    Source.id.in_(batch)
                )
            ):
                self.known[row.id] = SourceRef(row.title, row.url, row.licence, row.read_on)

    def get(self, number: int | None) -> SourceRef | None:
        return self.known[number] if number is not None else None
