"""Rows of a file under the names that the atlas gives to columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from atlas.text import fold
from geodata.imports.sources import ImportFileError, Source
from geodata.imports.tables import read_table

#: A cell longer than this is no cell of a table.
_LONGEST_CELL = 10_000
#: What a spreadsheet would run: a name, a date or an amount never begins so.
_FORMULA = re.compile(r"\s*(?:[=@]|[+-](?![\d .,]|$))")


@dataclass(frozen=True)
class ImportRow:
    """A row of a file: its number as a person sees it, and its cells by our names."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a cell without the spaces around it; empty when the file has no such column."""
        return " ".join(self.cells.get(name, "").split())

    def digest(self) -> str:
        """Return what tells this row from others, wherever it stands."""
        told = sorted((name, self.text(name)) for name in self.cells)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def formula(self) -> str:
        """Return the beginning of a cell that a spreadsheet would run as a formula, if one is."""
        return next((cell[:40] for cell in self.cells.values() if _FORMULA.match(cell)), "")


@dataclass
class Table:
    """The rows of a file, to be read once; ``unread`` are the headings that nothing asks for."""

    path: Path
    source: Source
    fixed: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[ImportRow]:
        """Yield the rows; raise :class:`ImportFileError` for what is no such file."""
        rows = read_table(self.path, self.source)
        _, header = next(rows, (0, []))
        places = self._places(header)
        self.unread = tuple(
            name for place, name in enumerate(header) if name and place not in places.values()
        )
        for line, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            self._check(line, cells, header)
            yield ImportRow(
                line,
                {
                    **self.source.fixed,
                    **self.fixed,
                    **{name: cells[at] for name, at in places.items() if at < len(cells)},
                },
            )

    def _check(self, line: int, cells: Sequence[str], header: Sequence[str]) -> None:
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise ImportFileError(
                "{file}, ligne {line} : {found} cellules pour {wanted} colonnes.",
                file=self.path.name,
                line=line,
                found=len(cells),
                wanted=len(header),
            )
        if max(map(len, cells)) > _LONGEST_CELL:
            raise ImportFileError(
                "{file}, ligne {line} : une cellule dépasse {most} signes.",
                file=self.path.name,
                line=line,
                most=_LONGEST_CELL,
            )

    def _places(self, header: Sequence[str]) -> dict[str, int]:
        """Return where each of our columns is; names match whatever their case and accents."""
        known = {fold(name): place for place, name in reversed(list(enumerate(header)))}
        places = {
            ours: known[fold(alias)]
            for ours, aliases in self.source.columns.items()
            for alias in reversed(aliases)
            if fold(alias) in known
        }
        has = {*places, *self.fixed}
        missing = [names for names in self.source.required if has.isdisjoint(names)]
        if missing:
            raise ImportFileError(
                "{file} n’a pas la colonne « {missing} » que demande la source « {source} ». "
                "Colonnes trouvées : {found}.",
                file=self.path.name,
                missing=self.source.columns[missing[0][0]][0],
                source=self.source.name,
                found=", ".join(header)[:300] or "aucune",
            )
        return places


def fixed_values(source: Source, told: Mapping[str, str]) -> dict[str, str]:
    """Return values told once for a whole file, by our names; ``told`` names columns as files do.

    Raises :class:`ImportFileError` for a column that the source does not have.
    """
    names = {
        fold(alias): ours for ours, aliases in source.columns.items() for alias in (*aliases, ours)
    }
    found = {}
    for column, value in told.items():
        if fold(column) not in names:
            raise ImportFileError(
                "La source « {source} » n’a pas de colonne « {column} ». Colonnes : {names}.",
                source=source.name,
                column=column[:60],
                names=", ".join(aliases[0] for aliases in source.columns.values()),
            )
        found[names[fold(column)]] = value
    return found
