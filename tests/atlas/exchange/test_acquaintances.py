"""Who the atlas knows that may advise, or be a partner: from its links, and from nothing else."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.exchange import acquaintances as module
from atlas.exchange.acquaintances import ADVISER, PARTNER, Acquaintance, acquaintances
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.matching import Party, Why
from atlas.exchange.suggesting import party
from atlas.queries.authorities import get_authority
from atlas.services.derivation import refresh_all
from scripts.benchmarks.national import cached_database
from tests.support.exchange import NOW, content
from tests.support.small_atlas import Builder

CONTINENTS = {"FR": "EU", "DE": "EU", "IT": "EU", "BF": "AF", "JP": "AS", "CL": "SA"}


def found(session: Session, said: AdvertContent) -> list[Acquaintance]:
    me = party(get_authority(session, said.authority), CONTINENTS)
    return acquaintances(session, said, me, today=NOW.date())


def told(session: Session, said: AdvertContent, role: str) -> dict[str, dict[Why, int]]:
    return {
        one.authority.code: {reason.why: reason.points for reason in one.reasons}
        for one in found(session, said)
        if one.role == role
    }


def add(engine: Engine, *links: tuple[int, tuple[str, ...], dict[str, object]]) -> None:
    with transaction(engine) as session:
        for number, members, values in links:
            Builder(session).partnership(number, members, **values)  # type: ignore[arg-type]
        refresh_all(session)


def test_who_works_there_on_the_theme_may_advise(engine: Engine) -> None:
    with Session(engine) as session:
        said = content(authority="38169", countries=("DE",), themes=("culture", "eau"))
        assert told(session, said, ADVISER) == {
            "38185": {
                Why.WORKS_THERE: 35, Why.WORKS_ON_THEME: 15, Why.IN_FORCE: 15,
                Why.LONG_STANDING: 10, Why.NEAR: 10,
            },
        }  # fmt: skip
        (adviser,) = [one for one in found(session, said) if one.role == ADVISER]
        assert adviser.score == 85
        assert adviser.since == 1976
        assert [other.code for other in adviser.with_authorities] == ["de-essen"]
        assert adviser.partnerships == (2,)


def test_a_link_that_is_over_makes_no_adviser_but_a_partner_that_may_be_free(
    engine: Engine,
) -> None:
    add(engine, (20, ("38169", "bf-ouagadougou"), {"year": 1990, "end": 2001}))
    with Session(engine) as session:
        said = content(authority="98818", countries=("BF",), themes=("eau",))
        assert "38169" not in told(session, said, ADVISER)
    with Session(engine) as session:
        said = content(authority="98818", countries=("IT",), themes=())
        assert told(session, said, PARTNER) == {"it-catania": {Why.THERE: 35, Why.LINKED: 5}}
    add(engine, (21, ("38169", "jp-hostile"), {"year": 1990, "end": 2001}))
    add(engine, (22, ("38169", "cl-hostile"), {"year": 1990, "end": 2001}))
    with Session(engine) as session:
        # Japan has another link, in force; Chile one that nobody tells the state of.
        said = content(authority="38185", countries=("JP", "CL"), themes=())
        reasons = told(session, said, PARTNER)
        assert Why.LINKED in reasons["jp-hostile"]
        assert Why.LOST_LINK not in reasons["jp-hostile"]


def test_a_partner_whose_every_link_ended_is_told_free_with_the_year(engine: Engine) -> None:
    with transaction(engine) as session:
        Builder(session).authority(
            "bf-banfora", "Banfora", side="foreign", kind="municipality", country="BF"
        )
    add(engine, (20, ("38169", "bf-banfora"), {"year": 1990, "end": 2001, "themes": ("eau",)}))
    with Session(engine) as session:
        said = content(authority="98818", languages=("fr",))
        (free,) = [one for one in found(session, said) if one.authority.code == "bf-banfora"]
        assert {reason.why: reason.number for reason in free.reasons}[Why.LOST_LINK] == 2001
        assert free.score == 35 + 15 + 25 + 10
    add(engine, (21, ("38169", "bf-banfora"), {"year": 2002, "status": "suspended"}))
    with Session(engine) as session:
        # A suspended link waits: nobody is invited to take its place.
        reasons = told(session, said, PARTNER)["bf-banfora"]
        assert not {Why.LOST_LINK, Why.LINKED} & set(reasons)


def test_ones_own_partners_and_oneself_are_not_suggested(engine: Engine) -> None:
    with Session(engine) as session:
        said = content(authority="38185", countries=("DE",), themes=("jeunesse",))
        codes = {one.authority.code for one in found(session, said)}
        assert codes == {"38169", "de-schmalkalden"}


def test_a_former_commune_counts_for_that_of_today(engine: Engine) -> None:
    with Session(engine) as session:
        said = content(authority="38185", countries=("DE",), themes=())
        (fontaine,) = [one for one in found(session, said) if one.authority.code == "38169"]
        assert fontaine.since == 1963


def test_an_authority_abroad_is_shown_the_french_ones_linked_with_its_country(
    engine: Engine,
) -> None:
    with Session(engine) as session:
        said = content(authority="de-essen", countries=("FR",), themes=("jeunesse",))
        assert told(session, said, PARTNER)["38169"][Why.WORKS_THERE] == 35
        (peer,) = [one for one in found(session, said) if one.role == ADVISER]
        assert peer.authority.code == "de-schmalkalden"
        there = next(reason for reason in peer.reasons if reason.why is Why.WORKS_THERE)
        assert there.codes == ("FR",)


def test_a_wanted_kind_of_partner_is_the_only_one_suggested(engine: Engine) -> None:
    with Session(engine) as session:
        for kind, codes in (("municipality", {"bf-ouagadougou"}), ("region", set())):
            said = content(authority="98818", partners=(kind,))
            assert set(told(session, said, PARTNER)) == codes


def test_without_place_or_theme_nobody_is_suggested(engine: Engine) -> None:
    with Session(engine) as session:
        assert found(session, content(countries=(), themes=())) == []
        assert found(session, content(countries=("FR",), themes=())) == []


def test_a_region_of_the_world_alone_is_enough(engine: Engine) -> None:
    with Session(engine) as session:
        said = content(authority="98818", countries=(), continents=("AF",), themes=())
        assert told(session, said, ADVISER) == {}  # The one link that is in force ended.
        assert set(told(session, said, PARTNER)) == {"bf-ouagadougou"}


def test_what_is_left_unread_could_not_have_come_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        with transaction(engine) as session:
            Builder(session).authority(
                f"9{number:04}", f"Commune {number:02}", point=(5.7, 44.5 + number / 12),
                population=1_000 * (number + 1),
            )  # fmt: skip
        add(engine, (30 + number, (f"9{number:04}", "de-essen"), {"year": 1990}))
    said = content(authority="38185", countries=("DE",), themes=())
    with Session(engine) as session:
        short = found(session, said)
        monkeypatch.setattr(module, "_SHOWN", 100)
        whole = found(session, said)
    for role in (ADVISER, PARTNER):
        best = [(one.authority.code, one.score) for one in whole if one.role == role]
        assert [(one.authority.code, one.score) for one in short if one.role == role] == best[:6]
        assert sorted(best, key=lambda pair: -pair[1]) == best


def test_equals_come_by_distance_then_size_and_never_by_name(engine: Engine) -> None:
    with transaction(engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE authority SET population = 158000 WHERE code = '38185'"
        )
        # Too far and too small to be told as near or alike: only the tie is settled.
        for code, name, latitude, population in (
            ("90001", "Aa", 48.0, 100), ("90002", "Bb", 47.0, 300), ("90003", "Cc", 47.0, 9_000),
            ("90004", "Dd", None, None),
        ):  # fmt: skip
            Builder(session).authority(
                code, name, population=population,
                point=(5.7, latitude) if latitude is not None else None,
            )  # fmt: skip
    for number, code in enumerate(("90004", "90001", "90002", "90003")):
        add(engine, (40 + number, (code, "cl-hostile"), {"year": 1990}))
    with Session(engine) as session:
        said = content(authority="38185", countries=("CL",), themes=())
        advisers = [one for one in found(session, said) if one.role == ADVISER]
    ours = [one for one in advisers if one.authority.code.startswith("9000")]
    assert len({one.score for one in ours}) == 1
    assert [one.authority.code for one in ours] == ["90003", "90002", "90001", "90004"]


def test_an_adviser_is_named_for_links_in_force_only(engine: Engine) -> None:
    add(
        engine,
        (40, ("38169", "it-catania"), {"year": 1950, "end": 1960, "themes": ("eau",)}),
        (41, ("38169", "de-essen"), {"year": 1990}),
    )
    with Session(engine) as session:
        said = content(authority="98818", countries=("IT", "DE"), themes=("eau",))
        (one,) = [
            o for o in found(session, said) if o.role == ADVISER and o.authority.code == "38169"
        ]
        assert "it-catania" not in {other.code for other in one.with_authorities}
        assert one.themes == ()


@pytest.mark.national
@pytest.mark.slow
def test_suggestions_take_a_fifth_of_a_second_on_the_national_set(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{cached_database()}")
    widest = content(
        authority="38185", countries=("DE", "IT"), continents=("EU",),
        themes=("culture", "jeunesse", "education"), languages=("fr", "de"),
    )  # fmt: skip
    with Session(engine) as session:
        record = get_authority(session, "38185")
        me = Party("38185", "french", "commune", "FR", "EU", record.population)
        times = []
        for _ in range(3):
            begun = time.process_time()
            found_there = acquaintances(session, widest, me, today=dt.date(2026, 11, 28))
            times.append(time.process_time() - begun)
    engine.dispose()
    assert len(found_there) == 12
    # Of the processor, and three times what is promised: other tests share its caches.
    assert min(times) < 0.6
