"""Broken files: the file, the line, the column, the value and the reason; nothing half-written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.errors import AtlasError, DataFileError
from atlas.model import Authority, Country, Partnership
from atlas.services import schema
from geodata.loading.embedded import load_embedded
from geodata.manifests import DATASETS, refresh
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture
def datasets(tmp_path: Path) -> Path:
    """A copy of the shipped datasets that a test may break."""
    folder = tmp_path / "datasets"
    shutil.copytree(DATASETS, folder)
    return folder


def break_line(path: Path, line: int, change: Callable[[str], str]) -> None:
    """Change one line (counted from 1) of a file, and make its manifest agree."""
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line - 1] = change(lines[line - 1])
    path.write_text("\n".join(lines), encoding="utf-8")
    refresh(path.parent)


def load(datasets: Path, database: Path) -> None:
    engine = open_engine(f"sqlite:///{database}")
    try:
        schema.upgrade(engine)
        with transaction(engine) as session:
            load_embedded(session, datasets)
    finally:
        engine.dispose()


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
    tmp_path: Path,
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
        load(datasets, tmp_path / "atlas.sqlite")
    error = caught.value
    assert error.file == file
    assert error.line in (line, line + 1)
    assert error.column == column
    assert reason in error.reason
    sentence = str(error)
    assert file in sentence
    assert f"ligne {error.line}" in sentence


def test_a_row_of_another_width_is_told(datasets: Path, tmp_path: Path) -> None:
    path = datasets / "partenariats" / "faits.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[4] = lines[4].rsplit(",", 2)[0]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(AtlasError, match=r"(?s)faits\.csv.*5"):
        load(datasets, tmp_path / "atlas.sqlite")


def test_a_file_that_is_not_the_announced_one_is_refused(datasets: Path, tmp_path: Path) -> None:
    path = datasets / "pays" / "pays.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(AtlasError, match=r"pays\.csv"):
        load(datasets, tmp_path / "atlas.sqlite")


def test_a_load_that_fails_leaves_the_database_as_it_was(
    embedded: EmbeddedAtlas, datasets: Path, tmp_path: Path
) -> None:
    database = tmp_path / "atlas.sqlite"
    shutil.copy(embedded.path, database)
    path = datasets / "partenariats" / "faits.csv"
    break_line(path, 2248, lambda text: re.sub(r",(haute|moyenne),", ",sûre,", text))
    with pytest.raises(DataFileError, match="confidence"):
        load(datasets, database)
    engine = open_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        assert _counts(session) == _counts_of(embedded)
    engine.dispose()


def _counts(session: Session) -> list[int | None]:
    return [
        session.scalar(select(func.count()).select_from(model))
        for model in (Country, Authority, Partnership)
    ]


def _counts_of(embedded: EmbeddedAtlas) -> list[int | None]:
    with Session(embedded.engine) as session:
        return _counts(session)
