"""Saving, creating, removing and undoing, in a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing import history, partnerships
from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    StatementEntry,
    version,
)
from atlas.editing.history import Cause
from atlas.editing.partnerships import (
    FIRST_OWN,
    CannotUndoError,
    ChangedMeanwhileError,
    create,
    save,
    save_all,
    undo,
)
from atlas.editing.reading import read_document, read_documents
from atlas.editing.writing import UnknownMemberError
from atlas.errors import DatabaseUnavailableError, NotFoundError
from atlas.model import EditedRecord, Partnership, Revision, Source
from atlas.queries.record_reading import read_records
from atlas.queries.revision import current_revision_token
from atlas.services import doctor
from tests.support.editing import CAUSE, PAGE, documents


def document(session: Session, number: int) -> PartnershipDocument:
    found = read_document(session, number)
    assert found is not None
    return found


def ended(session: Session, number: int, year: str) -> PartnershipDocument:
    """Return the document of a partnership with an end, and the source of it."""
    before = document(session, number)
    return msgspec.structs.replace(
        before,
        events=(*before.events, EventEntry("ended", year, source=PAGE)),
        statements=(*before.statements, StatementEntry(PAGE, "year_end", year, shown=True)),
    )


def test_every_partnership_is_written_back_as_it_was_read(engine: Engine) -> None:
    with transaction(engine) as session:
        numbers = list(session.scalars(select(Partnership.id)))
        before = read_documents(session, numbers)
        shown = read_records(session, numbers)
        save_all(session, dict.fromkeys(numbers), CAUSE)
        assert read_documents(session, numbers) == {}
        save_all(session, before, CAUSE)
        assert read_documents(session, numbers) == before
        again = read_records(session, numbers)
    assert len(shown) > 5
    for old, new in zip(shown, again, strict=True):
        assert (old.title, old.status, old.eras, old.members) == (
            new.title, new.status, new.eras, new.members,
        )  # fmt: skip
        assert {(s.url, s.title) for s in old.sources} == {(s.url, s.title) for s in new.sources}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=documents(["38185", "de-essen", "38D"], ["culture", "eau"]))
def test_whatever_is_written_is_read_back(engine: Engine, wanted: PartnershipDocument) -> None:
    with transaction(engine) as session:
        number = create(session, wanted, CAUSE)
        assert document(session, number) == wanted


def test_a_change_says_who_when_why_and_what(engine: Engine) -> None:
    with transaction(engine) as session:
        before = document(session, 1)
        after = ended(session, 1, "2024")
        assert save(session, 1, after, expected=version(before), cause=CAUSE) == 1
    with Session(engine) as session:
        (revision,) = history.revisions_of(session, "partnership", "1")
        assert (revision.author, revision.reason) == (CAUSE.author, CAUSE.reason)
        assert revision.at.endswith("Z")
        (record,) = read_records(session, [1])
        assert (record.status, record.year_end) == ("termine", 2024)
        assert PAGE.title in {source.title for source in record.sources}


def test_what_changes_nothing_leaves_no_trace(engine: Engine) -> None:
    with transaction(engine) as session:
        token = current_revision_token(session)
        same = document(session, 1)
        assert save(session, 1, same, expected=version(same), cause=CAUSE) is None
        assert history.count(session) == 0
        assert current_revision_token(session) == token


def test_each_change_gives_the_data_another_token(engine: Engine) -> None:
    tokens = set()
    for year in ("2020", "2021"):
        with transaction(engine) as session:
            now = document(session, 1)
            save(session, 1, ended(session, 1, year), expected=version(now), cause=CAUSE)
            tokens.add(current_revision_token(session))
    assert len(tokens) == 2


def test_who_saves_over_somebody_else_is_told_and_shown_what_they_wrote(engine: Engine) -> None:
    with transaction(engine) as session:
        opened = version(document(session, 1))
        first = ended(session, 1, "2020")
        save(session, 1, first, expected=opened, cause=CAUSE)
    with pytest.raises(ChangedMeanwhileError) as refused, transaction(engine) as session:
        save(session, 1, ended(session, 1, "2021"), expected=opened, cause=CAUSE)
    with Session(engine) as session:
        assert refused.value.current == document(session, 1)
        assert history.count(session) == 1


def test_a_member_that_nobody_is_leaves_everything_as_it_was(engine: Engine) -> None:
    with Session(engine) as session:
        before = document(session, 1)
    wrong = msgspec.structs.replace(before, members=(Member("38185"), Member("zz-nulle-part")))
    with pytest.raises(UnknownMemberError, match="zz-nulle-part"), transaction(engine) as session:
        save(session, 1, wrong, expected=version(before), cause=CAUSE)
    with Session(engine) as session:
        assert document(session, 1) == before
        assert history.count(session) == 0


def test_a_partnership_of_ours_has_a_number_that_curation_never_gives(engine: Engine) -> None:
    new = PartnershipDocument("jumelage", "haute", members=(Member("38185"), Member("de-essen")))
    with transaction(engine) as session:
        first = create(session, new, CAUSE)
        assert first == FIRST_OWN
        save_all(session, {first: None}, CAUSE)
    with transaction(engine) as session:
        assert create(session, new, CAUSE) == FIRST_OWN + 1


def test_a_source_that_nothing_cites_any_more_is_gone(engine: Engine) -> None:
    def known(session: Session) -> int | None:
        return session.scalar(select(func.count()).where(Source.url == PAGE.url))

    with transaction(engine) as session:
        before = document(session, 1)
        save_all(session, {1: ended(session, 1, "2024")}, CAUSE)
        assert known(session) == 1
        save_all(session, {1: before}, CAUSE)
        assert known(session) == 0


def test_an_undone_change_leaves_the_record_as_before_and_is_a_change_itself(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        before = document(session, 1)
        save_all(session, {1: ended(session, 1, "2024")}, CAUSE)
    with transaction(engine) as session:
        undo(session, 1, Cause("user:2", "Une erreur d’année."))
    with Session(engine) as session:
        assert document(session, 1) == before
        latest = history.revisions_of(session, "partnership", "1")[0]
        assert (latest.action, latest.undoes, latest.author) == ("undo", 1, "user:2")
        assert session.scalars(select(EditedRecord)).all() == []


def test_a_change_is_undone_under_a_later_one_elsewhere_and_not_under_one_about_it(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        save_all(session, {1: ended(session, 1, "2024")}, CAUSE)
        noted = msgspec.structs.replace(document(session, 1), note="Une note.")
        save_all(session, {1: noted}, CAUSE)
        undo(session, 1, CAUSE)
        now = document(session, 1)
        assert now.note == "Une note."
        assert [event.kind for event in now.events if event.kind == "ended"] == []
        renoted = msgspec.structs.replace(now, note="Une autre.")
        save_all(session, {1: renoted}, CAUSE)
        with pytest.raises(CannotUndoError):
            undo(session, 2, CAUSE)
        with pytest.raises(NotFoundError):
            undo(session, 99, CAUSE)


def test_a_record_is_read_as_it_was_at_any_time(engine: Engine) -> None:
    with transaction(engine) as session:
        before = document(session, 1)
        save_all(session, {1: ended(session, 1, "2024")}, CAUSE)
        after = document(session, 1)
    from atlas.editing.documents import decode, encode

    with Session(engine) as session:
        (revision,) = history.revisions_of(session, "partnership", "1")
        current = encode(after)
        first = history.text_at(session, "partnership", "1", "2001-01-01T00:00:00Z", current)
        last = history.text_at(session, "partnership", "1", revision.at, current)
        other = history.text_at(session, "partnership", "2", revision.at, "x")
    assert decode(first or "") == before
    assert decode(last or "") == after
    assert other == "x"


@pytest.mark.parametrize(
    "statement", ["UPDATE revision SET reason = 'x'", "DELETE FROM revision WHERE id = 1"]
)
def test_the_database_itself_refuses_to_rewrite_history(engine: Engine, statement: str) -> None:
    with transaction(engine) as session:
        save_all(session, {1: ended(session, 1, "2024")}, CAUSE)
    with (
        pytest.raises((IntegrityError, DatabaseUnavailableError)),
        transaction(engine) as session,
    ):
        session.connection().exec_driver_sql(statement)
    with Session(engine) as session:
        assert history.first_broken(session) is None
        assert history.count(session) == 1


def test_a_history_rewritten_behind_our_back_is_found(engine: Engine) -> None:
    for year in ("2020", "2021", "2022"):
        with transaction(engine) as session:
            save_all(session, {1: ended(session, 1, year)}, CAUSE)
    with transaction(engine) as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER revision_no_update")
        connection.exec_driver_sql("UPDATE revision SET author = 'user:9' WHERE id = 2")
    with Session(engine) as session:
        assert history.first_broken(session) == 2
    problems = [finding.problem for finding in doctor.examine(engine) if finding.problem]
    assert any("La modification n°\N{NO-BREAK SPACE}2 a été réécrite" in text for text in problems)


def test_writers_at_the_same_time_wait_for_their_turn_and_lose_nothing(engine: Engine) -> None:
    def edit(number: int) -> None:
        with transaction(engine) as session:
            old = document(session, 1)
            event = EventEntry("renewed", f"{1990 + number}")
            new = msgspec.structs.replace(old, events=(*old.events, event))
            save(session, 1, new, expected=version(old), cause=CAUSE)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(edit, range(24)))
    with Session(engine) as session:
        dates = {event.date for event in document(session, 1).events}
        assert {f"{1990 + number}" for number in range(24)} <= dates
        assert session.scalar(select(func.count()).select_from(Revision)) == 24
        assert history.first_broken(session) is None
        assert partnerships.next_number(session) == FIRST_OWN


def test_undoing_does_not_leave_a_record_without_one_of_its_sides(engine: Engine) -> None:
    with transaction(engine) as session:
        known = read_document(session, 2)
        assert known is not None
        grenoble, essen = known.members
        with_other = (*known.members, Member("38169"))
        (first,) = save_all(session, {2: msgspec.structs.replace(known, members=with_other)}, CAUSE)
        without = (essen, Member("38169"))
        (second,) = save_all(session, {2: msgspec.structs.replace(known, members=without)}, CAUSE)
    with (
        pytest.raises(CannotUndoError, match="Il manque une collectivité française"),
        transaction(engine) as session,
    ):
        undo(session, first, CAUSE)
    with transaction(engine) as session:
        undo(session, second, CAUSE)
        undo(session, first, CAUSE)
        now = read_document(session, 2)
        assert now is not None
        assert {member.code for member in now.members} == {grenoble.code, essen.code}
