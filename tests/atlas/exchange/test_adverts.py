"""Adverts: checked, moderated, found by the public while they last."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.errors import NotFoundError
from atlas.exchange import adverts, drafts, reading, terms
from atlas.exchange.adverts import AdvertStateError, ChangedAdvertError
from atlas.exchange.drafts import AdvertDraft, InvalidAdvertError
from atlas.exchange.reading import AdvertFilter
from atlas.model import KEPT, Account, Advert, AdvertMessage, AdvertReply, AdvertTerm
from tests.support.exchange import NOW, agent, content, published
from tests.support.small_atlas import HOSTILE_NAMES


@pytest.fixture(autouse=True)
def no_advert(engine: Engine) -> None:
    """The small atlas has adverts of its own: these tests count theirs."""
    with transaction(engine) as session:
        session.query(Advert).delete()


def problems(session: Session, **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidAdvertError) as refused:
        drafts.check(session, replace(drafts.typed(content()), **changes))
    return dict(refused.value.problems)


def test_what_is_typed_becomes_what_is_said_and_back(engine: Engine) -> None:
    said = content(
        population_from=2_000, population_to=20_000, continents=("AF",), partners=("region",)
    )
    with Session(engine) as session:
        assert drafts.check(session, drafts.typed(said)) == said


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"authority": "99999"}, "authority"),
        ({"authority": ""}, "authority"),
        ({"kind": "sell"}, "kind"),
        ({"title": "Court"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "Un titre\x00 avec un zéro"}, "title"),
        ({"text": "Trop court."}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"title": "Écrivez à maire@ville.fr, autour de l’eau"}, "title"),
        ({"text": "La ville cherche un partenaire : appelez le 04 76 00 00 00."}, "text"),
        ({"text": "La ville cherche un partenaire : voyez https://ville.fr/eau."}, "text"),
        ({"countries": ("XX",)}, "countries"),
        ({"countries": ("FR", "DE", "IT", "BF", "JP", "CL", "FR", "DE")}, None),
        ({"continents": ("AF", "EU", "AS", "OC")}, "continents"),
        ({"themes": ("alchimie",)}, "themes"),
        ({"languages": ("tlh",)}, "languages"),
        ({"partners": ("empire",)}, "partners"),
        ({"population_from": "beaucoup"}, "population_from"),
        ({"population_to": "99 999 999 999"}, "population_to"),
        ({"population_from": "9000", "population_to": "10"}, "population_to"),
        ({"countries": (), "themes": ()}, "countries"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_field(
    engine: Engine, changes: dict[str, object], field: str | None
) -> None:
    with Session(engine) as session:
        if field is None:
            checked = drafts.check(session, replace(drafts.typed(content()), **changes))
            assert checked.countries == ("FR", "DE", "IT", "BF", "JP", "CL")
        else:
            assert list(problems(session, **changes)) == [field]


def test_everything_that_is_wrong_is_told_at_once(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(InvalidAdvertError) as refused:
        drafts.check(session, AdvertDraft())
    assert {field for field, _ in refused.value.problems} == {
        "authority", "kind", "title", "text", "countries",
    }  # fmt: skip


def test_an_authority_is_named_by_code_or_name_and_a_former_one_stands_for_todays(
    engine: Engine,
) -> None:
    with Session(engine) as session:
        for typed, code in (
            ("38185", "38185"),
            (" grenoble ", "38185"),
            ("38500", "38169"),
            ("Catane", "it-catania"),
            ("84R", "84R"),
        ):
            draft = replace(drafts.typed(content()), authority=typed)
            assert drafts.check(session, draft).authority == code


def test_an_advert_waits_for_a_maintainer_then_lasts_six_months(engine: Engine) -> None:
    with transaction(engine) as session:
        number = adverts.create(session, content(), author="user:1", language="fr", now=NOW)
        adverts.propose(session, number)
        waiting = adverts.find(session, number)
        assert [one.id for one in reading.list_proposed(session)] == [number]
        assert reading.list_open(session, NOW) == []
        with pytest.raises(NotFoundError):
            reading.find_public(session, number, NOW)
        adverts.accept(session, number, by="user:2", expected=waiting.version, answer="", now=NOW)
        found = adverts.find(session, number)
        assert found.expires_at == "2027-05-28T09:00:00+00:00"
        last = dt.datetime(2027, 5, 28, 8, 59, 59, tzinfo=dt.UTC)
        assert [one.id for one in reading.list_open(session, last)] == [number]
        # Nobody needs to run a command for an advert to end.
        end = dt.datetime(2027, 5, 28, 9, tzinfo=dt.UTC)
        assert reading.list_open(session, end) == []
        assert reading.find_public(session, number, end).is_over(end)


def test_an_advert_published_at_the_end_of_august_ends_in_february(engine: Engine) -> None:
    assert terms.end_of(dt.datetime(2026, 8, 31, tzinfo=dt.UTC)).date() == dt.date(2027, 2, 28)


def test_a_maintainer_accepts_what_they_read_and_nothing_else(engine: Engine) -> None:
    with transaction(engine) as session:
        number = adverts.create(session, content(), author="user:1", language="fr", now=NOW)
        adverts.propose(session, number)
        read = adverts.find(session, number).version
        later = NOW + dt.timedelta(minutes=1)
        adverts.change(session, number, content(title="Tout autre chose"), expected=read, now=later)
        with pytest.raises(ChangedAdvertError):
            adverts.accept(session, number, by="user:2", expected=read, answer="", now=later)
        with pytest.raises(ChangedAdvertError):
            adverts.change(session, number, content(), expected=read, now=later)


def test_a_refusal_says_why_and_the_author_may_propose_again(engine: Engine) -> None:
    with transaction(engine) as session:
        number = adverts.create(session, content(), author="user:1", language="fr", now=NOW)
        with pytest.raises(AdvertStateError):
            adverts.refuse(session, number, by="user:2", answer="Non.", now=NOW)
        adverts.propose(session, number)
        with pytest.raises(AdvertStateError):
            adverts.refuse(session, number, by="user:2", answer="  ", now=NOW)
        adverts.refuse(session, number, by="user:2", answer="C’est une publicité.", now=NOW)
        assert adverts.find(session, number).answer == "C’est une publicité."
        with pytest.raises(AdvertStateError):
            adverts.refuse(session, number, by="user:2", answer="Encore.", now=NOW)
        adverts.propose(session, number)
        assert adverts.find(session, number).answer == ""


def test_renewing_gives_six_more_months_from_then_even_to_one_that_is_over(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        number = published(session, "user:1")
        later = NOW + dt.timedelta(days=300)
        assert adverts.find(session, number).is_over(later)
        adverts.renew(session, number, now=later)
        found = adverts.find(session, number)
        assert found.is_open(later + dt.timedelta(days=150))
        assert found.published_at == terms.iso(NOW)
        adverts.withdraw(session, number)
        with pytest.raises(AdvertStateError):
            adverts.renew(session, number, now=later)
        with pytest.raises(AdvertStateError):
            adverts.withdraw(session, number)


def test_readers_filter_by_sense_country_region_and_theme(engine: Engine) -> None:
    with transaction(engine) as session:
        water = published(session, "user:1")
        africa = published(
            session, "user:1", kind="offer", countries=(), continents=("AF",), themes=("culture",)
        )
        essen = published(session, "user:1", authority="de-essen", countries=("FR",), themes=())

        def found(**asked: str) -> set[int]:
            asked_for = AdvertFilter(**asked)
            rows = reading.list_open(session, NOW, asked_for)
            assert reading.count_open(session, NOW, asked_for) == len(rows)
            return {one.id for one in rows}

        assert found() == {water, africa, essen}
        assert found(kind="offer") == {africa}
        assert found(country="BF") == {water, africa}
        assert found(country="DE") == {essen}
        assert found(country="FR") == {essen}
        assert found(country="IT") == set()
        assert found(theme="eau") == {water}
        assert found(theme="eau", kind="offer") == set()
        assert reading.named_places_and_themes(session, NOW) == (
            {"BF", "FR", "DE"},
            {"eau", "culture"},
        )
        assert [one.id for one in reading.open_of_authority(session, "de-essen", NOW)] == [essen]


def test_drafts_of_others_are_seen_by_nobody(engine: Engine) -> None:
    with transaction(engine) as session:
        mine = adverts.create(session, content(), author="user:1", language="fr", now=NOW)
        theirs = adverts.create(session, content(), author="user:2", language="fr", now=NOW)
        assert [one.id for one in reading.of_everybody(session, "user:1", limit=9)] == [mine]
        for number in (mine, theirs):
            with pytest.raises(NotFoundError):
                reading.find_public(session, number, NOW)


def test_hostile_words_are_kept_as_they_are(engine: Engine) -> None:
    title = f"Un titre {HOSTILE_NAMES[0]}"
    with transaction(engine) as session:
        draft = replace(drafts.typed(content()), title=title, text=HOSTILE_NAMES[2] * 2)
        number = adverts.create(
            session, drafts.check(session, draft), author="user:1", language="fr", now=NOW
        )
        assert adverts.find(session, number).content.title == title


def test_answers_go_to_the_author_then_to_an_agent_of_the_authority(engine: Engine) -> None:
    with transaction(engine) as session:
        author, other = agent(session), agent(session, "autre@grenoble.fr")
        agent(session, "agent@fontaine.fr", "38169")
        advert = adverts.find(session, published(session, author))

        def reader() -> str | None:
            account = reading.correspondent(session, advert)
            return f"user:{account.id}" if account is not None else None

        assert reader() == author
        _close(session, author)
        assert reader() == other
        _close(session, other)
        assert reader() is None


def _close(session: Session, author: str) -> None:
    session.get_one(Account, int(author.partition(":")[2])).active = False
    session.flush()


def test_a_load_of_the_datasets_spares_what_people_wrote() -> None:
    for model in (Advert, AdvertTerm, AdvertReply, AdvertMessage):
        assert model.__table__.info == KEPT
