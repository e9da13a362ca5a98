"""A file of others: tried, written as a whole, the same twice, undone as if it had not been."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts.queue import count_doubts
from atlas.editing import history
from atlas.editing.differences import differences
from atlas.editing.partnerships import FIRST_OWN, save_all, touch
from atlas.editing.reading import read_document
from atlas.errors import NotFoundError
from atlas.model import Authority, ImportRun, Partnership
from atlas.queries.record_reading import read_records
from atlas.services import import_runs
from atlas.services.import_rows import Entry, NewPlace, Outcome
from atlas.services.import_runs import CannotRevertError, fingerprint
from geodata.imports import running
from geodata.imports.plan import Plan
from geodata.imports.planning import make_plan
from geodata.imports.reading import Table
from geodata.imports.running import import_table
from geodata.imports.sources import get_source
from scripts.cli import cli
from tests.support.editing import CAUSE

HEADER = "Collectivité française;Partenaire;Pays;Année;Thèmes;Source;URL\n"
#: Of the small atlas: Grenoble – Essen is known, Fontaine – Catane is not, Herten is nobody yet.
ROWS = """Grenoble;Essen;Allemagne;1979;;Ville de Grenoble;https://grenoble.fr/j
Fontaine;Catane;Italie;1985-06;culture;Ville de Fontaine;https://fontaine.fr/j
FONTAINE;Catania;Italie;1985;;Ville de Fontaine;https://fontaine.fr/j
Fontaine;Herten;Allemagne;;;Ville de Fontaine;https://fontaine.fr/j
Nulle-Part;Essen;Allemagne;;;Ici;
Grenoble;Essen;Atlantide;;;Ici;
Grenoble;Catane;France;;;Ici;
Fontaine;Ouagadougou;Burkina Faso;l’an dernier;;Ici;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "envoi.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def table(file: Path, source: str = "modele") -> Table:
    return Table(file, get_source(source))


def planned(session: Session, file: Path, source: str = "modele") -> Plan:
    rows = table(file, source)
    return make_plan(session, rows.source, rows)


def outcomes(entries: list[Entry]) -> list[str]:
    return [entry.outcome.value for entry in entries]


def imported(engine: Engine, file: Path, source: str = "modele") -> int | None:
    with Session(engine) as session:
        plan = planned(session, file, source)
    return import_table(engine, table(file, source), plan, author="command")


def test_a_trial_says_what_becomes_of_each_row_and_writes_nothing(
    engine: Engine, file: Path
) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
        plan = planned(session, file)
        entries = list(plan.entries())
        assert outcomes(entries) == [
            "completed", "created", "repeated", "created",
            "refused", "refused", "refused", "refused",
        ]  # fmt: skip
        assert [entry.line for entry in entries] == list(range(2, 10))
        reasons = [str(entry.reason) for entry in plan.left()]
        for reason, said in zip(
            reasons, ("Nulle-Part", "Atlantide", "sont en France", "l’an dernier"), strict=True
        ):
            assert said in reason
        assert plan.read == plan.counts.total() == len(ROWS.splitlines())
        assert [code for part in plan.parts() for code in part.authorities] == ["de-herten"]
        assert fingerprint(session) == before


def test_a_trial_says_what_each_row_would_change(engine: Engine, file: Path) -> None:
    file.write_text(
        HEADER + ROWS + "Fontaine;Herten;Allemagne;1988;eau;Ville de Fontaine;\n", encoding="utf-8"
    )
    with Session(engine) as session:
        completed, created, repeated, founding, *_, later = planned(session, file).entries()
    assert (completed.number, completed.made_on) == (2, None)
    assert completed.before is not None
    assert completed.after is not None
    # Only what changes is there.
    assert completed.before.members == completed.after.members == ()
    assert {one.source.title for one in completed.after.statements} == {"Ville de Grenoble"}
    assert (created.number, created.before, created.places) == (FIRST_OWN, None, ())
    assert created.after is not None
    assert [member.code for member in created.after.members] == ["38169", "it-catania"]
    assert (repeated.number, repeated.made_on, repeated.after) == (FIRST_OWN, 3, None)
    assert founding.places == (NewPlace("de-herten", "Herten", "DE"),)
    assert (later.outcome, later.number, later.made_on) == ("completed", FIRST_OWN + 1, 5)
    assert later.after is not None
    assert [event.date for event in later.after.events] == ["1988"]


def test_what_is_shown_of_a_row_is_what_is_written(engine: Engine, file: Path) -> None:
    with Session(engine) as session:
        plan = planned(session, file)
        told = {one.number: one for one in plan.entries() if one.outcome is Outcome.CREATED}
        before = read_document(session, 2)
    import_table(engine, table(file), plan, author="command")
    with Session(engine) as session:
        for number, entry in told.items():
            assert number is not None
            assert read_document(session, number) == entry.after
        (completed,) = (one for one in plan.entries() if one.outcome is Outcome.COMPLETED)
        after = read_document(session, 2)
        assert differences(before, after) == differences(completed.before, completed.after)


def test_a_plan_that_is_made_again_is_told_again(engine: Engine, file: Path) -> None:
    with Session(engine) as session:
        plan = planned(session, file)
    with transaction(engine) as session:
        save_all(session, {FIRST_OWN: read_document(session, 1)}, CAUSE)
        touch(session)
    told: list[list[Entry]] = []
    import_table(
        engine, table(file), plan, author="command",
        planned_again=lambda again: told.append(list(again.entries())),
    )  # fmt: skip
    (entries,) = told
    made = [one.number for one in entries if one.outcome is Outcome.CREATED]
    assert made == [FIRST_OWN + 1, FIRST_OWN + 2]


def test_the_command_says_what_each_row_does_on_the_screen_and_in_a_table(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(HEADER + ROWS + "=1+1;Essen;Allemagne;;;Ici;\n", encoding="utf-8")
    rows = file.with_name("lignes.csv")
    done = run(
        engine, monkeypatch, file, "--source", "modele", "--dry-run", "--all", "--rows", rows
    )
    assert done.exit_code == 0, done.output
    said = done.output.replace("\N{NO-BREAK SPACE}", " ")
    assert "ligne 2 : Grenoble – Essen : Complète une fiche n° 2 Grenoble – Essen" in said
    assert "ligne 3 : Fontaine – Catane : Nouvelle fiche" in said
    assert "Événement : Signature, juin 1985" in said
    assert "nouveau partenaire : Herten (Allemagne)" in said
    assert "ligne 6 : Nulle-Part – Essen : Refusée | Aucune collectivité française" in said
    with rows.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [row["ligne"] for row in found] == [str(line) for line in range(2, 11)]
    assert (found[0]["fiche"], found[0]["adresse"]) == ("2", "/partenariats/2")
    assert found[2]["intitule"] == "celle que crée la ligne 3"
    assert found[3]["nouveaux_partenaires"] == "Herten (Allemagne)"
    # What a spreadsheet would run is harmless here too.
    assert found[-1]["collectivite"] == "'=1+1"
    refused = run(
        engine, monkeypatch, file, "--source", "modele", "--dry-run", "--rows",
        file.parent / "absent" / "x.csv",
    )  # fmt: skip
    assert (refused.exit_code, "ne peut pas être écrit" in refused.output) == (1, True)


def test_imports_are_listed_in_the_time_of_paris(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(engine, file)
    with transaction(engine) as session:
        session.get_one(ImportRun, 1).started_at = "2026-07-14T22:30:00+00:00"
    assert "15 juil. 2026, 00:30:00" in run(engine, monkeypatch, "--list").output


def test_a_row_that_no_record_can_hold_is_refused(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    rows = (
        f"Fontaine;Herten;Allemagne;Ville;{'n' * 4001}",
        f"Fontaine;{'n' * 201};Allemagne;Ville;",
        "Fontaine;Halle;Allemagne;Ville;Une note.",
    )
    header = "Collectivité française;Partenaire;Pays;Source;Note"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    with Session(engine) as session:
        entries = list(planned(session, file).entries())
    assert outcomes(entries)[:2] == ["refused", "refused"]
    assert str(entries[0].reason).startswith("La note compte 4\N{NARROW NO-BREAK SPACE}001 signes")
    assert str(entries[1].reason).startswith("Le nom de ce membre compte 201 signes")
    assert outcomes(entries)[2] != "refused"


def test_an_import_is_written_whole_with_its_source_and_its_eras(
    engine: Engine, file: Path
) -> None:
    assert imported(engine, file) == 1
    with Session(engine) as session:
        found = {record.id: record for record in read_records(session, [FIRST_OWN, FIRST_OWN + 1])}
        made = found[FIRST_OWN]
        assert [member.code for member in made.members] == ["38169", "it-catania"]
        assert (made.year_start, made.primary_era.code) == (1985, "apres_guerre")
        assert made.themes == ("culture",)
        assert [source.title for source in made.sources] == ["Ville de Fontaine"]
        assert [m.name for m in found[FIRST_OWN + 1].members][1] == "Herten"
        revisions = history.revisions_of(session, "partnership", str(FIRST_OWN))
        assert [(r.action, r.run_id) for r in revisions] == [("import", 1)]
        (run,) = import_runs.list_runs(session)
        assert (run.counts["created"], run.counts["completed"], run.authorities) == (2, 1, 1)


def test_what_is_known_is_completed_and_never_written_over(engine: Engine, file: Path) -> None:
    with Session(engine) as session:
        before = read_document(session, 2)
    imported(engine, file)
    with Session(engine) as session:
        after = read_document(session, 2)
        assert before is not None
        assert after is not None
        assert after.members == before.members
        assert set(before.events) <= set(after.events)
        assert set(before.statements) < set(after.statements)
        titles = {s.source.title for s in set(after.statements) - set(before.statements)}
        assert titles == {"Ville de Grenoble"}


def test_the_same_file_twice_changes_nothing(engine: Engine, file: Path) -> None:
    imported(engine, file)
    with Session(engine) as session:
        once, revisions = fingerprint(session), history.count(session)
    assert imported(engine, file) is None
    with Session(engine) as session:
        assert fingerprint(session) == once
        assert history.count(session) == revisions
        assert len(import_runs.list_runs(session)) == 1
        counts = planned(session, file).counts
        assert counts[Outcome.CREATED] == counts[Outcome.COMPLETED] == 0


def test_an_undone_import_leaves_the_atlas_as_it_was(engine: Engine, file: Path) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    imported(engine, file)
    with transaction(engine) as session:
        assert fingerprint(session) != before
        done = import_runs.revert(session, 1, author="command")
        assert (done.partnerships, done.authorities, done.merged) == (3, 1, 0)
    with Session(engine) as session:
        assert fingerprint(session) == before
        assert session.scalar(select(func.count()).where(Authority.code == "de-herten")) == 0
        assert history.first_broken(session) is None
    with pytest.raises(CannotRevertError, match="déjà été annulé"), transaction(engine) as session:
        import_runs.revert(session, 1, author="command")
    with pytest.raises(NotFoundError), transaction(engine) as session:
        import_runs.revert(session, 9, author="command")


def test_what_people_changed_since_is_kept_and_on_the_same_point_stops(
    engine: Engine, file: Path
) -> None:
    imported(engine, file)
    with transaction(engine) as session:
        known = read_document(session, 2)
        assert known is not None
        save_all(session, {2: msgspec.structs.replace(known, note="Une note.")}, CAUSE)
        made = read_document(session, FIRST_OWN)
        assert made is not None
        save_all(session, {FIRST_OWN: msgspec.structs.replace(made, note="Ici aussi.")}, CAUSE)
    with (
        pytest.raises(CannotRevertError, match=f"{FIRST_OWN} a été modifiée"),
        transaction(engine) as session,
    ):
        import_runs.revert(session, 1, author="command")
    with transaction(engine) as session:
        save_all(session, {FIRST_OWN: made}, CAUSE)
        assert import_runs.revert(session, 1, author="command").merged == 1
        kept = read_document(session, 2)
        assert kept is not None
        assert kept.note == "Une note."
        assert session.get(Partnership, FIRST_OWN) is None


def test_an_import_that_fails_half_way_leaves_nothing(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    monkeypatch.setattr(running.partnerships, "touch", _fail)
    with pytest.raises(RuntimeError):
        imported(engine, file)
    with Session(engine) as session:
        assert fingerprint(session) == before
        assert import_runs.list_runs(session) == []
        assert history.count(session) == 0


def _fail(*_arguments: object) -> None:
    raise RuntimeError


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    return CliRunner().invoke(cli, ["import", *map(str, arguments)])


def test_the_command_tries_writes_lists_and_undoes(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = run(engine, monkeypatch, file, "--source", "modele", "--dry-run")
    assert (tried.exit_code, "rien n’est écrit" in tried.output) == (0, True), tried.output
    assert "0 import." in run(engine, monkeypatch, "--list").output
    assert "Import n° 1 écrit." in run(engine, monkeypatch, file, "--source", "modele").output
    again = run(engine, monkeypatch, file, "--source", "modele")
    assert "l’atlas sait déjà tout cela" in again.output
    assert "2 créés, 1 complétés" in run(engine, monkeypatch, "--list").output
    undone = run(engine, monkeypatch, "--revert", 1)
    assert "3 fiches remises comme avant" in undone.output
    for arguments, code in (
        ((), 2),
        ((file,), 2),
        ((file, "--source", "inconnue"), 1),
        ((file.with_name("absent.csv"), "--source", "modele"), 1),
        (("--revert", 7), 1),
    ):
        refused = run(engine, monkeypatch, *arguments)
        assert refused.exit_code == code, refused.output


def _first_rows(file: Path, most: int) -> Path:
    """Return a file of the first rows of the towns of Wikidata."""
    national = Path(__file__).parents[4] / "shared/data/wikidata_p190_2017/france.tsv"
    with national.open(encoding="utf-8") as stream:
        file.write_text("".join(islice(stream, most + 1)), encoding="utf-8")
    return file


def _wikidata(engine: Engine, file: Path) -> None:
    """Import the towns of Wikidata twice, undo, and compare."""
    rows = list(table(file, "wikidata-p190-tsv"))
    with Session(engine) as session:
        before = fingerprint(session)
        plan = planned(session, file, "wikidata-p190-tsv")
    assert plan.counts.total() == plan.read == len(rows)
    towns = {row.text("french_name") for row in rows}
    left = list(plan.left())
    lost = {one.french for one in left if "collectivité française" in str(one.reason)}
    lost |= {one.french for one in left if "plusieurs collectivités" in str(one.reason)}
    assert len(lost) / len(towns) < 0.05
    assert all(entry.reason for entry in left)
    assert imported(engine, file, "wikidata-p190-tsv") == 1
    with Session(engine) as session:
        again = planned(session, file, "wikidata-p190-tsv")
        assert again.size == 0
        assert again.counts[Outcome.DOUBTFUL] == plan.counts[Outcome.DOUBTFUL]
        assert count_doubts(session) == plan.counts[Outcome.DOUBTFUL]
    assert imported(engine, file, "wikidata-p190-tsv") is None
    with transaction(engine) as session:
        import_runs.revert(session, 1, author="command")
    with Session(engine) as session:
        assert fingerprint(session) == before
        assert count_doubts(session) == 0


@pytest.mark.national
def test_towns_of_wikidata_are_imported_twice_and_undone(
    embedded_copy: Engine, tmp_path: Path
) -> None:
    _wikidata(embedded_copy, _first_rows(tmp_path / "france.tsv", 120))


@pytest.mark.national
@pytest.mark.long
def test_all_the_towns_of_wikidata_are_imported_twice_and_undone(
    embedded_copy: Engine, tmp_path: Path
) -> None:
    _wikidata(embedded_copy, _first_rows(tmp_path / "france.tsv", 10_000))
