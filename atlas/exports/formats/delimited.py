"""Delimited text (CSV, RFC 4180), that spreadsheets open without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from atlas.exports.columns import Value
from atlas.exports.formats.base import Export

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: A cell that begins so is a formula for a spreadsheet (OWASP, « CSV injection »).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_PART = 64 * 1024  # characters written before they are handed on


def harmless(cell: Value) -> str | int | float:
    """Return a cell as a spreadsheet may read it.

    Numbers stay numbers, None is an empty cell; a text that would be run as a formula gets an
    apostrophe before it.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell


def write(export: Export) -> Iterator[bytes]:
    """Yield a text whose first line names the columns; lines end as RFC 4180 wants."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=export.options.separator, lineterminator="\r\n")
    names = [column.name for column in export.table.columns]
    if export.options.byte_order_mark:
        yield BYTE_ORDER_MARK
    writer.writerow(names)
    for row, _ in export.rows():
        writer.writerow([harmless(row[name]) for name in names])
        if out.tell() > _PART:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
