"""What each row of a file does, said by the command line in the words of the site."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from atlas.database import AT_ONCE
from atlas.errors import AtlasError
from atlas.services.import_rows import Entry
from atlas.settings import load_settings
from webapp import create_app
from webapp.gestion import import_words
from webapp.gestion.import_words import RowWords
from webapp.presentation.csv_table import write_csv


@contextmanager
def speaking(engine: Engine) -> Iterator[None]:
    """Have the words of the site within the block, with the names that ``engine`` knows."""
    url = engine.url.render_as_string(hide_password=False)
    app = create_app(replace(load_settings(os.environ), database_url=url))
    with app.test_request_context():
        yield


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield what each row does, in a line each."""
    for row in _told(entries):
        record = import_words.record_name(row)
        said = [
            " ".join(filter(None, (row.label, f"n° {row.number}" if row.number else "", record))),
            *(f"nouveau partenaire : {place}" for place in row.places),
            *map(import_words.change, row.changes),
            row.reason,
            *row.remarks,
            *(f"peut-être {one.name}" for one in row.candidates),
        ]
        yield (
            f"  ligne {row.line} : {row.french or '—'} – {row.foreign or '—'} : "
            + " | ".join(filter(None, said))
        )


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write what each row does to a CSV file; raise :class:`AtlasError` when it cannot be."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            write_csv(out, [import_words.COLUMNS])
            write_csv(out, map(import_words.cells, _told(entries)))
    except OSError as error:
        raise AtlasError(
            "Le tableau « {file} » ne peut pas être écrit ({reason}).",
            file=path,
            reason=error.strerror or error,
        ) from None


def _told(entries: Iterable[Entry]) -> Iterator[RowWords]:
    left = iter(entries)
    while some := list(islice(left, AT_ONCE)):
        yield from import_words.told(some, are_written=False)
