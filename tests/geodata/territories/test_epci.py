"""What each change of EPCI makes of the bodies of the atlas and of their partnerships."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from geodata.territories.epci import EpciChange
from geodata.territories.outcomes import Outcome
from tests.geodata.territories.conftest import HILLS, VALLEY
from tests.support.movements import merger
from tests.support.territories import DAY, applied, body, change, document, planned

NEW = "200000009"


def outcomes(engine: Engine, folder: Path, changes: list[EpciChange]) -> list[Outcome]:
    with Session(engine) as session:
        plan = planned(session, folder, [], changes)
        assert sum(plan.counts("epci").values()) == len(changes)
        return [entry.outcome for entry in plan.entries]


def test_bodies_that_merge_bring_their_communes_and_their_partnerships(
    engine: Engine, tmp_path: Path
) -> None:
    changes = [change("fusion", code, NEW, "Communauté Unie") for code in (VALLEY, HILLS)]
    assert outcomes(engine, tmp_path, changes) == [Outcome.MERGED] * 2
    applied(engine, tmp_path, [], changes)
    with Session(engine) as session:
        new, old = body(session, NEW), body(session, HILLS)
        assert (new.name, new.kind, new.siren, new.population) == (
            "Communauté Unie", "epci", NEW, 1500,
        )  # fmt: skip
        assert (new.departement, new.region) == ("38", "84")
        assert (new.lon, new.lat) == pytest.approx((5.53333, 45.23333), abs=1e-5)
        assert (old.kind, old.successor, old.valid_to) == ("epci", NEW, DAY)
        assert {body(session, code).epci for code in ("38901", "38902")} == {NEW}
        moved = document(session, 15)
        assert moved.members[0].code == NEW
        assert moved.events[-2].note.startswith("Fusion")
        assert "Banatic" in str(moved.events[-2].source)
    assert outcomes(engine, tmp_path, changes) == [Outcome.KNOWN] * 2
    assert applied(engine, tmp_path, [], changes) is None


def test_a_body_that_absorbs_another_keeps_its_code(engine: Engine, tmp_path: Path) -> None:
    changes = [change("fusion", HILLS, VALLEY, "Vallée et Collines")]
    applied(engine, tmp_path, [], changes)
    with Session(engine) as session:
        found = body(session, VALLEY)
        assert (found.name, found.names) == ("Vallée et Collines", ("Communauté de la Vallée",))
        assert found.population == 1500
    assert outcomes(engine, tmp_path, changes) == [Outcome.KNOWN]


def test_a_body_is_made_of_the_communes_that_it_names(engine: Engine, tmp_path: Path) -> None:
    changes = [change("creation", "", NEW, "Communauté Neuve", ("38902", "38903"))]
    assert outcomes(engine, tmp_path, changes) == [Outcome.CREATED]
    applied(engine, tmp_path, [], changes)
    with Session(engine) as session:
        assert body(session, NEW).population == 500
        assert body(session, "38902").epci == NEW
        assert body(session, "38901").epci == VALLEY
    assert outcomes(engine, tmp_path, changes) == [Outcome.KNOWN]


def test_a_dissolved_body_has_no_heir_and_its_partnerships_wait(
    engine: Engine, tmp_path: Path
) -> None:
    changes = [change("dissolution", HILLS, "")]
    with Session(engine) as session:
        plan = planned(session, tmp_path, [], changes)
        assert [(one.number, "Dissolution" in one.reason) for one in plan.left] == [(15, True)]
        assert plan.partnerships == {}
    applied(engine, tmp_path, [], changes)
    with Session(engine) as session:
        gone = body(session, HILLS)
        assert (gone.valid_to, gone.successor, gone.siren) == (DAY, None, HILLS)
        assert body(session, "38902").epci is None
        assert document(session, 15).members[0].code == HILLS
    assert outcomes(engine, tmp_path, changes) == [Outcome.KNOWN]


def test_a_body_changes_its_name_its_number_and_its_members(engine: Engine, tmp_path: Path) -> None:
    renamed = [change("nom", HILLS, "", "Belles Collines")]
    applied(engine, tmp_path, [], renamed)
    assert outcomes(engine, tmp_path, renamed) == [Outcome.KNOWN]
    changes = [
        change("siren", HILLS, NEW),
        change("membres", "", NEW, members=("38901", "38902")),
    ]
    assert outcomes(engine, tmp_path, changes) == [Outcome.RECODED, Outcome.MEMBERS]
    applied(engine, tmp_path, [], changes)
    with Session(engine) as session:
        new = body(session, NEW)
        assert (new.name, new.names, new.population) == (
            "Belles Collines", ("Communauté des Collines",), 1500,
        )  # fmt: skip
        assert new.siren == NEW
        assert body(session, HILLS).successor == NEW
        assert body(session, "38901").epci == NEW
        assert document(session, 15).members[0].code == NEW
    assert outcomes(engine, tmp_path, changes) == [Outcome.KNOWN] * 2


def test_members_are_those_of_today_when_communes_merge_in_the_same_year(
    engine: Engine, tmp_path: Path
) -> None:
    changes = [change("membres", "", VALLEY, members=("38901", "38902"))]
    applied(engine, tmp_path, merger(DAY, "38901 Bourg", ["38902 Le Val"]), changes)
    with Session(engine) as session:
        assert body(session, "38901").epci == VALLEY
        assert body(session, "38902").epci is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([change("fusion", "200000008", VALLEY)], "ne connaît pas d’intercommunalité 200000008"),
        ([change("fusion", VALLEY, NEW)], "est nouvelle : donnez-lui un nom"),
        ([change("fusion", VALLEY, NEW, "Neuve", ("38999",))], "commune 38999"),
        ([change("siren", VALLEY, HILLS)], "est déjà dans l’atlas"),
        ([change("dissolution", "213809015", "")], "ne connaît pas"),
    ],
)
def test_what_cannot_be_applied_says_why_and_changes_nothing(
    engine: Engine, tmp_path: Path, changes: list[EpciChange], said: str
) -> None:
    with Session(engine) as session:
        plan = planned(session, tmp_path, [], changes)
        (entry,) = plan.entries
        assert entry.outcome is Outcome.REFUSED
        assert said in entry.reason.replace("\N{NO-BREAK SPACE}", " ")
        assert (plan.bodies, plan.partnerships) == ({}, {})
