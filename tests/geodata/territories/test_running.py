"""A year is written whole or not at all, the same twice, undone, and comes through loads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing import authorities, authority_loading, history
from atlas.editing.authorities import AuthorityChangedError
from atlas.editing.partnerships import save_all
from atlas.model import Account, AccountAuthority, EditedRecord
from atlas.queries.record_reading import read_records
from atlas.queries.revision import current_revision_token
from atlas.services import import_runs as imports
from atlas.services.import_runs import fingerprint
from atlas.settings import PROJECT_ROOT
from geodata.territories import running
from geodata.territories.planning import YearError, known_year
from scripts.cli import cli
from tests.geodata.territories.conftest import HILLS, VALLEY
from tests.support.editing import CAUSE
from tests.support.movements import Row, line, merger, write_movements
from tests.support.territories import DAY, applied, body, change, document, planned

BOURG, VAL = "38901 Bourg", "38902 Le Val"
MERGER = merger(DAY, BOURG, [VAL], name="Bourg-le-Val")
EPCI = [change("fusion", HILLS, VALLEY, "Vallée et Collines")]
EPCI_FILE = (
    "changement,siren_avant,siren_apres,nom_apres,date\n"
    f"fusion,{HILLS},{VALLEY},Vallée et Collines,{DAY}\n"
)


def mark(engine: Engine) -> str:
    with Session(engine) as session:
        return fingerprint(session)


def test_a_run_is_listed_and_undone_as_if_it_had_not_been(engine: Engine, tmp_path: Path) -> None:
    before = mark(engine)
    with Session(engine) as session:
        titles = [record.title for record in read_records(session, [11, 12, 13, 14, 15])]
        token = current_revision_token(session)
    assert applied(engine, tmp_path, MERGER, EPCI) == 1
    assert mark(engine) != before
    with Session(engine) as session:
        assert current_revision_token(session) != token
        (run,) = imports.list_runs(session)
        assert (run.source, run.bodies, run.counts["completed"]) == ("territoires", 5, 5)
        (revision,) = history.revisions_of(session, "authority", "38902")
        assert (revision.action, revision.run_id) == ("import", 1)
        assert "2027" in revision.reason
    with transaction(engine) as session:
        done = imports.revert(session, 1, author="command")
        assert (done.partnerships, done.authorities, done.bodies) == (5, 0, 5)
    assert mark(engine) == before
    with Session(engine) as session:
        assert [r.title for r in read_records(session, [11, 12, 13, 14, 15])] == titles
        assert history.first_broken(session) is None
        assert not session.query(EditedRecord).all()


def test_what_a_run_made_goes_when_it_is_undone(engine: Engine, tmp_path: Path) -> None:
    before = mark(engine)
    rows = [
        line(31, DAY, f"COM {VAL}", "COM 38999 Neuve"),
        line(31, DAY, f"COM {BOURG}", "COM 38999 Neuve"),
    ]
    applied(engine, tmp_path, rows, [change("creation", "", "200000009", "Autre", ("38999",))])
    with transaction(engine) as session:
        assert imports.revert(session, 1, author="command").authorities == 2
    assert mark(engine) == before
    # What was made and undone can be made again.
    assert applied(engine, tmp_path, rows) == 2


def test_a_body_that_somebody_works_for_stays_when_it_is_undone(
    engine: Engine, tmp_path: Path
) -> None:
    applied(engine, tmp_path, [], [change("creation", "", "200000009", "Autre")])
    with transaction(engine) as session:
        account = Account(
            email="agent@exemple.fr", fs_uniquifier="x", created_at=history.now(),
            authorities=[AccountAuthority(code="200000009")],
        )  # fmt: skip
        session.add(account)
    with transaction(engine) as session:
        assert imports.revert(session, 1, author="command").authorities == 0
        assert body(session, "200000009").name == "Autre"


def test_the_same_year_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    applied(engine, tmp_path, MERGER, EPCI)
    once = mark(engine)
    with Session(engine) as session:
        revisions = history.count(session)
    assert applied(engine, tmp_path, MERGER, EPCI) is None
    assert mark(engine) == once
    with Session(engine) as session:
        assert history.count(session) == revisions
        assert len(imports.list_runs(session)) == 1


def test_what_people_changed_since_is_kept_and_on_the_same_point_stops(
    engine: Engine, tmp_path: Path
) -> None:
    applied(engine, tmp_path, MERGER)
    with transaction(engine) as session:
        noted = msgspec.structs.replace(document(session, 11), note="Une note.")
        save_all(session, {11: noted}, CAUSE)
    applied(engine, tmp_path, [line(10, "2027-05-05", "COM 38901 Bourg-le-Val", "COM 38901 Bval")],
            year=2028)  # fmt: skip
    with (
        pytest.raises(AuthorityChangedError, match=r"38901.*a changé de nouveau"),
        transaction(engine) as session,
    ):
        imports.revert(session, 1, author="command")
    with transaction(engine) as session:
        imports.revert(session, 2, author="command")
        assert imports.revert(session, 1, author="command").merged == 1
    with Session(engine) as session:
        now = document(session, 11)
        assert now.note == "Une note."
        assert [member.code for member in now.members] == ["38902", "de-essen"]


@pytest.mark.parametrize("place", ["partnerships.save_all", "partnerships.touch", "history.now"])
def test_a_run_that_fails_half_way_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before = mark(engine)
    module, name = place.split(".")
    monkeypatch.setattr(getattr(running, module), name, _fail)
    with pytest.raises(RuntimeError):
        applied(engine, tmp_path, MERGER, EPCI)
    monkeypatch.undo()
    assert mark(engine) == before
    with Session(engine) as session:
        assert imports.list_runs(session) == []
        assert history.count(session) == 0


def _fail(*_arguments: object, **_named: object) -> None:
    raise RuntimeError


_KILLED = """
import os, signal, sys
from geodata.territories import running
def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)
running.partnerships.touch = die
from scripts.cli import cli
cli(["territories", sys.argv[1], "--year", "2027"])
"""


def test_a_run_that_is_killed_half_way_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    before = mark(engine)
    engine.dispose()
    file = write_movements(tmp_path / "mvt.csv", MERGER)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, file],
        env={**os.environ, "ATLAS_DATABASE_URL": f"sqlite:///{engine.url.database}"},
        cwd=PROJECT_ROOT,
        capture_output=True,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert mark(engine) == before
    assert applied(engine, tmp_path, MERGER) == 1


def test_a_year_comes_after_the_one_before(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        assert known_year(session) is None
    applied(engine, tmp_path, MERGER)
    row = line(10, "2029-01-01", "COM 38185 Grenoble", "COM 38185 Grenoble-Alpes")
    with Session(engine) as session:
        assert known_year(session) == 2027
        with pytest.raises(YearError, match="appliquez d’abord celui de 2028"):
            planned(session, tmp_path, [row], year=2029)
        with pytest.raises(YearError, match="est-ce bien"):
            planned(session, tmp_path, [row], year=2028)
    with transaction(engine) as session:
        imports.revert(session, 1, author="command")
        assert known_year(session) is None


def test_a_load_of_the_former_year_keeps_what_was_applied_and_of_the_new_one_takes_over(
    engine: Engine, tmp_path: Path
) -> None:
    applied(engine, tmp_path, MERGER)
    with transaction(engine) as session:
        after = {code: body(session, code) for code in ("38901", "38902", "38903")}
        # The datasets of the former year bring back what they know, with a correction of theirs.
        former = {}
        for code in after:
            row = session.get(EditedRecord, ("authority", code))
            assert row is not None
            former[code] = authorities.decode(row.base or "")
        former["38901"] = msgspec.structs.replace(former["38901"], names=("Burgus",))
        authorities.write_authorities(session, former)
        assert authority_loading.restore_after_load(session) == 3
        assert body(session, "38902") == after["38902"]
        assert body(session, "38903") == after["38903"]
        whole = body(session, "38901")
        assert (whole.name, whole.names) == ("Bourg-le-Val", ("Burgus", "Bourg"))
    revisions = _revisions(engine)
    with transaction(engine) as session:
        authorities.write_authorities(session, former)
        authority_loading.restore_after_load(session)
        assert body(session, "38901") == whole
    assert _revisions(engine) == revisions
    # Those of the new year know the merger, in their own words.
    caught_up = {
        "38901": msgspec.structs.replace(whole, population=1520, siren="200999999"),
        "38902": msgspec.structs.replace(after["38902"], valid_to="2027"),
        "38903": after["38903"],
    }
    with transaction(engine) as session:
        authorities.write_authorities(session, caught_up)
        authority_loading.restore_after_load(session)
        assert {code: body(session, code) for code in caught_up} == caught_up
        assert not session.query(EditedRecord).filter_by(kind="authority").all()
    once = mark(engine)
    with Session(engine) as session:
        again = planned(session, tmp_path, MERGER)
        assert (again.bodies, again.partnerships, again.left) == ({}, {}, [])
    assert mark(engine) == once


def _revisions(engine: Engine) -> int:
    with Session(engine) as session:
        return history.count(session)


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    return CliRunner().invoke(cli, [*map(str, arguments)])


def test_a_line_of_intercommunal_bodies_that_makes_no_sense_is_told_and_set_aside(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    epci = tmp_path / "epci.csv"
    epci.write_text(EPCI_FILE + "absorption,200000001,,,2027-01-01\n", encoding="utf-8")
    tried = run(engine, monkeypatch, "territories", "--year", 2027, "--epci", epci, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "2  lignes lues" in tried.output
    assert "ligne 3 : 200000001 : « absorption » n’est pas un changement" in (
        tried.output.replace("\N{NO-BREAK SPACE}", " ")
    )
    done = run(engine, monkeypatch, "territories", "--year", 2027, "--epci", epci)
    assert "Écrit : import n° 1" in done.output
    with Session(engine) as session:
        (left,) = imports.find_run(session, 1).left
        assert (left.line, left.outcome, left.is_written) == (3, "refused", True)


def test_a_table_where_no_line_makes_sense_is_told_line_by_line(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    epci = tmp_path / "epci.csv"
    head = EPCI_FILE.splitlines()[0]
    epci.write_text(f"{head}\nabsorption,200000001,,,2027-01-01\n", encoding="utf-8")
    done = run(engine, monkeypatch, "territories", "--year", 2027, "--epci", epci)
    assert "ligne 2" in done.output
    assert "rien à écrire" in done.output


def test_the_command_tries_writes_lists_and_undoes(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = mark(engine)
    file = write_movements(tmp_path / "v_mvt_commune_2027.csv", MERGER)
    epci = tmp_path / "epci.csv"
    epci.write_text(EPCI_FILE, encoding="utf-8")
    words = ("territories", file, "--year", 2027, "--epci", epci)
    tried = run(engine, monkeypatch, *words, "--dry-run")
    assert (tried.exit_code, "rien n’est écrit" in tried.output) == (0, True), tried.output
    assert "5  partenariats suivent" in tried.output
    assert "n° 11" in tried.output
    assert mark(engine) == before
    assert "import n° 1" in run(engine, monkeypatch, *words).output
    assert "connaît déjà tout cela" in run(engine, monkeypatch, *words).output
    listed = run(engine, monkeypatch, "import", "--list").output
    assert "territoires" in listed
    assert "5 collectivités changées, 5 partenariats qui suivent" in listed
    undone = run(engine, monkeypatch, "import", "--revert", 1).output
    assert "5 collectivités françaises remises comme avant" in undone
    assert mark(engine) == before
    for arguments, code in (
        (("--year", 2027), 2),
        ((file,), 2),
        ((file, "--year", 2040), 1),
        ((epci, "--year", 2027), 1),
        ((tmp_path / "absent.csv", "--year", 2027), 1),
    ):
        refused = run(engine, monkeypatch, "territories", *arguments)
        assert refused.exit_code == code, refused.output


_CODES = {"38169": "Fontaine", "38185": "Grenoble", "38901": "Bourg", "38902": "Le Val",
          "38903": "Combe", "38999": "Neuve"}  # fmt: skip


@st.composite
def movements(draw: st.DrawFn) -> Row:
    """Return any line between a few bodies, sensible or not."""
    mod = draw(st.sampled_from([10, 20, 21, 30, 31, 32, 33, 34, 35, 41, 50, 70]))
    date = draw(st.sampled_from(["2026-03-01", DAY]))
    sides = []
    for _ in range(2):
        code = draw(st.sampled_from(sorted(_CODES)))
        kind = draw(st.sampled_from(["COM", "COM", "COM", "COMD", "COMA"]))
        name = draw(st.sampled_from([_CODES[code], "Autre-Nom"]))
        sides.append(f"{kind} {code} {name}")
    return line(mod, date, *sides)


@settings(max_examples=40)
@given(st.lists(movements(), min_size=1, max_size=8))
def test_whatever_the_lines_they_add_up_leave_no_loop_and_are_undone(
    property_engine: Engine, tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    folder = tmp_path_factory.mktemp("mvt")
    before = mark(property_engine)
    number = None
    with transaction(property_engine) as session:
        plan = planned(session, folder, rows)
        assert sum(plan.counts("communes").values()) + plan.other_years == len(rows)
        number = running.run(session, plan, file_name="m", file_digest="x", author="command")
    with Session(property_engine) as session:
        for code in _CODES:
            found = authorities.read_authority_documents(session, [code]).get(code)
            if found is not None and found.successor is not None:
                assert body(session, found.successor).successor is None
        for record in read_records(session, range(1, 16)):
            codes = [member.code for member in record.members]
            assert len(codes) == len(set(codes))
            assert len(codes) > 1
    if number is None:
        assert mark(property_engine) == before
        return
    with transaction(property_engine) as session:
        imports.revert(session, number, author="command")
    assert mark(property_engine) == before
