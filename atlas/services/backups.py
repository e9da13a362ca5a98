"""Backups of the SQLite database: a consistent copy while it is in use, checked, put back whole.

A backup is one file, ``atlas-<moment>.sqlite.gz``, with its SHA-256 beside it in the form that
``sha256sum -c`` reads; ``.age`` is added when it is encrypted (https://age-encryption.org/v1).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from sqlalchemy import Engine

from atlas.database import load_spatialite, open_engine, sqlite_driver
from atlas.errors import AtlasError, DatabaseUnavailableError
from atlas.services import schema

PREFIX, BEFORE_RESTORE = "atlas-", "avant-restauration-"
COMPRESSED, ENCRYPTED, CHECKSUM = ".sqlite.gz", ".age", ".sha256"
_WORK, _A_DAY = ".sauvegarde-", 86_400
_PAGES_AT_ONCE = 2000
_BYTES_AT_ONCE = 1 << 20

#: Told the stage (French) and the share done, 0 to 1.
Progress = Callable[[str, float], None]


class BackupError(AtlasError):
    """A backup cannot be made, read or put back; the database is as it was."""


@dataclass(frozen=True)
class Backup:
    """A backup file: its size in bytes, its SHA-256, and how many partnerships it holds."""

    path: Path
    size: int
    sha256: str
    partnerships: int


@dataclass(frozen=True)
class Restored:
    """What was put back, and the backup of what it replaced (None when there was no database)."""

    partnerships: int
    replaced: Path | None
    checked: bool


def database_file(engine: Engine) -> Path:
    """Return the file of ``engine``; raise :class:`BackupError` when it is no SQLite database."""
    if engine.url.get_backend_name() != "sqlite" or not engine.url.database:
        raise BackupError(
            "Seule une base SQLite se sauvegarde ainsi ; pour PostgreSQL, employez « pg_dump »."
        )
    return Path(engine.url.database)


def new_key(path: Path) -> str:
    """Write a new secret key, readable by its owner alone; return the public key to encrypt for.

    Raises :class:`BackupError` rather than replace a file: what it opens would be lost.
    """
    if path.exists():
        raise BackupError("Le fichier « {path} » existe déjà : il n’est pas remplacé.", path=path)
    secret = pyrage.x25519.Identity.generate()
    with _told(path.parent):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(f"# public key: {secret.to_public()}\n{secret}\n")
    return str(secret.to_public())


def back_up(
    engine: Engine,
    folder: Path,
    *,
    recipients: Sequence[str] = (),
    prefix: str = PREFIX,
    progress: Progress = lambda _stage, _share: None,
) -> Backup:
    """Copy the database of ``engine`` into a new file of ``folder``, for the age keys given.

    Others may read and write meanwhile: the copy is what the database held when it began. Nothing
    is left in ``folder`` unless the copy is whole and sound. Raises :class:`BackupError`, or
    :class:`DatabaseUnavailableError` when there is no database.
    """
    source = database_file(engine)
    keys = [_recipient(text) for text in recipients]
    if not source.exists():
        raise DatabaseUnavailableError(
            "La base « {path} » n’existe pas : lancez « ./scripts/atlas init ».", path=source
        )
    with _workplace(folder) as work:
        copy = work / "copie.sqlite"
        _copy(source, copy, lambda share: progress("Copie", share * 0.5))
        partnerships = _require_sound(copy)
        packed = work / "copie.gz"
        _compress(copy, packed, lambda share: progress("Compression", 0.5 + share * 0.4))
        name = f"{prefix}{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}{COMPRESSED}"
        if keys:
            progress("Chiffrement", 0.9)
            pyrage.encrypt_file(str(packed), str(work / "copie.age"), keys)
            packed, name = work / "copie.age", name + ENCRYPTED
        digest = _digest(packed)
        checksum = work / "somme"
        checksum.write_text(f"{digest}  {name}\n", encoding="utf-8")
        size = packed.stat().st_size
        for file in (packed, checksum):
            file.chmod(0o600)
            _flush(file)
        # The sum first: a backup is never seen without it.
        checksum.replace(folder / f"{name}{CHECKSUM}")
        packed.replace(folder / name)
        _flush(folder)
        progress("Sauvegarde faite", 1.0)
    return Backup(folder / name, size, digest, partnerships)


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the ``keep`` newest backups of ``folder``; return those that are gone."""
    found = sorted(
        path for path in folder.glob(f"{PREFIX}*{COMPRESSED}*") if path.suffix != CHECKSUM
    )
    gone = found[:-keep] if keep else found
    for path in gone:
        path.unlink()
        path.with_name(path.name + CHECKSUM).unlink(missing_ok=True)
    return gone


def restore(
    engine: Engine,
    backup: Path,
    folder: Path,
    *,
    identity: Path | None = None,
    progress: Progress = lambda _stage, _share: None,
) -> Restored:
    """Put a backup in the place of the database of ``engine``, whole or not at all.

    What the database held is first backed up into ``folder``. The site may run: it reads the old
    content, then the new. A backup of an older version is brought to this one. Raises
    :class:`BackupError` when it is damaged, encrypted for another key or of a newer version.
    """
    target = database_file(engine)
    checked = _require_checksum(backup)
    with _workplace(target.parent) as work:
        progress("Lecture", 0.1)
        fresh = work / "restauree.sqlite"
        _unpack(backup, fresh, work, identity)
        progress("Contrôle", 0.4)
        partnerships = _require_atlas(fresh, backup)
        replaced = None
        if target.exists():
            progress("Mise de côté", 0.6)
            replaced = _set_aside(engine, target, folder)
        progress("Remplacement", 0.8)
        _put(fresh, target)
        engine.dispose()
        progress("Base restaurée", 1.0)
    return Restored(partnerships, replaced, checked)


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BackupError(
            "« {text} » n’est pas une clé publique age : elle commence par « age1 ».",
            text=text[:80],
        ) from None


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder of ``folder`` that is gone afterwards, whatever happens."""
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_WORK}*"):
            # A command that was killed leaves its folder; one that is a day old works no more.
            if left.stat().st_mtime < time.time() - _A_DAY:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_WORK) as work:
            yield Path(work)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden folder into one sentence."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            "Écriture impossible dans « {folder} » ({reason}) : rien n’a changé. Libérez de la "
            "place ou choisissez un autre dossier.",
            folder=folder,
            reason=error.strerror or error,
        ) from error


def _copy(source: Path, copy: Path, progress: Callable[[float], None]) -> None:
    driver = sqlite_driver()
    reading = driver.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    writing = driver.connect(str(copy))
    try:
        # Held open, this transaction keeps the copy to one moment while others write.
        reading.isolation_level = None
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def told(_status: int, left: int, total: int) -> None:
            progress(1 - left / total if total else 1.0)

        reading.backup(writing, pages=_PAGES_AT_ONCE, progress=told)
        writing.execute("PRAGMA journal_mode = DELETE")
    except driver.DatabaseError as error:
        raise BackupError(
            "La base « {path} » n’a pas pu être copiée ({reason}).", path=source, reason=error
        ) from error
    finally:
        writing.close()
        reading.close()


def _require_sound(file: Path) -> int:
    """Return how many partnerships a database file holds; raise when SQLite finds it damaged."""
    driver = sqlite_driver()
    connection = driver.connect(str(file))
    try:
        load_spatialite(connection)
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise BackupError("La base est abîmée ({verdict}).", verdict=verdict)
        return int(connection.execute("SELECT count(*) FROM partnership").fetchone()[0])
    except driver.DatabaseError as error:
        raise BackupError(
            "Ce fichier n’est pas une base de l’atlas, ou il est abîmé ({reason}).", reason=error
        ) from error
    finally:
        connection.close()


def _compress(file: Path, packed: Path, progress: Callable[[float], None]) -> None:
    size, done = file.stat().st_size, 0
    with (
        file.open("rb") as stream,
        packed.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as target,
    ):
        while block := stream.read(_BYTES_AT_ONCE):
            target.write(block)
            done += len(block)
            progress(done / size)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _require_checksum(backup: Path) -> bool:
    """Return whether a sum stands beside the backup; raise when it is not that of the file."""
    if not backup.is_file():
        raise BackupError("Le fichier « {path} » n’existe pas.", path=backup)
    beside = backup.with_name(backup.name + CHECKSUM)
    if not beside.exists():
        return False
    expected = beside.read_text(encoding="utf-8").split(maxsplit=1)[0:1]
    if expected != [_digest(backup)]:
        raise BackupError(
            "La sauvegarde « {path} » n’est plus celle qui fut écrite : sa somme de contrôle "
            "diffère. Employez-en une autre.",
            path=backup,
        )
    return True


def _unpack(backup: Path, fresh: Path, work: Path, identity: Path | None) -> None:
    packed = backup
    if backup.suffix == ENCRYPTED:
        packed = work / "dechiffree.gz"
        _decrypt(backup, packed, identity)
    try:
        with gzip.open(packed) as stream, fresh.open("wb") as target:
            shutil.copyfileobj(stream, target, _BYTES_AT_ONCE)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BackupError(
            "La sauvegarde « {path} » est incomplète ou abîmée.", path=backup
        ) from error


def _decrypt(backup: Path, packed: Path, identity: Path | None) -> None:
    if identity is None:
        raise BackupError(
            "La sauvegarde « {path} » est chiffrée : donnez le fichier de la clé secrète.",
            path=backup,
        )
    try:
        lines = identity.read_text(encoding="utf-8").split("\n")
        secrets = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
        pyrage.decrypt_file(str(backup), str(packed), secrets)
    except (pyrage.IdentityError, pyrage.DecryptError, UnicodeDecodeError):
        raise BackupError(
            "La clé de « {identity} » n’ouvre pas la sauvegarde « {path} ».",
            identity=identity,
            path=backup,
        ) from None


def _require_atlas(fresh: Path, backup: Path) -> int:
    """Bring an unpacked database to the schema of this code; return its number of partnerships."""
    _require_sound(fresh)
    engine = open_engine(f"sqlite:///{fresh}")
    try:
        with engine.connect() as connection:
            revision = schema.current_revision(connection)
        if revision not in schema.known_revisions():
            raise BackupError(
                "La sauvegarde « {path} » vient d’une version plus récente de l’atlas "
                "(schéma « {revision} ») : mettez d’abord l’atlas à jour.",
                path=backup,
                revision=revision or "sans numéro",
            )
        schema.upgrade(engine)
    finally:
        engine.dispose()
    driver = sqlite_driver()
    connection = driver.connect(str(fresh))
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    return _require_sound(fresh)


def _set_aside(engine: Engine, target: Path, folder: Path) -> Path:
    """Back up what is about to be replaced; a database too damaged for that is moved away."""
    try:
        return back_up(engine, folder, prefix=BEFORE_RESTORE).path
    except BackupError:
        moment = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
        aside = target.with_name(f"{target.name}.abimee-{moment}")
        engine.dispose()
        for suffix in ("-wal", "-shm", ""):
            part = target.with_name(target.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
        return aside


def _put(fresh: Path, target: Path) -> None:
    """Replace the content of the database in one transaction, or make its file."""
    if not target.exists():
        _flush(fresh)
        fresh.replace(target)
        _flush(target.parent)
        return
    driver = sqlite_driver()
    reading = driver.connect(str(fresh))
    writing = driver.connect(str(target), timeout=30)
    try:
        reading.backup(writing, pages=-1)
    except driver.DatabaseError as error:
        raise BackupError(
            "La base « {path} » n’a pas pu être remplacée ({reason}) : elle est comme avant.",
            path=target,
            reason=error,
        ) from error
    finally:
        writing.close()
        reading.close()
