"""Reading and writing the CSV files of the curation, strictly."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
RAW = HERE / "raw"
DECISIONS = HERE / "decisions"


class CurationError(Exception):
    """The raw facts or the decisions hold something that the curation does not understand.

    The message names the file and the line; nothing is written when it is raised.
    """


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the records of a CSV file whose header must be exactly ``columns``.

    Raises CurationError on another header or on a record with another number of values.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        header = next(reader, [])
        if header != list(columns):
            raise CurationError(f"{path}: columns {header}, expected {list(columns)}.")
        rows = []
        for record in reader:
            if len(record) != len(header):
                raise CurationError(
                    f"{path}: line {reader.line_num}: {len(record)} values, {len(header)} columns."
                )
            rows.append(dict(zip(header, record, strict=True)))
    return rows


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write records in the given order, UTF-8 with LF; each must have exactly ``columns``."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            if set(row) != set(columns):
                raise CurationError(
                    f"{path.name}: columns {sorted(row)}, expected {sorted(columns)}."
                )
            writer.writerow([row[column] for column in columns])
