"""Tables as CSV files that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

from atlas.exports.formats.delimited import BYTE_ORDER_MARK, harmless


def csv_bytes(rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Return ``rows`` as CSV, UTF-8 with a byte order mark so that spreadsheets read accents."""
    out = io.StringIO()
    write_csv(out, rows)
    return BYTE_ORDER_MARK + out.getvalue().encode("utf-8")


def write_csv(out: TextIO, rows: Iterable[Sequence[str | int | float | None]]) -> None:
    """Write ``rows`` to ``out`` as :func:`csv_bytes` does, one after the other."""
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
