"""Five failures lock an address, with or without an account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from atlas.accounts import guard
from atlas.database import transaction
from atlas.model import LoginFailure

START = dt.datetime(2026, 11, 28, 8, tzinfo=dt.UTC)


def test_the_fifth_failure_locks_for_a_quarter_of_an_hour(engine: Engine) -> None:
    with transaction(engine) as session:
        locked = [guard.note_failure(session, "Une@Atlas.fr", START) for _ in range(5)]
        assert locked == [False] * 4 + [True]
        assert guard.waiting_time(session, "une@atlas.fr ", START) == 15 * 60 + 1
        later = START + guard.LOCKED_FOR
        assert guard.waiting_time(session, "une@atlas.fr", later) == 0
        assert guard.waiting_time(session, "autre@atlas.fr", START) == 0
        assert not guard.note_failure(session, "une@atlas.fr", later)


def test_failures_are_forgiven_and_forgotten(engine: Engine) -> None:
    with transaction(engine) as session:
        for _ in range(4):
            guard.note_failure(session, "une@atlas.fr", START)
        guard.forgive(session, "une@atlas.fr")
        assert not guard.note_failure(session, "une@atlas.fr", START)
        tomorrow = START + dt.timedelta(hours=25)
        for _ in range(3):
            assert not guard.note_failure(session, "une@atlas.fr", tomorrow)
        guard.forget_old(session, tomorrow + dt.timedelta(hours=25))
        assert session.query(LoginFailure).count() == 0


def test_addresses_are_not_kept_readable(engine: Engine) -> None:
    with transaction(engine) as session:
        guard.note_failure(session, "une@atlas.fr", START)
        (row,) = session.query(LoginFailure)
        assert "atlas" not in row.key
