"""Files of several formats as rows of text: CSV, Excel and OpenDocument workbooks, JSON.

Rows come one by one, with the number that a person sees beside them. What a workbook unpacks to is
measured before it is read, since a few kilobytes can unpack into gigabytes.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from atlas.services.import_rows import Reason
from atlas.text import to_translate
from geodata.imports.cells import Row, cell_text, require_encoding
from geodata.imports.json_tables import read_json
from geodata.imports.sources import ImportFileError, Source

#: The largest file, and the most that a workbook may unpack to, in bytes. 100,000 rows take 25 MB.
MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 512 * 1024 * 1024
_DELIMITERS = ";,\t|"
#: What some spreadsheets write above a table, to tell each other how it is cut.
_HINT = re.compile(r"sep=(.)\r?\n?")
_WINDOWS = "cp1252"
_WORKBOOKS = frozenset({".xlsx", ".ods"})
_TABLES = frozenset({".csv", ".tsv", ".txt"})
FORMATS = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class Contents:
    """The rows of a file, headings first, each with its number from 1, to be read once.

    ``remarks`` say what of the file is not among them.
    """

    rows: Iterator[Row]
    remarks: tuple[Reason, ...] = ()


def read_table(path: Path, source: Source) -> Contents:
    """Return what a file holds; its rows are read as they are asked for.

    Raises :class:`ImportFileError` for what is no such file, too big, or not what its name says.
    """
    kind = path.suffix.lower()
    with _opened(path) as stream:
        head = stream.read(4)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ImportFileError(
            "Le fichier « {file} » pèse {size} Mo, et {most} Mo au plus : coupez-le en plusieurs.",
            file=path.name,
            size=-(-size // 2**20),
            most=MOST_BYTES // 2**20,
        )
    is_packed = head.startswith(b"PK")
    if kind in _WORKBOOKS and is_packed:
        return _workbook(path)
    if kind in _TABLES and not is_packed:
        return _csv(path, source)
    if kind == ".json" and not is_packed:
        return Contents(read_json(path, source))
    raise ImportFileError(
        "Le fichier « {file} » n’est ni un tableau CSV, ni un classeur XLSX ou ODS, ni du "
        "JSON, ou son nom ne dit pas ce qu’il est.",
        file=path.name,
    )


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise ImportFileError(
            "Le fichier « {file} » ne peut pas être lu ({reason}).",
            file=path.name,
            reason=error.strerror,
        ) from None


def _csv(path: Path, source: Source) -> Contents:
    encoding, remark = _encoding(path, source)
    return Contents(_lines(path, source, encoding), (remark,) if remark is not None else ())


def _encoding(path: Path, source: Source) -> tuple[str, Reason | None]:
    """Return the encoding of a table, with a remark where it is not the one it should have.

    Spreadsheets of Windows save tables in its own encoding, or as « Unicode text » with a mark.
    Raises :class:`ImportFileError` for what is none of these.
    """
    if source.encoding != "utf-8":
        require_encoding(path, source.encoding, source.encoding)
        return source.encoding, None
    with path.open("rb") as stream:
        is_marked = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if is_marked:
        require_encoding(path, "utf-16", "utf-16")
        return "utf-16", None
    try:
        require_encoding(path, "utf-8-sig", "utf-8")
    except ImportFileError as error:
        try:
            require_encoding(path, _WINDOWS, _WINDOWS)
        except ImportFileError:
            raise error from None
        return _WINDOWS, Reason(
            to_translate(
                "Ce fichier n’est pas en UTF-8 : il est lu comme Excel l’enregistre sous Windows. "
                "Vérifiez les accents."
            )
        )
    return "utf-8-sig", None


def _lines(path: Path, source: Source, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as stream:
        first = stream.readline()
        hint = _HINT.fullmatch(first)
        delimiter = source.delimiter or (hint[1] if hint else _guessed(first))
        if hint is None:
            stream.seek(0)
        above = 1 if hint is not None else 0
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield reader.line_num + above, cells
        except csv.Error as error:
            raise ImportFileError(
                "{file}, ligne {line} : ce tableau est mal formé ({reason}).",
                file=path.name,
                line=reader.line_num + above,
                reason=error,
            ) from None


def _guessed(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


def _workbook(path: Path) -> Contents:
    """Return the rows of the first sheet that has any, and which sheets are left unread."""
    _require_small(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            filled = _filled_sheets(workbook)
            first = next(filled, None)
            if first is None:
                return Contents(iter(()))
            name, sheet = first
            unread = [other for other, _ in filled]
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise _does_not_open(path, error) from None
    remark = Reason(
        to_translate("Seule la feuille « {sheet} » est lue ; ne le sont pas : {others}."),
        {"sheet": name, "others": ", ".join(f"« {other} »" for other in unread)[:300]},
    )
    return Contents(_rows(path, sheet), (remark,) if unread else ())


def _filled_sheets(workbook: CalamineWorkbook) -> Iterator[tuple[str, CalamineSheet]]:
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height:
            yield name, sheet


def _rows(path: Path, sheet: CalamineSheet) -> Iterator[Row]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [cell_text(cell) for cell in cells]
    except (CalamineError, OSError) as error:
        raise _does_not_open(path, error) from None


def _does_not_open(path: Path, error: Exception) -> ImportFileError:
    return ImportFileError(
        "Le classeur « {file} » ne s’ouvre pas ({reason}) : enregistrez-le à nouveau, sans mot de "
        "passe.",
        file=path.name,
        reason=error,
    )


def _require_small(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it should, whatever it says of its own size."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    while block := stream.read(1 << 20):
                        left -= len(block)
                        if left < 0:
                            raise ImportFileError(
                                "Le classeur « {file} » dépasse {most} Mo une fois déplié.",
                                file=path.name,
                                most=MOST_UNPACKED // 2**20,
                            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        # A compression or a password that zipfile does not know, or a file cut short.
        raise _does_not_open(path, error) from None
