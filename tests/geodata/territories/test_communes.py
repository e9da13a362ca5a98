"""What each movement of communes makes of the bodies of the atlas."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from geodata.territories.outcomes import Outcome
from tests.support.movements import Row, line, merger
from tests.support.territories import DAY, applied, body, planned

BOURG, VAL = "38901 Bourg", "38902 Le Val"


def outcomes(engine: Engine, folder: Path, rows: list[Row]) -> list[Outcome]:
    with Session(engine) as session:
        plan = planned(session, folder, rows)
        assert sum(plan.counts("communes").values()) + plan.other_years == len(rows)
        return [entry.outcome for entry in plan.entries]


def refusals(engine: Engine, folder: Path, rows: list[Row]) -> list[str]:
    with Session(engine) as session:
        plan = planned(session, folder, rows)
        assert (plan.bodies, plan.partnerships) == ({}, {})
        return [entry.reason for entry in plan.entries if entry.outcome is Outcome.REFUSED]


def test_communes_that_merge_become_parts_of_the_one_that_is_founded(
    engine: Engine, tmp_path: Path
) -> None:
    rows = merger(DAY, BOURG, [VAL], name="Bourg-le-Val")
    assert outcomes(engine, tmp_path, rows) == [
        Outcome.RENAMED, Outcome.DETAIL, Outcome.MERGED, Outcome.DETAIL,
    ]  # fmt: skip
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        whole, part, older = (body(session, code) for code in ("38901", "38902", "38903"))
        assert (whole.name, whole.names, whole.kind) == ("Bourg-le-Val", ("Bourg",), "commune")
        assert (whole.population, whole.siren, whole.epci) == (1500, None, "200000001")
        assert (part.kind, part.valid_to, part.successor) == ("deleguee", DAY, "38901")
        assert (part.population, part.epci, part.name) == (None, None, "Le Val")
        assert (older.successor, older.valid_to) == ("38901", "1973-01-01")


def test_a_commune_without_part_is_gone_and_an_unknown_number_makes_the_sum_unknown(
    engine: Engine, tmp_path: Path
) -> None:
    applied(engine, tmp_path, [line(31, DAY, "COM 38169 Fontaine", "COM 38901 Bourg")])
    with Session(engine) as session:
        assert body(session, "38169").kind == "ancienne"
        assert body(session, "38901").population is None
        assert body(session, "38901").siren == "213809015"


def test_a_merger_under_a_code_of_its_own_makes_a_commune(engine: Engine, tmp_path: Path) -> None:
    rows = [
        line(31, DAY, f"COM {VAL}", "COM 38999 Neuve", tncc=3),
        line(31, DAY, f"COM {BOURG}", "COM 38999 Neuve", tncc=3),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.MERGED, Outcome.MERGED]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        made = body(session, "38999")
        assert (made.name, made.population, made.kind) == ("Neuve", 1500, "commune")
        assert (made.lon, made.epci, made.article) == (5.5, "200000001", "de la")
        assert (made.departement, made.region) == ("38", "84")
        assert {body(session, code).successor for code in ("38901", "38902", "38903")} == {"38999"}


def test_a_new_name_keeps_the_former_one_and_its_article_follows(
    engine: Engine, tmp_path: Path
) -> None:
    row = line(10, DAY, f"COM {VAL}", "COM 38902 Bois", tncc=1)
    assert outcomes(engine, tmp_path, [row]) == [Outcome.RENAMED]
    applied(engine, tmp_path, [row])
    with Session(engine) as session:
        found = body(session, "38902")
        assert (found.name, found.article) == ("Bois", "d'")
        assert found.names == ("Val-d'en-Haut", "Le Val")
        assert (found.population, found.successor) == (500, None)


def test_a_restored_commune_is_one_again_and_nobody_knows_its_inhabitants(
    engine: Engine, tmp_path: Path
) -> None:
    rows = [
        line(21, DAY, "COMD 38903 Combe", "COM 38903 La Combe", tncc=3),
        line(21, DAY, f"COM {VAL}", f"COM {VAL}"),
        line(21, DAY, f"COM {VAL}", "COM 38903 La Combe", tncc=3),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.DETAIL, Outcome.DETAIL, Outcome.RESTORED]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        again = body(session, "38903")
        assert (again.kind, again.valid_to, again.successor) == ("commune", None, None)
        assert (again.name, again.names, again.article) == ("La Combe", ("Combe",), "de la")
        assert body(session, "38902").population is None


def test_a_commune_made_of_parts_of_others_has_no_place_yet(engine: Engine, tmp_path: Path) -> None:
    rows = [
        line(20, DAY, f"COM {VAL}", "COM 38997 Station"),
        line(20, DAY, f"COM {BOURG}", "COM 38997 Station"),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.CREATED, Outcome.DETAIL]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        made = body(session, "38997")
        assert (made.lon, made.location_precision, made.population) == (None, "none", None)
        assert body(session, "38901").population is None


@pytest.mark.parametrize("mod", [41, 34])
def test_a_commune_that_changes_departement_goes_on_under_its_new_code(
    engine: Engine, tmp_path: Path, mod: int
) -> None:
    row = line(mod, DAY, f"COM {VAL}", "COM 84902 Le Val", tncc=2)
    assert outcomes(engine, tmp_path, [row]) == [Outcome.RECODED]
    applied(engine, tmp_path, [row])
    with Session(engine) as session:
        new, old = body(session, "84902"), body(session, "38902")
        assert (new.departement, new.region, new.population) == ("84", "93", 500)
        assert (new.names, new.lon, new.insee_code) == (("Val-d'en-Haut",), 5.6, "84902")
        assert (old.kind, old.successor, old.valid_to) == ("ancienne", "84902", DAY)
        assert body(session, "38903").successor == "84902"


def test_a_seat_that_moves_gives_the_whole_the_code_of_a_part(
    engine: Engine, tmp_path: Path
) -> None:
    rows = [
        line(50, DAY, f"COM {VAL}", "COM 38903 Le Val"),
        line(50, DAY, f"COMD {VAL}", "COMD 38902 Le Vieux Val"),
        line(50, DAY, "COMD 38903 Combe", "COMD 38903 Combe"),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.RECODED, Outcome.PART, Outcome.DETAIL]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        whole, part = body(session, "38903"), body(session, "38902")
        assert (whole.kind, whole.name, whole.successor) == ("commune", "Le Val", None)
        assert (whole.lon, whole.population, whole.valid_to) == (5.7, 500, None)
        assert (part.kind, part.name, part.successor) == ("deleguee", "Le Vieux Val", "38903")


def test_parts_change_of_status_and_cease(engine: Engine, tmp_path: Path) -> None:
    rows = [
        line(70, DAY, "COMA 38903 Combe", "COMD 38903 Combe"),
        line(35, DAY, "COMD 38500 Ancienne-Commune", "COM 38169 Fontaine"),
        line(35, DAY, "COM 38169 Fontaine", "COM 38169 Fontaine"),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.PART, Outcome.PART, Outcome.DETAIL]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        assert body(session, "38903").kind == "deleguee"
        assert body(session, "38500").kind == "ancienne"
        assert body(session, "38500").successor == "38169"


def test_a_part_that_another_movement_leaves_is_kept(engine: Engine, tmp_path: Path) -> None:
    rows = [
        line(10, DAY, f"COM {VAL}", "COMA 38903 Combe"),
        line(10, DAY, "COMA 38903 Combe", "COM 38902 Val-et-Combe"),
        line(10, DAY, f"COM {VAL}", "COM 38902 Val-et-Combe"),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.PART, Outcome.DETAIL, Outcome.RENAMED]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        assert body(session, "38903").kind == "associee"
        assert body(session, "38902").name == "Val-et-Combe"


def test_changes_of_one_year_follow_each_other_by_their_days(
    engine: Engine, tmp_path: Path
) -> None:
    rows = [
        line(31, DAY, "COM 38901 Grand-Bourg", "COM 38185 Grenoble"),
        line(10, DAY, "COM 38901 Bourg", "COM 38901 Grand-Bourg"),
        line(31, "2026-06-01", f"COM {VAL}", "COM 38901 Bourg"),
    ]
    assert outcomes(engine, tmp_path, rows) == [Outcome.MERGED, Outcome.RENAMED, Outcome.MERGED]
    applied(engine, tmp_path, rows)
    with Session(engine) as session:
        assert {body(session, c).successor for c in ("38901", "38902", "38903")} == {"38185"}
        assert body(session, "38902").valid_to == "2026-06-01"
        assert body(session, "38185").population == 159_500
        assert body(session, "38901").name == "Grand-Bourg"
    assert outcomes(engine, tmp_path, rows) == [Outcome.KNOWN] * 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([line(32, DAY, "COM 38998 Rien", "COM 38901 Bourg")], "ne connaît pas de commune 38998"),
        ([line(32, DAY, "COM 38903 Combe", "COM 38901 Bourg")], "déjà réunie à Le Val (38902)"),
        ([line(10, DAY, "COM 38903 Combe", "COM 38903 Combes")], "déjà réunie à Le Val"),
        ([line(99, DAY, f"COM {VAL}", f"COM {BOURG}")], "le mouvement « 99 » est inconnu"),
        ([line(10, DAY, f"COM {VAL}", f"COM {BOURG}")], "un mouvement 10 n’unit pas"),
        ([line(41, DAY, f"COM {VAL}", f"COM {BOURG}")], "38901 est déjà le code de Bourg"),
        ([line(21, DAY, f"COM {BOURG}", "COM 38903 Combe")], "une part de Le Val (38902)"),
        (
            [
                line(30, DAY, f"COM {VAL}", f"COM {BOURG}"),
                line(30, DAY, f"COM {VAL}", "COM 38185 Grenoble"),
            ],
            "plusieurs communes (Grenoble (38185), Bourg (38901))",
        ),
        (
            [
                line(32, DAY, f"COM {VAL}", "COM 38990 Inconnue"),
                line(32, DAY, "COM 38990 Inconnue", "COM 38990 Inconnue"),
            ],
            "ne connaît pas de commune 38990",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_says_why_and_changes_nothing(
    engine: Engine, tmp_path: Path, rows: list[Row], said: str
) -> None:
    reasons = refusals(engine, tmp_path, rows)
    assert reasons
    assert all(said in reason.replace("\N{NO-BREAK SPACE}", " ") for reason in reasons), reasons


def test_lines_of_other_years_and_lines_said_twice_are_left_out(
    engine: Engine, tmp_path: Path
) -> None:
    row = line(10, DAY, f"COM {VAL}", "COM 38902 Bois")
    old = line(10, "1999-03-01", f"COM {BOURG}", "COM 38901 Ville")
    with Session(engine) as session:
        plan = planned(session, tmp_path, [row, old, row])
        assert (len(plan.entries), plan.other_years) == (1, 2)
        assert list(plan.bodies) == ["38902"]
