"""Tables as CSV files that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

#: A cell that begins so is a formula for a spreadsheet (OWASP, « CSV injection »).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_bytes(rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Return ``rows`` as CSV, UTF-8 with a byte order mark so that spreadsheets read accents.

    Numbers stay numbers; a text that would be run as a formula gets an apostrophe before it; None
    is an empty cell.
    """
    out = io.StringIO()
    write_csv(out, rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def write_csv(out: TextIO, rows: Iterable[Sequence[str | int | float | None]]) -> None:
    """Write ``rows`` to ``out`` as :func:`csv_bytes` does, one after the other."""
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])


def _safe(cell: str | int | float | None) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell
