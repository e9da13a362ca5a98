"""Merging two changes of one document, field by field, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from atlas.editing.documents import PartnershipDocument, canonical

#: Fields that hold one value; the others hold entries.
_SINGLE = ("link_type", "confidence", "name", "note", "last_verified")
#: What an entry is about: both sides may add entries about it, unless it is in ``_ONCE``.
_ABOUT: dict[str, Callable[[Any], Hashable]] = {
    "members": lambda entry: entry.code,
    "events": lambda entry: entry.kind,
    "themes": lambda entry: entry.code,
    "fundings": lambda entry: (entry.family, entry.instrument),
    "motivations": lambda entry: entry.code,
    "eras": lambda entry: entry.code,
    "statements": lambda entry: (entry.source, entry.field),
}
#: Fields in which one thing has one entry: a member is there once.
_ONCE = frozenset({"members", "themes", "motivations", "eras"})


@dataclass(frozen=True)
class Merged:
    """The outcome: a document, or None where the record is gone, and the fields in dispute.

    In a field in dispute the document has what ``mine`` said.
    """

    document: PartnershipDocument | None
    disputed: tuple[str, ...] = ()


def merge(
    base: PartnershipDocument | None,
    mine: PartnershipDocument | None,
    theirs: PartnershipDocument | None,
) -> Merged:
    """Return ``base`` with the changes that made it ``mine`` and those that made it ``theirs``.

    A record that one side removed and the other changed is in dispute as a whole (``record``).
    """
    if mine == theirs or theirs == base:
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    if mine is None or theirs is None:
        return Merged(mine, ("record",))
    if base is None:
        # Two records made apart under one number: nothing tells what either side changed.
        return Merged(mine, ("record",))
    disputed: list[str] = []
    values: dict[str, object] = {}
    for field in _SINGLE:
        old, ours, other = (getattr(document, field) for document in (base, mine, theirs))
        if ours in (old, other):
            values[field] = other
        elif field == "last_verified" and ours and other and other != old:
            # Whoever verified it last did so for both.
            values[field] = max(ours, other)
        else:
            values[field] = ours
            if other != old:
                disputed.append(field)
    for field, about in _ABOUT.items():
        sides = [_grouped(getattr(side, field), about) for side in (base, mine, theirs)]
        values[field], agreed = _merge_entries(*sides, once=field in _ONCE)
        if not agreed:
            disputed.append(field)
    return Merged(canonical(msgspec.structs.replace(mine, **values)), tuple(disputed))


_Groups = Mapping[Hashable, tuple[Any, ...]]


def _grouped(entries: Iterable[Any], about: Callable[[Any], Hashable]) -> _Groups:
    groups: dict[Hashable, tuple[Any, ...]] = {}
    for entry in entries:
        groups[about(entry)] = (*groups.get(about(entry), ()), entry)
    return groups


def _merge_entries(
    base: _Groups, mine: _Groups, theirs: _Groups, *, once: bool
) -> tuple[tuple[Any, ...], bool]:
    """Return the entries of both sides, and whether they agree."""
    merged: list[Any] = []
    agreed = True
    for thing in _in_order(list(base), list(mine), list(theirs)):
        old, ours, other = (side.get(thing, ()) for side in (base, mine, theirs))
        if ours in (old, other):
            merged += other
        elif other == old:
            merged += ours
        elif not once and set(old) <= set(ours) and set(old) <= set(other):
            merged += [*ours, *(entry for entry in other if entry not in ours)]
        else:
            merged += ours
            agreed = False
    return tuple(merged), agreed


def _in_order(base: list[Hashable], mine: list[Hashable], theirs: list[Hashable]) -> list[Hashable]:
    """Return the things of both sides in the order of the side that changed it, ``mine`` if both.

    Those of the other side stand after what they stood after there, or at the end: a member that
    comes back, or takes the place of another, has the place that it had.
    """
    kept = [thing for thing in mine if thing in base] == [thing for thing in base if thing in mine]
    order, other = (list(theirs), mine) if kept else (list(mine), theirs)
    last = max((place for place, thing in enumerate(other) if thing in order), default=-1)
    for place, thing in enumerate(other):
        if place > last:
            order.append(thing)
        elif thing not in order:
            order.insert(order.index(other[place - 1]) + 1 if place else 0, thing)
    return order
