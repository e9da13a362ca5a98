"""A file that somebody sent, and how far its import is: a folder for each, beside the database.

The work is done by another process, the command line, which tells how far it is in a small file.
So the site answers meanwhile, several of its processes can show the same import, and what stops
half-way is seen: its file is not touched any more.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import msgspec

from atlas.errors import AtlasError, NotFoundError
from atlas.services import import_rows
from atlas.services.import_rows import Entry, Reason
from atlas.text import slug, to_translate

UPLOADED, READING, PLANNED, WRITING, DONE, FAILED, INTERRUPTED = (
    "uploaded",
    "reading",
    "planned",
    "writing",
    "done",
    "failed",
    "interrupted",
)
#: The largest file that can be sent, in bytes; larger ones go through the command line.
MOST_BYTES = 24 * 1024 * 1024
#: A process that has said nothing for so long is dead (seconds).
_SILENCE = 90.0
#: Files that were sent are kept for so long.
_KEPT = dt.timedelta(days=1)
_ROWS = "rows"
_NAME = re.compile(r"[0-9a-f]{24}")
_EVERY = 0.3


@dataclass(frozen=True)
class Progress:
    """How far an import is: ``done`` of ``total`` rows or records, and what was found."""

    state: str = UPLOADED
    done: int = 0
    total: int = 0
    summary: Mapping[str, Any] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    remarks: tuple[Reason, ...] = ()
    looks_wrong: bool = False
    run: int | None = None
    problem: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A file that was sent: what it is, who sent it, and how far its import is."""

    id: str
    folder: Path
    file_name: str
    source: str
    told: Mapping[str, str]
    author: str
    created_at: str
    progress: Progress

    @property
    def file(self) -> Path:
        """The file itself."""
        return self.folder / self.file_name

    @property
    def report(self) -> Path:
        """Where the process tells how far it is."""
        return self.folder / "report.json"

    @property
    def rows(self) -> Path:
        """Where what becomes of each row is kept (:mod:`atlas.services.import_rows`)."""
        return self.report.with_name(_ROWS)

    @property
    def is_at_work(self) -> bool:
        """Whether a process reads or writes for it now."""
        return self.progress.state in (READING, WRITING)


class Report:
    """What the process that works tells of how far it is; nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last = 0.0
        self._progress = Progress(READING)
        if path is not None:
            self._write()

    def advance(self, state: str, done: int, total: int) -> None:
        """Tell how far it is, a few times a second at most."""
        self._set(state=state, done=done, total=total)
        if time.monotonic() - self._last > _EVERY:
            self._write()

    def plan(
        self,
        summary: Mapping[str, Any],
        unread: tuple[str, ...],
        *,
        wrong: bool,
        remarks: Sequence[Reason] = (),
    ) -> None:
        """Tell what the file would do, as a whole."""
        self._set(summary=summary, unread=unread, looks_wrong=wrong, remarks=tuple(remarks))
        self._write()

    def rows(self, entries: Iterable[Entry]) -> None:
        """Tell what becomes of each row; raise :class:`AtlasError` when the disk is full."""
        if self._path is not None:
            import_rows.keep_rows(self._path.with_name(_ROWS), entries)

    def end(self, state: str, run: int | None = None) -> None:
        """Tell how it ended."""
        self._set(state=state, run=run)
        self._write()

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Tell what stops the work, and let it be raised."""
        try:
            yield
        except AtlasError as error:
            params = {name: str(value) for name, value in error.params.items()}
            self._set(state=FAILED, problem=error.template, params=params)
            self._write()
            raise
        except BaseException as error:
            self._set(state=FAILED, problem="", params={"reason": type(error).__name__})
            self._write()
            raise

    def _set(self, **changes: Any) -> None:
        self._progress = replace(self._progress, **changes)

    def _write(self) -> None:
        if self._path is None:
            return
        self._last = time.monotonic()
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(self._progress))
        fresh.replace(self._path)


def keep_file(
    root: Path, stream: IO[bytes], *, name: str, source: str, told: Mapping[str, str], author: str
) -> Job:
    """Keep a file that was sent; return its job. Raises :class:`AtlasError` when it is too big.

    Files of more than a day are thrown away first.
    """
    _forget_old(root)
    stem, dot, suffix = name.rpartition(".")
    # A name of ours: what was sent could climb out of the folder.
    kept = f"{slug(stem)[:80] or 'fichier'}{dot}{slug(suffix)[:8]}" if dot else slug(name)[:80]
    folder = root / secrets.token_hex(12)
    folder.mkdir(parents=True)
    try:
        with (folder / kept).open("wb") as target:
            size = 0
            while block := stream.read(1 << 20):
                size += len(block)
                if size > MOST_BYTES:
                    raise AtlasError(
                        to_translate(
                            "Ce fichier dépasse {most} Mo : coupez-le en plusieurs, ou importez-le "
                            "par la ligne de commande."
                        ),
                        most=MOST_BYTES // 2**20,
                    )
                target.write(block)
        if not size:
            raise AtlasError(to_translate("Ce fichier est vide."))
        about = {
            "file_name": kept,
            "source": source,
            "told": dict(told),
            "author": author,
            "created_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        (folder / "job.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return find_job(root, folder.name)


def find_job(root: Path, job_id: str) -> Job:
    """Return a job; raise :class:`NotFoundError`."""
    folder = root / job_id
    if not _NAME.fullmatch(job_id) or not (folder / "job.json").is_file():
        raise NotFoundError("Ce fichier n’est plus là : envoyez-le à nouveau.")
    about = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    return Job(id=job_id, folder=folder, progress=_progress(folder / "report.json"), **about)


def any_at_work(root: Path) -> bool:
    """Tell whether an import is under way."""
    if not root.is_dir():
        return False
    return any(
        find_job(root, folder.name).is_at_work
        for folder in root.iterdir()
        if (folder / "job.json").is_file()
    )


def _progress(path: Path) -> Progress:
    try:
        progress = msgspec.json.decode(path.read_bytes(), type=Progress)
        silence = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return Progress()
    if progress.state in (READING, WRITING) and silence > _SILENCE:
        return Progress(INTERRUPTED, progress.done, progress.total)
    return progress


def _forget_old(root: Path) -> None:
    if not root.is_dir():
        return
    limit = time.time() - _KEPT.total_seconds()
    for folder in root.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
