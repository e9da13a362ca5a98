"""Undoing in any order: answers, unions and whole imports lead back to the atlas of before."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts import settling
from atlas.doubts.content import (
    NONE_OF_THEM,
    RECORD,
    AuthorityPairContent,
    Choice,
    PairContent,
    Party,
    Question,
    RowContent,
)
from atlas.doubts.deciding import AnswerError
from atlas.doubts.queue import NewDoubt, add_doubts, find_doubt
from atlas.editing import history
from atlas.editing.authorities import add_all
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.partnerships import create, save_all
from atlas.model import ImportRun
from atlas.services import import_runs
from atlas.services.import_runs import fingerprint
from tests.atlas.doubts.test_settling import BY, answered, asked, asks_who, declared
from tests.atlas.doubts.test_uniting_authorities import STADT
from tests.support.editing import CAUSE


def run_that_asks(engine: Engine, *contents: RowContent) -> int:
    """Return an import that wrote nothing and only asks."""
    with transaction(engine) as session:
        run = ImportRun(
            source="modele",
            file_name="envoi.csv",
            digest="0" * 64,
            author="command",
            started_at="2026-11-28T09:00:00Z",
            finished_at="2026-11-28T09:00:01Z",
            status="done",
            summary=json.dumps({"counts": {}, "authorities": 0, "left": []}),
        )
        session.add(run)
        session.flush()
        number = run.id
        add_doubts(session, [NewDoubt(one) for one in contents], run_id=number)
    return number


@pytest.mark.parametrize("again", [(), ("de-essen",), (NONE_OF_THEM,)])
def test_an_import_is_undone_after_an_answer_that_was_taken_back(
    engine: Engine, again: tuple[str, ...]
) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    run = run_that_asks(engine, asks_who())
    answered(engine, 1, NONE_OF_THEM)
    with transaction(engine) as session:
        settling.reopen(session, 1, by=BY)
        assert import_runs.records_of(session, run, most=9) == []
    if again:
        answered(engine, 1, *again)
    with transaction(engine) as session:
        import_runs.revert(session, run, author="command")
    with Session(engine) as session:
        assert fingerprint(session) == before
        assert history.first_broken(session) is None


def test_two_answers_that_completed_one_record_are_undone_with_the_import(engine: Engine) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    run = run_that_asks(engine, asks_who(), asks_who(name="Essen an der Ruhr"))
    assert answered(engine, 1, "de-essen") == [1, 2]
    with transaction(engine) as session:
        import_runs.revert(session, run, author="command")
        assert fingerprint(session) == before


@pytest.mark.parametrize("kept", ["de-essen", "de-stadt"])
def test_unions_are_taken_back_the_last_one_first(engine: Engine, kept: str) -> None:
    with transaction(engine) as session:
        add_all(session, {"de-stadt": STADT}, CAUSE)
        members = (Member("de-stadt"), Member("38185"))
        made = create(session, PartnershipDocument("jumelage", "haute", members=members), CAUSE)
        pair = AuthorityPairContent(("de-essen", "de-stadt"), 0.9)
        # The records were in doubt already: the union of their partners raises no question.
        add_doubts(session, [NewDoubt(pair), NewDoubt(PairContent((2, made), "spelling", 0.9))])
        before = fingerprint(session)
    for record in (2, made):
        answered(engine, 1, kept)
        answered(engine, 2, str(record))
        with pytest.raises(AnswerError, match="d’abord") as refused, transaction(engine) as session:
            settling.reopen(session, 1, by=BY)
        assert refused.value.params["number"] == 2
        with transaction(engine) as session:
            settling.reopen(session, 2, by=BY)
            settling.reopen(session, 1, by=BY)
            assert fingerprint(session) == before


def test_a_row_is_taken_back_after_the_union_of_its_record(engine: Engine) -> None:
    asked(engine, asks_who())
    answered(engine, 1, NONE_OF_THEM)
    with transaction(engine) as session:
        made = find_doubt(session, 1).answer.record
        assert made is not None
        add_doubts(session, [NewDoubt(PairContent((2, made), "spelling", 0.9))])
    answered(engine, 2, "2")
    with pytest.raises(AnswerError, match="d’abord"), transaction(engine) as session:
        settling.reopen(session, 1, by=BY)


def asks_which(*numbers: int) -> RowContent:
    question = Question(
        RECORD, "Isère", choices=tuple(Choice(str(number), "x", 0.5) for number in numbers)
    )
    parties = (Party("Isère", "38D"), Party("Ouagadougou", "bf-ouagadougou"))
    return RowContent("modele", declared("Ouagadougou"), parties, record=question)


def test_a_record_that_is_gone_is_no_answer(engine: Engine) -> None:
    (number,) = asked(engine, asks_which(4, 8))
    with transaction(engine) as session:
        save_all(session, {4: None}, CAUSE)
    with pytest.raises(AnswerError, match="n° 4 n’est plus dans l’atlas"):
        answered(engine, number, "4")
    assert answered(engine, number, "8") == [number]


def test_a_record_that_was_united_stands_for_the_one_that_was_kept(engine: Engine) -> None:
    (number,) = asked(engine, asks_which(2, 4))
    with transaction(engine) as session:
        add_doubts(session, [NewDoubt(PairContent((4, 8), "split", 0.8))])
    answered(engine, 2, "8")
    assert answered(engine, number, "4") == [number]
    with Session(engine) as session:
        assert find_doubt(session, number).answer.record == 8


@pytest.mark.parametrize("answer", [NONE_OF_THEM, "de-essen"])
def test_a_question_about_somebody_who_is_gone_says_what_to_do(engine: Engine, answer: str) -> None:
    (number,) = asked(engine, asks_who("de-gone"))
    with pytest.raises(AnswerError, match=r"\(de-gone\) n’est plus dans l’atlas"):
        answered(engine, number, answer)
    with transaction(engine) as session:
        settling.drop(session, number, by=BY)
        assert find_doubt(session, number).state == "dropped"


def test_a_row_about_somebody_who_is_gone_keeps_nobody_from_answering(engine: Engine) -> None:
    first, *_ = asked(engine, asks_who(), asks_who("de-gone"), asks_who("38169"))
    assert answered(engine, first, NONE_OF_THEM) == [1, 3]
