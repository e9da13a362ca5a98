"""One of two: partnerships, or authorities. Nothing that either says is lost."""

from __future__ import annotations

import msgspec

from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.documents import PartnershipDocument, canonical
from atlas.events import START_KINDS

#: Fields of an authority that the other one fills in where they are not known.
_FILLED = ("name_fr", "name_en", "admin1", "population")
_POINT = ("lon", "lat", "location_method", "location_precision")
#: What a point stands for, when it is not the place itself.
_ROUGH = ("none", "country", "admin")


def unite_records(kept: PartnershipDocument, other: PartnershipDocument) -> PartnershipDocument:
    """Return ``kept`` with what only ``other`` says: members, events, themes, money, sources.

    Where they disagree on what is shown (nature, name, first signature) ``kept`` wins; the other
    value stays as the statement of its source, not shown.
    """
    held = {member.code for member in kept.members}
    dated = any(event.kind in START_KINDS and event.date for event in kept.events)
    events = [
        event
        for event in other.events
        if event not in kept.events and not (dated and event.kind in START_KINDS)
    ]
    shown = {statement.field for statement in kept.statements if statement.shown}
    statements = [
        msgspec.structs.replace(statement, shown=statement.shown and statement.field not in shown)
        for statement in other.statements
    ]
    themes = {theme.code for theme in kept.themes}
    main = any(theme.main for theme in kept.themes)
    motives = {motive.code for motive in kept.motivations}
    notes = [note for note in (kept.note, other.note) if note]
    return canonical(
        msgspec.structs.replace(
            kept,
            name=kept.name or other.name,
            note=" ".join(dict.fromkeys(notes)),
            last_verified=max(
                filter(None, (kept.last_verified, other.last_verified)), default=None
            ),
            members=(*kept.members, *(m for m in other.members if m.code not in held)),
            events=(*kept.events, *events),
            themes=(
                *kept.themes,
                *(
                    msgspec.structs.replace(theme, main=theme.main and not main)
                    for theme in other.themes
                    if theme.code not in themes
                ),
            ),
            fundings=(*kept.fundings, *other.fundings),
            motivations=(
                *kept.motivations,
                *(motive for motive in other.motivations if motive.code not in motives),
            ),
            eras=kept.eras or other.eras,
            statements=(*kept.statements, *statements),
        )
    )


def unite_authorities(kept: AuthorityDocument, other: AuthorityDocument) -> AuthorityDocument:
    """Return ``kept`` with the names of ``other``, and what only ``other`` knows."""
    names = (*kept.names, other.name, other.name_fr, other.name_en, *other.names)
    own = {kept.name, kept.name_fr, kept.name_en}
    filled = {field: getattr(kept, field) or getattr(other, field) for field in _FILLED}
    if kept.location_precision in _ROUGH and other.location_precision not in _ROUGH:
        filled |= {field: getattr(other, field) for field in _POINT}
    return msgspec.structs.replace(
        kept,
        names=tuple(name for name in dict.fromkeys(names) if name and name not in own),
        **filled,
    )
