"""Ready documents, and strategies that draw others."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st

from atlas.editing.documents import (
    EventEntry,
    FundingEntry,
    Member,
    PartnershipDocument,
    SourceRef,
    StatementEntry,
    ThemeEntry,
    canonical,
)
from atlas.editing.history import Cause

CAUSE = Cause("user:1", "La délibération du 3 mars 2024.")
PAGE = SourceRef("Délibération du 3 mars 2024", "https://exemple.fr/deliberation")

_text = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
_source = st.builds(SourceRef, title=st.sampled_from(["Un", "Deux", "L'été “{x}”"]), url=_text)
_year = st.sampled_from(["1963", "1970-05", "2001-12-31"])
_event = st.builds(
    EventEntry,
    kind=st.sampled_from(["signed", "renewed", "ended"]),
    date=st.none() | _year,
    circa=st.booleans(),
    note=_text,
    source=st.none() | _source,
)
_funding = st.builds(
    FundingEntry,
    detail=_text,
    year_from=st.none() | st.integers(1945, 2026),
    amount=st.none() | st.integers(0, 10**9),
    kind=st.sampled_from(["", "paid"]),
    scope=st.sampled_from(["", "lien", "programme"]),
    source=st.none() | _source,
)
_statement = st.builds(
    StatementEntry,
    source=_source,
    field=st.sampled_from(["year_start", "status"]),
    value=_text,
    shown=st.booleans(),
)


def _one_main(themes: list[ThemeEntry]) -> tuple[ThemeEntry, ...]:
    """Return ``themes`` with one main theme at most, as the model asks."""
    first = next((theme for theme in themes if theme.main), None)
    return tuple(ThemeEntry(theme.code, main=theme is first) for theme in themes)


def documents(codes: list[str], themes: list[str]) -> st.SearchStrategy[PartnershipDocument]:
    """Return a strategy of documents between authorities of ``codes`` about ``themes``."""
    return st.builds(
        PartnershipDocument,
        link_type=st.just("jumelage"),
        confidence=st.sampled_from(["haute", "moyenne"]),
        name=_text,
        note=_text,
        last_verified=st.none() | st.just("2026-11-01"),
        members=st.lists(
            st.builds(Member, code=st.sampled_from(codes), name_as_written=_text),
            unique_by=lambda member: member.code,
            max_size=4,
        ).map(tuple),
        events=st.lists(_event, max_size=4).map(tuple),
        themes=st.lists(
            st.builds(ThemeEntry, code=st.sampled_from(themes), main=st.booleans()),
            unique_by=lambda theme: theme.code,
            max_size=3,
        ).map(_one_main),
        fundings=st.lists(_funding, max_size=3).map(tuple),
        statements=st.lists(_statement, max_size=3).map(tuple),
    ).map(canonical)


def changed_note(document: PartnershipDocument | None, note: str = "x") -> PartnershipDocument:
    """Return a document that is there with another note."""
    assert document is not None
    return msgspec.structs.replace(document, note=note)
