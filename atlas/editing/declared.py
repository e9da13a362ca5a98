"""What a source declares of a partnership, and what the atlas does with it.

A declaration completes a record: what is known is never written over. A date is added where there
is none, a theme or an amount where it is not told yet, and what the source said is always kept as a
statement, once for each source and field. So a file that is read twice changes nothing.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

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
from atlas.editing.remarks import Remark, remark
from atlas.events import EVENT_KINDS, START_KINDS
from atlas.text import to_translate

_ENDS = ("ended", "broken_off")


class Declaration(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a source says of one partnership, besides who is in it.

    Dates are partial ISO, empty when it gives none; ``is_over`` tells that it says that the link
    has ended, ``is_running`` that it goes on, ``term`` is when an agreement that runs will end.
    ``original`` holds what it wrote, where the atlas writes it otherwise, by field; the nature of
    the link is told as said by the source only when it is there.
    """

    source: SourceRef
    fact: str
    link_type: str
    confidence: str = "haute"
    foreign_name: str = ""
    year_start: str = ""
    year_end: str = ""
    is_over: bool = False
    is_running: bool = False
    term: str = ""
    themes: tuple[str, ...] = ()
    fundings: tuple[FundingEntry, ...] = ()
    note: str = ""
    original: dict[str, str] = {}


def new_record(declaration: Declaration, members: tuple[Member, ...]) -> PartnershipDocument:
    """Return the document of a partnership that only ``declaration`` speaks of."""
    return complete(
        PartnershipDocument(
            link_type=declaration.link_type,
            confidence=declaration.confidence,
            note=declaration.note,
            members=members,
        ),
        declaration,
    )


def contradiction(
    document: PartnershipDocument, declaration: Declaration
) -> tuple[str, str] | None:
    """Return the end that a declaration tells and the start of the record that it would precede.

    None where the two agree.
    """
    starts = [e.date for e in document.events if e.kind in START_KINDS and e.date]
    first = min(starts, default=declaration.year_start)
    end = declaration.year_end
    if end and first and end < first[: len(end)]:
        return end, first
    return None


def complete(document: PartnershipDocument, declaration: Declaration) -> PartnershipDocument:
    """Return ``document`` with what ``declaration`` adds to it; itself when that is nothing."""
    events = list(document.events)
    if declaration.year_start and not any(e.kind in START_KINDS and e.date for e in events):
        events.append(EventEntry("signed", declaration.year_start, source=declaration.source))
    over = declaration.is_over or declaration.year_end
    if over and not any(event.kind in _ENDS for event in events):
        end = declaration.year_end or None
        events.append(EventEntry("ended", end, source=declaration.source))
    if declaration.is_running and not any(EVENT_KINDS[e.kind] for e in events):
        events.append(EventEntry("confirmed", source=declaration.source))
    if declaration.term and not any(e.kind == "term" and e.date for e in events):
        events.append(EventEntry("term", declaration.term, source=declaration.source))
    held = {theme.code for theme in document.themes}
    themes = (
        *document.themes,
        *(ThemeEntry(code) for code in declaration.themes if code not in held),
    )
    told = {(_money(line), line.source) for line in document.fundings}
    fundings = (
        *document.fundings,
        *(line for line in declaration.fundings if (_money(line), line.source) not in told),
    )
    completed = canonical(
        msgspec.structs.replace(
            document,
            events=tuple(events),
            themes=themes,
            fundings=fundings,
            statements=(*document.statements, *_statements(document, declaration)),
        )
    )
    return completed if completed != canonical(document) else document


def not_taken(document: PartnershipDocument, declaration: Declaration) -> list[Remark]:
    """Return a remark for each thing that ``declaration`` says and that the record does not keep.

    A source has one statement for each field: where it says something else of the same link later,
    what it said first stays, and whoever brings the row is told.
    """
    source = declaration.source
    said = {
        s.field: s.value
        for s in document.statements
        if (s.source.url, s.source.title) == (source.url, source.title)
    }
    terms = [e.date for e in document.events if e.kind == "term" and e.date]
    if terms:
        said["term"] = terms[0]
    found = [
        remark(field, None, sentence, value=value, known=said[field])
        for field, value, sentence in (
            ("year_start", declaration.year_start, _START_LEFT),
            ("year_end", declaration.year_end, _END_LEFT),
            ("term", declaration.term, _TERM_LEFT),
        )
        # « 1985 » and « 1985-06 » agree.
        if value and field in said and not _agree(value, said[field])
    ]
    # An end that comes later is taken; that the link goes on, once it has ended, is not.
    if declaration.is_running and said.get("status") == "termine":
        found.append(remark("status", None, _STATUS_LEFT))
    words = declaration.original.get("link_type")
    if words and said.get("link_type", declaration.link_type) != declaration.link_type:
        found.append(remark("link_type", None, _NATURE_LEFT, value=words[:60]))
    # The note of a payment is told with its amount.
    if declaration.note and not declaration.fundings and declaration.note not in document.note:
        found.append(remark("note", None, _NOTE_LEFT, value=declaration.note[:60]))
    return found


_START_LEFT = to_translate(
    "Le début ({value}) n’est pas repris : la même source a déjà dit {known} de ce lien."
)
_END_LEFT = to_translate(
    "La fin ({value}) n’est pas reprise : la même source a déjà dit {known} de ce lien."
)
_TERM_LEFT = to_translate("L’échéance ({value}) n’est pas reprise : la fiche dit déjà {known}.")
_STATUS_LEFT = to_translate(
    "L’état n’est pas repris : la même source en a déjà dit un autre de ce lien."
)
_NATURE_LEFT = to_translate(
    "La nature « {value} » n’est pas reprise : la même source en a déjà dit une autre."
)
_NOTE_LEFT = to_translate(
    "La note « {value} » n’est pas reprise : la fiche existe déjà, et sa note ne change pas."
)


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _money(line: FundingEntry) -> tuple[object, ...]:
    """Return what makes two funding lines one, whoever tells them: who, when, how much."""
    return (line.instrument or line.family, line.year_from, line.amount, line.currency, line.kind)


def _statements(document: PartnershipDocument, declaration: Declaration) -> list[StatementEntry]:
    """Return what the source says and no statement of its tells yet, field by field."""
    said = {
        "foreign_name": declaration.foreign_name,
        "link_type": declaration.link_type if "link_type" in declaration.original else "",
        "year_start": declaration.year_start,
        "year_end": declaration.year_end,
        "status": _status(declaration),
        "themes": ";".join(declaration.themes),
    }
    source = declaration.source
    known = {(s.source.url, s.source.title, s.field) for s in document.statements}
    shown = {s.field for s in document.statements if s.shown}
    return [
        StatementEntry(
            source,
            field,
            value,
            fact=declaration.fact,
            original_value=declaration.original.get(field, value if field[-5:] == "_name" else ""),
            confidence=declaration.confidence,
            shown=field not in shown,
        )
        for field, value in said.items()
        if value and (source.url, source.title, field) not in known
    ]


def _status(declaration: Declaration) -> str:
    if declaration.is_over:
        return "termine"
    return "actif" if declaration.is_running else ""
