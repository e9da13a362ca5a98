"""``./scripts/atlas backup`` and ``restore``, as somebody types them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from atlas.database import open_engine
from scripts.cli import backup, cli, restore


@pytest.fixture
def engine(small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    path = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    for module in (backup, restore):
        monkeypatch.setattr(module, "FOLDER", tmp_path / "sauvegardes")
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{path}")
    opened = open_engine(f"sqlite:///{path}")
    yield opened
    opened.dispose()


def run(*arguments: object, answer: str = "") -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=answer)


def _made(tmp_path: Path) -> list[Path]:
    found = tmp_path.glob("sauvegardes/atlas-*")
    return sorted(path for path in found if path.suffix != ".sha256")


def _lose(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE partnership SET title = 'Perdu'"))


def _lost(engine: Engine) -> int:
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM partnership WHERE title = 'Perdu'"))
    return int(found or 0)


def test_a_backup_says_what_it_holds_and_where(engine: Engine, tmp_path: Path) -> None:
    done = run("backup")
    assert done.exit_code == 0, done.output
    (made,) = _made(tmp_path)
    assert f"{made}\N{NO-BREAK SPACE}: 8 partenariats" in done.output


def test_a_restore_asks_first_and_says_where_the_old_content_is(
    engine: Engine, tmp_path: Path
) -> None:
    run("backup")
    (made,) = _made(tmp_path)
    _lose(engine)
    assert run("restore", made, answer="non\n").exit_code == 1
    assert _lost(engine) == 8
    done = run("restore", made, answer="oui\n")
    assert done.exit_code == 0, done.output
    assert _lost(engine) == 0
    assert "avant-restauration-" in done.output


def test_a_file_without_its_sum_is_restored_and_said_to_be_so(
    engine: Engine, tmp_path: Path
) -> None:
    run("backup")
    (made,) = _made(tmp_path)
    made.with_name(f"{made.name}.sha256").unlink()
    done = run("restore", made, "--yes")
    assert done.exit_code == 0, done.output
    assert "Aucune somme de contrôle" in done.output


def test_a_key_made_here_encrypts_and_opens(engine: Engine, tmp_path: Path) -> None:
    told = run("backup", "--new-key", tmp_path / "cle").output
    public = told.rpartition(" ")[2].strip()
    assert run("backup", "--to", public).exit_code == 0
    (made,) = _made(tmp_path)
    _lose(engine)
    refused = run("restore", made, "--yes")
    assert refused.exit_code == 1
    assert "chiffrée" in refused.output
    assert run("restore", made, "--yes", "--identity", tmp_path / "cle").exit_code == 0
    assert _lost(engine) == 0


def test_old_backups_leave_when_enough_new_ones_are_kept(engine: Engine, tmp_path: Path) -> None:
    for _ in range(3):
        done = run("backup", "--keep", 2)
    assert len(_made(tmp_path)) == 2
    assert "Ôtée" in done.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["restore", "/nulle/part.sqlite.gz", "--yes"], 1),
        (["restore"], 2),
        (["backup", "--to", "age1faux"], 1),
        (["backup", "--keep", "0"], 2),
        (["backup", "--folder", "/proc/nulle-part"], 1),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    engine: Engine, arguments: list[str], code: int
) -> None:
    done = run(*arguments)
    assert done.exit_code == code
    assert "Traceback" not in done.output
