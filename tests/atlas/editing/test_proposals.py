"""Proposals: kept, decided, never public before."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing import history, proposals
from atlas.editing.differences import Difference, differences
from atlas.editing.documents import EventEntry, Member, PartnershipDocument, version
from atlas.editing.partnerships import FIRST_OWN, ChangedMeanwhileError, save_all
from atlas.editing.proposals import DecisionError
from atlas.editing.reading import read_document
from atlas.errors import NotFoundError
from tests.support.editing import CAUSE

AGENT, MAINTAINER = "user:7", "user:1"


def document(session: Session, number: int = 1) -> PartnershipDocument:
    found = read_document(session, number)
    assert found is not None
    return found


def noted(session: Session, note: str) -> PartnershipDocument:
    return msgspec.structs.replace(document(session), note=note)


def propose(session: Session, wanted: PartnershipDocument | None, number: int | None = 1) -> int:
    base = read_document(session, number) if number is not None else None
    return proposals.propose(
        session, number, wanted, title="A – B", base=base, author=AGENT, reason="Vu en mairie."
    )


def test_a_proposal_changes_nothing_until_it_is_accepted(engine: Engine) -> None:
    with transaction(engine) as session:
        before = document(session)
        made = propose(session, noted(session, "Proposée."))
        assert document(session) == before
        assert proposals.count_pending(session) == 1
        proposals.accept(session, made, by=MAINTAINER, answer="Merci.")
        assert document(session).note == "Proposée."
        decided = proposals.find(session, made)
        assert (decided.status, decided.decided_by, decided.answer) == (
            "accepted", MAINTAINER, "Merci.",
        )  # fmt: skip
        (revision,) = history.revisions_of(session, "partnership", "1")
        assert revision.id == decided.revision_id
        assert revision.author == MAINTAINER
        assert AGENT in revision.reason
        assert "Vu en mairie." in revision.reason


def test_what_changed_elsewhere_since_is_kept_and_on_the_same_point_stops(engine: Engine) -> None:
    with transaction(engine) as session:
        first = propose(session, noted(session, "Proposée."))
        named = msgspec.structs.replace(document(session), name="Accord")
        save_all(session, {1: named}, CAUSE)
        proposals.accept(session, first, by=MAINTAINER)
        assert (document(session).note, document(session).name) == ("Proposée.", "Accord")
        second = propose(session, noted(session, "Autre."))
        save_all(session, {1: noted(session, "Entre-temps.")}, CAUSE)
        with pytest.raises(ChangedMeanwhileError):
            proposals.accept(session, second, by=MAINTAINER)
        with pytest.raises(ChangedMeanwhileError):
            proposals.accept(
                session, second, by=MAINTAINER, amended=noted(session, "x"), expected="stale"
            )
        proposals.accept(
            session,
            second,
            by=MAINTAINER,
            amended=noted(session, "Amendée."),
            expected=version(document(session)),
        )
        assert document(session).note == "Amendée."
        assert proposals.find(session, second).status == "amended"


def test_a_refusal_says_why_and_a_decision_is_taken_once(engine: Engine) -> None:
    with transaction(engine) as session:
        made = propose(session, noted(session, "Non."))
        with pytest.raises(DecisionError, match="Dites pourquoi"):
            proposals.refuse(session, made, by=MAINTAINER, answer="  ")
        proposals.refuse(session, made, by=MAINTAINER, answer="Sans source.")
        for act in (
            lambda: proposals.accept(session, made, by=MAINTAINER),
            lambda: proposals.refuse(session, made, by=MAINTAINER, answer="x"),
            lambda: proposals.withdraw(session, made, author=AGENT),
        ):
            with pytest.raises(DecisionError, match="déjà été décidée"):
                act()
        assert history.count(session) == 0


def test_only_its_author_withdraws_a_proposal_and_a_new_one_replaces_it(engine: Engine) -> None:
    with transaction(engine) as session:
        first = propose(session, noted(session, "Une."))
        with pytest.raises(DecisionError, match="Seul l’auteur"):
            proposals.withdraw(session, first, author="user:8")
        second = propose(session, noted(session, "Deux."))
        assert proposals.find(session, first).status == "withdrawn"
        assert [one.id for one in proposals.list_proposals(session)] == [second]
        proposals.withdraw(session, second, author=AGENT)
        assert proposals.list_proposals(session) == []
        assert len(proposals.list_proposals(session, status=None, author=AGENT)) == 2
        with pytest.raises(NotFoundError):
            proposals.find(session, 99)


def test_a_new_partnership_is_made_when_it_is_accepted(engine: Engine) -> None:
    new = PartnershipDocument(
        "jumelage",
        "haute",
        members=(Member("38185"), Member("de-essen")),
        events=(EventEntry("signed", "2024"),),
    )
    with transaction(engine) as session:
        made = propose(session, new, None)
        number = proposals.accept(session, made, by=MAINTAINER)
        assert number == FIRST_OWN
        assert document(session, number) == new
        assert proposals.find(session, made).number == number


def test_differences_name_what_was_added_changed_and_removed() -> None:
    before = PartnershipDocument(
        "jumelage", "haute", events=(EventEntry("signed", "1963"), EventEntry("renewed", "1988"))
    )
    after = msgspec.structs.replace(
        before, note="n", events=(EventEntry("signed", "1964"), EventEntry("ended", "2024"))
    )
    assert differences(before, after) == [
        Difference("note", "", "n"),
        Difference("events", EventEntry("signed", "1963"), EventEntry("signed", "1964")),
        Difference("events", None, EventEntry("ended", "2024")),
        Difference("events", EventEntry("renewed", "1988"), None),
    ]
    assert differences(None, after) == [Difference("record", None, after)]
    assert differences(before, before) == []
