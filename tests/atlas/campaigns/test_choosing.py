"""Whom a campaign asks, and where it writes."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.accounts import people
from atlas.campaigns import running
from atlas.campaigns.addresses import RefusedLine, Why, read_addresses
from atlas.campaigns.choosing import NEVER, Criteria, choose, split_codes
from atlas.campaigns.running import InvalidCampaignError
from atlas.database import transaction
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from tests.support.campaigns import TODAY, draft, make, make_for
from tests.support.editing import CAUSE


def codes(session: Session, criteria: Criteria) -> list[str]:
    return [one.code for one in choose(session, criteria, TODAY)[0]]


def verify(session: Session, day: str | None, *numbers: int) -> None:
    for number in numbers:
        document = read_document(session, number)
        assert document is not None
        changed = msgspec.structs.replace(document, last_verified=day)
        save_all(session, {number: changed}, CAUSE)


def test_every_collectivite_with_a_link_is_asked_once_merged_ones_with_their_commune(
    session: Session,
) -> None:
    chosen, wrong = choose(session, Criteria(), TODAY)
    assert [(one.code, one.links) for one in chosen] == [
        ("38169", 2), ("38185", 3), ("38D", 2), ("94038", 1), ("98818", 1),
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(departements=("94", "988")), ["94038", "98818"]),
        (Criteria(regions=("84",)), ["38169", "38185", "38D"]),
        (Criteria(kinds=("departement",)), ["38D"]),
        (Criteria(regions=("84",), kinds=("commune",)), ["38169", "38185"]),
        (Criteria(regions=("93",)), []),
    ],
)
def test_conditions_add_up(session: Session, criteria: Criteria, expected: list[str]) -> None:
    assert codes(session, criteria) == expected


def test_staleness_chooses_who_has_a_link_that_nobody_verified(engine: Engine) -> None:
    with transaction(engine) as session:
        verify(session, "2022-05-01", 2, 3, 4)
        assert "38185" not in codes(session, Criteria(stale_years=NEVER))
        assert "38D" in codes(session, Criteria(stale_years=NEVER))
        assert "38185" in codes(session, Criteria(stale_years=3))
        assert "38185" not in codes(session, Criteria(stale_years=4))


def test_pasted_codes_are_resolved_and_wrong_ones_told(session: Session) -> None:
    criteria = Criteria(codes=split_codes("38185, 38500;38169\n\n 84D de-essen 99999 38185"))
    chosen, wrong = choose(session, criteria, TODAY)
    # 38500 was merged into 38169; a collectivité without link can be asked for one.
    assert [(one.code, one.links) for one in chosen] == [("38169", 2), ("38185", 3), ("84D", 0)]
    assert wrong == ["de-essen", "99999"]


def test_addresses_are_read_as_teams_write_them(session: Session) -> None:
    text = (
        "Code;Courriel\n38185;MAIRIE@grenoble.fr\n\n38500\taccueil@fontaine.fr\n"
        "99999;perdu@ville.fr\n94038;pas une adresse\n38D,cd@isere.fr\n98818\n"
    )
    found = read_addresses(session, text)
    assert found.found == {
        "38185": "mairie@grenoble.fr", "38169": "accueil@fontaine.fr", "38D": "cd@isere.fr",
    }  # fmt: skip
    assert [line.number for line in found.refused] == [5, 6, 8]


def test_each_refused_line_says_why_and_no_address_takes_the_place_of_another(
    session: Session,
) -> None:
    text = "38185;une@b.fr\n99999;x@b.fr\n38D;rien\n38185;deux@b.fr\n38185;UNE@b.fr\n"
    found = read_addresses(session, text)
    assert found.found == {"38185": "une@b.fr"}
    assert [(line.number, line.why) for line in found.refused] == [
        (2, Why.CODE), (3, Why.EMAIL), (4, Why.REPEATED),
    ]  # fmt: skip


def test_a_table_without_heading_loses_no_line(session: Session) -> None:
    assert read_addresses(session, "38185;a@b.fr").found == {"38185": "a@b.fr"}
    assert read_addresses(session, "38185;a@b").refused == (RefusedLine(1, "38185;a@b", Why.EMAIL),)


def test_agents_are_written_to_where_the_team_gives_no_address(engine: Engine) -> None:
    with transaction(engine) as session:
        for email, code, joined in (
            ("agent@isere.fr", "38D", True),
            ("autre@grenoble.fr", "38185", True),
            ("jamais@hay.fr", "94038", False),
        ):
            account = people.invite(session, email, "agent", authorities=[code])
            account.password = "hash" if joined else None
        planned = running.plan(session, draft(), TODAY)
    emails = {one.code: email for one, email in planned.asked}
    assert emails["38D"] == "agent@isere.fr"
    assert emails["38185"] == "mairie@grenoble.fr"
    assert emails["94038"] == ""
    assert planned.addressed == 3


def test_a_preview_writes_nothing_and_tells_what_is_unused(engine: Engine) -> None:
    with transaction(engine) as session:
        planned = running.plan(session, draft(criteria=Criteria(codes=("38169",))), TODAY)
        assert running.list_campaigns(session) == []
    assert (len(planned.asked), planned.addressed, planned.unused) == (1, 1, 1)


def test_a_campaign_is_open_between_its_days_until_it_is_closed(engine: Engine) -> None:
    number = make(engine)
    with transaction(engine) as session:
        made = running.find(session, number)
        assert (made.invitations, made.year) == (5, 2026)
        assert made.is_open(TODAY)
        assert not made.is_open(TODAY.replace(month=2))
        assert not made.is_open(TODAY.replace(month=5))
        running.close(session, number)
        assert running.list_open(session, TODAY) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "titre"),
        ({"title": "x" * 121}, "titre"),
        ({"closes_on": "30 avril"}, "ferme"),
        ({"closes_on": "2026-02-01", "opens_on": "2026-01-01"}, "ferme"),
        ({"opens_on": "2026-06-01"}, "ferme"),
        ({"reminder_days": 0}, "rappel"),
        ({"letter": "Bonjour {collectivite}"}, "lettre"),
        ({"letter": "{lien} {secret_key}"}, "lettre"),
        ({"criteria": Criteria(regions=("93",))}, "choix"),
    ],
)
def test_what_cannot_be_a_campaign_is_told_by_field(
    engine: Engine, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidCampaignError) as refused:
        make(engine, **wrong)
    assert refused.value.field == field
    with transaction(engine) as session:
        assert running.list_campaigns(session) == []


def test_a_campaign_about_nobody_that_exists_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidCampaignError):
        make_for(engine, "99999")
