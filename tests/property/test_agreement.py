"""For any selection of the embedded atlas, everything that counts gives the same count."""

from __future__ import annotations

from functools import cache
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from atlas.dates import PartialDate
from atlas.queries import facets, figures, flows, map_feed, partnerships
from atlas.queries.facet_index import FacetIndex, build_facet_index
from atlas.selection import REPEATABLE, UNKNOWN, Selection
from atlas.spatial import BoundingBox
from atlas.vocabulary import Vocabulary, load_vocabulary
from tests.support.embedded import EmbeddedAtlas
from tests.support.facet_queries import count_facet

pytestmark = pytest.mark.filterwarnings("error")

AUTHORITIES = ("38185", "38D", "84R", "75056", "de-essen", "67482", "bf-ouagadougou")
WORDS = ("grenoble", "saint", "essen", "allem", "l'haÿ", "ville de", "rda")


@cache
def _vocabulary(engine: object) -> Vocabulary:
    with Session(engine) as session:  # type: ignore[arg-type]
        return load_vocabulary(session)


@cache
def _index(engine: object) -> FacetIndex:
    with Session(engine) as session:  # type: ignore[arg-type]
        return build_facet_index(session)


def _some(codes: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(codes)), max_size=most, unique=True).map(
        lambda values: tuple(sorted(values))
    )


@st.composite
def selections(draw: st.DrawFn, vocabulary: Vocabulary) -> Selection:
    """Draw a selection of at most three fields: more would nearly always be empty."""
    chosen = draw(
        st.lists(st.sampled_from([*REPEATABLE, "q", "years", "date", "bbox"]), max_size=3)
    )
    values: dict[str, object] = {}
    for name in chosen:
        if name == "collectivite":
            values[name] = draw(_some(list(AUTHORITIES)))
        elif name in REPEATABLE:
            codes = list(vocabulary.of_field(name) or ())
            if name in ("theme", "financement"):
                codes.append(UNKNOWN)
            values[name] = draw(_some(codes, most=4))
        elif name == "q":
            values[name] = draw(st.sampled_from(WORDS))
        elif name == "years":
            first = draw(st.integers(1920, 2020))
            values |= {"de": first, "a": draw(st.integers(first, 2026))}
        elif name == "date":
            values[name] = PartialDate(draw(st.integers(1945, 2026)))
        else:
            # A box without width is refused: tests/atlas/test_selection.py says how.
            west, east = draw(st.lists(st.integers(-180, 180), min_size=2, max_size=2, unique=True))
            south = draw(st.integers(-89, 80))
            north = draw(st.integers(south + 1, 90))
            values[name] = BoundingBox(float(west), float(south), float(east), float(north))
    return Selection(**values)  # type: ignore[arg-type]


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_list_map_facets_and_flows_count_the_same(
    embedded: EmbeddedAtlas, data: st.DataObject
) -> None:
    vocabulary = _vocabulary(embedded.engine)
    selection = data.draw(selections(vocabulary))
    with Session(embedded.engine) as session:
        total = partnerships.count(session, selection)
        page = partnerships.list_page(session, selection, size=20)
        feed = map_feed.build_map_feed(session, selection, vocabulary)
        assert page.total == total == feed["total"] == len(feed["liens"]["id"])
        assert len(page.items) == min(20, total)
        assert {record.id for record in page.items} <= set(accumulate(feed["liens"]["id"]))

        eras = count_facet(session, selection.without("epoque"), "epoque")
        everything = partnerships.count(session, selection.without("epoque"))
        assert sum(value.primary or 0 for value in eras) == everything

        by_pair = flows.aggregate_flows(session, selection, "collectivite")
        assert sum(flow.count for flow in by_pair) == len(feed["aretes"]["lien"])
        found = facets.read_facets(session, selection, _index(embedded.engine))
        assert found.total == figures.key_figures(session, selection).partnerships == total
        undated = selection.without("de").without("a")
        curve = figures.starts_by_year(session, undated)
        assert found.starts == {year: sum(eras.values()) for year, eras in curve.items()}
        for name in data.draw(st.lists(st.sampled_from(facets.FACETS), min_size=1, max_size=2)):
            values = count_facet(session, selection, name)
            assert found.values[name] == values
            if values:
                value = data.draw(st.sampled_from(values))
                alone = selection.with_values(name, (value.value,))
                assert partnerships.count(session, alone) == value.count


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_adding_a_value_never_loses_a_partnership_and_adding_a_field_never_gains_one(
    embedded: EmbeddedAtlas, data: st.DataObject
) -> None:
    vocabulary = _vocabulary(embedded.engine)
    selection = data.draw(selections(vocabulary))
    with Session(embedded.engine) as session:
        total = partnerships.count(session, selection)
        for name, value in selection.items():
            assert partnerships.count(session, selection.without(name)) >= total
            alternatives = getattr(selection, name)
            if isinstance(alternatives, tuple) and len(alternatives) > 1:
                assert partnerships.count(session, selection.without(name, value)) <= total
