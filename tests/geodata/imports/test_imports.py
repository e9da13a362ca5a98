"""A file of others: tried, written as a whole, the same twice, undone as if it had not been."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing import history
from atlas.editing.partnerships import FIRST_OWN, save_all
from atlas.editing.reading import read_document
from atlas.errors import NotFoundError
from atlas.model import Authority, Partnership
from atlas.queries.records import read_records
from geodata.imports import running
from geodata.imports.planning import Outcome, Plan, make_plan
from geodata.imports.reading import ImportFileError, get_source, list_sources, read_rows
from geodata.imports.running import CannotRevertError, fingerprint
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


def planned(session: Session, file: Path, source: str = "modele") -> Plan:
    known = get_source(source)
    return make_plan(session, known, read_rows(file, known))


def imported(engine: Engine, file: Path) -> int | None:
    with transaction(engine) as session:
        return running.run(
            session, planned(session, file), file_name=file.name, file_digest="x", author="command"
        )


def test_a_trial_says_what_becomes_of_each_row_and_writes_nothing(
    engine: Engine, file: Path
) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
        plan = planned(session, file)
        assert [entry.outcome for entry in plan.entries] == [
            Outcome.COMPLETED, Outcome.CREATED, Outcome.REPEATED, Outcome.CREATED,
            Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED,
        ]  # fmt: skip
        assert [entry.line for entry in plan.entries] == list(range(2, 10))
        reasons = [entry.reason for entry in plan.entries if entry.outcome is Outcome.REFUSED]
        for reason, said in zip(
            reasons, ("Nulle-Part", "Atlantide", "est en France", "l’an dernier"), strict=True
        ):
            assert said in reason
        assert sum(plan.counts().values()) == len(ROWS.splitlines())
        assert list(plan.authorities) == ["de-herten"]
        assert fingerprint(session) == before


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
        (run,) = running.list_runs(session)
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
        assert len(running.list_runs(session)) == 1
        counts = planned(session, file).counts()
        assert counts[Outcome.CREATED] == counts[Outcome.COMPLETED] == 0


def test_an_undone_import_leaves_the_atlas_as_it_was(engine: Engine, file: Path) -> None:
    with Session(engine) as session:
        before = fingerprint(session)
    imported(engine, file)
    with transaction(engine) as session:
        assert fingerprint(session) != before
        done = running.revert(session, 1, author="command")
        assert (done.partnerships, done.authorities, done.merged) == (3, 1, 0)
    with Session(engine) as session:
        assert fingerprint(session) == before
        assert session.scalar(select(func.count()).where(Authority.code == "de-herten")) == 0
        assert history.first_broken(session) is None
    with pytest.raises(CannotRevertError, match="déjà été annulé"), transaction(engine) as session:
        running.revert(session, 1, author="command")
    with pytest.raises(NotFoundError), transaction(engine) as session:
        running.revert(session, 9, author="command")


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
        running.revert(session, 1, author="command")
    with transaction(engine) as session:
        save_all(session, {FIRST_OWN: made}, CAUSE)
        assert running.revert(session, 1, author="command").merged == 1
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
        assert running.list_runs(session) == []
        assert history.count(session) == 0


def _fail(*_arguments: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "n’a pas la colonne"),
        (b"a;b\n1;2\n", "n’a pas la colonne"),
        ("Collectivité;Partenaire;Pays;Source\nGrenoble;Essen;Allemagne\xe9;x".encode("latin-1"),
         "n’est pas en UTF-8"),
        ((HEADER + "Grenoble;" + "x" * 10_001 + ";A;B;C;D;E\n").encode(), "dépasse"),
        ((HEADER + "a;b;c;d;e;f;g;h;i\n").encode(), "9 cellules pour 7"),
        ((HEADER + 'a;"b\n').encode(), "mal formé"),
        (b"PK\x03\x04\xff\xfe\x00", "n’est pas en UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "envoi.csv"
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as refused:
        list(read_rows(path, get_source("modele")))
    assert said.replace("\N{NO-BREAK SPACE}", " ") in str(refused.value).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_columns_are_known_whatever_their_case_accents_and_separator(tmp_path: Path) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text("COLLECTIVITE,partenaire,PAYS,source\nGrenoble,Essen,Allemagne,x\n\n,,,\n")
    (row,) = read_rows(path, get_source("modele"))
    assert (row.text("french_name"), row.text("foreign_name"), row.line) == (
        "Grenoble", "Essen", 2,
    )  # fmt: skip


def test_every_source_has_a_manifest_that_reads() -> None:
    assert {source.name for source in list_sources()} >= {"modele", "wikidata-p190-tsv"}
    with pytest.raises(ImportFileError, match="wikidata-p190-tsv"):
        get_source("inconnue")


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


def _wikidata(engine: Engine, most: int) -> None:
    """Import the towns of Wikidata twice, undo, and compare; ``most`` rows of the file."""
    file = Path(__file__).parents[4] / "shared/data/wikidata_p190_2017/france.tsv"
    source = get_source("wikidata-p190-tsv")
    rows = list(read_rows(file, source))
    assert len(rows) == 3869
    rows = rows[:most]
    with Session(engine) as session:
        before = fingerprint(session)
        plan = make_plan(session, source, rows)
    assert sum(plan.counts().values()) == len(rows)
    towns = {row.text("french_name") for row in rows}
    lost = {
        entry.french
        for entry in plan.entries
        if "Aucune commune" in entry.reason or "plusieurs communes" in entry.reason
    }
    assert len(lost) / len(towns) < 0.05
    assert all(entry.reason for entry in plan.entries if entry.outcome in _LEFT)
    with transaction(engine) as session:
        number = running.run(session, plan, file_name="f", file_digest="x", author="command")
    assert number == 1
    with Session(engine) as session:
        again = make_plan(session, source, rows)
        assert (again.partnerships, again.authorities) == ({}, {})
    with transaction(engine) as session:
        running.revert(session, 1, author="command")
    with Session(engine) as session:
        assert fingerprint(session) == before


@pytest.mark.national
def test_towns_of_wikidata_are_imported_twice_and_undone(embedded_copy: Engine) -> None:
    _wikidata(embedded_copy, 400)


@pytest.mark.national
@pytest.mark.long
def test_all_the_towns_of_wikidata_are_imported_twice_and_undone(embedded_copy: Engine) -> None:
    _wikidata(embedded_copy, 4000)


_LEFT = (Outcome.DOUBTFUL, Outcome.REFUSED)
