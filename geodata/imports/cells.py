"""Texts and cells of files, whatever their format."""

from __future__ import annotations

import codecs
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from geodata.imports.sources import ImportFileError

#: A row: its number as a person sees it, and its cells.
Row = tuple[int, list[str]]


def require_encoding(path: Path, encoding: str, told: str) -> None:
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


def cell_text(cell: object) -> str:
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
            return " ; ".join(cell_text(one) for one in _flat(cell))
        case _:
            return str(cell)


def _flat(cells: list[Any]) -> Iterator[Any]:
    for cell in cells:
        if isinstance(cell, list):
            yield from _flat(cell)
        elif cell not in ("", None):
            yield cell
