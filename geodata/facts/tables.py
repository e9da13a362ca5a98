"""Reading and writing the CSV files of the curation, strictly."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from atlas.errors import AtlasError
from atlas.typography import french_spaces

HERE = Path(__file__).parent
RAW = HERE / "raw"
DECISIONS = HERE / "decisions"


class CurationError(AtlasError):
    """The raw facts or the decisions hold something that the curation does not understand.

    The message is one French sentence that names the file and the line; nothing is written when
    it is raised.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__("{sentence}", sentence=french_spaces(sentence))


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the records of a CSV file whose header must be exactly ``columns``.

    Raises CurationError when the file is missing, is not UTF-8 CSV, has another header, or a
    record with another number of values.
    """
    try:
        return _read(path, columns)
    except FileNotFoundError as error:
        raise CurationError(f"{path} : ce fichier manque.") from error
    except UnicodeDecodeError as error:
        raise CurationError(
            f"{path} : ce fichier n’est pas en UTF-8 (octet {error.start})."
        ) from error
    except csv.Error as error:
        raise CurationError(f"{path} : ce n’est pas du CSV lisible.") from error


def _read(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        header = next(reader, [])
        if header != list(columns):
            raise CurationError(
                f"{path} : les colonnes sont {', '.join(header)}, et {', '.join(columns)} sont "
                "attendues."
            )
        rows = []
        for record in reader:
            if len(record) != len(header):
                raise CurationError(
                    f"{path}, ligne {reader.line_num} : {len(record)} valeurs pour "
                    f"{len(header)} colonnes."
                )
            rows.append(dict(zip(header, record, strict=True)))
    return rows


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write records in the given order, UTF-8 with LF; each must have exactly ``columns``."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            if set(row) != set(columns):
                raise ValueError(f"{path.name}: columns {sorted(row)} instead of {columns}")
            writer.writerow([row[column] for column in columns])
