"""``./scripts/atlas curate``, in a copy of the project that a test may break."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.settings import PROJECT_ROOT

#: Datasets that the curation does not read.
NOT_READ = shutil.ignore_patterns("__pycache__", "contours", "fonds", "lieux", "build")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The packages that the command needs, copied."""
    for name in ("atlas", "geodata", "scripts"):
        shutil.copytree(PROJECT_ROOT / name, tmp_path / name, ignore=NOT_READ)
    return tmp_path


def curate(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "scripts.cli", "curate", *arguments],
        cwd=project,
        env={"PYTHONPATH": str(project)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def contents(project: Path) -> dict[str, bytes]:
    folders = (project / "geodata/datasets/partenariats", project / "geodata/facts/decisions")
    return {path.name: path.read_bytes() for folder in folders for path in folder.iterdir()}


def test_it_prints_an_account_that_adds_up_and_gives_the_shipped_bytes(project: Path) -> None:
    shipped = contents(project)
    facts = project / "geodata/datasets/partenariats/faits.csv"
    facts.write_text(facts.read_text(encoding="utf-8") + "x", encoding="utf-8")

    result = curate(project, "--force")

    assert (result.returncode, result.stderr) == (0, "")
    assert "2247 lignes lues = " in result.stdout
    assert "chargées" in result.stdout
    assert contents(project) == shipped


def test_what_was_edited_by_hand_in_the_dataset_is_not_undone_silently(project: Path) -> None:
    facts = project / "geodata/datasets/partenariats/faits.csv"
    edited = facts.read_text(encoding="utf-8").replace(",1961,", ",1962,", 1)
    facts.write_text(edited, encoding="utf-8")
    before = contents(project)

    result = curate(project)

    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "faits.csv a été modifié à la main" in result.stderr
    assert "geodata/facts/decisions" in result.stderr
    assert "--force" in result.stderr
    assert contents(project) == before


@pytest.mark.parametrize(
    ("file", "line", "sentence"),
    [
        ("decisions/rejets.csv", "cooperation:99999,Essai.", "aucun fait ne s’appelle cooperation"),
        ("raw/complements.csv", "Grenoble,commune", "2 valeurs pour 20 colonnes"),
    ],
)
def test_what_it_does_not_understand_is_one_sentence_and_changes_nothing(
    project: Path, file: str, line: str, sentence: str
) -> None:
    with (project / "geodata/facts" / file).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    before = contents(project)

    result = curate(project)

    assert result.returncode == 1
    assert Path(file).name in result.stderr
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert contents(project) == before


def test_a_dataset_that_lost_too_many_rows_is_not_written(project: Path) -> None:
    manifest = project / "geodata/datasets/partenariats/manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    assert "min_rows = " in text
    manifest.write_text(text.replace("min_rows = ", "min_rows = 9"), encoding="utf-8")
    before = contents(project)

    result = curate(project)

    assert result.returncode == 1
    assert "il en faut au moins" in result.stderr
    assert contents(project) == before


def test_an_argument_too_many_exits_2(project: Path) -> None:
    assert curate(project, "tout").returncode == 2
