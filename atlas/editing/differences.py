"""What changed from one document to another, as a list to read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from atlas.editing.documents import PartnershipDocument

_SINGLE = ("link_type", "name", "note", "confidence", "last_verified")
#: What makes two entries the same one, changed.
_SAME: dict[str, Callable[[Any], Hashable]] = {
    "members": lambda entry: entry.code,
    "events": lambda entry: entry.kind,
    "themes": lambda entry: entry.code,
    "fundings": lambda entry: (entry.family, entry.instrument, entry.detail),
    "motivations": lambda entry: entry.code,
    "eras": lambda entry: entry.code,
    "statements": lambda entry: (entry.source, entry.field, entry.fact),
}


@dataclass(frozen=True)
class Difference:
    """One value or entry that changed: None before if it was added, None after if it is gone."""

    field: str
    before: Any
    after: Any


def differences(
    before: PartnershipDocument | None, after: PartnershipDocument | None
) -> list[Difference]:
    """Return what changed, field by field; a record made or removed is one difference."""
    if before is None or after is None:
        return [] if before is after else [Difference("record", before, after)]
    found = [
        Difference(name, getattr(before, name), getattr(after, name))
        for name in _SINGLE
        if getattr(before, name) != getattr(after, name)
    ]
    for name, same in _SAME.items():
        found += _of_entries(name, getattr(before, name), getattr(after, name), same)
    return found


def only_changed(
    before: PartnershipDocument, after: PartnershipDocument
) -> tuple[PartnershipDocument, PartnershipDocument]:
    """Return both documents without the entries that they share: their differences are the same."""
    gone: dict[str, Any] = {}
    come: dict[str, Any] = {}
    for name in _SAME:
        old, new = getattr(before, name), getattr(after, name)
        gone[name] = tuple(entry for entry in old if entry not in new)
        come[name] = tuple(entry for entry in new if entry not in old)
    return msgspec.structs.replace(before, **gone), msgspec.structs.replace(after, **come)


def _of_entries(
    name: str, before: Sequence[Any], after: Sequence[Any], same: Callable[[Any], Hashable]
) -> list[Difference]:
    gone = [entry for entry in before if entry not in after]
    come = [entry for entry in after if entry not in before]
    found = []
    for entry in come:
        old = next((one for one in gone if same(one) == same(entry)), None)
        if old is not None:
            gone.remove(old)
        found.append(Difference(name, old, entry))
    return [*found, *(Difference(name, entry, None) for entry in gone)]
