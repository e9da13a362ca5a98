"""Letters go through a real SMTP server, once each, and none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.model import Letter
from atlas.services import letters, server_answers
from atlas.settings import Settings, load_settings
from scripts.lib.server import free_port
from tests.support.post_office import post_office


def settings(port: int) -> Settings:
    return load_settings(
        {
            "ATLAS_SMTP_HOST": "127.0.0.1",
            "ATLAS_SMTP_PORT": str(port),
            "ATLAS_MAIL_FROM": "atlas@exemple.fr",
        }
    )


def write(engine: Engine, *recipients: str) -> None:
    with transaction(engine) as session:
        for recipient in recipients:
            letters.write(session, recipient, "Un été\nà Œuilly", "Bonjour,\n\nà bientôt — L’Haÿ\n")


def test_a_letter_arrives_whole_and_once(engine: Engine) -> None:
    write(engine, "une@atlas.fr")
    with post_office() as office:
        first = letters.send_waiting(engine, settings(office.port))
        again = letters.send_waiting(engine, settings(office.port))
    assert (first.sent, first.waiting, again.sent) == (1, 0, 0)
    (message,) = office.received
    assert message["To"] == "une@atlas.fr"
    assert message["From"] == "atlas@exemple.fr"
    assert message["Subject"] == "Un été à Œuilly"
    assert message["Message-ID"]
    assert message.get_content().splitlines() == ["Bonjour,", "", "à bientôt — L’Haÿ"]
    with Session(engine) as session:
        (row,) = session.scalars(select(Letter))
        assert (row.body, row.problem) == ("", "")
        assert row.sent_at


def test_a_server_that_does_not_answer_loses_nothing(engine: Engine) -> None:
    write(engine, "une@atlas.fr")
    down = letters.send_waiting(engine, settings(free_port()))
    assert (down.sent, down.waiting) == (0, 1)
    assert down.problem
    with Session(engine) as session:
        (waiting,) = letters.list_waiting(session)
        assert waiting.problem
        assert "à bientôt" in waiting.body
    with post_office() as office:
        assert letters.send_waiting(engine, settings(office.port)).sent == 1
    assert len(office.received) == 1


def test_a_refused_recipient_does_not_hold_back_the_others(engine: Engine) -> None:
    write(engine, "personne@atlas.fr", "une@atlas.fr", "deux@atlas.fr")
    with post_office() as office:
        office.refused.add("personne@atlas.fr")
        done = letters.send_waiting(engine, settings(office.port))
    assert (done.sent, done.waiting) == (2, 1)
    assert done.problem == "550 no such mailbox"
    assert server_answers.is_refusal(done.problem)
    assert [message["To"] for message in office.received] == ["une@atlas.fr", "deux@atlas.fr"]


def test_a_server_that_does_not_know_the_atlas_refuses_no_address(engine: Engine) -> None:
    write(engine, "une@atlas.fr")
    with post_office() as office:
        office.refused.add("atlas@exemple.fr")
        done = letters.send_waiting(engine, settings(office.port))
    assert done.problem == "SMTPSenderRefused 550 not from you"
    assert not server_answers.is_refusal(done.problem)


def test_a_server_that_asks_to_try_again_refuses_nothing() -> None:
    for problem in ("450 try later", "", "[Errno 111] Connection refused", "5500 letters"):
        assert not server_answers.is_refusal(problem)


def test_one_letter_is_sent_and_no_other(engine: Engine) -> None:
    write(engine, "une@atlas.fr", "deux@atlas.fr", "trois@atlas.fr")
    with post_office() as office:
        done = letters.send_waiting(engine, settings(office.port), only=[2])
    assert (done.sent, done.waiting) == (1, 0)
    assert [message["To"] for message in office.received] == ["deux@atlas.fr"]


def test_a_letter_has_one_blank_line_between_paragraphs_and_keeps_its_no_break_spaces(
    engine: Engine,
) -> None:
    subject = "Rappel\N{NO-BREAK SPACE}: tout est-il\r\nexact\N{NARROW NO-BREAK SPACE}?"
    with transaction(engine) as session:
        letters.write(
            session, "une@atlas.fr", subject, "\nUn  \n \n\n\n  deux\r\n\r\n\r\ntrois\nquatre"
        )
    with Session(engine) as session:
        (letter,) = letters.list_waiting(session)
    assert letter.body == "Un\n\n  deux\n\ntrois\nquatre\n"
    assert letter.subject == (
        "Rappel\N{NO-BREAK SPACE}: tout est-il exact\N{NARROW NO-BREAK SPACE}?"
    )


def test_without_a_server_letters_wait(engine: Engine) -> None:
    write(engine, "une@atlas.fr")
    assert letters.send_waiting(engine, load_settings({})).waiting == 1


def test_a_letter_of_what_did_not_happen_is_not_written(engine: Engine) -> None:
    def fail() -> None:
        with transaction(engine) as session:
            letters.write(session, "une@atlas.fr", "Non", "Non")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with Session(engine) as session:
        assert letters.list_waiting(session) == []


def test_two_processes_do_not_send_one_letter_twice(engine: Engine) -> None:
    write(engine, *(f"n{number}@atlas.fr" for number in range(12)))
    with post_office() as office, ThreadPoolExecutor(4) as pool:
        given = replace(settings(office.port))
        list(pool.map(lambda _: letters.send_waiting(engine, given), range(4)))
    received = sorted(message["To"] for message in office.received)
    assert received == sorted(f"n{number}@atlas.fr" for number in range(12))


def write_many(engine: Engine, number: int) -> None:
    with transaction(engine) as session:
        many = [(f"n{n}@atlas.fr", "Campagne", "Bonjour\n") for n in range(number)]
        assert len(letters.write_many(session, many)) == number


def test_nobody_waits_for_letters_to_many_people(engine: Engine) -> None:
    write_many(engine, 5)
    write(engine, "une@atlas.fr")
    with Session(engine) as session:
        assert letters.count_waiting(session) == 6
        assert letters.count_held_up(session) == 1, "what was not tried is not held up"
    with post_office() as office:
        letters.send_waiting(engine, settings(office.port), most_of_many=0)
        assert [message["To"] for message in office.received] == ["une@atlas.fr"]
        letters.send_waiting(engine, settings(office.port), most_of_many=2)
        assert len(office.received) == 3
        told: list[int] = []
        letters.send_waiting(
            engine, settings(office.port), progress=lambda done, _all: told.append(done)
        )
    assert len(office.received) == 6
    assert told == [1, 2, 3]


def test_of_letters_to_many_those_tried_least_go_first(engine: Engine) -> None:
    write_many(engine, 3)
    with post_office() as office:
        office.refused.add("n0@atlas.fr")
        for _ in range(3):
            letters.send_waiting(engine, settings(office.port), most_of_many=1)
    assert [message["To"] for message in office.received] == ["n1@atlas.fr", "n2@atlas.fr"]


def test_a_server_is_not_handed_too_many_letters_at_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "_PER_CONNECTION", 2)
    write_many(engine, 5)
    with post_office() as office:
        assert letters.send_waiting(engine, settings(office.port)).sent == 5
    assert len(office.received) == 5


def test_a_letter_in_passing_keeps_nothing_of_whom_it_was_for(engine: Engine) -> None:
    with transaction(engine) as session:
        letters.write(session, "lectrice@exemple.sn", "Une annonce", "Bonjour", passing=True)
        letters.write(session, "refusee@exemple.sn", "Une annonce", "Bonjour", passing=True)
        letters.write(session, "agent@ville.fr", "Une annonce", "Bonjour")
    with post_office() as office:
        office.refused.add("refusee@exemple.sn")
        letters.send_waiting(engine, settings(office.port))
    assert len(office.received) == 2
    with Session(engine) as session:
        # What could not be sent needs its address still.
        assert [row.recipient for row in session.scalars(select(Letter).order_by(Letter.id))] == [
            "", "refusee@exemple.sn", "agent@ville.fr",
        ]  # fmt: skip
