"""The document of a partnership: all that is known of it, in codes, with its sources in full.

A document holds no internal number and nothing that is derived, so that two of them can be
compared, merged, kept for years and written back. Its JSON form is canonical: equal documents give
equal text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from atlas.errors import AtlasError


class SourceRef(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A page or file; two sources are the same when their address and title are."""

    title: str
    url: str = ""
    licence: str = ""
    read_on: str | None = None


class Member(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A member authority by its public code; ``state_then`` is the State it belonged to."""

    code: str
    name_as_written: str = ""
    state_then: str | None = None
    state_then_method: str = ""


class EventEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happened; ``date`` is partial ISO, None when unknown."""

    kind: str
    date: str | None = None
    circa: bool = False
    note: str = ""
    source: SourceRef | None = None


class ThemeEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A theme that a source states."""

    code: str
    main: bool = False


class FundingEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A funding line; ``amount`` in whole units of ``currency``, None when unknown."""

    family: str | None = None
    instrument: str | None = None
    detail: str = ""
    year_from: int | None = None
    year_to: int | None = None
    amount: int | None = None
    currency: str = "EUR"
    kind: str = ""
    scope: str = ""
    source: SourceRef | None = None


class MotivationEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A motive that a source gives."""

    code: str
    source: SourceRef | None = None


class ChosenEra(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An era that a person gave, with the reason; those of the rules are derived."""

    code: str
    rank: int
    reason_fr: str
    reason_en: str


class StatementEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a source says of one field, as it wrote it; ``shown`` marks the value displayed."""

    source: SourceRef
    field: str
    value: str
    fact: str = ""
    original_value: str = ""
    confidence: str = "haute"
    shown: bool = False


class PartnershipDocument(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that is known of one partnership.

    Members and statements are in the order in which they are shown; events, themes, motives and
    chosen eras have an order of their own (:func:`canonical`).
    """

    link_type: str
    confidence: str
    name: str = ""
    note: str = ""
    last_verified: str | None = None
    members: tuple[Member, ...] = ()
    events: tuple[EventEntry, ...] = ()
    themes: tuple[ThemeEntry, ...] = ()
    fundings: tuple[FundingEntry, ...] = ()
    motivations: tuple[MotivationEntry, ...] = ()
    eras: tuple[ChosenEra, ...] = ()
    statements: tuple[StatementEntry, ...] = ()

    def sources(self) -> Iterator[SourceRef]:
        """Yield every source that it cites, as often as it does."""
        yield from (entry.source for entry in self.statements)
        for group in (self.events, self.fundings, self.motivations):
            yield from (entry.source for entry in group if entry.source is not None)


class DocumentError(AtlasError):
    """A text is no document, or no document that this version of the atlas understands."""


def canonical(document: PartnershipDocument) -> PartnershipDocument:
    """Return ``document`` with what has an order of its own in that order, each entry once.

    Undated events come last, as in every table of the atlas; entries of one date keep their order.
    """
    return msgspec.structs.replace(
        document,
        events=tuple(sorted(dict.fromkeys(document.events), key=lambda e: e.date or "9999")),
        themes=tuple(sorted(dict.fromkeys(document.themes), key=lambda e: e.code)),
        motivations=tuple(sorted(dict.fromkeys(document.motivations), key=lambda e: e.code)),
        eras=tuple(sorted(document.eras, key=lambda e: (e.rank, e.code))),
        fundings=tuple(dict.fromkeys(document.fundings)),
        statements=tuple(dict.fromkeys(document.statements)),
    )


def replace_member(
    document: PartnershipDocument, old: str, new: str, name: str = ""
) -> PartnershipDocument:
    """Return a partnership of ``old`` as one of ``new``, which takes its place among the members.

    ``name`` is what ``old`` was called, kept as written where nothing else is.
    """
    members: list[Member] = []
    for member in document.members:
        if member.code != old:
            members.append(member)
        elif old == new or all(other.code != new for other in document.members):
            written = member.name_as_written or name
            members.append(msgspec.structs.replace(member, code=new, name_as_written=written))
    return msgspec.structs.replace(document, members=tuple(members))


def encode(document: PartnershipDocument) -> str:
    """Return the canonical JSON text of ``document``."""
    return msgspec.json.encode(canonical(document)).decode()


def decode(text: str) -> PartnershipDocument:
    """Return the document of a JSON text; raise :class:`DocumentError`."""
    try:
        return msgspec.json.decode(text, type=PartnershipDocument)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise DocumentError(
            "Ce document ne peut pas être lu par cette version de l’atlas ({reason}).",
            reason=error,
        ) from None


def version(document: PartnershipDocument | None) -> str:
    """Return what tells one state of a record from another: a short digest, empty for none."""
    if document is None:
        return ""
    return hashlib.sha256(encode(document).encode()).hexdigest()[:16]
