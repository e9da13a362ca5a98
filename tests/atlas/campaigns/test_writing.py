"""Letters and reminders: to whom they must go, and never twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.campaigns import answering, progress, running, writing
from atlas.campaigns.answers import CONFIRM, Answer
from atlas.campaigns.running import InvalidCampaignError
from atlas.database import transaction
from atlas.model import CampaignLetter, Letter
from tests.support.campaigns import (
    AT,
    POST,
    TODAY,
    all_gone,
    invitation_of,
    make,
    make_for,
)


def after(days: int) -> dt.datetime:
    return AT + dt.timedelta(days=days)


def bodies(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        return {row.recipient: row.body for row in session.scalars(select(Letter))}


def test_each_collectivite_with_an_address_gets_one_letter_with_its_own_link(
    engine: Engine,
) -> None:
    number = make(engine)
    assert writing.write_first(engine, number, POST, AT) == 2
    assert writing.write_first(engine, number, POST, AT) == 0
    written = bodies(engine)
    assert set(written) == {"mairie@grenoble.fr", "accueil@fontaine.fr"}
    assert "pour Grenoble\N{NO-BREAK SPACE}: 3 liens." in written["mairie@grenoble.fr"]
    assert "jusqu’au 30 avril 2026" in written["mairie@grenoble.fr"]
    found = {
        re.search(r"https://atlas\.test/verifier/\S+", body).group() for body in written.values()
    }  # type: ignore[union-attr]
    assert len(found) == 2


def test_letters_wait_for_the_mail_command_and_say_so(engine: Engine) -> None:
    number = make(engine)
    writing.write_first(engine, number, POST, AT)
    with Session(engine) as session:
        assert all(session.scalars(select(Letter.bulk)))
        states = {one.code: one.state for one in progress.list_invitations(session, number)}
    assert states["38185"] == progress.WAITING
    assert states["38D"] == progress.NO_ADDRESS


def test_what_a_name_holds_is_text_whatever_its_braces(engine: Engine) -> None:
    number = make_for(engine, "94038", addresses="94038;mairie@hay.fr")
    with transaction(engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE authority SET name = '{lien}{0.__class__}' WHERE code = '94038'"
        )
    writing.write_first(engine, number, POST, AT)
    body = bodies(engine)["mairie@hay.fr"]
    assert "pour {lien}{0.__class__}\N{NO-BREAK SPACE}: 1 lien." in body


def test_a_campaign_that_is_not_open_writes_nobody(engine: Engine) -> None:
    number = make(engine)
    for moment in (after(-5), after(90)):
        for write in (writing.write_first, writing.write_reminders):
            with pytest.raises(InvalidCampaignError, match="n’est pas ouverte"):
                write(engine, number, POST, moment)
    assert bodies(engine) == {}


def reminded(engine: Engine, number: int, at: dt.datetime) -> int:
    with transaction(engine) as session:
        due = writing.count_due(session, number, at)
    written = writing.write_reminders(engine, number, POST, at)
    assert written == due
    with transaction(engine) as session:
        all_gone(session, at.isoformat())
    return written


def test_reminders_go_to_the_silent_after_the_delay_and_stop(engine: Engine) -> None:
    number = make(engine)
    writing.write_first(engine, number, POST, AT)
    assert writing.write_reminders(engine, number, POST, after(20)) == 0, "the first has not left"
    with transaction(engine) as session:
        all_gone(session, AT.isoformat())
        answering.confirm_the_rest(session, invitation_of(session, "38169"), TODAY)
    assert reminded(engine, number, after(13)) == 0
    assert reminded(engine, number, after(14)) == 1
    assert reminded(engine, number, after(14)) == 0
    assert reminded(engine, number, after(28)) == 1
    assert reminded(engine, number, after(50)) == 0, "two at most"
    with Session(engine) as session:
        (one,) = [i for i in progress.list_invitations(session, number) if i.code == "38185"]
        letter = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert [day[:10] for day in one.reminders] == ["2026-03-16", "2026-03-30"]
    assert letter is not None
    assert letter.subject.startswith("Rappel\N{NO-BREAK SPACE}: ")


def test_a_reminder_says_when_the_first_letter_left_or_that_something_was_begun(
    engine: Engine,
) -> None:
    number = make(engine)
    writing.write_first(engine, number, POST, AT)
    with transaction(engine) as session:
        all_gone(session, AT.isoformat())
        answering.send(session, invitation_of(session, "38185"), {"2": Answer(CONFIRM)}, TODAY)
    writing.write_reminders(engine, number, POST, after(14))
    with Session(engine) as session:
        late = {
            row.recipient: row.body
            for row in session.scalars(select(Letter).where(Letter.sent_at.is_(None)))
        }
    assert "Merci d’avoir commencé" in late["mairie@grenoble.fr"]
    assert "Nous vous avons écrit le 2 mars 2026" in late["accueil@fontaine.fr"]


def test_who_finished_or_whose_link_was_revoked_is_left_in_peace(engine: Engine) -> None:
    number = make(engine)
    writing.write_first(engine, number, POST, AT)
    with transaction(engine) as session:
        all_gone(session, AT.isoformat())
        answering.finish(session, invitation_of(session, "38185"))
        invitation_of(session, "38169").revoked_at = "2026-03-03"
    assert writing.write_reminders(engine, number, POST, after(30)) == 0


def test_what_waits_of_a_campaign_that_is_over_never_leaves(engine: Engine) -> None:
    writing.write_first(engine, make(engine), POST, AT)
    writing.forget_late(engine, after(30).date())
    assert len(bodies(engine)) == 2
    writing.forget_late(engine, after(60).date())
    assert bodies(engine) == {}


class KilledError(Exception):
    """The command stopped between two transactions."""


def test_a_command_that_is_killed_writes_nobody_twice(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    number = make(engine)

    def kill(_more: int) -> None:
        raise KilledError

    with pytest.raises(KilledError):
        writing.write_first(engine, number, POST, AT, kill)
    assert len(bodies(engine)) == 1
    assert writing.write_first(engine, number, POST, AT) == 1
    with Session(engine) as session:
        assert len(session.scalars(select(CampaignLetter)).all()) == 2
        assert running.find(session, number).invitations == 5
