"""Reading partnerships with all that hangs on them, a few or the whole atlas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Executable, Row, func, select
from sqlalchemy.orm import Session

from atlas.model import (
    Authority,
    Funding,
    HistoricalState,
    Partnership,
    PartnershipEra,
    PartnershipEvent,
    PartnershipMember,
    PartnershipTheme,
    Source,
    Statement,
)
from atlas.queries.bodies import body_values, select_bodies
from atlas.queries.records import (
    EraRecord,
    EventRecord,
    FundingRecord,
    MemberRecord,
    PartnershipRecord,
    SourceRecord,
    StatementRecord,
    stated,
)

AnyRow = Row[*tuple[Any, ...]]


def read_records(session: Session, ids: Sequence[int]) -> list[PartnershipRecord]:
    """Return the partnerships of ``ids``, in that order; unknown ids are left out.

    Columns are read, not entities: a file of the whole atlas passes here, record by record.
    """
    found = {row.id: row for row in session.execute(_PARTNERSHIPS.where(Partnership.id.in_(ids)))}
    members = _grouped(session, _MEMBERS.where(PartnershipMember.partnership_id.in_(ids)))
    events = _grouped(session, _EVENTS.where(PartnershipEvent.partnership_id.in_(ids)))
    eras = _grouped(session, _ERAS.where(PartnershipEra.partnership_id.in_(ids)))
    themes = _grouped(session, _THEMES.where(PartnershipTheme.partnership_id.in_(ids)))
    fundings = _grouped(session, _FUNDINGS.where(Funding.partnership_id.in_(ids)))
    said = _grouped(session, _STATEMENTS.where(Statement.partnership_id.in_(ids)))
    parts = {
        number: _Parts(
            members=tuple(map(_member, members.get(number, ()))),
            eras=tuple(EraRecord(*part[1:]) for part in eras.get(number, ())),
            events=tuple(EventRecord(*part[1:]) for part in events.get(number, ())),
            themes=tuple(part[1:] for part in themes.get(number, ())),
            fundings=tuple(FundingRecord(*part[1:]) for part in fundings.get(number, ())),
            statements=_statements(row, said.get(number, ())),
        )
        for number, row in found.items()
    }
    cited = {number: part.cited() for number, part in parts.items()}
    sources = _sources(session, set(chain.from_iterable(cited.values())))
    return [
        _record(found[number], parts[number], [sources[one] for one in cited[number]])
        for number in ids
        if number in found
    ]


_PARTNERSHIPS = select(
    Partnership.id,
    Partnership.title,
    Partnership.name,
    Partnership.link_type_code,
    Partnership.status_code,
    Partnership.year_start,
    Partnership.circa,
    Partnership.year_end,
    Partnership.active_to,
    Partnership.confidence,
    Partnership.last_verified,
    Partnership.note,
)
# Each part is grouped by its partnership; its other columns are the fields of its record, in order.
_MEMBERS = (
    select_bodies(
        PartnershipMember.name_as_written,
        HistoricalState.code.label("state_then_code"),
        HistoricalState.name_fr.label("state_then_fr"),
        HistoricalState.name_en.label("state_then_en"),
        PartnershipMember.partnership_id,
    )
    .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
    .outerjoin(HistoricalState, HistoricalState.code == PartnershipMember.historical_state_code)
    .order_by(PartnershipMember.partnership_id, PartnershipMember.position)
)
_ERAS = select(
    PartnershipEra.partnership_id,
    PartnershipEra.era_code,
    PartnershipEra.rank,
    PartnershipEra.rule_code,
    PartnershipEra.explanation_fr,
    PartnershipEra.explanation_en,
    PartnershipEra.override_reason,
).order_by(PartnershipEra.rank, PartnershipEra.id)
_EVENTS = select(
    PartnershipEvent.partnership_id,
    PartnershipEvent.kind,
    PartnershipEvent.date,
    PartnershipEvent.circa,
    PartnershipEvent.note,
    PartnershipEvent.source_id,
).order_by(func.coalesce(PartnershipEvent.date, "9999"), PartnershipEvent.id)
_THEMES = select(
    PartnershipTheme.partnership_id, PartnershipTheme.theme_code, PartnershipTheme.is_main
).order_by(PartnershipTheme.theme_code)
_FUNDINGS = select(
    Funding.partnership_id,
    Funding.family_code,
    Funding.instrument_code,
    Funding.detail,
    Funding.year_from,
    Funding.year_to,
    Funding.amount,
    Funding.currency,
    Funding.kind,
    Funding.scope,
    Funding.source_id,
).order_by(Funding.id)
_STATEMENTS = select(
    Statement.partnership_id,
    Statement.source_id,
    Statement.fact,
    Statement.field,
    Statement.value,
    Statement.original_value,
    Statement.confidence,
    Statement.shown,
).order_by(Statement.id)


@dataclass(frozen=True)
class _Parts:
    """What hangs on one partnership; ``themes`` are pairs of a code and whether it is the main."""

    members: tuple[MemberRecord, ...]
    eras: tuple[EraRecord, ...]
    events: tuple[EventRecord, ...]
    themes: tuple[Any, ...]
    fundings: tuple[FundingRecord, ...]
    statements: tuple[StatementRecord, ...]

    def cited(self) -> dict[int, None]:
        """Return the ids of its sources, each once: first those of the values that are shown."""
        return dict.fromkeys(
            source_id
            for source_id in (
                *(s.source_id for s in self.statements if s.shown),
                *(s.source_id for s in self.statements if not s.shown),
                *(e.source_id for e in self.events),
                *(f.source_id for f in self.fundings),
            )
            if source_id is not None
        )


def _grouped(session: Session, query: Executable) -> dict[int, list[AnyRow]]:
    groups: dict[int, list[AnyRow]] = defaultdict(list)
    rows = session.execute(query)
    column = list(rows.keys()).index("partnership_id")
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _member(row: AnyRow) -> MemberRecord:
    return MemberRecord(
        **body_values(row),
        name_as_written=row.name_as_written,
        state_then_code=row.state_then_code,
        state_then_fr=row.state_then_fr or "",
        state_then_en=row.state_then_en or "",
    )


def _statements(row: AnyRow, said: Iterable[AnyRow]) -> tuple[StatementRecord, ...]:
    """Return the statements with whether the value of each is the one that the record shows.

    Status and years follow from events, which change without the statements: what was shown when a
    source was read may be shown no more.
    """
    shown = {
        "link_type": row.link_type_code,
        "status": row.status_code,
        "year_start": str(row.year_start),
        "year_end": str(row.year_end),
    }
    found = []
    for _, source_id, fact, field, value, original, confidence, marked in said:
        value_shown = shown.get(field)
        if value_shown is not None:
            marked = stated(field, value) == value_shown
        found.append(StatementRecord(source_id, fact, field, value, original, confidence, marked))
    return tuple(found)


def _sources(session: Session, ids: Iterable[int]) -> dict[int, SourceRecord]:
    query = select(Source.id, Source.url, Source.title).where(Source.id.in_(ids))
    return {row.id: SourceRecord(*row) for row in session.execute(query)}


def _record(row: AnyRow, parts: _Parts, sources: Iterable[SourceRecord]) -> PartnershipRecord:
    return PartnershipRecord(
        id=row.id,
        title=row.title,
        name=row.name or "",
        link_type=row.link_type_code,
        status=row.status_code,
        year_start=row.year_start,
        circa=row.circa,
        year_end=row.year_end,
        active_to=row.active_to,
        confidence=row.confidence,
        last_verified=row.last_verified,
        note=row.note,
        members=parts.members,
        eras=parts.eras,
        events=parts.events,
        themes=tuple(code for code, _ in parts.themes),
        main_theme=next((code for code, is_main in parts.themes if is_main), None),
        fundings=parts.fundings,
        statements=parts.statements,
        sources=tuple(sources),
    )
