"""Personal links: good as often as needed, dead when they must be, made up by nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, inspect, text

from atlas.campaigns import links, running, writing
from atlas.campaigns.links import DeadLinkError, UnknownLinkError
from atlas.database import transaction
from tests.support.campaigns import AT, KEY, POST, TODAY, invitation_of, make_for


def test_a_link_serves_again_and_again(engine: Engine) -> None:
    make_for(engine, "38185")
    with transaction(engine) as session:
        token = links.make(KEY, invitation_of(session, "38185"))
        for _ in range(3):
            assert links.read(session, KEY, token, TODAY).code == "38185"


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token.swapcase(),
        lambda token: "",
        lambda token: "é" * 20,
        lambda token: "WzEsMV0." + token.split(".")[-1][::-1],
    ],
)
def test_a_link_that_was_cut_or_made_up_is_nobody_s(engine: Engine, change: object) -> None:
    make_for(engine, "38185")
    with transaction(engine) as session:
        token = links.make(KEY, invitation_of(session, "38185"))
        with pytest.raises(UnknownLinkError):
            links.read(session, KEY, change(token), TODAY)  # type: ignore[operator]
        with pytest.raises(UnknownLinkError):
            links.read(session, f"{KEY} of another site", token, TODAY)


def test_a_link_dies_with_its_campaign(engine: Engine) -> None:
    number = make_for(engine, "38185")
    with transaction(engine) as session:
        token = links.make(KEY, invitation_of(session, "38185"))
        links.read(session, KEY, token, TODAY.replace(month=4, day=30))
        with pytest.raises(DeadLinkError, match="close"):
            links.read(session, KEY, token, TODAY.replace(month=5))
        running.close(session, number)
        with pytest.raises(DeadLinkError, match="close"):
            links.read(session, KEY, token, TODAY)


def test_a_revoked_link_is_dead_and_the_next_one_is_another(engine: Engine) -> None:
    make_for(engine, "38185")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38185")
        first = links.make(KEY, invitation)
        invitation.revoked_at = "2026-03-02"
        with pytest.raises(DeadLinkError, match="remplacé"):
            links.read(session, KEY, first, TODAY)
        writing.write_again(session, invitation, POST)
        second = links.make(KEY, invitation)
        assert links.read(session, KEY, second, TODAY) is invitation
        with pytest.raises(DeadLinkError, match="remplacé"):
            links.read(session, KEY, first, TODAY)


def test_a_link_is_kept_nowhere_but_in_a_letter_that_waits(engine: Engine) -> None:
    number = make_for(engine, "38185")
    writing.write_first(engine, number, POST, AT)
    with transaction(engine) as session:
        token = links.make(KEY, invitation_of(session, "38185"))
        tables = inspect(session.connection()).get_table_names()
        holding = {
            table
            for table in tables
            if table.startswith(("campaign", "proposal", "letter", "revision"))
            for row in session.execute(text(f'SELECT * FROM "{table}"'))
            if token in str(tuple(row))
        }
    assert holding == {"letter"}
