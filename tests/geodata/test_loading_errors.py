"""Broken files: the file, the line, the column, the value and the reason; nothing half-written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from atlas.database import open_engine, transaction
from atlas.errors import AtlasError, DataFileError
from atlas.model import Base
from atlas.services import schema
from geodata.facts.tables import write_table
from geodata.loading.embedded import LoadReport, load_embedded
from geodata.manifests import ChangedFileError, read_rows, refresh
from tests.support.cut_datasets import PARTNERSHIPS, cut_datasets


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped datasets cut down to a few partnerships."""
    folder = tmp_path_factory.mktemp("cut") / "datasets"
    cut_datasets(folder)
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has its tables and nothing in them."""
    database = tmp_path_factory.mktemp("empty") / "atlas.sqlite"
    engine = open_engine(f"sqlite:///{database}", create=True)
    schema.upgrade(engine)
    engine.dispose()
    return database


@pytest.fixture
def datasets(cut: Path, tmp_path: Path) -> Path:
    """A copy of the datasets that a test may break."""
    return Path(shutil.copytree(cut, tmp_path / "datasets"))


@pytest.fixture
def database(empty: Path, tmp_path: Path) -> Path:
    """An empty database of the test's own."""
    return Path(shutil.copy(empty, tmp_path / "atlas.sqlite"))


def break_line(path: Path, line: int, change: Callable[[str], str]) -> None:
    """Change one line (counted from 1, or from the end) of a file; make its manifest agree."""
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    index = line - 1 if line > 0 else line
    before = lines[index]
    lines[index] = change(before)
    assert lines[index] != before
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    refresh(path.parent)


def load(datasets: Path, database: Path) -> LoadReport:
    engine = open_engine(f"sqlite:///{database}", create=True)
    try:
        with transaction(engine) as session:
            return load_embedded(session, datasets)
    finally:
        engine.dispose()


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, but for the roles, which a migration writes."""
    engine = open_engine(f"sqlite:///{database}", create=True)
    try:
        return _rows(engine)
    finally:
        engine.dispose()


def _rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(str(value) for value in row)
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
            if table.name != "role"
        }


def test_the_datasets_load_when_nothing_is_broken(datasets: Path, database: Path) -> None:
    assert load(datasets, database).partnerships == PARTNERSHIPS


@pytest.mark.parametrize(
    ("file", "line", "pattern", "by", "column", "reason"),
    [
        ("partenariats/faits.csv", 2, ",jumelage,", ",mariage,", "link_type", "vocabulaire"),
        ("partenariats/faits.csv", 2, ",1961,", ",99999,", "year_start", "une année entre"),
        ("partenariats/faits.csv", 2, ",1961,", ",mille,", "year_start", "nombre entier"),
        ("partenariats/faits.csv", 2, ",loaded,", ",perdu,", "outcome", "vocabulaire"),
        (
            "partenariats/partenaires.csv",
            2,
            r",place,",
            ",lune,",
            "location_precision",
            "vocabulaire",
        ),
        ("partenariats/membres.csv", 2, r",\d+$", ",99999", "code", "aucune collectivité"),
        ("cog/communes.csv", 2, r",4\.92", ",494.92", "lon", "entre -180 et 180"),
        ("cog/communes.csv", 2, "^01001", "01002", None, "désigne déjà"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_where_and_why(
    datasets: Path,
    database: Path,
    file: str,
    line: int,
    pattern: str,
    by: str,
    column: str | None,
    reason: str,
) -> None:
    path = datasets / file
    break_line(path, line, lambda text: re.sub(pattern, by, text, count=1))
    with pytest.raises(DataFileError) as caught:
        load(datasets, database)
    error = caught.value
    assert error.file == file
    assert error.line in (line, line + 1)
    assert error.column == column
    assert reason in error.reason
    sentence = str(error)
    assert file in sentence
    assert f"ligne {error.line}" in sentence


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("afd_ficol:afd_ficol", "ce fait n’a pas de financement « afd_ficol »"),
        ("faceco:ficol_2031", "« ficol_2031 » n’est pas un dispositif"),
    ],
)
def test_an_instrument_that_pays_nothing_or_is_unknown_is_refused(
    datasets: Path, database: Path, named: str, reason: str
) -> None:
    folder = datasets / "partenariats"
    facts = read_rows(folder, "faits.csv")
    facts[0] |= {"funding": "faceco", "instruments": named}
    write_table(folder / "faits.csv", tuple(facts[0]), facts)
    refresh(folder)
    with pytest.raises(DataFileError) as caught:
        load(datasets, database)
    assert (caught.value.column, caught.value.line) == ("instruments", 2)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("faits.csv", "fait"),
        ("liens.csv", "partenariat"),
        ("membres.csv", "code"),
        ("evenements.csv", "date"),
    ],
)
def test_a_row_that_is_there_twice_is_refused(
    datasets: Path, database: Path, name: str, column: str
) -> None:
    path = datasets / "partenariats" / name
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    refresh(path.parent)
    with pytest.raises(DataFileError) as caught:
        load(datasets, database)
    error = caught.value
    assert (error.file, error.column) == (f"partenariats/{name}", column)
    assert error.line == len(lines) + 1
    assert "déjà dans le fichier" in error.reason


def test_a_source_that_is_no_address_is_refused(datasets: Path, database: Path) -> None:
    path = datasets / "partenariats" / "faits.csv"
    break_line(path, 2, lambda text: text.replace("reading/", "javascript:", 1))
    with pytest.raises(DataFileError) as caught:
        load(datasets, database)
    assert (caught.value.line, caught.value.column) == (2, "source_url")
    assert "http" in caught.value.reason


def test_a_row_of_another_width_is_told(datasets: Path, database: Path) -> None:
    path = datasets / "partenariats" / "faits.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[4] = lines[4].rsplit(",", 2)[0]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(AtlasError, match=r"(?s)faits\.csv.*5"):
        load(datasets, database)


def test_a_file_that_is_not_the_announced_one_is_refused(datasets: Path, database: Path) -> None:
    path = datasets / "pays" / "pays.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(AtlasError, match=r"pays\.csv"):
        load(datasets, database)


def change_line(path: Path, line: int, change: Callable[[str], str]) -> None:
    """Change one line of a file as an editor would: the manifest does not know."""
    lines = path.read_text(encoding="utf-8").split("\n")
    before = lines[line - 1]
    lines[line - 1] = change(before)
    assert lines[line - 1] != before
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "line", "pattern", "by", "told"),
    [
        (
            "partenariats/faits.csv", 2, ",1961,", ",19x1,",
            ["ligne 2", "colonne « year_start »", "valeur « 19x1 »", "nombre entier"],
        ),
        (
            "partenariats/faits.csv", 2, ",jumelage,", ",mariage,",
            ["ligne 2", "colonne « link_type »", "valeur « mariage »", "vocabulaire"],
        ),
        (
            "cog/communes.csv", 2, r",4\.92", ",494.92",
            ["ligne 2", "colonne « lon »", "valeur « 494.92", "entre -180 et 180"],
        ),
        (
            "vocabulaires/regles_eres.csv", 2, r",(\d{4}),", ",19x0,",
            ["ligne 2", "valeur « 19x0 »", "nombre entier"],
        ),
    ],
)  # fmt: skip
def test_a_row_broken_by_hand_is_told_by_its_line_and_not_by_the_hash_of_its_file(
    datasets: Path, database: Path, file: str, line: int, pattern: str, by: str, told: list[str]
) -> None:
    change_line(datasets / file, line, lambda text: re.sub(pattern, by, text, count=1))
    with pytest.raises(DataFileError) as caught:
        load(datasets, database)
    sentence = re.sub(r"\s", " ", str(caught.value))
    assert sentence.startswith(f"{file}, ")
    assert [part for part in told if part not in sentence] == []
    assert not any(rows_of(database).values())


@pytest.mark.parametrize(
    ("file", "line", "remedy"),
    [
        ("partenariats/faits.csv", 2, "./scripts/atlas curate fait ce fichier"),
        ("vocabulaires/themes.csv", 2, "./scripts/build_geodata --manifests"),
    ],
)
def test_a_file_whose_rows_are_good_and_not_the_announced_ones_is_refused_with_what_to_do(
    datasets: Path, database: Path, file: str, line: int, remedy: str
) -> None:
    path = datasets / file
    if "faits" in file:
        change_line(path, line, lambda text: text.replace(",1961,", ",1962,", 1))
    else:
        change_line(path, line, lambda text: text.replace("Gouvernance", "Bonne gouvernance", 1))
    with pytest.raises(ChangedFileError) as caught:
        load(datasets, database)
    assert path.name in str(caught.value)
    assert remedy in str(caught.value)
    assert not any(rows_of(database).values())


def break_the_last_fact(datasets: Path) -> None:
    """Make the last partnership refused, when everything before it has been written."""
    facts = datasets / "partenariats" / "faits.csv"
    break_line(facts, -1, lambda text: re.sub(r",(haute|moyenne),", ",sûre,", text))


def test_a_load_that_fails_leaves_a_loaded_database_as_it_was(
    datasets: Path, database: Path
) -> None:
    load(datasets, database)
    before = rows_of(database)
    assert len(before["partnership"]) == PARTNERSHIPS
    break_the_last_fact(datasets)
    # What would be loaded before that fact is other too.
    countries = datasets / "pays" / "pays.csv"
    break_line(countries, 2, lambda text: text.replace("Andorre", "Andorre changée"))

    with pytest.raises(DataFileError, match="confidence"):
        load(datasets, database)

    assert rows_of(database) == before


def test_a_first_load_that_fails_leaves_nothing(datasets: Path, database: Path) -> None:
    break_the_last_fact(datasets)

    with pytest.raises(DataFileError, match="confidence"):
        load(datasets, database)

    assert not any(rows_of(database).values())
