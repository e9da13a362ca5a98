"""Time passes: a letter before the end, the end, what is erased; and nothing twice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.exchange import adverts, expiry, reading, replies
from atlas.exchange.conversations import CLOSED
from atlas.exchange.expiry import Passage, pass_time
from atlas.model import Advert, AdvertMessage, AdvertReply, Letter
from atlas.services import letters
from tests.support.exchange import AGENT, NOW, POST, agent, published, reply

DAY = dt.timedelta(days=1)
END = dt.datetime(2027, 5, 28, 9, tzinfo=dt.UTC)
NOTHING = Passage(0, 0, 0)


def letters_of(engine: Engine) -> list[letters.LetterRecord]:
    with Session(engine) as session:
        return letters.list_waiting(session)


def status(engine: Engine, number: int) -> str:
    with Session(engine) as session:
        return adverts.find(session, number).status


@pytest.fixture
def number(engine: Engine) -> int:
    """An advert of an agent, published at NOW; those of the small atlas last until 2098."""
    with transaction(engine) as session:
        return published(session, agent(session))


def test_its_author_is_told_two_weeks_before_the_end_and_once(engine: Engine, number: int) -> None:
    assert pass_time(engine, POST, now=END - 15 * DAY) == NOTHING
    assert pass_time(engine, POST, now=END - 13 * DAY) == Passage(1, 0, 0)
    assert pass_time(engine, POST, now=END - 13 * DAY) == NOTHING
    assert pass_time(engine, POST, now=END - 1 * DAY) == NOTHING
    (letter,) = letters_of(engine)
    assert letter.recipient == AGENT
    assert letter.subject.startswith("Votre annonce prend fin dans 13 jours")
    assert f"https://atlas.exemple.fr/gestion/bourse/{number}" in letter.body


def test_the_letter_is_in_the_language_of_its_reader(engine: Engine) -> None:
    with transaction(engine) as session:
        published(session, agent(session, language="en"))
    pass_time(engine, POST, now=END - DAY)
    (letter,) = letters_of(engine)
    assert letter.subject.startswith("[en]")
    assert "https://atlas.exemple.fr/en/gestion/bourse/" in letter.body


def test_it_ends_on_its_day_and_can_be_renewed_with_another_letter_to_come(
    engine: Engine, number: int
) -> None:
    assert pass_time(engine, POST, now=END) == Passage(0, 1, 0)
    assert status(engine, number) == "expired"
    assert pass_time(engine, POST, now=END + DAY) == NOTHING
    with transaction(engine) as session:
        adverts.renew(session, number, now=END + DAY)
    assert pass_time(engine, POST, now=END + 170 * DAY) == NOTHING
    assert pass_time(engine, POST, now=END + 175 * DAY).reminded == 1


def test_a_renewed_advert_is_told_of_again_before_its_new_end(engine: Engine, number: int) -> None:
    pass_time(engine, POST, now=END - 10 * DAY)
    with transaction(engine) as session:
        adverts.renew(session, number, now=END - 9 * DAY)
    assert pass_time(engine, POST, now=END) == NOTHING
    assert pass_time(engine, POST, now=END + 165 * DAY).reminded == 1
    assert len(letters_of(engine)) == 2


def test_an_advert_that_nobody_speaks_for_ends_without_a_letter(engine: Engine) -> None:
    with transaction(engine) as session:
        published(session, "user:4242")
    assert pass_time(engine, POST, now=END - DAY) == Passage(1, 0, 0)
    assert letters_of(engine) == []
    assert pass_time(engine, POST, now=END) == Passage(0, 1, 0)


@pytest.mark.parametrize("killed_at", range(1, 6))
def test_a_command_that_is_killed_does_nothing_twice_and_forgets_nothing(
    engine: Engine, killed_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        author = agent(session)
        near = [published(session, author) for _ in range(4)]
        over = [published(session, author, now=NOW - 20 * DAY) for _ in range(2)]
    at, done = END - 10 * DAY, 0
    each = expiry._each

    def dying(*arguments: object) -> bool:
        nonlocal done
        done += 1
        if done == killed_at:
            with transaction(engine) as session:  # It dies in the midst of its work.
                session.get_one(Advert, near[0]).title = "Ne doit pas rester"
                session.flush()
                raise KeyboardInterrupt
        return each(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(expiry, "_each", dying)
    with pytest.raises(KeyboardInterrupt):
        pass_time(engine, POST, now=at)
    monkeypatch.undo()
    pass_time(engine, POST, now=at)
    assert pass_time(engine, POST, now=at) == NOTHING
    assert [status(engine, number) for number in over] == ["expired"] * 2
    assert len(letters_of(engine)) == 4
    with Session(engine) as session:
        assert session.get_one(Advert, near[0]).title != "Ne doit pas rester"


def test_what_nobody_confirms_and_what_nobody_writes_to_is_erased(
    engine: Engine, number: int
) -> None:
    with transaction(engine) as session:
        replies.answer(session, POST, number, reply(), now=NOW)
        replies.answer(session, POST, number, reply(contact="autre@exemple.sn"), now=NOW)
        first = session.scalars(select(AdvertReply)).first()
        assert first is not None
        replies.confirm(session, POST, first.secret, now=NOW)
    assert pass_time(engine, POST, now=NOW + 2 * DAY).erased == 0
    assert pass_time(engine, POST, now=NOW + 3 * DAY).erased == 1
    with Session(engine) as session:
        (kept,) = session.scalars(select(AdvertReply))
        assert kept.contact
    assert pass_time(engine, POST, now=NOW + 89 * DAY).erased == 0
    assert pass_time(engine, POST, now=NOW + 90 * DAY).erased == 1
    with Session(engine) as session:
        (kept,) = session.scalars(select(AdvertReply))
        assert (kept.status, kept.name, kept.body, kept.contact) == (CLOSED, "", "", "")
        assert session.scalar(select(func.count()).select_from(AdvertMessage)) == 0


def test_a_letter_to_a_reader_forgets_whom_it_was_for(engine: Engine, number: int) -> None:
    with transaction(engine) as session:
        replies.answer(session, POST, number, reply(), now=NOW)
        (letter,) = session.scalars(select(Letter))
        assert letter.passing
        advert = adverts.find(session, number)
        assert reading.correspondent(session, advert) is not None
