"""The cross-table as a page and a file show it: labels, addresses, shades, the reader's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import format_decimal, gettext

from atlas.language import in_language
from atlas.queries.cross_table import Cell, CrossTable, Line, narrowed_to
from atlas.selection import Selection
from atlas.vocabulary import CONTINENTS, Vocabulary
from webapp.figures.scales import shade

#: A page shows so many columns at most; the file holds them all.
MOST_COLUMNS = 12


def dimension_labels() -> dict[str, str]:
    """Return what each dimension is called, in the order of the form."""
    return {
        "epoque": gettext("Époque"),
        "decennie": gettext("Décennie de début"),
        "theme": gettext("Thème"),
        "financement": gettext("Financement"),
        "type": gettext("Nature du lien"),
        "statut": gettext("Statut"),
        "continent": gettext("Continent"),
        "pays": gettext("Pays"),
        "region": gettext("Région"),
        "departement": gettext("Département"),
        "echelon": gettext("Échelon"),
    }


def measure_labels() -> dict[str, str]:
    """Return what each measure is called, in the order of the form."""
    return {
        "liens": gettext("nombre de partenariats"),
        "montant": gettext("montant connu, en euros"),
    }


def value_label(dimension: str, code: str, vocabulary: Vocabulary, reader: str) -> str:
    """Return the label of a value of a dimension."""
    if dimension == "continent":
        return in_language(reader, *CONTINENTS[code])
    if dimension == "decennie":
        return gettext("%(annee)s-%(fin)s", annee=code, fin=int(code) + 9)
    return vocabulary.label(dimension, code, reader)


@dataclass(frozen=True)
class CellView:
    """A figure of the table: its text, its list, its shade; empty when nothing is there.

    ``links`` says how many links stand behind an amount.
    """

    text: str
    url: str
    tone: int
    links: int


@dataclass(frozen=True)
class ColumnView:
    """A heading: its code for sorting, its label, the state of the sort and the address to sort."""

    code: str
    label: str
    url: str
    sort: str


@dataclass(frozen=True)
class RowView:
    """A row: its label, the figures of its cells, and its total."""

    label: str
    cells: tuple[CellView, ...]
    total: CellView


@dataclass(frozen=True)
class CrossView:
    """The table on the page; ``hidden_columns`` counts those that only the file holds."""

    columns: tuple[ColumnView, ...]
    total_column: ColumnView
    rows: tuple[RowView, ...]
    totals: tuple[CellView, ...]
    total: CellView
    hidden_columns: int


class Crossing:
    """Shows one cross-table, in one language, for one measure."""

    def __init__(
        self,
        table: CrossTable,
        selection: Selection,
        vocabulary: Vocabulary,
        reader: str,
        *,
        dimensions: tuple[str, str],
        measure: str,
        list_url: str,
    ) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.reader = reader
        self.dimensions = dimensions
        self.measure = measure
        self._list_url = list_url
        # What a row, a column, a cell and the whole keep of the selection: said once, joined often.
        self._kept: dict[tuple[str, ...], str] = {
            names: urlencode(narrowed_to(selection, names))
            for names in ((), dimensions[:1], dimensions[1:], dimensions)
        }
        self._queries = {
            (name, line.code): urlencode(line.pairs)
            for name, lines in zip(dimensions, (table.rows, table.columns), strict=True)
            for line in lines
        }

    def label(self, position: int, line: Line) -> str:
        """Return the label of a row (position 0) or of a column (1)."""
        return value_label(self.dimensions[position], line.code, self.vocabulary, self.reader)

    def view(self, rows: tuple[Line, ...], sorts: dict[str, tuple[str, str]]) -> CrossView:
        """Return the page's table with ``rows`` in that order.

        ``sorts`` gives the address and the state (``""``, ``ascending``, ``descending``) of each
        heading by its code.
        """
        shown = self.table.columns[:MOST_COLUMNS]
        largest = max((cell.measure(self.measure) for cell in self.table.cells.values()), default=0)
        row_name, column_name = self.dimensions
        body = tuple(
            RowView(
                self.label(0, row),
                tuple(
                    self._cell(
                        self.table.cells.get((row.code, column.code)),
                        ((row_name, row.code), (column_name, column.code)),
                        self.dimensions,
                        largest,
                    )
                    for column in shown
                ),
                self._cell(
                    self.table.row_totals[row.code], ((row_name, row.code),), (row_name,), 0
                ),
            )
            for row in rows
        )
        return CrossView(
            columns=tuple(
                ColumnView(c.code, self.label(1, c), *sorts.get(c.code, ("", ""))) for c in shown
            ),
            total_column=ColumnView("total", gettext("Ensemble"), *sorts.get("total", ("", ""))),
            rows=body,
            totals=tuple(
                self._cell(
                    self.table.column_totals[c.code], ((column_name, c.code),), (column_name,), 0
                )
                for c in shown
            ),
            total=self._cell(self.table.total, (), (), 0),
            hidden_columns=len(self.table.columns) - len(shown),
        )

    def _cell(
        self,
        cell: Cell | None,
        lines: tuple[tuple[str, str], ...],
        names: tuple[str, ...],
        largest: int,
    ) -> CellView:
        if cell is None or not cell.links:
            return CellView("", "", 0, 0)
        figure = cell.measure(self.measure)
        if self.measure == "montant" and cell.amount is None:
            return CellView("", "", 0, cell.links)
        parts = [self._kept[names], *(self._queries[line] for line in lines)]
        query = "&".join(part for part in parts if part)
        return CellView(
            format_decimal(figure),
            f"{self._list_url}?{query}" if query else self._list_url,
            shade(figure, largest),
            cell.links,
        )

    def file_rows(self, rows: tuple[Line, ...]) -> list[list[str | int | None]]:
        """Return the whole table, all columns included, with its totals, for a file."""
        names = dimension_labels()
        heading = f"{names[self.dimensions[0]]} × {names[self.dimensions[1]]}"
        overall = gettext("Ensemble")

        def figure(cell: Cell | None) -> int | None:
            if self.measure == "montant":
                return cell.amount if cell is not None else None
            return cell.links if cell is not None else 0

        columns = self.table.columns
        lines: list[list[str | int | None]] = [
            [heading, *(self.label(1, column) for column in columns), overall]
        ]
        for row in rows:
            figures = [figure(self.table.cells.get((row.code, c.code))) for c in columns]
            total = figure(self.table.row_totals[row.code])
            lines.append([self.label(0, row), *figures, total])
        bottom = [figure(self.table.column_totals[column.code]) for column in columns]
        lines.append([overall, *bottom, figure(self.table.total)])
        return lines
