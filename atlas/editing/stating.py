"""What sources state of a document: the values that one gives, and who declared it right, when."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from atlas.dates import is_partial_date
from atlas.editing.documents import (
    PartnershipDocument,
    SourceRef,
    StatementEntry,
    canonical,
)
from atlas.events import Event, derive_span, derive_status

#: The confidence of what somebody who knows says, with its source.
CONFIDENCE = "haute"
#: The field of a statement by which an authority declares that a record is right; its value is the
#: day, and its fact names the authority.
VERIFIED = "last_verified"
_DECLARATION = "declaration:"


@dataclass(frozen=True)
class Declaration:
    """An authority's word that a record is right: its code, the day (ISO), and where it is kept."""

    code: str
    day: str
    source: SourceRef


def with_statements(
    document: PartnershipDocument, base: PartnershipDocument | None, source: SourceRef | None
) -> PartnershipDocument:
    """Return ``document`` with what the source of the change states, shown in place of the rest."""
    if source is None:
        return document
    before = _facts(base) if base is not None else {}
    changed = {name: v for name, v in _facts(document).items() if v and v != before.get(name)}
    kept = tuple(
        msgspec.structs.replace(s, shown=False) if s.field in changed else s
        for s in document.statements
    )
    said = tuple(
        StatementEntry(source, name, value, confidence=CONFIDENCE, shown=True)
        for name, value in changed.items()
    )
    return canonical(msgspec.structs.replace(document, statements=(*kept, *said)))


def _facts(document: PartnershipDocument) -> dict[str, str]:
    """Return what a document amounts to, in the fields that sources state."""
    # What is no date yet is told by the examination that follows, and states nothing.
    events = [
        Event(e.kind, e.date, e.circa)
        for e in document.events
        if e.date is None or is_partial_date(e.date)
    ]
    span = derive_span(events, link_type=document.link_type, last_evidence=None)
    return {
        "link_type": document.link_type,
        "year_start": "" if span.start is None else str(span.start),
        "year_end": "" if span.end is None else str(span.end),
        "status": derive_status(events),
        "themes": ";".join(theme.code for theme in document.themes),
    }


def verified(
    document: PartnershipDocument, day: str, declaration: Declaration | None = None
) -> PartnershipDocument:
    """Return ``document`` as verified on ``day`` (ISO); a later verification is not undone.

    ``declaration`` is that of the authority who said so, in place of its former one; without it,
    the verification is the maintainers'.
    """
    statements = document.statements
    if declaration is not None:
        fact = f"{_DECLARATION}{declaration.code}"
        statements = (
            *(s for s in statements if not is_declaration(s.field) or s.fact != fact),
            StatementEntry(
                declaration.source, VERIFIED, day, fact=fact, confidence=CONFIDENCE, shown=True
            ),
        )
    return canonical(
        msgspec.structs.replace(
            document,
            last_verified=max(document.last_verified or "", day),
            statements=statements,
        )
    )


def is_declaration(field: str) -> bool:
    """Tell whether a statement about ``field`` says that a record is right, and nothing of it."""
    return field == VERIFIED


def declared_by(fact: str) -> str:
    """Return the code of the authority that a declaration is by."""
    return fact.removeprefix(_DECLARATION)


def without_verification(document: PartnershipDocument | None) -> PartnershipDocument | None:
    """Return what ``document`` says of the partnership, whoever verified it and when."""
    if document is None:
        return None
    statements = tuple(s for s in document.statements if not is_declaration(s.field))
    return msgspec.structs.replace(document, last_verified=None, statements=statements)
