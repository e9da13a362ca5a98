"""Writing files that are the same, byte for byte, each time they are built."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows in the order given: UTF-8, commas, LF. Each row has exactly ``columns``.

    Raises ValueError when a row has other keys: a column nobody declared is a mistake.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            if set(row) != set(columns):
                raise ValueError(f"{path.name}: columns {sorted(row)} instead of {columns}")
            writer.writerow([_cell(row[column]) for column in columns])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        raise TypeError("format numbers with degrees() before writing them")
    return str(value)


def degrees(value: float, decimals: int = 5) -> str:
    """Return a longitude or latitude with a fixed number of decimals (5 is about a metre)."""
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def write_json(path: Path, document: Any) -> None:
    """Write compact JSON on one line, keys in the order given, ending with LF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
