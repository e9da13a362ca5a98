"""Files of several formats as rows of text: CSV, Excel and OpenDocument workbooks, JSON.

Rows come one by one, with the number that a person sees beside them. What a workbook unpacks to is
measured before it is read, since a few kilobytes can unpack into gigabytes.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import ijson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from geodata.imports.sources import ImportFileError, Source

#: The largest file, and the most that a workbook may unpack to, in bytes. 100,000 rows take 25 MB.
MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 512 * 1024 * 1024
_DELIMITERS = ";,\t"
_WORKBOOKS = frozenset({".xlsx", ".ods"})
_TABLES = frozenset({".csv", ".tsv", ".txt"})
FORMATS = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json")

Row = tuple[int, list[str]]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_table(path: Path, source: Source) -> Iterator[Row]:
    """Yield the rows of a file, headings first, each with its number from 1.

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
        yield from _workbook(path)
    elif kind in _TABLES and not is_packed:
        yield from _csv(path, source)
    elif kind == ".json" and not is_packed:
        yield from _json(path, source)
    else:
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


def _csv(path: Path, source: Source) -> Iterator[Row]:
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    _require_encoding(path, encoding, source.encoding)
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = source.delimiter or _guessed(stream.readline())
        stream.seek(0)
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise ImportFileError(
                "{file}, ligne {line} : ce tableau est mal formé ({reason}).",
                file=path.name,
                line=reader.line_num,
                reason=error,
            ) from None


def _require_encoding(path: Path, encoding: str, told: str) -> None:
    """Refuse a file that is not in ``encoding``, before any row of it is used."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as stream:
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
                done += len(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise ImportFileError(
                "Le fichier « {file} » n’est pas en {encoding} (octet {place}) : enregistrez-le à "
                "nouveau en choisissant « UTF-8 ».",
                file=path.name,
                encoding=told.upper(),
                place=done + error.start,
            ) from None


def _guessed(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


def _workbook(path: Path) -> Iterator[Row]:
    """Yield the rows of the first sheet that has any."""
    _require_small(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for name in workbook.sheet_names:
                sheet: CalamineSheet = workbook.get_sheet_by_name(name)
                if sheet.height:
                    for number, cells in enumerate(sheet.iter_rows(), start=1):
                        yield number, [_text(cell) for cell in cells]
                    return
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
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


def _json(path: Path, source: Source) -> Iterator[Row]:
    """Yield the objects of a list as rows; headings are the names of the first one, then others."""
    _require_encoding(path, "utf-8-sig", "utf-8")
    with path.open("rb") as stream:
        if stream.read(3) != codecs.BOM_UTF8:
            stream.seek(0)
        start = stream.tell()
        first = stream.read(1 << 10).lstrip()[:1]
        stream.seek(start)
        where = "item" if first == b"[" else f"{source.items or 'lignes'}.item"
        names: list[str] = []
        number = 0
        try:
            _require_flat(stream, path)
            stream.seek(start)
            # The headings must be known before the first row: they are those of all the objects.
            for found in ijson.items(stream, where):
                if not isinstance(found, Mapping):
                    raise ImportFileError(
                        "{file} : chaque ligne doit être un objet « nom : valeur ».", file=path.name
                    )
                names += [name for name in found if name not in names]
                if len(names) > _MOST_NAMES:
                    raise ImportFileError(
                        "{file} a plus de {most} colonnes.", file=path.name, most=_MOST_NAMES
                    )
            if not names:
                raise ImportFileError(
                    "{file} ne contient aucune ligne (une liste d’objets, ou « {items} »).",
                    file=path.name,
                    items=source.items or "lignes",
                )
            yield 0, names
            stream.seek(start)
            for found in ijson.items(stream, where):
                number += 1
                yield number, [_text(found.get(name)) for name in names]
        except ijson.JSONError as error:
            raise ImportFileError(
                "{file} n’est pas du JSON ({reason}).", file=path.name, reason=str(error)[:200]
            ) from None


def _require_flat(stream: IO[bytes], path: Path) -> None:
    """Refuse what is nested deeper than any table: building it would take for ever."""
    depth = 0
    for event, _ in ijson.basic_parse(stream):
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > _DEEPEST:
            raise ImportFileError(
                "{file} n’est pas un tableau : il est trop imbriqué.", file=path.name
            )


#: The deepest that rows, their values and lists of lists go.
_DEEPEST = 12
#: A table has fewer columns than this.
_MOST_NAMES = 200


def _text(cell: object) -> str:
    """Return a cell as a person reads it: no « .0 » after a year, a day without its midnight."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case float() | Decimal():
            # A comma, as in French tables: « 12.500 » would be twelve thousand and five hundred.
            return str(int(cell)) if cell == int(cell) else str(cell).replace(".", ",")
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
        case Mapping():
            # A value of SPARQL results is {"type": …, "value": …}.
            return str(cell["value"]) if "value" in cell else json.dumps(cell, ensure_ascii=False)
        case list():
            return " ; ".join(_text(one) for one in _flat(cell))
        case _:
            return str(cell)


def _flat(cells: list[Any]) -> Iterator[Any]:
    for cell in cells:
        if isinstance(cell, list):
            yield from _flat(cell)
        elif cell not in ("", None):
            yield cell
