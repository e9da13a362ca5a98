"""Partnerships follow their commune, come back to it, or wait for a person."""

from __future__ import annotations

from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing.partnerships import save_all
from atlas.queries.authorities import family_ids
from atlas.queries.record_reading import read_records
from tests.support.editing import CAUSE
from tests.support.movements import Row, line, merger
from tests.support.territories import DAY, applied, document, planned

BOURG, VAL = "38901 Bourg", "38902 Le Val"
MERGER = merger(DAY, BOURG, [VAL], name="Bourg-le-Val")
RESTORED = [
    line(21, "2027-06-01", f"COMD {VAL}", f"COM {VAL}"),
    line(21, "2027-06-01", "COM 38901 Bourg-le-Val", "COM 38901 Bourg"),
    line(21, "2027-06-01", "COM 38901 Bourg-le-Val", f"COM {VAL}"),
]


def unnamed(engine: Engine) -> None:
    """Take from the records the names that their sources wrote."""
    with transaction(engine) as session:
        for number in (11, 12, 13, 14):
            old = document(session, number)
            members = tuple(msgspec.structs.replace(m, name_as_written="") for m in old.members)
            save_all(session, {number: msgspec.structs.replace(old, members=members)}, CAUSE)


def test_a_partnership_follows_with_an_event_and_keeps_the_former_name(
    engine: Engine, tmp_path: Path
) -> None:
    unnamed(engine)
    with Session(engine) as session:
        (before,) = read_records(session, [11])
    applied(engine, tmp_path, MERGER)
    with Session(engine) as session:
        now = document(session, 11)
        assert [(m.code, m.name_as_written) for m in now.members] == [
            ("38901", "Le Val"), ("de-essen", ""),
        ]  # fmt: skip
        (event,) = [e for e in now.events if e.kind == "territorial_change"]
        assert (event.date, event.note.replace("\N{NO-BREAK SPACE}", " ")) == (
            DAY, "Fusion : Le Val (38902) a rejoint Bourg-le-Val (38901).",
        )  # fmt: skip
        assert event.source is not None
        assert "Insee" in event.source.title
        (after,) = read_records(session, [11])
        assert (after.status, after.year_start) == (before.status, before.year_start)
        assert after.title == "Bourg-le-Val\N{NO-BREAK SPACE}– Essen"


def test_the_commune_that_gives_its_code_to_the_new_one_is_told_too(
    engine: Engine, tmp_path: Path
) -> None:
    unnamed(engine)
    applied(engine, tmp_path, MERGER)
    with Session(engine) as session:
        now = document(session, 12)
        assert (now.members[0].code, now.members[0].name_as_written) == ("38901", "Bourg")
        assert [e.kind for e in now.events].count("territorial_change") == 1
        (record,) = read_records(session, [12])
        assert record.title == "Bourg-le-Val\N{NO-BREAK SPACE}– Essen"


def test_what_a_source_wrote_is_kept_and_a_mere_new_name_changes_no_record(
    engine: Engine, tmp_path: Path
) -> None:
    applied(engine, tmp_path, [line(10, DAY, f"COM {VAL}", "COM 38902 Bois")])
    with Session(engine) as session:
        assert [e.kind for e in document(session, 11).events] == ["signed", "confirmed"]
        (record,) = read_records(session, [11])
        assert record.title == "Bois\N{NO-BREAK SPACE}– Essen"
    applied(engine, tmp_path, [line(31, DAY, "COM 38902 Bois", f"COM {BOURG}")])
    with Session(engine) as session:
        assert document(session, 11).members[0].name_as_written == "38902"


def test_a_link_that_was_over_follows_without_any_event(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        before = document(session, 14)
    applied(engine, tmp_path, MERGER)
    with Session(engine) as session:
        now = document(session, 14)
        assert now.members[0].code == "38901"
        assert now.events == before.events


def test_two_members_that_become_one_are_there_once(engine: Engine, tmp_path: Path) -> None:
    applied(engine, tmp_path, MERGER)
    with Session(engine) as session:
        assert [m.code for m in document(session, 13).members] == ["38901", "it-catania"]


def test_two_records_of_one_relation_are_kept_and_shown_to_a_person(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        plan = planned(session, tmp_path, MERGER)
        told = {one.number: one.reason for one in plan.left}
        assert list(told) == [11]
        assert "n° 12" in told[11]
        assert "Essen" in plan.left[0].title
        assert (plan.moved, plan.returned) == (4, 0)
    applied(engine, tmp_path, MERGER)
    with Session(engine) as session:
        assert len(read_records(session, [11, 12])) == 2


def test_two_records_that_were_of_one_relation_before_are_nothing_new(
    engine: Engine, tmp_path: Path
) -> None:
    # Of the small atlas: Fontaine and its part Ancienne-Commune are both linked to Schmalkalden.
    row = line(31, DAY, "COM 38169 Fontaine", f"COM {BOURG}")
    with Session(engine) as session:
        plan = planned(session, tmp_path, [row])
        assert (sorted(plan.partnerships), plan.left) == ([1], [])


def test_both_codes_lead_to_the_same_partnerships(engine: Engine, tmp_path: Path) -> None:
    applied(engine, tmp_path, MERGER)
    with Session(engine) as session:
        assert family_ids(session, ["38902"]) == family_ids(session, ["38901"])
        assert family_ids(session, ["38903"]) == family_ids(session, ["38901"])
        assert len(family_ids(session, ["38901"])) == 3


def split(engine: Engine, folder: Path, rows: list[Row]) -> dict[int, str]:
    """Apply the restoration in the year that follows; return what is left to a person."""
    with Session(engine) as session:
        left = {one.number: one.reason for one in planned(session, folder, rows, year=2028).left}
    applied(engine, folder, rows, year=2028)
    return left


def test_what_a_restored_commune_had_goes_back_to_it_by_its_history(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        before = document(session, 11)
    applied(engine, tmp_path, MERGER)
    left = split(engine, tmp_path, RESTORED)
    with Session(engine) as session:
        now = document(session, 11)
        assert now.members == before.members
        kinds = [(e.kind, e.date) for e in now.events if e.kind == "territorial_change"]
        assert kinds == [("territorial_change", DAY), ("territorial_change", "2027-06-01")]
        # That of Bourg is not known to be of the one rather than the other.
        assert document(session, 12).members[0].code == "38901"
        assert 12 in left
        assert 11 not in left
        assert document(session, 14).members[0].code == "38902"


def test_what_a_source_says_of_a_restored_commune_goes_back_to_it_by_its_name(
    engine: Engine, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        old = document(session, 12)
        members = (msgspec.structs.replace(old.members[0], name_as_written="COMBE"), old.members[1])
        save_all(session, {12: msgspec.structs.replace(old, members=members)}, CAUSE)
        old = document(session, 11)
        members = (
            msgspec.structs.replace(old.members[0], name_as_written="La Combe"),
            old.members[1],
        )
        save_all(session, {11: msgspec.structs.replace(old, members=members)}, CAUSE)
    rows = [
        line(21, DAY, f"COM {VAL}", f"COM {VAL}"),
        line(21, DAY, f"COM {VAL}", "COM 38903 La Combe", tncc=3),
    ]
    with Session(engine) as session:
        plan = planned(session, tmp_path, rows)
        assert (plan.moved, plan.returned) == (0, 1)
        assert {one.number for one in plan.left} == {13, 14}
        assert all("La Combe (38903)" in one.reason for one in plan.left)
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        assert document(session, 11).members[0].code == "38903"
        assert document(session, 12).members[0].code == "38901"
        assert family_ids(session, ["38903"]) != family_ids(session, ["38902"])
