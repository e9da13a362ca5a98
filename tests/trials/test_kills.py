"""Killing a process that edits or imports, at any moment: all of a change is there, or nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.editing import history
from atlas.editing.documents import encode
from atlas.editing.partnerships import FIRST_OWN
from atlas.editing.reading import read_documents
from atlas.model import Authority, EditedRecord, Partnership, Revision
from atlas.services import import_runs
from atlas.settings import PROJECT_ROOT

#: Edits records without end, and says when it begins.
EDITOR = """
import sys, itertools, msgspec
from atlas.database import open_engine, transaction
from atlas.editing.documents import EventEntry, SourceRef
from atlas.editing.history import Cause
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_documents
engine = open_engine(sys.argv[1])
print("ready", flush=True)
for turn in itertools.count():
    with transaction(engine) as session:
        found = read_documents(session, [1, 2, 3])
        source = SourceRef(f"Page {sys.argv[2]}-{turn}")
        changed = {
            number: msgspec.structs.replace(
                document,
                events=(
                    *document.events[-5:],
                    EventEntry("renewed", "1999", note=f"{turn}", source=source),
                ),
            )
            for number, document in found.items()
        }
        save_all(session, changed, Cause("command", f"{sys.argv[2]}-{turn}"))
"""

#: Imports a file and takes the import back, without end.
IMPORTER = """
import sys
from pathlib import Path
from sqlalchemy.orm import Session
from atlas.database import open_engine, transaction
from atlas.services import import_runs
from geodata.imports.planning import make_plan
from geodata.imports.reading import Table
from geodata.imports.running import import_table
from geodata.imports.sources import get_source
engine = open_engine(sys.argv[1])
table = Table(Path(sys.argv[2]), get_source("modele"))
print("ready", flush=True)
while True:
    with transaction(engine) as session:
        for run in import_runs.list_runs(session):
            if run.status == import_runs.DONE:
                import_runs.revert(session, run.id, author="command")
    with Session(engine) as session:
        plan = make_plan(session, table.source, table)
    import_table(engine, table, plan, author="command")
"""


def kill_once(program: str, url: str, argument: str, seconds: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", program, url, argument],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(PROJECT_ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()


def check(url: str) -> int:
    """Check that the database is whole; return how many changes it holds."""
    engine = open_engine(url)
    with Session(engine) as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).first() is None
        assert history.first_broken(session) is None
        number = history.count(session)
        assert number % 3 == 0, "a change of three records was kept in part"
        for record, document in read_documents(session, [1, 2, 3]).items():
            last = history.revisions_of(session, "partnership", str(record))
            if last:
                assert last[0].after == encode(document)
                edited = session.get_one(EditedRecord, ("partnership", str(record)))
                assert edited.current == last[0].after
        assert session.query(Revision).count() == number
    engine.dispose()
    return number


def killed(small_file: Path, folder: Path, times: int, *, longest: float) -> int:
    copy = shutil.copyfile(small_file, folder / "atlas.sqlite")
    url, rng = f"sqlite:///{copy}", Random(4)
    found = [0]
    for turn in range(times):
        kill_once(EDITOR, url, str(turn), rng.uniform(0, longest))
        found.append(check(url))
    assert found == sorted(found), "a change that was kept disappeared"
    return found[-1]


def test_a_killed_editor_leaves_all_or_nothing(small_file: Path, tmp_path: Path) -> None:
    assert killed(small_file, tmp_path, 3, longest=2) > 0


@pytest.mark.long
def test_a_hundred_killed_editors_leave_all_or_nothing(small_file: Path, tmp_path: Path) -> None:
    assert killed(small_file, tmp_path, 100, longest=0.25) > 0


def imports_killed(small_file: Path, folder: Path, times: int, *, longest: float) -> set[str]:
    """Kill an importer ``times`` times; return the states in which the atlas was found."""
    file = folder / "envoi.csv"
    rows = [f"Grenoble;Ville {n};Allemagne;{1950 + n % 70};Bulletin\n" for n in range(200)]
    file.write_text("Collectivité;Partenaire;Pays;Année;Source\n" + "".join(rows), encoding="utf-8")
    copy = shutil.copyfile(small_file, folder / "atlas.sqlite")
    url, rng = f"sqlite:///{copy}", Random(5)
    found = {_state(url)}
    for _ in range(times):
        kill_once(IMPORTER, url, str(file), rng.uniform(0.05, longest))
        found.add(_state(url))
    return found


def _state(url: str) -> str:
    """Check that the database is whole; return whether the file is in it: « 0 » or « 200 »."""
    engine = open_engine(url)
    with Session(engine) as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).first() is None
        assert history.first_broken(session) is None
        done = [r for r in import_runs.list_runs(session) if r.status == import_runs.DONE]
        made = session.query(Partnership).filter(Partnership.id >= FIRST_OWN).count()
        places = session.query(Authority).filter(Authority.code.like("de-ville-%")).count()
        assert (len(done), made, places) in {(0, 0, 0), (1, 200, 200)}
        fingerprint = import_runs.fingerprint(session)
    engine.dispose()
    return fingerprint if not done else str(made)


def test_a_killed_import_leaves_all_or_nothing(small_file: Path, tmp_path: Path) -> None:
    assert len(imports_killed(small_file, tmp_path, 2, longest=1.5)) <= 2


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_a_hundred_killed_imports_leave_all_or_nothing(small_file: Path, tmp_path: Path) -> None:
    # Without the file the atlas is the same each time; both states are found.
    assert len(imports_killed(small_file, tmp_path, 100, longest=1.5)) == 2
