"""Two foreign authorities that are one become one, and two again."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts import settling
from atlas.doubts.content import AuthorityPairContent, PairContent
from atlas.doubts.evidence import of_pair
from atlas.doubts.queue import (
    NewDoubt,
    add_doubts,
    count_by_kind,
    decisions,
    find_doubt,
    list_doubts,
)
from atlas.doubts.settling import AnswerError
from atlas.doubts.uniting import unite_authorities
from atlas.editing import history
from atlas.editing.authorities import add_all, find_place, save_all
from atlas.editing.authority_documents import AuthorityDocument, read_authority_documents
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.history import Cause
from atlas.editing.partnerships import create
from atlas.editing.reading import read_document
from atlas.model import Doubt, NameDecision
from atlas.queries.authorities import current_code, named
from atlas.queries.partnerships import count, get_partnership
from atlas.queries.search import suggest
from atlas.search import Why
from atlas.search.reading import read_index
from atlas.selection import Selection
from atlas.services.import_runs import fingerprint
from tests.support.editing import CAUSE

BY = "user:1"
STADT = AuthorityDocument(
    "municipality",
    "Stadt Essen-Ruhr",
    "DE",
    population=580000,
    lon=7.013,
    lat=51.452,
    location_precision="place",
    names=("Assindia",),
)


@pytest.fixture
def twins(engine: Engine) -> tuple[Engine, int]:
    """A second code of Essen, that Fontaine is linked with, and the question about both."""
    with transaction(engine) as session:
        add_all(session, {"de-stadt": STADT}, CAUSE)
        document = PartnershipDocument(
            "jumelage", "haute", members=(Member("38169"), Member("de-stadt"), Member("it-catania"))
        )
        number = create(session, document, CAUSE)
        ask(session, "de-essen", "de-stadt")
    return engine, number


def ask(session: Session, *codes: str) -> int:
    first, second = codes
    pair = AuthorityPairContent((first, second), 0.9, (("distance", "0"),))
    add_doubts(session, [NewDoubt(pair)])
    return list_doubts(session, most=50)[-1].id


def answer(engine: Engine, number: int, *answers: str) -> None:
    with transaction(engine) as session:
        settling.settle(session, number, answers, by=BY)


def test_names_and_partnerships_go_to_the_one_that_is_kept(twins: tuple[Engine, int]) -> None:
    engine, number = twins
    answer(engine, 1, "de-essen")
    with Session(engine) as session:
        document = read_document(session, number)
        assert document is not None
        assert document.members == (
            Member("38169"),
            Member("de-essen", name_as_written="Stadt Essen-Ruhr"),
            Member("it-catania"),
        )
        kept = read_authority_documents(session, ["de-essen"])["de-essen"]
        assert {"Stadt Essen-Ruhr", "Assindia"} <= set(kept.names)
        assert kept.population == 580000
        assert current_code(session, "de-stadt") == "de-essen"
        assert count(session, Selection(collectivite=("de-stadt",))) == 2
        assert find_place(session, STADT) == "de-stadt"
        assert history.first_broken(session) is None
        reasons = [one.reason for one in history.revisions_of(session, "authority", "de-stadt")]
        assert "Réunion de « de-stadt » à « de-essen »" in reasons[0]


def test_who_looks_for_the_other_name_finds_the_one_that_is_kept(
    twins: tuple[Engine, int],
) -> None:
    engine, _ = twins
    answer(engine, 1, "de-essen")
    with Session(engine) as session:
        assert [one.code for one in named(session, "Stadt Essen-Ruhr")] == ["de-essen"]
        found = suggest(session, read_index(session), "Stadt Essen-Ruhr")
        assert [(one.code, one.why) for one in found] == [("de-essen", Why.OTHER_NAME)]


def test_what_was_united_is_two_again(twins: tuple[Engine, int]) -> None:
    engine, _ = twins
    with Session(engine) as session:
        before = fingerprint(session)
    for kept in ("de-essen", "de-stadt"):
        answer(engine, 1, kept)
        with transaction(engine) as session:
            assert fingerprint(session) != before
            settling.reopen(session, 1, by=BY)
            assert fingerprint(session) == before
            assert count_by_kind(session) == {"authorities": 1}


def test_records_that_now_unite_the_same_are_asked_about(engine: Engine) -> None:
    with transaction(engine) as session:
        add_all(session, {"de-stadt": STADT}, CAUSE)
        members = (Member("de-stadt"), Member("38185"))
        made = create(session, PartnershipDocument("jumelage", "haute", members=members), CAUSE)
        ask(session, "de-essen", "de-stadt")
    answer(engine, 1, "de-essen")
    with Session(engine) as session:
        (follow,) = list_doubts(session, most=5)
        assert isinstance(follow.content, PairContent)
        assert follow.content.numbers == (2, made)
        told = find_doubt(session, 1).answer
        assert (told.asked, told.follow) == ((follow.id,), (follow.id,))
    answer(engine, follow.id, "2")
    with pytest.raises(AnswerError, match="qui l’a suivie"), transaction(engine) as session:
        settling.reopen(session, 1, by=BY)
    with transaction(engine) as session:
        settling.reopen(session, follow.id, by=BY)
        settling.reopen(session, 1, by=BY)
        assert count_by_kind(session) == {"authorities": 1}
        assert get_partnership(session, made).members[0].code == "de-stadt"


def test_two_records_that_were_told_to_be_two_are_not_asked_about_again(engine: Engine) -> None:
    with transaction(engine) as session:
        add_all(session, {"de-stadt": STADT}, CAUSE)
        members = (Member("38185"), Member("de-stadt"))
        made = create(session, PartnershipDocument("jumelage", "haute", members=members), CAUSE)
        add_doubts(session, [NewDoubt(PairContent((2, made), "spelling", 0.8))])
        settling.drop(session, 1, by=BY)
        ask(session, "de-essen", "de-stadt")
    answer(engine, 2, "de-essen")
    with transaction(engine) as session:
        assert list_doubts(session, most=5) == []
        settling.reopen(session, 2, by=BY)
        assert session.get_one(Doubt, 1).state == "dropped"


def test_the_records_of_two_partners_that_are_two_are_two(engine: Engine) -> None:
    codes = "de-essen | de-stadt"
    with transaction(engine) as session:
        add_all(session, {"de-stadt": STADT}, CAUSE)
        pairs = [
            PairContent((2, 9), "spelling", 0.8, (("double", codes), ("year_unknown", ""))),
            PairContent((2, 3), "split", 0.8, (("year", "1961 | 1976"),)),
        ]
        add_doubts(session, [NewDoubt(pair) for pair in pairs])
        ask(session, "de-essen", "de-stadt")
        settling.drop(session, 3, by=BY)
        assert [one.id for one in list_doubts(session, most=5)] == [2]
        assert find_doubt(session, 3).answer.follow == (1,)
        assert (find_doubt(session, 1).state, find_doubt(session, 1).decided_by) == ("dropped", BY)
    with transaction(engine) as session:
        settling.reopen(session, 3, by=BY)
        assert [one.id for one in list_doubts(session, most=5)] == [1, 2, 3]


def test_a_third_code_follows_to_the_last_one(twins: tuple[Engine, int]) -> None:
    engine, number = twins
    with transaction(engine) as session:
        add_all(session, {"de-third": AuthorityDocument("municipality", "Essen III", "DE")}, CAUSE)
        second = ask(session, "de-stadt", "de-third")
        third = ask(session, "de-essen", "de-third")
    answer(engine, 1, "de-stadt")
    answer(engine, second, "de-third")
    with Session(engine) as session:
        for code in ("de-essen", "de-stadt"):
            document = read_authority_documents(session, [code])[code]
            assert document.successor == "de-third"
        assert [one.code for one in get_partnership(session, number).foreign_members] == [
            "de-third",
            "it-catania",
        ]
        pair = find_doubt(session, third).content
        assert isinstance(pair, AuthorityPairContent)
        assert [one.body.code for one in of_pair(session, pair) if one.body] == ["de-third"]
    # They are one already: nothing is written, and the question has its answer.
    answer(engine, third, "de-essen")
    with transaction(engine) as session:
        assert find_doubt(session, third).answer.kept == "de-third"
        with pytest.raises(Exception, match="a changé de nouveau depuis"):
            settling.reopen(session, 1, by=BY)


def test_what_people_said_of_a_name_follows(twins: tuple[Engine, int]) -> None:
    engine, _ = twins
    with transaction(engine) as session:
        session.add(NameDecision(key="foreign|DE||assindia|", code="de-stadt", doubt_id=1))
    answer(engine, 1, "de-essen")
    with Session(engine) as session:
        assert decisions(session) == {"foreign|DE||assindia|": "de-essen"}


@pytest.mark.parametrize("answers", [(), ("it-catania",), ("de-essen", "de-stadt"), ("new",)])
def test_only_one_of_the_two_is_kept(twins: tuple[Engine, int], answers: tuple[str, ...]) -> None:
    engine, _ = twins
    with Session(engine) as session:
        before = fingerprint(session)
    with pytest.raises(AnswerError):
        answer(engine, 1, *answers)
    with Session(engine) as session:
        assert fingerprint(session) == before


def test_an_undo_keeps_what_was_said_elsewhere_since(twins: tuple[Engine, int]) -> None:
    engine, _ = twins
    answer(engine, 1, "de-essen")
    with transaction(engine) as session:
        kept = read_authority_documents(session, ["de-essen"])["de-essen"]
        renamed = msgspec.structs.replace(kept, name_fr="Essen-sur-Ruhr")
        save_all(session, {"de-essen": renamed}, Cause("user:2", "Le nom français."))
        settling.reopen(session, 1, by=BY)
        now = read_authority_documents(session, ["de-essen"])["de-essen"]
        assert now.name_fr == "Essen-sur-Ruhr"
        assert "Assindia" not in now.names


def test_a_rough_point_gives_way_to_the_place_itself() -> None:
    rough = AuthorityDocument("municipality", "Essen", "DE", lon=10.0, lat=51.0,
                              location_method="country", location_precision="country")  # fmt: skip
    united = unite_authorities(rough, STADT)
    assert (united.lon, united.lat, united.location_precision) == (7.013, 51.452, "place")
    assert (unite_authorities(STADT, rough).lon, united.name) == (7.013, "Essen")
