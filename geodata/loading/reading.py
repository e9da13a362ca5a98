"""Reading the rows of a dataset file: typed values, and errors that say where they are."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from atlas.dates import FIRST_YEAR, LAST_YEAR
from atlas.errors import DataFileError


class Row:
    """One row of a CSV file that knows its file and line.

    Every getter raises :class:`DataFileError` with the file, line, column, value and reason.
    """

    def __init__(self, file: str, line: int, values: dict[str, str]) -> None:
        self.file, self.line, self._values = file, line, values

    def error(self, column: str | None, reason: str) -> DataFileError:
        """Return the error that tells what is wrong with ``column`` of this row."""
        value = self._values.get(column) if column is not None else None
        return DataFileError(
            file=self.file, line=self.line, column=column, value=value, reason=reason
        )

    def text(self, column: str) -> str:
        """Return a value without surrounding spaces; it may be empty."""
        try:
            return self._values[column].strip()
        except KeyError:
            raise self.error(None, f"la colonne « {column} » manque") from None

    def required(self, column: str) -> str:
        """Return a value that may not be empty."""
        value = self.text(column)
        if not value:
            raise self.error(column, "une valeur est attendue")
        return value

    def optional(self, column: str) -> str | None:
        """Return a value, or None when it is empty."""
        return self.text(column) or None

    def choice(self, column: str, choices: Collection[str], *, empty: bool = False) -> str:
        """Return one of ``choices``; ``empty`` tells whether nothing is one too."""
        value = self.text(column)
        if value not in choices and not (empty and not value):
            raise self.error(column, "cette valeur n’est pas dans le vocabulaire")
        return value

    def several(self, column: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return the values of a ``;``-separated list, each in ``choices``, each once."""
        values = tuple(dict.fromkeys(v.strip() for v in self.text(column).split(";") if v.strip()))
        unknown = [value for value in values if value not in choices]
        if unknown:
            raise self.error(column, f"« {unknown[0]} » n’est pas dans le vocabulaire")
        return values

    def integer(self, column: str, *, least: int | None = None) -> int | None:
        """Return a whole number, or None when it is empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            number = int(value)
        except ValueError:
            raise self.error(column, "un nombre entier est attendu") from None
        if least is not None and number < least:
            raise self.error(column, f"un nombre d’au moins {least} est attendu")
        return number

    def number(self, column: str, least: float, most: float) -> float | None:
        """Return a number between bounds, or None when it is empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            raise self.error(column, "un nombre est attendu") from None
        if not least <= number <= most:
            raise self.error(column, f"un nombre entre {least:g} et {most:g} est attendu")
        return number

    def year(self, column: str) -> int | None:
        """Return a year that the atlas accepts, or None when it is empty."""
        year = self.integer(column)
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.error(column, f"une année entre {FIRST_YEAR} et {LAST_YEAR} est attendue")
        return year

    def point(self) -> tuple[float, float] | None:
        """Return the columns ``lon`` and ``lat`` in degrees, or None when both are empty."""
        lon, lat = self.number("lon", -180, 180), self.number("lat", -90, 90)
        if (lon is None) != (lat is None):
            raise self.error("lon" if lon is None else "lat", "longitude et latitude vont ensemble")
        return None if lon is None or lat is None else (lon, lat)


def read_rows(path: Path, columns: Collection[str] = ()) -> Iterator[Row]:
    """Yield the rows of a UTF-8 CSV file that must have ``columns``.

    Raises :class:`DataFileError` for a file that is missing, is not UTF-8, lacks a column or has a
    row of another width.
    """
    name = "/".join(path.parts[-2:])
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            missing = [column for column in columns if column not in header]
            if missing:
                raise DataFileError(
                    file=name,
                    line=1,
                    column=None,
                    value=None,
                    reason=f"il manque la colonne « {missing[0]} »",
                )
            for values in reader:
                if len(values) != len(header):
                    raise DataFileError(
                        file=name,
                        line=reader.line_num,
                        column=None,
                        value=None,
                        reason=f"{len(values)} valeurs pour {len(header)} colonnes",
                    )
                yield Row(name, reader.line_num, dict(zip(header, values, strict=True)))
    except FileNotFoundError:
        raise DataFileError(
            file=name, line=None, column=None, value=None, reason="le fichier manque"
        ) from None
    except UnicodeDecodeError as error:
        raise DataFileError(
            file=name,
            line=None,
            column=None,
            value=None,
            reason=f"le fichier n’est pas en UTF-8 (octet {error.start})",
        ) from None
    except csv.Error as error:
        raise DataFileError(
            file=name, line=None, column=None, value=None, reason=f"CSV illisible ({error})"
        ) from None
