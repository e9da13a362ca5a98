"""Killing a process that edits, at any moment: each change is there as a whole, or not at all."""

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
from atlas.editing.reading import read_documents
from atlas.model import EditedRecord, Revision
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


def kill_once(url: str, turn: int, seconds: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", EDITOR, url, str(turn)],
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
        kill_once(url, turn, rng.uniform(0, longest))
        found.append(check(url))
    assert found == sorted(found), "a change that was kept disappeared"
    return found[-1]


def test_a_killed_editor_leaves_all_or_nothing(small_file: Path, tmp_path: Path) -> None:
    assert killed(small_file, tmp_path, 3, longest=2) > 0


@pytest.mark.long
def test_a_hundred_killed_editors_leave_all_or_nothing(small_file: Path, tmp_path: Path) -> None:
    assert killed(small_file, tmp_path, 100, longest=0.25) > 0
