"""Files as office programs write them, small enough to be made in a test."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

Cells = Sequence[Sequence[object]]


def write_xlsx(path: Path, rows: Cells | Mapping[str, Cells]) -> Path:
    """Write a workbook whose first sheet is empty and whose second holds ``rows``.

    Rows by the name of their sheet make a sheet each.
    """
    book = Workbook()
    for name, lines in (rows if isinstance(rows, Mapping) else {"Envoi": rows}).items():
        sheet = book.create_sheet(name)
        for row in lines:
            sheet.append(list(row))
    book.save(path)
    return path


_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Envoi">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def write_ods(path: Path, rows: Cells) -> Path:
    """Write an OpenDocument workbook of one sheet; numbers are numbers, the rest is text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _KIND)
        lines = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
        )
        archive.writestr("content.xml", _CONTENT.format(rows=lines))
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(kind=_KIND))
    return path


def _ods_cell(value: object) -> str:
    text = escape(str(value))
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def write_bomb(path: Path, size: int) -> Path:
    """Write a workbook of a few kilobytes that unpacks to ``size`` bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            block = b" " * (1 << 20)
            for _ in range(-(-size // len(block))):
                stream.write(block)
    return path
