"""The cross-table: two dimensions of a selection, counted or added up in euros.

Every cell, row and column is itself a selection, so that each figure can be opened as a list of
the same length. A partnership that bears several values counts in each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.errors import InvalidSelectionError
from atlas.model import Funding
from atlas.queries.facet_index import FacetIndex, Narrowed, narrow
from atlas.selection import Selection
from atlas.vocabulary import CONTINENTS, Vocabulary

#: Each dimension and the field, or span of years, of a selection that its values narrow.
DIMENSIONS: dict[str, str] = {
    "epoque": "epoque",
    "theme": "theme",
    "financement": "financement",
    "type": "type",
    "statut": "statut",
    "pays": "pays",
    "continent": "pays",
    "region": "region",
    "departement": "departement",
    "echelon": "echelon",
    "decennie": "years",
}
#: Dimensions whose values have an order of their own.
ORDERED = ("epoque", "echelon", "decennie")
MEASURES = ("liens", "montant")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """A row or a column: its value, who bears it, and the query pairs that select just them."""

    code: str
    mask: int
    pairs: Pairs


@dataclass(frozen=True)
class Cell:
    """How many links, and the euros known of them; ``amount`` is None where none is known."""

    links: int
    amount: int | None

    def measure(self, name: str) -> int:
        """Return the figure of a measure, 0 where nothing is known."""
        return (self.amount or 0) if name == "montant" else self.links


@dataclass(frozen=True)
class CrossTable:
    """Two dimensions of a selection; a cell that holds nothing is left out of ``cells``.

    ``outside_rows`` and ``outside_columns`` count the links that bear no value of a dimension, such
    as undated ones for decades. ``row_totals`` and ``column_totals`` count each link once.
    """

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[tuple[str, str], Cell]
    row_totals: Mapping[str, Cell]
    column_totals: Mapping[str, Cell]
    total: Cell
    outside_rows: int
    outside_columns: int

    def sorted_rows(self, key: str, measure: str, *, descending: bool) -> tuple[Line, ...]:
        """Return the rows by their total (``total``) or by the column of code ``key``."""
        empty = Cell(0, None)

        def figure(line: Line) -> int:
            cell = self.row_totals if key == "total" else None
            found = cell[line.code] if cell else self.cells.get((line.code, key), empty)
            return found.measure(measure)

        return tuple(sorted(self.rows, key=figure, reverse=descending))


@dataclass(frozen=True)
class Amounts:
    """The amounts known in euros: for each bit, its lines (family, identity of the amount, euros).

    What a page gives for several partnerships together has one identity and counts once.
    """

    lines: Mapping[int, tuple[tuple[str, tuple[object, ...], int], ...]]
    known: int

    def total(self, mask: int, families: frozenset[str] | None) -> int | None:
        """Return the euros known of the partnerships of ``mask``; None where nothing is."""
        found = {
            identity: euros
            for bit in _bits(mask & self.known)
            for family, identity, euros in self.lines[bit]
            if families is None or family in families
        }
        return sum(found.values()) if found else None


def read_amounts(session: Session, index: FacetIndex) -> Amounts:
    """Read the amounts in euros that concern their partnership alone.

    Yearly ones are left out: nothing says for how many years they were paid.
    """
    lines: dict[int, list[tuple[str, tuple[object, ...], int]]] = defaultdict(list)
    for row in session.execute(
        select(
            Funding.partnership_id,
            Funding.family_code,
            Funding.kind,
            Funding.amount,
            Funding.source_id,
            Funding.detail,
        ).where(
            Funding.amount.is_not(None),
            Funding.currency == "EUR",
            Funding.scope != "programme",
            Funding.kind != "yearly",
        )
    ):
        bit = index.bits.get(row.partnership_id)
        if bit is not None:
            identity = (row.kind, row.amount, row.source_id, row.detail)
            lines[bit].append((row.family_code or "", identity, row.amount))
    return Amounts(
        {bit: tuple(found) for bit, found in lines.items()}, sum(1 << bit for bit in lines)
    )


def check_dimensions(rows: str, columns: str) -> None:
    """Refuse two dimensions that narrow the same field: no list could show a cell of theirs."""
    if DIMENSIONS[rows] == DIMENSIONS[columns]:
        raise InvalidSelectionError(
            "colonnes",
            "Les lignes et les colonnes doivent être deux choses différentes\N{NO-BREAK SPACE}: "
            "« {rows} » et « {columns} » ne se croisent pas.",
            rows=rows,
            columns=columns,
        )


def build_cross_table(
    session: Session,
    selection: Selection,
    index: FacetIndex,
    vocabulary: Vocabulary,
    *,
    rows: str,
    columns: str,
    amounts: Amounts | None = None,
) -> CrossTable:
    """Return the cross-table of ``selection``, rows and columns in their usual order.

    The usual order is that of time or of the vocabulary, or the largest first. ``amounts`` None
    leaves out the euros. Raises :class:`InvalidSelectionError`.
    """
    check_dimensions(rows, columns)
    narrowed = narrow(session, selection, index)
    base = narrowed.without()
    down = _lines(narrowed, selection, vocabulary, rows)
    across = _lines(narrowed, selection, vocabulary, columns)

    def cell(*lines: tuple[str, Line]) -> Cell:
        mask = reduce(lambda left, right: left & right, (line.mask for _, line in lines), base)
        families = next((frozenset({v.code}) for name, v in lines if name == "financement"), None)
        if families is None and selection.financement:
            families = frozenset(selection.financement)
        return Cell(mask.bit_count(), amounts.total(mask, families) if amounts else None)

    cells = {
        (row.code, column.code): found
        for row in down
        for column in across
        if row.mask & column.mask & base
        for found in (cell((rows, row), (columns, column)),)
    }
    column_totals = {column.code: cell((columns, column)) for column in across}
    if amounts is not None and columns not in ORDERED:
        across = tuple(sorted(across, key=lambda v: -(column_totals[v.code].amount or 0)))
    return CrossTable(
        rows=down,
        columns=across,
        cells=cells,
        row_totals={row.code: cell((rows, row)) for row in down},
        column_totals=column_totals,
        total=cell(),
        outside_rows=(base & ~_union(down)).bit_count(),
        outside_columns=(base & ~_union(across)).bit_count(),
    )


def lines_of(
    session: Session, selection: Selection, index: FacetIndex, vocabulary: Vocabulary, name: str
) -> tuple[tuple[Line, int], ...]:
    """Return the values of one dimension with how many links of ``selection`` bear each."""
    narrowed = narrow(session, selection, index)
    base = narrowed.without()
    return tuple(
        (line, (line.mask & base).bit_count())
        for line in _lines(narrowed, selection, vocabulary, name)
    )


def _lines(
    narrowed: Narrowed, selection: Selection, vocabulary: Vocabulary, name: str
) -> tuple[Line, ...]:
    """Return the values that some link of the selection bears; those it chose, where it chose."""
    base = narrowed.without()
    if name == "decennie":
        found = list(_decades(narrowed.index, selection))
    elif name == "continent":
        found = list(_continents(narrowed.index, selection, vocabulary))
    else:
        chosen = getattr(selection, name)
        found = [
            Line(value, mask, ((name, value),))
            for value, mask in narrowed.index.fields[name].items()
            if not chosen or value in chosen
        ]
    lines = [line for line in found if line.mask & base]
    if name in ORDERED:
        order = list(vocabulary.of_field(name) or ())
        return tuple(sorted(lines, key=lambda v: order.index(v.code) if order else int(v.code)))
    return tuple(sorted(lines, key=lambda v: (-(v.mask & base).bit_count(), v.code)))


def _decades(index: FacetIndex, selection: Selection) -> Iterator[Line]:
    first, last = selection.de or 0, selection.a or 9999
    masks: dict[int, int] = defaultdict(int)
    for year, mask in index.years.items():
        if first <= year <= last:
            masks[year // 10 * 10] |= mask
    for decade, mask in masks.items():
        span = (("de", str(max(decade, first))), ("a", str(min(decade + 9, last))))
        yield Line(str(decade), mask, span)


def _continents(index: FacetIndex, selection: Selection, vocabulary: Vocabulary) -> Iterator[Line]:
    countries: dict[str, list[str]] = defaultdict(list)
    for country in sorted(index.fields["pays"]):
        if not selection.pays or country in selection.pays:
            countries[vocabulary.countries[country].group].append(country)
    for continent in CONTINENTS:
        if continent in countries:
            pairs = tuple(("pays", country) for country in countries[continent])
            yield Line(continent, index.mask("pays", countries[continent]), pairs)


def narrowed_to(selection: Selection, dimensions: Iterable[str]) -> Pairs:
    """Return the pairs of ``selection`` without the fields that ``dimensions`` narrow."""
    fields = {DIMENSIONS[name] for name in dimensions}
    dropped = fields | ({"de", "a"} if "years" in fields else set())
    return tuple(pair for pair in selection.items() if pair[0] not in dropped)


def _union(lines: Iterable[Line]) -> int:
    return reduce(or_, (line.mask for line in lines), 0)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
