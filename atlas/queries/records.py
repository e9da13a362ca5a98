"""Partnerships as pages, files and the API show them: frozen, complete, free of the session."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.events import START_KINDS
from atlas.language import in_language
from atlas.queries.bodies import BodyRecord


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


def stated(field: str, value: str) -> str:
    """Return what a value says, as records are compared by: a year where the day is given."""
    return value[:4] if field.startswith("year_") else value


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
        return stated(self.field, self.value)


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
