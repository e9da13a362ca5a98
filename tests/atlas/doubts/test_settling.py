"""What a person answers is written, remembered, and can be taken back."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts import settling
from atlas.doubts.content import (
    FOREIGN,
    FRENCH,
    NONE_OF_THEM,
    RECORD,
    Choice,
    PairContent,
    Party,
    Question,
    RowContent,
    key_of,
)
from atlas.doubts.evidence import of_pair
from atlas.doubts.queue import (
    NewDoubt,
    add_doubts,
    count_doubts,
    current_record,
    decisions,
    find_doubt,
    list_doubts,
    next_pending,
    states,
    united_into,
)
from atlas.doubts.settling import AnswerError
from atlas.editing import history
from atlas.editing.authorities import AuthorityDocument
from atlas.editing.declared import Declaration
from atlas.editing.documents import Member, PartnershipDocument, SourceRef
from atlas.editing.partnerships import FIRST_OWN, CannotUndoError, save_all
from atlas.editing.reading import read_document
from atlas.errors import NotFoundError
from atlas.model import Authority, Partnership
from atlas.queries.partnerships import get_partnership
from atlas.services.import_runs import fingerprint
from tests.support.editing import CAUSE, changed_note

BY = "user:1"
ESSENN = AuthorityDocument("municipality", "Essenn", "DE", lon=7.02, lat=51.46)


def declared(name: str = "Essenn", year: str = "1979") -> Declaration:
    source = SourceRef("Bulletin municipal", "https://exemple.fr/b")
    return Declaration(source, "modele", "jumelage", foreign_name=name, year_start=year)


def asks_who(french: str = "38185", **told: str) -> RowContent:
    question = Question(
        FOREIGN, "Essenn", "DE", lon=7.02, lat=51.46, choices=(Choice("de-essen", "Essen", 0.88),),
        place=ESSENN,
    )  # fmt: skip
    parties = (Party("Ici", code=french), Party("Essenn", question=question))
    return RowContent("modele", declared(**told), parties)


def asks_french(other: str = "de-schmalkalden") -> RowContent:
    question = Question(FRENCH, "Grenobles", "FR", choices=(Choice("38D", "Isère", 0.7),))
    parties = (Party("Grenobles", question=question), Party("Là-bas", other))
    return RowContent("modele", declared(), parties)


def asked(engine: Engine, *contents: RowContent | PairContent) -> list[int]:
    with transaction(engine) as session:
        add_doubts(session, [NewDoubt(one, line) for line, one in enumerate(contents, start=2)])
        return [one.id for one in list_doubts(session, most=50)]


def answered(engine: Engine, number: int, *answers: str) -> list[int]:
    with transaction(engine) as session:
        return settling.settle(session, number, answers, by=BY)


def test_a_question_is_asked_once(engine: Engine) -> None:
    assert len(asked(engine, asks_who(), asks_who(), asks_who(year="1980"))) == 2
    assert len(asked(engine, asks_who())) == 2
    with Session(engine) as session:
        assert states(session, [key_of(asks_who()), "x"]) == {key_of(asks_who()): "pending"}
        assert next_pending(session, 1) == 2
        assert next_pending(session, 2) == 1


def test_a_candidate_that_is_chosen_completes_its_record(engine: Engine) -> None:
    (number,) = asked(engine, asks_who())
    assert answered(engine, number, "de-essen") == [number]
    with Session(engine) as session:
        document = read_document(session, 2)
        assert document is not None
        assert "Bulletin municipal" in {one.source.title for one in document.statements}
        assert session.get(Partnership, FIRST_OWN) is None
        settled = find_doubt(session, number)
        assert (settled.state, settled.decided_by) == ("settled", BY)
        assert list(decisions(session).values()) == ["de-essen"]
        assert count_doubts(session) == 0


def test_none_of_them_makes_the_authority_and_the_record(engine: Engine) -> None:
    (number,) = asked(engine, asks_who())
    answered(engine, number, NONE_OF_THEM)
    with Session(engine) as session:
        made = get_partnership(session, FIRST_OWN)
        assert [member.code for member in made.members] == ["38185", "de-essenn"]
        assert made.year_start == 1979


def test_the_same_question_is_settled_for_every_row(engine: Engine) -> None:
    first, *_ = asked(engine, asks_who(), asks_who("38169"), asks_who(year="1980"))
    assert answered(engine, first, NONE_OF_THEM) == [1, 2, 3]
    with Session(engine) as session:
        codes = select(func.count()).where(Authority.code.like("de-essenn%"))
        assert session.scalar(codes) == 1
        found = [get_partnership(session, n) for n in (FIRST_OWN, FIRST_OWN + 1)]
        assert {one.members[0].code for one in found} == {"38185", "38169"}


def test_rows_that_were_settled_together_wait_again_together(engine: Engine) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    first, second, third = asked(engine, asks_who(), asks_who("38169"), asks_who("38D"))
    assert answered(engine, first, NONE_OF_THEM) == [first, second, third]
    with transaction(engine) as session:
        assert settling.reopen(session, second, by=BY) == [second]
        assert len(decisions(session)) == 1
        assert settling.reopen(session, first, by=BY) == [first, third]
        assert fingerprint(session) == before
        assert decisions(session) == {}
        assert count_doubts(session) == 3


def test_an_answer_that_is_taken_back_leaves_no_trace_but_history(engine: Engine) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    (number,) = asked(engine, asks_who())
    for answer in ("de-essen", NONE_OF_THEM):
        answered(engine, number, answer)
        with transaction(engine) as session:
            assert fingerprint(session) != before
            settling.reopen(session, number, by=BY)
            assert fingerprint(session) == before
            assert count_doubts(session) == 1
            assert decisions(session) == {}
    with Session(engine) as session:
        assert history.first_broken(session) is None


def test_an_answer_is_not_taken_back_where_people_changed_it_since(engine: Engine) -> None:
    (number,) = asked(engine, asks_who())
    answered(engine, number, NONE_OF_THEM)
    with transaction(engine) as session:
        made = read_document(session, FIRST_OWN)
        save_all(session, {FIRST_OWN: changed_note(made)}, CAUSE)
    with pytest.raises(CannotUndoError), transaction(engine) as session:
        settling.reopen(session, number, by=BY)
    with Session(engine) as session:
        assert find_doubt(session, number).state == "settled"


def test_where_two_records_unite_the_members_the_row_asks_which(engine: Engine) -> None:
    ouaga = Question(FOREIGN, "Ouagadougo", "BF", choices=(Choice("bf-ouagadougou", "Ouaga", 0.8),))
    parties = (Party("Isère", code="38D"), Party("Ouagadougo", question=ouaga))
    content = RowContent("modele", declared("Ouagadougo"), parties)
    (number,) = asked(engine, content)
    assert answered(engine, number, "bf-ouagadougou") == []
    with Session(engine) as session:
        again = find_doubt(session, number).content
        assert isinstance(again, RowContent)
        (question,) = again.questions()
        assert question.side == RECORD
        assert [choice.code for choice in question.choices] == ["4", "8"]
    with pytest.raises(AnswerError):
        answered(engine, number, "2")
    assert answered(engine, number, "8") == [number]
    with Session(engine) as session:
        document = read_document(session, 8)
        assert document is not None
        assert any(one.source.title == "Bulletin municipal" for one in document.statements)


def test_a_row_that_names_no_partner_cannot_make_a_record(engine: Engine) -> None:
    question = Question(RECORD, "Isère", choices=(Choice("4", "a", 0.5), Choice("8", "b", 0.5)))
    content = RowContent("declaration-apd", declared(""), (Party("Isère", "38D"),), record=question)
    (number,) = asked(engine, content)
    with pytest.raises(AnswerError, match="proposées"):
        answered(engine, number, NONE_OF_THEM)


@pytest.mark.parametrize(
    "answers", [(), ("38169",), ("de-nowhere",), ("de-essen", "de-essen"), ("",)]
)
def test_only_one_of_that_side_is_an_answer(engine: Engine, answers: tuple[str, ...]) -> None:
    (number,) = asked(engine, asks_who())
    with pytest.raises(AnswerError):
        answered(engine, number, *answers)
    with Session(engine) as session:
        assert history.count(session) == 0
        assert count_doubts(session) == 1


def test_another_authority_than_the_candidates_may_be_meant(engine: Engine) -> None:
    first, second = asked(engine, asks_french("it-catania"), asks_french("jp-hostile"))
    with Session(engine) as session:
        before = fingerprint(session)
    # 38500 was merged into Fontaine, which is the one that exists.
    assert answered(engine, first, "38500") == [first, second]
    with Session(engine) as session:
        made = get_partnership(session, FIRST_OWN)
        assert [member.code for member in made.members] == ["38169", "it-catania"]
        assert list(decisions(session).values()) == ["38169"]
        assert list(find_doubt(session, first).answer.meant.values()) == ["38169"]
    with transaction(engine) as session:
        settling.reopen(session, second, by=BY)
        settling.reopen(session, first, by=BY)
        assert fingerprint(session) == before
        assert decisions(session) == {}


def test_the_other_member_of_a_link_is_not_the_one_meant(engine: Engine) -> None:
    (number,) = asked(engine, asks_french("38185"))
    with pytest.raises(AnswerError, match="déjà l’autre membre"):
        answered(engine, number, "38185")


def test_a_row_of_which_both_names_mean_one_is_refused(engine: Engine) -> None:
    twice = tuple(
        Question(FOREIGN, name, "DE", choices=(Choice("de-essen", "Essen", 0.8),))
        for name in ("Essenn", "Eßen")
    )
    parties = (Party("Ici", "38185"), *(Party(one.name, question=one) for one in twice))
    (number,) = asked(engine, RowContent("modele", declared(), parties))
    with pytest.raises(AnswerError, match="qu’une fois"):
        answered(engine, number, "de-essen", "de-essen")


def test_the_same_question_is_left_where_its_answer_is_the_other_member(engine: Engine) -> None:
    first, second = asked(engine, asks_french(), asks_french("38185"))
    assert answered(engine, first, "38185") == [first]
    with Session(engine) as session:
        assert find_doubt(session, second).state == "pending"


def test_a_name_is_asked_again_where_the_answer_led_to_several_records(engine: Engine) -> None:
    ouaga = Question(FOREIGN, "Ouagadougo", "BF", choices=(Choice("bf-ouagadougou", "Ouaga", 0.8),))
    parties = (Party("Isère", code="38D"), Party("Ouagadougo", question=ouaga))
    content = RowContent("modele", declared("Ouagadougo"), parties)
    (number,) = asked(engine, content)
    answered(engine, number, "bf-ouagadougou")
    with transaction(engine) as session:
        settling.reopen(session, number, by=BY)
        assert find_doubt(session, number).content == content
        assert decisions(session) == {}
    answered(engine, number, "bf-ouagadougou")
    answered(engine, number, "8")
    with transaction(engine) as session:
        settling.reopen(session, number, by=BY)
        assert find_doubt(session, number).content == content


def test_a_question_has_one_answer(engine: Engine) -> None:
    (number,) = asked(engine, asks_who())
    with transaction(engine) as session:
        settling.drop(session, number, by=BY)
    for act in (
        lambda session: settling.settle(session, number, ["de-essen"], by=BY),
        lambda session: settling.drop(session, number, by=BY),
    ):
        with pytest.raises(AnswerError, match="déjà répondu"), transaction(engine) as session:
            act(session)
    with transaction(engine) as session:
        settling.reopen(session, number, by=BY)
        assert count_doubts(session) == 1
    with pytest.raises(NotFoundError), transaction(engine) as session:
        settling.drop(session, 99, by=BY)


def test_two_records_become_one_and_two_again(engine: Engine) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    (number,) = asked(engine, PairContent((4, 8), "split", 0.8, (("same_pair", ""),)))
    with pytest.raises(AnswerError):
        answered(engine, number, "2")
    answered(engine, number, "8")
    with transaction(engine) as session:
        kept = read_document(session, 8)
        assert isinstance(kept, PartnershipDocument)
        assert [member.code for member in kept.members] == ["38D", "bf-ouagadougou", "38185"]
        assert {line.family for line in kept.fundings} == {"afd_ficol", "un_pourcent_eau"}
        assert kept.link_type == "action_ponctuelle"
        assert session.get(Partnership, 4) is None
        settling.reopen(session, number, by=BY)
        assert fingerprint(session) == before


def test_a_pair_follows_a_record_that_was_united_with_a_third_one(engine: Engine) -> None:
    numbers = asked(engine, PairContent((4, 8), "split", 0.8), PairContent((3, 4), "split", 0.8))
    answered(engine, numbers[0], "8")
    with Session(engine) as session:
        before = fingerprint(session)
        pair = find_doubt(session, numbers[1]).content
        assert isinstance(pair, PairContent)
        assert [one.record.id for one in of_pair(session, pair) if one.record] == [3, 8]
    answered(engine, numbers[1], "3")
    with transaction(engine) as session:
        assert (united_into(session, 4), united_into(session, 8)) == (8, 3)
        assert current_record(session, 4) == 3
        assert current_record(session, 99) is None
        settling.reopen(session, numbers[1], by=BY)
        assert fingerprint(session) == before


def test_members_come_back_in_their_order_when_a_union_is_taken_back(engine: Engine) -> None:
    (number,) = asked(engine, PairContent((4, 8), "split", 0.8))
    with Session(engine) as session:
        before = read_document(session, 8)
        assert before is not None
    answered(engine, number, "8")
    with transaction(engine) as session:
        united = read_document(session, 8)
        assert united is not None
        more = (*united.members, Member("it-catania"))
        save_all(session, {8: msgspec.structs.replace(united, members=more)}, CAUSE)
        settling.reopen(session, number, by=BY)
        now = read_document(session, 8)
        assert now is not None
        assert now.members == (*before.members, Member("it-catania"))
