"""Cross-tables, rankings, coverage and comparisons, on the shipped data and on the small atlas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from atlas.errors import InvalidSelectionError
from atlas.queries import comparison, coverage, cross_table, partnerships, rankings
from atlas.queries.authorities import get_authority, read_authorities
from atlas.queries.facet_index import FacetIndex, build_facet_index
from atlas.selection import Selection
from atlas.vocabulary import load_vocabulary
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture
def session(embedded: EmbeddedAtlas) -> Iterator[Session]:
    with Session(embedded.engine) as opened:
        yield opened


@pytest.fixture
def index(session: Session) -> FacetIndex:
    return build_facet_index(session)


def table(
    session: Session, index: FacetIndex, rows: str, columns: str, selection: Selection | None = None
) -> cross_table.CrossTable:
    return cross_table.build_cross_table(
        session,
        selection or Selection(),
        index,
        load_vocabulary(session),
        rows=rows,
        columns=columns,
        amounts=cross_table.read_amounts(session, index),
    )


def test_decades_and_eras_come_in_the_order_of_time(session: Session, index: FacetIndex) -> None:
    found = table(session, index, "epoque", "decennie")
    decades = [int(line.code) for line in found.columns]
    assert decades == sorted(decades)
    assert [line.code for line in found.rows][:2] == ["apres_guerre", "decolonisation"]
    undated = partnerships.count(session, Selection()) - sum(
        found.column_totals[line.code].links for line in found.columns
    )
    assert found.outside_columns == undated > 0


def test_countries_come_by_number_of_links(session: Session, index: FacetIndex) -> None:
    found = table(session, index, "pays", "epoque")
    totals = [found.row_totals[line.code].links for line in found.rows]
    assert totals == sorted(totals, reverse=True)
    assert found.rows[0].code == "DE"


def test_rows_can_be_sorted_by_a_column(session: Session, index: FacetIndex) -> None:
    found = table(session, index, "pays", "epoque")
    rows = found.sorted_rows("decolonisation", "liens", descending=True)
    numbers = [found.cells[line.code, "decolonisation"].links for line in rows[:5]]
    assert numbers == sorted(numbers, reverse=True)
    assert rows[0].code != "DE"


def test_only_the_chosen_values_have_a_row(session: Session, index: FacetIndex) -> None:
    selection = Selection(pays=("BF", "ML"), de=1965, a=1984)
    found = table(session, index, "pays", "decennie", selection)
    assert {line.code for line in found.rows} == {"BF", "ML"}
    assert [line.pairs for line in found.columns] == [
        (("de", "1965"), ("a", "1969")),
        (("de", "1970"), ("a", "1979")),
        (("de", "1980"), ("a", "1984")),
    ]


@pytest.mark.parametrize(("rows", "columns"), [("pays", "pays"), ("pays", "continent")])
def test_what_cannot_be_crossed_is_refused(
    session: Session, index: FacetIndex, rows: str, columns: str
) -> None:
    with pytest.raises(InvalidSelectionError, match="ne se croisent pas"):
        table(session, index, rows, columns)


def test_an_amount_given_for_several_links_counts_once(session: Session, index: FacetIndex) -> None:
    shared = ("committed", 5000, 1, "FACECO")
    amounts = cross_table.Amounts(
        {0: (("a", shared, 5000),), 1: (("a", shared, 5000), ("b", ("x",), 10))}, 0b11
    )
    assert amounts.total(0b11, None) == 5010
    assert amounts.total(0b11, frozenset({"a"})) == 5000
    assert amounts.total(0b10, frozenset({"b"})) == 10
    assert amounts.total(0b100, None) is None
    found = table(session, index, "financement", "continent")
    assert 0 < (found.total.amount or 0) <= 400_000_000
    assert all((cell.amount or 1) > 0 for cell in found.cells.values())


def test_the_most_linked_authorities_have_as_many_links_as_their_lists(session: Session) -> None:
    for side in ("french", "foreign"):
        ranked = rankings.rank_authorities(session, Selection(), side=side, limit=30)
        numbers = [item.links for item in ranked]
        assert numbers == sorted(numbers, reverse=True)
        for item in ranked:
            alone = Selection(collectivite=(item.authority.code,))
            assert partnerships.count(session, alone) == item.links, item.authority.code


def test_rates_leave_villages_out(session: Session) -> None:
    ranked = rankings.rank_authorities(
        session, Selection(), side="french", per_inhabitant=True, limit=20
    )
    rates = [item.rate or 0 for item in ranked]
    assert rates == sorted(rates, reverse=True)
    assert len(ranked) == 20
    assert min(item.authority.population or 0 for item in ranked) >= rankings.LEAST_POPULATION
    assert (
        rankings.rank_authorities(session, Selection(), side="foreign", per_inhabitant=True) == []
    )


def test_a_rate_needs_inhabitants() -> None:
    assert rankings.rate(3, 60_000) == 5
    assert rankings.rate(3, None) is None
    assert rankings.rate(3, 0) is None


def test_every_region_has_the_inhabitants_of_its_communes(session: Session) -> None:
    populations = rankings.region_populations(session)
    assert 3_300_000 < populations["53"] < 3_700_000
    assert 12_000_000 < populations["11"] < 13_000_000


def test_coverage_by_country_adds_nothing_up(session: Session, index: FacetIndex) -> None:
    known = coverage.read_known(session, index, dt.date(2026, 11, 28))
    whole = known.of("", index.everything)
    assert whole.links == partnerships.count(session, Selection())
    assert whole.verified == 0
    germany = next(item for item in coverage.coverage_by(known, "pays") if item.code == "DE")
    assert germany.links == partnerships.count(session, Selection(pays=("DE",)))
    undated = germany.links - germany.dated
    assert undated == germany.links - partnerships.count(
        session, Selection(pays=("DE",), de=1800, a=2100)
    )
    assert coverage.Coverage("x", 0, 0, 0, 0, 0).share("dated") == 0


def test_two_cities_are_compared_in_the_order_asked_for(
    session: Session, index: FacetIndex
) -> None:
    found = comparison.compare(
        session,
        read_authorities(session, ["44109", "35238"]),
        coverage.read_known(session, index, dt.date(2026, 11, 28)),
        cross_table.read_amounts(session, index),
        load_vocabulary(session),
    )
    assert [portrait.authority.name for portrait in found.portraits] == ["Nantes", "Rennes"]
    for portrait in found.portraits:
        alone = Selection(collectivite=(portrait.authority.code,))
        assert portrait.links == partnerships.count(session, alone) > 0
        assert sum(portrait.decades.values()) == portrait.dated
        assert set(portrait.continents) <= {"EU", "AF", "AS", "NA", "SA", "OC"}
    for country, holders in found.countries.items():
        assert holders == ("44109", "35238")
        assert all(country in portrait.countries for portrait in found.portraits)


def test_similar_authorities_are_of_the_same_kind_and_nearest_first(session: Session) -> None:
    rennes = get_authority(session, "35238")
    alike = comparison.alike(session, rennes)
    assert len(alike) == 4
    assert {record.kind for record in alike} == {"commune"}
    here = rennes.population or 0
    gaps = [max(r.population or 0, here) / min(r.population or 1, here) for r in alike]
    assert gaps == sorted(gaps)
    assert gaps[-1] <= comparison.FACTOR
    assert "35238" not in {record.code for record in alike}
