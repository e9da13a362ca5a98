"""Backups: consistent while others write, refused when damaged, put back whole or not at all."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from atlas.database import open_engine
from atlas.errors import DatabaseUnavailableError
from atlas.services import backups, schema
from atlas.services.backups import BackupError


@pytest.fixture
def engine(small_file: Path, tmp_path: Path) -> Iterator[Engine]:
    path = shutil.copyfile(small_file, tmp_path / "atlas é #1.sqlite")
    opened = open_engine(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sauvegardes"


def _titles(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT title FROM partnership ORDER BY id")))


def _spoil(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE partnership SET title = 'Perdu'"))


def test_what_was_backed_up_is_put_back(engine: Engine, folder: Path) -> None:
    before = _titles(engine)
    made = backups.back_up(engine, folder)
    assert made.partnerships == len(before)
    _spoil(engine)
    done = backups.restore(engine, made.path, folder)
    assert _titles(engine) == before
    assert done.partnerships == len(before)
    assert done.checked


def test_a_restore_can_be_undone(engine: Engine, folder: Path) -> None:
    made = backups.back_up(engine, folder)
    _spoil(engine)
    replaced = backups.restore(engine, made.path, folder).replaced
    assert replaced is not None
    backups.restore(engine, replaced, folder)
    assert set(_titles(engine)) == {"Perdu"}


def test_a_reader_under_way_sees_the_old_content_then_the_new(engine: Engine, folder: Path) -> None:
    before = _titles(engine)
    made = backups.back_up(engine, folder)
    _spoil(engine)
    other = open_engine(str(engine.url))
    with other.connect() as reading:
        count = text("SELECT count(*) FROM partnership WHERE title = 'Perdu'")
        assert reading.scalar(count) == len(before)
        backups.restore(engine, made.path, folder)
        assert reading.scalar(count) == len(before)  # its own moment
        reading.rollback()
        assert reading.scalar(count) == 0
    other.dispose()


def test_a_backup_taken_while_others_write_is_of_one_moment(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PAGES_AT_ONCE", 5)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE pair (a INTEGER, b INTEGER)"))
        connection.execute(text("INSERT INTO pair VALUES (0, 0)"))
    stop, failures = threading.Event(), []

    def write() -> None:
        own = open_engine(str(engine.url))
        number = 0
        try:
            while not stop.is_set():
                number += 1
                with own.begin() as connection:
                    connection.execute(text("UPDATE pair SET a = :n"), {"n": number})
                    connection.execute(text("UPDATE pair SET b = :n"), {"n": number})
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)
        finally:
            own.dispose()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backups.back_up(engine, folder) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    assert failures == []
    for backup in made:
        plain = folder / "plain.sqlite"
        plain.write_bytes(gzip.decompress(backup.path.read_bytes()))
        connection = sqlite3.connect(plain)
        a, b = connection.execute("SELECT a, b FROM pair").fetchone()
        connection.close()
        assert a == b


def test_the_sum_is_one_that_sha256sum_reads(engine: Engine, folder: Path) -> None:
    made = backups.back_up(engine, folder)
    checked = subprocess.run(
        ["sha256sum", "--check", f"{made.path.name}.sha256"], cwd=folder, capture_output=True
    )
    assert checked.returncode == 0
    assert made.path.stat().st_mode & 0o077 == 0


def test_an_encrypted_backup_opens_with_its_key_only(engine: Engine, folder: Path) -> None:
    before = _titles(engine)
    folder.mkdir()
    ours = backups.new_key(folder / "cle")
    backups.new_key(folder / "autre")
    made = backups.back_up(engine, folder, recipients=[ours])
    assert b"Grenoble" not in made.path.read_bytes()
    assert made.path.name.endswith(".sqlite.gz.age")
    _spoil(engine)
    for wrong in (None, folder / "autre", made.path):
        with pytest.raises(BackupError):
            backups.restore(engine, made.path, folder, identity=wrong)
        assert set(_titles(engine)) == {"Perdu"}
    backups.restore(engine, made.path, folder, identity=folder / "cle")
    assert _titles(engine) == before


def test_a_key_is_never_written_over(folder: Path) -> None:
    folder.mkdir()
    backups.new_key(folder / "cle")
    kept = (folder / "cle").read_text(encoding="ascii")
    with pytest.raises(BackupError, match="existe déjà"):
        backups.new_key(folder / "cle")
    assert (folder / "cle").read_text(encoding="ascii") == kept


@pytest.mark.parametrize("text_", ["age1", "ssh-rsa AAAA", "", "age1é"])
def test_what_is_no_public_key_is_refused_before_anything_is_written(
    engine: Engine, folder: Path, text_: str
) -> None:
    with pytest.raises(BackupError, match="clé publique"):
        backups.back_up(engine, folder, recipients=[text_])
    assert not folder.exists()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _scramble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _no_database(path: Path) -> None:
    path.write_bytes(gzip.compress(b"Ceci n'est pas une base." * 200))


def _no_gzip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04")


@pytest.mark.parametrize("with_sum", [True, False], ids=["with its sum", "without"])
@pytest.mark.parametrize("damage", [_cut, _scramble, _no_database, _no_gzip])
def test_a_damaged_backup_changes_nothing(
    engine: Engine, folder: Path, damage: object, with_sum: bool
) -> None:
    made = backups.back_up(engine, folder)
    damage(made.path)  # type: ignore[operator]
    if not with_sum:
        made.path.with_name(f"{made.path.name}.sha256").unlink()
    _spoil(engine)
    with pytest.raises(BackupError):
        backups.restore(engine, made.path, folder)
    assert set(_titles(engine)) == {"Perdu"}
    assert list(folder.parent.glob(".sauvegarde-*")) == []


def test_a_backup_of_a_newer_version_is_refused(engine: Engine, folder: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = backups.back_up(engine, folder)
    with pytest.raises(BackupError, match="plus récente"):
        backups.restore(engine, made.path, folder)


def test_a_backup_of_an_older_version_is_brought_to_this_one(engine: Engine, folder: Path) -> None:
    schema.downgrade(engine, "0006")
    made = backups.back_up(engine, folder)
    backups.restore(engine, made.path, folder)
    with engine.connect() as connection:
        assert schema.current_revision(connection) == schema.head_revision()
        assert schema.drift(connection) == []


def test_a_lost_database_is_made_again(engine: Engine, folder: Path) -> None:
    before = _titles(engine)
    made = backups.back_up(engine, folder)
    engine.dispose()
    path = backups.database_file(engine)
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    assert backups.restore(engine, made.path, folder).replaced is None
    assert _titles(engine) == before


def test_a_database_beyond_reading_is_moved_away_and_kept(engine: Engine, folder: Path) -> None:
    before = _titles(engine)
    made = backups.back_up(engine, folder)
    engine.dispose()
    path = backups.database_file(engine)
    path.write_bytes(b"rien de lisible" * 1000)
    replaced = backups.restore(engine, made.path, folder).replaced
    assert _titles(engine) == before
    assert replaced is not None
    assert replaced.read_bytes().startswith(b"rien de lisible")


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path, folder: Path) -> None:
    missing = open_engine(f"sqlite:///{tmp_path}/absente.sqlite")
    with pytest.raises(DatabaseUnavailableError, match="n’existe pas"):
        backups.back_up(missing, folder)
    assert not folder.exists()


def test_what_a_killed_command_left_goes_after_a_day(engine: Engine, folder: Path) -> None:
    old, young = folder / ".sauvegarde-old", folder / ".sauvegarde-young"
    for left in (old, young):
        (left / "deep").mkdir(parents=True)
    os.utime(old, (0, 0))
    backups.back_up(engine, folder)
    assert not old.exists()
    assert young.exists()


def test_only_the_newest_are_kept(engine: Engine, folder: Path) -> None:
    made = [backups.back_up(engine, folder).path for _ in range(4)]
    assert backups.prune(folder, 2) == made[:2]
    left = sorted(path.name for path in folder.iterdir())
    assert left == sorted(name for path in made[2:] for name in (path.name, f"{path.name}.sha256"))


_ON_A_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from atlas.database import open_engine
from atlas.services import backups
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), -1))
try:
    backups.back_up(open_engine(f"sqlite:///{sys.argv[1]}"), Path(sys.argv[2]))
except backups.BackupError as error:
    print(error)
"""


@pytest.mark.parametrize("room", [10_000, 500_000])
def test_a_full_disk_is_told_and_leaves_nothing(engine: Engine, folder: Path, room: int) -> None:
    """A limit on the size of files is what a test can have of a full disk."""
    path = backups.database_file(engine)
    assert path.stat().st_size > room
    told = subprocess.run(
        [sys.executable, "-c", _ON_A_FULL_DISK, path, folder, str(room)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "n’a pas pu être copiée" in told.stdout or "Écriture impossible" in told.stdout
    assert list(folder.iterdir()) == []
