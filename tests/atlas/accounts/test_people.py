"""Accounts: inviting, roles, closing; what is refused, in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from atlas.accounts import links, people, recovery, sessions
from atlas.accounts.links import InvalidLinkError
from atlas.accounts.people import InvalidAccountError
from atlas.accounts.roles import ROLES, Permission, may, needs_second_factor
from atlas.database import transaction
from atlas.model import Account

KEY = "a key of the tests, long enough to sign"


def test_an_invited_agent_works_for_the_authorities_named(engine: Engine) -> None:
    with transaction(engine) as session:
        people.invite(
            session, " Agent@Ville.FR ", "agent", name="  A.  B ", authorities=["38", "38185", ""]
        )
        (person,) = people.list_people(session)
    assert (person.email, person.name, person.role) == ("agent@ville.fr", "A. B", "agent")
    assert person.authorities == ("38185", "38D")
    assert not person.joined


@pytest.mark.parametrize(
    ("email", "role", "codes", "field", "said"),
    [
        ("pas une adresse", "lecteur", [], "courriel", "n’est pas une adresse"),
        ("x" * 300 + "@a.fr", "lecteur", [], "courriel", "n’est pas une adresse"),
        ("la@ville.fr", "roi", [], "role", "Le rôle «\\sroi\\s» n’existe pas"),
        ("la@ville.fr", "agent", [], "collectivites", "une collectivité au moins"),
        ("la@ville.fr", "agent", ["99999"], "collectivites", "99999"),
        ("la@ville.fr", "agent", ["de-essen"], "collectivites", "pas une collectivité française"),
        ("deja@ville.fr", "lecteur", [], "courriel", "existe déjà"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_in_a_sentence(
    engine: Engine, email: str, role: str, codes: list[str], field: str, said: str
) -> None:
    with transaction(engine) as session:
        people.invite(session, "deja@ville.fr", "lecteur")
    with pytest.raises(InvalidAccountError, match=said) as refused, transaction(engine) as session:
        people.invite(session, email, role, authorities=codes)
    assert refused.value.field == field
    with transaction(engine) as session:
        assert len(people.list_people(session)) == 1


def test_the_last_administrator_stays(engine: Engine) -> None:
    with transaction(engine) as session:
        one = people.invite(session, "une@atlas.fr", "administrateur")
        for act in (
            lambda: people.close(session, one),
            lambda: people.change_role(session, one, "lecteur"),
        ):
            with pytest.raises(InvalidAccountError, match="doit garder une personne"):
                act()
        people.invite(session, "deux@atlas.fr", "administrateur")
        people.close(session, one)
        assert not one.active


def test_roles_grant_what_they_say_and_an_unknown_one_nothing() -> None:
    assert all(may(["administrateur"], permission) for permission in Permission)
    assert {p for p in Permission if may(["agent"], p)} == {Permission.ENTER, Permission.PROPOSE}
    assert {p for p in Permission if may(["lecteur"], p)} == {Permission.ENTER, Permission.AUDIT}
    assert not may(["mainteneur"], Permission.PEOPLE)
    assert not may(["roi"], Permission.ENTER)
    assert {role for role in ROLES if needs_second_factor([role])} == {
        "administrateur",
        "mainteneur",
    }


def test_a_link_serves_once_for_its_purpose_and_for_a_while(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        account = people.invite(session, "une@atlas.fr", "administrateur")
        token = links.make(KEY, "invitation", account)
        assert links.read(session, KEY, "invitation", token) is account
        for purpose, wrong, key in (
            ("mot-de-passe", token, KEY),
            ("invitation", token[:-1], KEY),
            ("invitation", token, "another key"),
            ("invitation", "", KEY),
        ):
            with pytest.raises(InvalidLinkError, match="incomplet"):
                links.read(session, key, purpose, wrong)
        account.password = "a hash"
        with pytest.raises(InvalidLinkError, match="déjà servi"):
            links.read(session, KEY, "invitation", token)
        monkeypatch.setitem(links.LASTING, "invitation", -1)
        with pytest.raises(InvalidLinkError, match="plus valable"):
            links.read(session, KEY, "invitation", token)


def test_a_recovery_code_serves_once(engine: Engine) -> None:
    with transaction(engine) as session:
        account = people.invite(session, "une@atlas.fr", "administrateur")
        codes = recovery.renew(account)
        assert len(set(codes)) == recovery.NUMBER == recovery.left(account)
        assert codes[0] not in account.recovery_codes
        assert not recovery.use(account, "aaaaa-aaaaa")
        assert recovery.use(account, codes[3].upper().replace("-", " "))
        assert not recovery.use(account, codes[3])
        assert recovery.left(account) == recovery.NUMBER - 1


def test_browsers_are_logged_out_when_unused_or_after_a_week_or_on_demand(engine: Engine) -> None:
    start = dt.datetime(2026, 11, 28, 8, tzinfo=dt.UTC)
    with transaction(engine) as session:
        mine = people.invite(session, "une@atlas.fr", "administrateur").id
        other = people.invite(session, "deux@atlas.fr", "administrateur").id
        desk, phone = (sessions.start(session, mine, name, start) for name in ("a", "b"))
        assert sessions.is_open(session, mine, desk, start + dt.timedelta(hours=11))
        assert not sessions.is_open(session, mine, desk, start + dt.timedelta(hours=13))
        assert not sessions.is_open(session, other, desk, start)
        assert not sessions.is_open(session, mine, "", start)
        at = start
        for _ in range(20):
            at += dt.timedelta(hours=10)
            sessions.note_visit(session, phone, at)
        assert not sessions.is_open(session, mine, phone, at)
        assert [s.browser for s in sessions.list_sessions(session, mine)] == ["b", "a"]
        sessions.end(session, other, sessions.identifier(desk))
        assert len(sessions.list_sessions(session, mine)) == 2
        sessions.end_all(session, mine, but=desk)
        assert [s.browser for s in sessions.list_sessions(session, mine)] == ["a"]
        people.close(session, session.get_one(Account, mine))
        assert sessions.list_sessions(session, mine) == []
