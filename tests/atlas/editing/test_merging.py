"""Merging two changes of one record."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    ThemeEntry,
    canonical,
)
from atlas.editing.merging import Merged, merge
from tests.support.editing import documents

drawn = documents(["38185", "de-essen", "it-catania"], ["culture", "eau"])
BASE = PartnershipDocument(
    "jumelage",
    "haute",
    members=(Member("38185"), Member("de-essen")),
    events=(EventEntry("signed", "1963"),),
    themes=(ThemeEntry("culture"),),
)


def changed(**values: object) -> PartnershipDocument:
    return canonical(msgspec.structs.replace(BASE, **values))


@given(drawn, drawn)
def test_what_one_side_changed_is_taken(
    base: PartnershipDocument, other: PartnershipDocument
) -> None:
    assert merge(base, other, base) == Merged(other)
    assert merge(base, base, other) == Merged(other)
    assert merge(base, other, other) == Merged(other)


@given(drawn, drawn, drawn)
def test_where_they_dispute_mine_stands_and_nothing_is_made_up(
    base: PartnershipDocument, mine: PartnershipDocument, theirs: PartnershipDocument
) -> None:
    merged = merge(base, mine, theirs)
    assert merged.document is not None
    for field in ("name", "note", "confidence", "last_verified"):
        value = getattr(merged.document, field)
        assert value in (getattr(mine, field), getattr(theirs, field))
        if field in merged.disputed:
            assert value == getattr(mine, field)
    for field in ("events", "themes", "members", "fundings", "statements"):
        sides = {*getattr(mine, field), *getattr(theirs, field)}
        assert set(getattr(merged.document, field)) <= sides
    codes = [member.code for member in merged.document.members]
    assert len(codes) == len(set(codes))


def test_changes_in_two_places_are_both_kept() -> None:
    mine = changed(note="Gelé en 2022.", events=(*BASE.events, EventEntry("ended", "2022")))
    theirs = changed(themes=(ThemeEntry("culture"), ThemeEntry("eau")))
    assert merge(BASE, mine, theirs) == Merged(
        changed(
            note="Gelé en 2022.",
            events=(*BASE.events, EventEntry("ended", "2022")),
            themes=(ThemeEntry("culture"), ThemeEntry("eau")),
        )
    )


@pytest.mark.parametrize("days", [("2026-03-02", "2026-03-09"), ("2026-03-09", "2026-03-02")])
def test_two_verifications_do_not_dispute_each_other(days: tuple[str, str]) -> None:
    mine, theirs = (changed(last_verified=day) for day in days)
    assert merge(BASE, mine, theirs) == Merged(changed(last_verified="2026-03-09"))


def test_a_verification_that_one_side_takes_back_is_in_dispute() -> None:
    base = changed(last_verified="2025-01-01")
    merged = merge(base, changed(last_verified="2026-03-02"), changed(last_verified=None))
    assert merged.disputed == ("last_verified",)


def test_two_renewals_told_by_two_sides_are_both_kept() -> None:
    mine = changed(events=(*BASE.events, EventEntry("renewed", "1988")))
    theirs = changed(events=(*BASE.events, EventEntry("renewed", "2003")))
    merged = merge(BASE, mine, theirs)
    assert merged.disputed == ()
    assert merged.document is not None
    assert [event.date for event in merged.document.events] == ["1963", "1988", "2003"]


def test_two_dates_for_one_signature_are_in_dispute() -> None:
    mine = changed(events=(EventEntry("signed", "1964"),))
    theirs = changed(events=(EventEntry("signed", "1965"),))
    assert merge(BASE, mine, theirs) == Merged(mine, ("events",))


def test_a_member_that_one_side_removed_and_the_other_renamed_is_in_dispute() -> None:
    mine = changed(members=(Member("38185"),))
    theirs = changed(members=(Member("38185"), Member("de-essen", name_as_written="Eßen")))
    assert merge(BASE, mine, theirs) == Merged(mine, ("members",))


def test_a_member_that_takes_the_place_of_another_keeps_it() -> None:
    followed = changed(members=(Member("38901"), Member("de-essen")))
    merged = merge(BASE, changed(note="Une note."), followed)
    assert merged == Merged(changed(note="Une note.", members=followed.members))
    assert merge(BASE, followed, changed(note="Une note.")) == merged


def codes(*members: str) -> PartnershipDocument:
    return changed(members=tuple(Member(code) for code in members))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        # An undo: what a change made (base) becomes what was before it (theirs), later ones kept.
        ("A C", "A C D", "A B C", "A B C D"),
        ("A", "A C", "B A", "B A C"),
        ("A Y B", "A Y B Z", "A X B", "A X B Z"),
        ("A B C", "A B C D", "A B", "A B D"),
        ("B A", "B A C", "A B", "A B C"),
        # Both sides changed the order: mine wins.
        ("A B C", "C B A", "B A C", "C B A"),
        ("A B", "A X", "Y B", "Y X"),
        ("A B", "C A B", "A D B", "C A D B"),
    ],
)
def test_members_have_the_order_of_whoever_changed_it(
    base: str, mine: str, theirs: str, merged: str
) -> None:
    sides = (codes(*side.split()) for side in (base, mine, theirs))
    found = merge(*sides)
    assert found == Merged(codes(*merged.split()))


def test_a_record_removed_here_and_changed_there_is_in_dispute_as_a_whole() -> None:
    assert merge(BASE, None, changed(note="x")) == Merged(None, ("record",))
    assert merge(BASE, changed(note="x"), None) == Merged(changed(note="x"), ("record",))
    assert merge(BASE, None, BASE) == Merged(None)
    assert merge(BASE, BASE, None) == Merged(None)
