"""The columns of exported tables: names that do not change, kinds, descriptions.

They are read from ``columns.csv``, one line each, in the order of the files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from atlas.language import in_language

Value = str | int | float | bool | None
#: As Table Schema (Frictionless Data) names them; ``uri`` is a string in that format.
Kind = Literal["integer", "number", "boolean", "string", "uri"]

#: What stands between the values of a cell that holds several.
SEPARATOR = " | "
_FILE = Path(__file__).with_name("columns.csv")


@dataclass(frozen=True)
class Column:
    """One column. ``short`` is its name where ten characters are all that a format allows."""

    name: str
    short: str
    kind: Kind
    required: bool
    description_fr: str
    description_en: str

    def description(self, language: str) -> str:
        """Return what the column holds, in ``language``."""
        return in_language(language, self.description_fr, self.description_en)


@cache
def columns_by_table(file: Path = _FILE) -> Mapping[str, tuple[Column, ...]]:
    """Return the columns of each table that ``file`` describes, by its name."""
    tables: dict[str, list[Column]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            tables.setdefault(line["table"], []).append(
                Column(
                    name=line["name"],
                    short=line["short"],
                    kind=cast(Kind, line["kind"]),
                    required=line["required"] == "oui",
                    description_fr=line["description_fr"],
                    description_en=line["description_en"],
                )
            )
    return {name: tuple(columns) for name, columns in tables.items()}


def joined(values: Iterable[str | None]) -> str | None:
    """Return the values of a cell that holds several, each once and in order; None for none."""
    return SEPARATOR.join(dict.fromkeys(value for value in values if value)) or None
