"""Reading the tables that maintainers download: tolerant of how they were saved, not of what."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas.text import fold
from atlas.typography import french_spaces
from geodata.imports.sources import ImportFileError

_DELIMITERS = ",;\t"
_ZIP = b"PK\x03\x04"
_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


class LineError(ImportFileError):
    """A line of a table makes no sense; ``reason`` says why, in French, without where."""

    def __init__(self, line: Line, reason: str) -> None:
        self.reason = french_spaces(reason)
        super().__init__(
            "{file}, ligne {line} : {reason}", file=line.file, line=line.number, reason=self.reason
        )


@dataclass(frozen=True)
class Line:
    """A line of a table: its number, counted from 1 with the header, and its cells by column.

    ``width`` is how many cells it has, and how many columns the table.
    """

    file: str
    number: int
    cells: Mapping[str, str]
    width: tuple[int, int]

    def require_whole(self) -> None:
        """Raise :class:`LineError` for a line that has not as many cells as there are columns."""
        found, wanted = self.width
        if found != wanted:
            raise self.error(f"{found} cellules pour {wanted} colonnes.")

    def text(self, column: str) -> str:
        """Return a cell without the spaces around it; empty when the file has no such column."""
        return " ".join(self.cells.get(column, "").split())

    def error(self, reason: str) -> LineError:
        """Return the error that tells what is wrong with this line."""
        return LineError(self, reason)

    def day(self, column: str) -> str:
        """Return a day as ISO; people's spreadsheets turn them into 01/01/2027."""
        text = self.text(column)
        found = _FRENCH_DAY.fullmatch(text)
        iso = "-".join(reversed(found.groups())) if found else text
        try:
            return dt.date.fromisoformat(iso).isoformat()
        except ValueError:
            raise self.error(
                f"« {text[:40]} » n’est pas un jour (2027-01-01 ou 01/01/2027)."
            ) from None


def read_table(path: Path, columns: Sequence[str], wanted: str) -> Iterator[Line]:
    """Yield the lines of a table that has ``columns``; ``wanted`` says in French what it should be.

    UTF-8 with or without BOM, else Windows-1252; commas, semicolons or tabs; columns in any order
    and case. Raises :class:`ImportFileError`.
    """
    text = _decoded(path, wanted)
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True
    )
    try:
        header = [fold(name).replace(" ", "_") for name in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise ImportFileError(
                "{file} n’est pas {wanted} : il y manque la colonne « {column} ».",
                file=path.name,
                wanted=wanted,
                column=missing[0].upper(),
            )
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            yield Line(
                path.name,
                reader.line_num,
                dict(zip(header, cells, strict=False)),
                (len(cells), len(header)),
            )
    except csv.Error as error:
        raise ImportFileError(
            "{file}, ligne {line} : ce tableau est mal formé ({reason}).",
            file=path.name,
            line=reader.line_num,
            reason=error,
        ) from None


def _decoded(path: Path, wanted: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImportFileError(
            "Le fichier « {file} » ne peut pas être lu ({reason}).",
            file=path.name,
            reason=error.strerror,
        ) from None
    if data.startswith(_ZIP):
        raise ImportFileError(
            "{file} est une archive ou un classeur, et non {wanted} : "
            "décompressez-la, ou enregistrez la feuille en CSV.",
            file=path.name,
            wanted=wanted,
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFileError(
        "{file} n’est pas un texte, et ne peut donc pas être {wanted}.",
        file=path.name,
        wanted=wanted,
    )
