"""Workbooks for spreadsheets: XLSX (ECMA-376) and ODS (ISO/IEC 26300), a sheet for each table.

The first sheet says what the file is, the last what the columns hold. Texts are texts: none is read
as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from stream_write_ods import stream_write_ods
from xlsxwriter import Workbook

from atlas.exports.about import dictionary
from atlas.exports.columns import Value
from atlas.exports.formats.base import Export
from atlas.exports.formats.files import parts_of
from atlas.exports.formats.keyhole import without_controls
from atlas.exports.formats.spool import Spool, spooled
from atlas.exports.tables import TABLES
from atlas.language import in_language

#: The longest text that a cell of XLSX holds; a longer one ends in an ellipsis.
_LONGEST = 32_767
_WIDTH = 18  # of a column, in characters
_READING_WIDTH = 100


@dataclass(frozen=True)
class _Sheet:
    name: str
    head: tuple[str, ...]
    rows: Iterable[tuple[Value, ...]]


def _sheets(export: Export, spool: Spool) -> Iterator[_Sheet]:
    language = export.scribe.language
    lines = [(line,) for line in export.about.readme.splitlines()]
    yield _Sheet(in_language(language, "Lisez-moi", "Read me"), (export.about.title,), lines)
    for table in spool.tables:
        head = tuple(column.name for column in table.columns)
        # A sheet's name has 31 characters at most, and those of tables are short.
        yield _Sheet(table.name, head, spool.rows(table))
    yield _Sheet(
        in_language(language, "Colonnes", "Columns"),
        (
            in_language(language, "Feuille", "Sheet"),
            in_language(language, "Colonne", "Column"),
            in_language(language, "Ce qu’elle contient", "What it holds"),
        ),
        dictionary(spool.tables, language),
    )


def write_xlsx(export: Export) -> Iterator[bytes]:
    """Yield a workbook; rows go to disk as they come."""
    with TemporaryDirectory(prefix="atlas-export-") as folder:
        path = Path(folder) / "atlas.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with spooled(export, TABLES.values()) as spool, Workbook(str(path), options) as book:
            book.set_properties(
                {"title": export.about.title, "comments": export.about.readme[:_LONGEST]}
            )
            bold = book.add_format({"bold": True})
            for sheet in _sheets(export, spool):
                page = book.add_worksheet(sheet.name)
                page.set_column(0, len(sheet.head) - 1, _WIDTH)
                if len(sheet.head) == 1:
                    page.set_column(0, 0, _READING_WIDTH)
                else:
                    page.freeze_panes(1, 0)
                page.write_row(0, 0, sheet.head, bold)
                for number, row in enumerate(sheet.rows, 1):
                    page.write_row(number, 0, [_cell(value) for value in row])
        yield from parts_of(path)


def write_ods(export: Export) -> Iterator[bytes]:
    """Yield a workbook as it is written."""
    with spooled(export, TABLES.values()) as spool:
        yield from stream_write_ods(
            (
                sheet.name,
                [without_controls(title) for title in sheet.head],
                (tuple(map(_cell, row)) for row in sheet.rows),
            )
            for sheet in _sheets(export, spool)
        )


def _cell(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    value = without_controls(value)
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
