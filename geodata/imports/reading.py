"""Rows of a file under the names that the atlas gives to columns."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from atlas.services.import_rows import Reason
from atlas.text import (
    fold,
    has_control_character,
    to_translate,
    without_control_characters,
    without_format_characters,
)
from geodata.imports.sources import ImportFileError, Source
from geodata.imports.tables import read_table
from geodata.imports.values import RefusedError

#: A cell longer than this is no cell of a table.
_LONGEST_CELL = 10_000
#: What of a name is shown on a page or in a list.
_LONGEST_SHOWN = 200
_LINE_END = re.compile(r"\r\n?")
#: Our columns that hold several values, and that may be cut over several columns of a file. Names
#: are not: two columns that name somebody else would make partners of them.
_LISTS = frozenset({"themes", "other_themes", "sector"})
#: A body has several codes; that they are of another one is seen by its name.
_CODES = frozenset({"french_code"})
#: What JSON nests, where a table has one value.
_OBJECT = re.compile(r"\s*\{.*\}\s*", re.DOTALL)
#: What a spreadsheet would run: a name, a date or an amount never begins so.
_FORMULA = re.compile(r"\s*(?:[=@]|[+-](?![\d .,]|$))")


@dataclass(frozen=True)
class ImportRow:
    """A row of a file: its number as a person sees it, and its cells by our names.

    ``remarks`` say what was read otherwise than it looks; ``overflow`` is how many cells it has
    where the file has fewer columns, 0 where they are as many.
    """

    line: int
    cells: Mapping[str, str]
    remarks: tuple[Reason, ...] = ()
    overflow: int = 0

    def text(self, name: str) -> str:
        """Return a cell without the spaces around it; empty when the file has no such column."""
        return " ".join(self.cells.get(name, "").split())

    def shown(self, name: str) -> str:
        """Return a cell as a page can show it: not too long, and without what nobody types."""
        text = without_control_characters(self.text(name))
        return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"

    def remarked(self, remarks: Iterable[Reason]) -> ImportRow:
        """Return the row with these remarks besides its own."""
        return replace(self, remarks=(*self.remarks, *remarks))

    def digest(self) -> str:
        """Return what tells this row from others, wherever it stands."""
        told = sorted((name, self.text(name)) for name in self.cells)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def require_usable(self) -> None:
        """Raise :class:`RefusedError` for a row or a cell that is no data, whatever it says."""
        if self.overflow:
            raise RefusedError(
                "La ligne a {found} cellules, plus que le tableau n’a de colonnes : un séparateur "
                "est de trop, ou des guillemets manquent.",
                found=self.overflow,
            )
        for cell in self.cells.values():
            if len(cell) > _LONGEST_CELL:
                raise RefusedError("Une cellule dépasse {most} signes.", most=_LONGEST_CELL)
            if has_control_character(_LINE_END.sub("\n", cell)):
                raise RefusedError(
                    "« {value} » contient un caractère invisible : retapez ce texte.",
                    value=without_control_characters(cell)[:40],
                )
            if _OBJECT.fullmatch(cell):
                raise RefusedError(
                    "« {value} » est un objet, et non une valeur.", value=cell.strip()[:40]
                )
            if _FORMULA.match(cell):
                raise RefusedError(
                    "« {value} » est une formule, et non une donnée.", value=cell[:40]
                )


@dataclass
class Table:
    """The rows of a file, to be read once; ``unread`` are the headings that nothing asks for.

    ``remarks`` say what else of the file is not read.
    """

    path: Path
    source: Source
    fixed: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    remarks: tuple[Reason, ...] = ()

    def __iter__(self) -> Iterator[ImportRow]:
        """Yield the rows; raise :class:`ImportFileError` for what is no such file."""
        contents = read_table(self.path, self.source)
        self.remarks = contents.remarks
        rows = iter(contents.rows)
        _, header = next(rows, (0, []))
        header = [without_control_characters(name) for name in header]
        places = self._places(header)
        read = {place for found in places.values() for place in found}
        self.unread = tuple(name for place, name in enumerate(header) if name and place not in read)
        is_empty = True
        for line, raw in rows:
            cells = [without_format_characters(cell) for cell in raw]
            if not any(cell.strip() for cell in cells):
                continue
            is_empty = False
            told: dict[str, str] = {**self.source.fixed, **self.fixed}
            remarks = []
            for name, found in places.items():
                told[name], remark = _read(name, found, cells, header)
                remarks += [remark] if remark is not None else []
            is_over = any(cell.strip() for cell in cells[len(header) :])
            yield ImportRow(line, told, tuple(remarks), len(cells) if is_over else 0)
        if is_empty:
            raise ImportFileError(
                "{file} n’a que les titres de ses colonnes : aucune ligne à importer.",
                file=self.path.name,
            )

    def _places(self, header: Sequence[str]) -> dict[str, list[int]]:
        """Return where each of our columns is, under any of its names, the first name first.

        Names match whatever their case and accents.
        """
        known: defaultdict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(header):
            known[fold(name)].append(place)
        places = {}
        for ours, aliases in self.source.columns.items():
            names = dict.fromkeys(fold(alias) for alias in aliases)
            if found := [place for name in names for place in known.get(name, ())]:
                places[ours] = found
        has = {*places, *self.fixed}
        missing = [names for names in self.source.required if has.isdisjoint(names)]
        if missing:
            column = self.source.columns[missing[0][0]][0]
            if not any(header):
                raise ImportFileError(
                    "{file} n’a pas la colonne « {missing} » que demande la source « {source} », "
                    "ni aucune autre.",
                    file=self.path.name,
                    missing=column,
                    source=self.source.name,
                )
            raise ImportFileError(
                "{file} n’a pas la colonne « {missing} » que demande la source « {source} ». "
                "Titres lus, sur la première ligne : {found}.",
                file=self.path.name,
                missing=column,
                source=self.source.name,
                found=", ".join(filter(str.strip, header))[:300],
            )
        return places


def _read(
    name: str, places: Sequence[int], cells: Sequence[str], header: Sequence[str]
) -> tuple[str, Reason | None]:
    """Return what a row says under the names of one of our columns, with a remark if it is unclear.

    Columns that hold several values are put together; of the others, the first that is filled in is
    read.
    """
    told = [
        (place, cells[place]) for place in places if place < len(cells) and cells[place].strip()
    ]
    if not told:
        return "", None
    first, value = told[0]
    others = [(place, cell) for place, cell in told if fold(cell) != fold(value)]
    if not others or name in _CODES:
        return value, None
    if name in _LISTS:
        return " ; ".join(dict.fromkeys(cell for _, cell in told)), None
    return value, Reason(
        to_translate(
            "« {read} » et « {left} » ne disent pas la même chose : « {value} » est lu, et non "
            "« {other} »."
        ),
        {
            "read": header[first],
            "left": header[others[0][0]],
            "value": without_control_characters(value)[:60],
            "other": without_control_characters(others[0][1])[:60],
        },
    )


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
