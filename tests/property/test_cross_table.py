"""Every figure of a cross-table is the length of the list that it leads to."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from atlas.queries import cross_table, facets, partnerships
from atlas.queries.cross_table import DIMENSIONS
from atlas.queries.facet_index import FacetIndex, build_facet_index
from atlas.selection import Selection
from tests.property.test_agreement import _vocabulary, selections
from tests.support.embedded import EmbeddedAtlas
from tests.support.facet_queries import count_facet


@cache
def _index(engine: object) -> FacetIndex:
    with Session(engine) as session:  # type: ignore[arg-type]
        return build_facet_index(session)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_list_facets_and_cross_table_count_the_same(
    embedded: EmbeddedAtlas, data: st.DataObject
) -> None:
    vocabulary, index = _vocabulary(embedded.engine), _index(embedded.engine)
    selection = data.draw(selections(vocabulary))
    rows = data.draw(st.sampled_from(sorted(DIMENSIONS)))
    columns = data.draw(
        st.sampled_from([name for name in DIMENSIONS if DIMENSIONS[name] != DIMENSIONS[rows]])
    )
    known = vocabulary.known_values()
    with Session(embedded.engine) as session:
        table = cross_table.build_cross_table(
            session, selection, index, vocabulary, rows=rows, columns=columns
        )
        assert table.total.links == partnerships.count(session, selection)

        def count(names: tuple[str, ...], *lines: cross_table.Line) -> int:
            pairs = [*cross_table.narrowed_to(selection, names)]
            pairs += [pair for line in lines for pair in line.pairs]
            return partnerships.count(session, Selection.parse(pairs, known))

        for row in data.draw(_some(table.rows)):
            assert table.row_totals[row.code].links == count((rows,), row)
            for column in data.draw(_some(table.columns)):
                cell = table.cells.get((row.code, column.code))
                assert (cell.links if cell else 0) == count((rows, columns), row, column)
        for column in data.draw(_some(table.columns)):
            assert table.column_totals[column.code].links == count((columns,), column)
        if rows in facets.FACETS and not getattr(selection, rows):
            borne = {v.value: v.count for v in count_facet(session, selection, rows)}
            assert {line.code: table.row_totals[line.code].links for line in table.rows} == borne


def _some(
    lines: tuple[cross_table.Line, ...],
) -> st.SearchStrategy[list[cross_table.Line]]:
    if not lines:
        return st.just([])
    return st.lists(st.sampled_from(lines), max_size=3, unique_by=lambda line: line.code)
