"""Answers are carried both ways, and neither side ever sees the other's address."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.accounts import people
from atlas.database import transaction
from atlas.errors import NotFoundError
from atlas.exchange import adverts, conversations, links, replies
from atlas.exchange.links import ADVERTISER, READER, DeadLinkError
from atlas.exchange.replies import AdvertClosedError, InvalidReplyError, ReplyStateError
from atlas.model import Account, AdvertMessage, AdvertReply, Letter
from atlas.services import letters
from tests.support import exchange
from tests.support.exchange import AGENT, NOW, POST, agent, published, reply

WORDS = "Merci, nous en parlons au prochain conseil municipal."


@pytest.fixture
def number(engine: Engine) -> int:
    with transaction(engine) as session:
        return published(session, agent(session))


def waiting(engine: Engine) -> list[letters.LetterRecord]:
    with Session(engine) as session:
        return letters.list_waiting(session)


def answered(engine: Engine, number: int) -> tuple[int, str]:
    """Answer and confirm; return the conversation's id and its secret."""
    with transaction(engine) as session:
        replies.answer(session, POST, number, reply(), now=NOW)
        row = session.scalars(select(AdvertReply).order_by(AdvertReply.id.desc())).first()
        assert row is not None
        replies.confirm(session, POST, row.secret, now=NOW)
        return row.id, row.secret


def test_nothing_is_relayed_before_the_address_is_proved(engine: Engine, number: int) -> None:
    with transaction(engine) as session:
        replies.answer(session, POST, number, reply(), now=NOW)
    (letter,) = waiting(engine)
    assert letter.recipient == exchange.READER
    # Anybody may type anybody's address: none of their words may reach it.
    for words in (reply().message, reply().name, reply().body):
        assert words not in letter.body + letter.subject
    found = re.search(r"/bourse/confirmer/(\S+)", letter.body)
    assert found is not None
    secret = links.read_confirming(POST.secret_key, found[1])
    with transaction(engine) as session:
        assert conversations.of_adverts(session, [number]) == {number: []}
        replies.confirm(session, POST, secret, now=NOW)
        replies.confirm(session, POST, secret, now=NOW)
    (_, handed) = waiting(engine)
    assert handed.recipient == AGENT
    assert reply().message in handed.body
    assert exchange.READER not in handed.body + handed.subject


def test_messages_go_both_ways_and_no_address_is_in_them(engine: Engine, number: int) -> None:
    conversation, _ = answered(engine, number)
    with transaction(engine) as session:
        replies.write(session, POST, conversation, ADVERTISER, WORDS, now=NOW)
        assert not conversations.find(session, conversation).waits_for_advertiser
        replies.write(session, POST, conversation, READER, "Parfait, merci beaucoup.", now=NOW)
        assert conversations.find(session, conversation).waits_for_advertiser
        assert conversations.count_to_answer(session, ["38185"]) == 1
        assert conversations.count_to_answer(session, ["38169"]) == 0
    for letter in waiting(engine):
        others = {AGENT, exchange.READER} - {letter.recipient}
        assert not any(address in letter.subject + letter.body for address in others)
    shown = repr(conversations.find(Session(engine), conversation))
    assert AGENT not in shown
    assert exchange.READER not in shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"body": ""}, "body"),
        ({"contact": "pas une adresse"}, "contact"),
        ({"contact": "a@b.fr\nBcc: tous@exemple.fr"}, "contact"),
        ({"contact": "a,tous@exemple.fr"}, "contact"),
        ({"contact": "Une<a@exemple.fr>"}, "contact"),
        ({"name": "Une\nBcc: tous@exemple.fr"}, "name"),
        ({"body": "Une\x00ville"}, "body"),
        ({"message": "Court."}, "message"),
        ({"message": "x" * 4001}, "message"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_field(
    engine: Engine, number: int, changes: dict[str, str], field: str
) -> None:
    with transaction(engine) as session, pytest.raises(InvalidReplyError) as refused:
        replies.answer(session, POST, number, reply(**changes), now=NOW)
    assert {name for name, _ in refused.value.problems} == {field}
    assert waiting(engine) == []


def test_no_header_of_a_letter_holds_what_somebody_typed_on_more_than_one_line(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        author = agent(session)
        number = published(session, author, title="Un titre\r\nBcc: tous@exemple.fr")
        replies.answer(session, POST, number, reply(), now=NOW)
    (letter,) = waiting(engine)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_one_address_is_not_flooded_with_letters(engine: Engine, number: int) -> None:
    with transaction(engine) as session:
        for n in range(3):
            replies.answer(
                session, POST, number, reply(message=f"Un message assez long, numéro {n}."), now=NOW
            )
        with pytest.raises(InvalidReplyError):
            replies.answer(session, POST, number, reply(), now=NOW)
    assert len(waiting(engine)) == 3


def test_a_closed_advert_takes_no_answer_and_one_given_before_is_not_handed_over(
    engine: Engine, number: int
) -> None:
    with transaction(engine) as session:
        replies.answer(session, POST, number, reply(), now=NOW)
        adverts.withdraw(session, number)
    with transaction(engine) as session:
        with pytest.raises(AdvertClosedError):
            replies.answer(session, POST, number, reply(), now=NOW)
        (row,) = session.scalars(select(AdvertReply))
        with pytest.raises(AdvertClosedError):
            replies.confirm(session, POST, row.secret, now=NOW)
    assert len(waiting(engine)) == 1


def test_a_conversation_goes_on_after_the_end_of_its_advert(engine: Engine, number: int) -> None:
    conversation, _ = answered(engine, number)
    with transaction(engine) as session:
        adverts.withdraw(session, number)
        replies.write(session, POST, conversation, ADVERTISER, WORDS, now=NOW)
    assert waiting(engine)[-1].recipient == exchange.READER


@pytest.mark.parametrize("side", [READER, ADVERTISER])
def test_whoever_ends_it_erases_all_of_it_and_the_other_is_told(
    engine: Engine, number: int, side: str
) -> None:
    conversation, secret = answered(engine, number)
    with transaction(engine) as session:
        replies.close(session, POST, conversation, side)
    told = waiting(engine)[-1]
    assert told.recipient == (AGENT if side == READER else exchange.READER)
    with transaction(engine) as session:
        (row,) = session.scalars(select(AdvertReply))
        assert (row.name, row.body, row.contact) == ("", "", "")
        assert session.scalar(select(func.count()).select_from(AdvertMessage)) == 0
        with pytest.raises(DeadLinkError):
            conversations.by_secret(session, secret)
        with pytest.raises(NotFoundError):
            replies.write(session, POST, conversation, side, WORDS, now=NOW)


def test_an_abuse_stops_the_conversation_until_it_is_decided(engine: Engine, number: int) -> None:
    conversation, _ = answered(engine, number)
    with transaction(engine) as session:
        with pytest.raises(InvalidReplyError):
            replies.report(session, POST, conversation, ADVERTISER, " ")
        replies.report(session, POST, conversation, ADVERTISER, "De la publicité.")
        for act in (
            lambda: replies.write(session, POST, conversation, READER, WORDS, now=NOW),
            lambda: replies.close(session, POST, conversation, READER),
            lambda: replies.report(session, POST, conversation, READER, "Non, vous."),
        ):
            with pytest.raises(ReplyStateError):
                act()
        (reported,) = conversations.list_reported(session)
        assert reported.reason == "De la publicité."
        replies.settle(session, conversation, erase=False)
        replies.write(session, POST, conversation, READER, WORDS, now=NOW)
        with pytest.raises(ReplyStateError):
            replies.settle(session, conversation, erase=True)
        replies.report(session, POST, conversation, READER, "Des insultes.")
        replies.settle(session, conversation, erase=True)
        assert conversations.list_reported(session) == []


def test_links_are_of_one_side_of_one_conversation_and_die_with_the_account(
    engine: Engine, number: int
) -> None:
    _, secret = answered(engine, number)
    with transaction(engine) as session:
        (account,) = session.scalars(select(Account))
        token = links.make(POST.secret_key, ADVERTISER, secret, account.id)
        for purpose in (READER, "confirm"):
            with pytest.raises(DeadLinkError):
                links.read(POST.secret_key, purpose, token)
        for broken in (token[:-2], "", "x", f"a{token}"):
            with pytest.raises(DeadLinkError):
                links.read(POST.secret_key, ADVERTISER, broken)
        with pytest.raises(DeadLinkError):
            links.read("un autre secret", ADVERTISER, token)
        assert links.read(POST.secret_key, ADVERTISER, token) == (secret, account.id)
        assert conversations.of_advertiser(session, secret, account.id).secret == secret
        account.active = False
        session.flush()
        for stranger in (account.id, 0, 4242):
            with pytest.raises(DeadLinkError):
                conversations.of_advertiser(session, secret, stranger)


def test_an_agent_who_changed_authority_no_longer_reads_its_answers(
    engine: Engine, number: int
) -> None:
    _, secret = answered(engine, number)
    with transaction(engine) as session:
        (account,) = session.scalars(select(Account))
        account.authorities[0].code = "38169"
        session.flush()
        with pytest.raises(DeadLinkError):
            conversations.of_advertiser(session, secret, account.id)


def test_what_a_letter_keeps_once_sent_is_public(engine: Engine, number: int) -> None:
    answered(engine, number)
    with Session(engine) as session:
        for letter in session.scalars(select(Letter)):
            assert adverts.find(session, number).content.title in letter.subject
            assert reply().name not in letter.subject


def test_the_team_is_written_to_once_for_each_abuse_and_no_more_than_a_few_times_a_day(
    engine: Engine, number: int
) -> None:
    with transaction(engine) as session:
        for email, role in (("une@atlas.fr", "mainteneur"), ("en@atlas.fr", "administrateur")):
            people.invite(session, email, role).password = "set"
        people.find(session, "en@atlas.fr").language = "en"
        people.invite(session, "pas-encore@atlas.fr", "mainteneur")
        people.invite(session, "lit@atlas.fr", "lecteur").password = "set"
        people.invite(session, "partie@atlas.fr", "mainteneur").password = "set"
        people.find(session, "partie@atlas.fr").active = False
    for time in range(7):
        conversation, _ = answered(engine, number)
        with transaction(engine) as session:
            replies.report(session, POST, conversation, READER, "Des insultes de qui@exemple.fr.")
        told = [one for one in waiting(engine) if "abus" in one.subject]
        assert len(told) == 2 * min(time + 1, 5)
    assert {one.recipient for one in told} == {"une@atlas.fr", "en@atlas.fr"}
    for one in told:
        assert "/gestion/bourse/echanges/" in one.body
        assert "la personne qui a répondu" in one.body
        assert "insultes" not in one.body
        assert exchange.READER not in one.body
        assert ("[en]" in one.body, "/en/gestion/" in one.body) == (
            (True, True) if one.recipient == "en@atlas.fr" else (False, False)
        )
