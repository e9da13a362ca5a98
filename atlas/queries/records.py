"""Partnerships as pages, files and the API show them: frozen, complete, free of the session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from atlas.events import START_KINDS
from atlas.language import in_language
from atlas.model import (
    Authority,
    HistoricalState,
    Partnership,
    PartnershipMember,
    Source,
    Statement,
)
from atlas.queries.bodies import BodyRecord, body_values, select_bodies


@dataclass(frozen=True, kw_only=True)
class MemberRecord(BodyRecord):
    """A member of a partnership, with the State that its place belonged to when it was made."""

    name_as_written: str
    state_then_code: str | None
    state_then_fr: str
    state_then_en: str


@dataclass(frozen=True)
class EraRecord:
    """An era of a partnership with the rule, or the editor's reason, that gave it."""

    code: str
    rank: int
    rule: str
    explanation_fr: str
    explanation_en: str
    override_reason: str

    def explanation(self, language: str) -> str:
        """Return the sentence that explains the era to a reader."""
        return in_language(language, self.explanation_fr, self.explanation_en)


@dataclass(frozen=True)
class EventRecord:
    """An event; ``date`` is partial ISO, None when unknown."""

    kind: str
    date: str | None
    circa: bool
    note: str
    source_id: int | None


@dataclass(frozen=True)
class FundingRecord:
    """A funding line; ``amount`` in ``currency``, None when the source gives none.

    ``scope`` is ``programme`` when the amount covers more than this partnership.
    """

    family: str | None
    instrument: str | None
    detail: str
    year_from: int | None
    year_to: int | None
    amount: int | None
    currency: str
    kind: str
    scope: str
    source_id: int | None


@dataclass(frozen=True)
class StatementRecord:
    """What one source says of one field."""

    source_id: int
    fact: str
    field: str
    value: str
    original_value: str
    confidence: str
    shown: bool

    @property
    def stated(self) -> str:
        """What it says, as records are compared by: a year, where a source gives the day."""
        return self.value[:4] if self.field.startswith("year_") else self.value


@dataclass(frozen=True)
class SourceRecord:
    """A page or file that facts were read on."""

    id: int
    url: str
    title: str


@dataclass(frozen=True)
class PartnershipRecord:
    """A partnership with all that is known of it; empty tuples where nothing is.

    ``title`` is in French: its own ``name`` where it has one, else those of its members.
    """

    id: int
    title: str
    name: str
    link_type: str
    status: str
    year_start: int | None
    circa: bool
    year_end: int | None
    active_to: int | None
    confidence: str
    last_verified: str | None
    note: str
    members: tuple[MemberRecord, ...]
    eras: tuple[EraRecord, ...]
    events: tuple[EventRecord, ...]
    themes: tuple[str, ...]
    main_theme: str | None
    fundings: tuple[FundingRecord, ...]
    statements: tuple[StatementRecord, ...]
    sources: tuple[SourceRecord, ...]

    @property
    def french_members(self) -> tuple[MemberRecord, ...]:
        """The French members, in order."""
        return tuple(member for member in self.members if member.side == "french")

    @property
    def foreign_members(self) -> tuple[MemberRecord, ...]:
        """The foreign members, in order."""
        return tuple(member for member in self.members if member.side == "foreign")

    @property
    def start_kind(self) -> str | None:
        """The kind of the event that dates the beginning; None for an undated partnership."""
        dated = {event.kind for event in self.events if event.date}
        return next((kind for kind in START_KINDS if kind in dated), None)

    @property
    def year_signed(self) -> int | None:
        """The year of the first dated signature, or None."""
        dates = [event.date for event in self.events if event.kind == "signed" and event.date]
        return int(min(dates)[:4]) if dates else None

    @property
    def primary_era(self) -> EraRecord:
        """The era of rank 1, ``non_date`` included."""
        return self.eras[0]

    @property
    def funding_families(self) -> tuple[str, ...]:
        """The families that fund it, each once, in order of the lines."""
        return tuple(dict.fromkeys(line.family for line in self.fundings if line.family))

    def source(self, source_id: int | None) -> SourceRecord | None:
        """Return the source of that id among those of the partnership."""
        return next((source for source in self.sources if source.id == source_id), None)


def read_records(session: Session, ids: Sequence[int]) -> list[PartnershipRecord]:
    """Return the partnerships of ``ids``, in that order; unknown ids are left out."""
    found = session.scalars(
        select(Partnership)
        .where(Partnership.id.in_(ids))
        .options(
            selectinload(Partnership.events),
            selectinload(Partnership.eras),
            selectinload(Partnership.themes),
            selectinload(Partnership.fundings),
        )
    ).all()
    members = _members(session, ids)
    statements = _statements(session, ids)
    cited = {
        *(s.source_id for group in statements.values() for s in group),
        *(e.source_id for p in found for e in p.events if e.source_id is not None),
        *(f.source_id for p in found for f in p.fundings if f.source_id is not None),
    }
    sources = {
        row.id: SourceRecord(row.id, row.url, row.title)
        for row in session.scalars(select(Source).where(Source.id.in_(cited)))
    }
    by_id = {row.id: _record(row, members[row.id], statements[row.id], sources) for row in found}
    return [by_id[number] for number in ids if number in by_id]


def _record(
    row: Partnership,
    members: list[MemberRecord],
    statements: list[StatementRecord],
    sources: dict[int, SourceRecord],
) -> PartnershipRecord:
    statements = _as_shown(row, statements)
    cited = dict.fromkeys(
        source_id
        for source_id in (
            *(s.source_id for s in sorted(statements, key=lambda s: not s.shown)),
            *(e.source_id for e in row.events),
            *(f.source_id for f in row.fundings),
        )
        if source_id is not None
    )
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
        members=tuple(members),
        eras=tuple(
            EraRecord(
                e.era_code, e.rank, e.rule_code, e.explanation_fr, e.explanation_en,
                e.override_reason,
            )
            for e in row.eras
        ),
        events=tuple(
            EventRecord(e.kind, e.date, e.circa, e.note, e.source_id)
            for e in sorted(row.events, key=lambda e: (e.date or "9999", e.id))
        ),
        themes=tuple(t.theme_code for t in row.themes),
        main_theme=next((t.theme_code for t in row.themes if t.is_main), None),
        fundings=tuple(
            FundingRecord(
                f.family_code, f.instrument_code, f.detail, f.year_from, f.year_to, f.amount,
                f.currency, f.kind, f.scope, f.source_id,
            )
            for f in row.fundings
        ),
        statements=tuple(statements),
        sources=tuple(sources[source_id] for source_id in cited),
    )  # fmt: skip


def _as_shown(row: Partnership, statements: list[StatementRecord]) -> list[StatementRecord]:
    """Return the statements with whether the value of each is the one that the record shows.

    Status and years follow from events, which change without the statements: what was shown when a
    source was read may be shown no more.
    """
    derived = {
        "link_type": row.link_type_code,
        "status": row.status_code,
        "year_start": str(row.year_start),
        "year_end": str(row.year_end),
    }
    return [
        replace(said, shown=said.stated == derived[said.field]) if said.field in derived else said
        for said in statements
    ]


def _members(session: Session, ids: Sequence[int]) -> dict[int, list[MemberRecord]]:
    rows = session.execute(
        select_bodies(
            PartnershipMember,
            HistoricalState.code.label("then_code"),
            HistoricalState.name_fr.label("then_fr"),
            HistoricalState.name_en.label("then_en"),
        )
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .outerjoin(HistoricalState, HistoricalState.code == PartnershipMember.historical_state_code)
        .where(PartnershipMember.partnership_id.in_(ids))
        .order_by(PartnershipMember.partnership_id, PartnershipMember.position)
    )
    members: dict[int, list[MemberRecord]] = defaultdict(list)
    for row in rows:
        members[row.PartnershipMember.partnership_id].append(
            MemberRecord(
                **body_values(row),
                name_as_written=row.PartnershipMember.name_as_written,
                state_then_code=row.then_code,
                state_then_fr=row.then_fr or "",
                state_then_en=row.then_en or "",
            )
        )
    return members


def _statements(session: Session, ids: Sequence[int]) -> dict[int, list[StatementRecord]]:
    grouped: dict[int, list[StatementRecord]] = defaultdict(list)
    for row in session.scalars(
        select(Statement).where(Statement.partnership_id.in_(ids)).order_by(Statement.id)
    ):
        grouped[row.partnership_id].append(
            StatementRecord(
                row.source_id, row.fact, row.field, row.value, row.original_value,
                row.confidence, row.shown,
            )
        )  # fmt: skip
    return grouped
