"""A disk that is full: an edit or an import says so in a sentence, and nothing is lost."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing.lengths import NOTE
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from atlas.errors import DatabaseUnavailableError
from atlas.model import Partnership
from atlas.services.import_runs import fingerprint, list_runs
from geodata.imports.planning import make_plan
from geodata.imports.reading import Table
from geodata.imports.running import import_table
from geodata.imports.sources import ImportFileError, get_source
from tests.support.editing import CAUSE, changed_note


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Let the database not grow by one page while the block runs, as on a full disk."""

    def limit(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", limit)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def whole(engine: Engine) -> str:
    """Check that the database is whole; return its fingerprint."""
    with Session(engine) as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        return fingerprint(session)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    rows = [f"Grenoble;Ville {n};Allemagne;1979;Bulletin {n}\n" for n in range(500)]
    path = tmp_path / "envoi.csv"
    path.write_text("Collectivité;Partenaire;Pays;Année;Source\n" + "".join(rows), encoding="utf-8")
    return Table(path, get_source("modele"))


def test_an_import_on_a_full_disk_is_told_and_leaves_nothing(engine: Engine, table: Table) -> None:
    before = whole(engine)
    with full(engine):
        with Session(engine) as session:
            plan = make_plan(session, table.source, table)
        with pytest.raises(DatabaseUnavailableError, match="full"):
            import_table(engine, table, plan, author="command")
        assert whole(engine) == before
    with Session(engine) as session:
        assert list_runs(session) == []
    assert import_table(engine, table, plan, author="command") == 1


def test_an_edit_on_a_full_disk_is_told_and_changes_nothing(engine: Engine) -> None:
    before = whole(engine)
    with full(engine):
        with Session(engine) as session:
            wanted = {
                number: changed_note(read_document(session, number), "x" * NOTE)
                for number in session.scalars(select(Partnership.id))
            }
        with (
            pytest.raises(DatabaseUnavailableError, match="full"),
            transaction(engine) as session,
        ):
            save_all(session, wanted, CAUSE)
        assert whole(engine) == before
    with transaction(engine) as session:
        assert save_all(session, wanted, CAUSE)


def test_a_plan_that_finds_no_room_for_its_notes_is_told(
    engine: Engine, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(tempfile.SpooledTemporaryFile[bytes]):
        def write(self, _data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("geodata.imports.spooling.tempfile.SpooledTemporaryFile", Full)
    with Session(engine) as session, pytest.raises(ImportFileError, match="No space left"):
        make_plan(session, table.source, table)
