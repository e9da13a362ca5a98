"""Counting, listing and faceting the small atlas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import pytest
from sqlalchemy.orm import Session

from atlas.errors import AmbiguousCodeError, InvalidSelectionError, NotFoundError
from atlas.queries import authorities, facets, figures, flows, map_feed, partnerships
from atlas.queries.filters import partnership_ids
from atlas.queries.record_reading import read_records
from atlas.selection import Selection
from atlas.vocabulary import load_vocabulary
from tests.support.facet_queries import count_facet
from tests.support.small_atlas import HOSTILE_NAMES


def ids(session: Session, query: str) -> list[int]:
    selection = read(session, query)
    page = partnerships.list_page(session, selection, size=100)
    assert page.total == len(page.items) == partnerships.count(session, selection)
    return sorted(record.id for record in page.items)


def read(session: Session, query: str) -> Selection:
    pairs = [tuple(part.split("=", 1)) for part in query.split("&") if part]
    return Selection.parse(pairs, load_vocabulary(session).known_values())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("epoque=guerre_froide", [1, 2, 7]),
        ("epoque=guerre_froide&pays=DE", [1, 2, 7]),
        ("epoque=apres_guerre&epoque=decolonisation", [2, 3, 4]),
        ("epoque=non_date", [6, 7]),
        ("theme=eau", [4]),
        ("theme=eau&theme=jeunesse", [1, 2, 4]),
        ("theme=non_renseigne", [3, 5, 6, 7, 8]),
        ("theme=non_renseigne&theme=eau", [3, 4, 5, 6, 7, 8]),
        ("financement=afd_ficol", [4]),
        ("financement=non_renseigne", [1, 2, 3, 5, 6, 7, 8]),
        ("type=cooperation&type=action_ponctuelle", [4, 8]),
        ("statut=termine", [4]),
        ("pays=JP&pays=CL", [5, 6]),
        ("pays=FR", []),
        ("region=84", [1, 2, 3, 4, 7, 8]),
        ("departement=988", [5]),
        ("echelon=departement", [4, 8]),
        ("echelon=commune", [1, 2, 3, 4, 5, 6, 7]),
        ("collectivite=38185", [2, 3, 4]),
        ("collectivite=38", [4, 8]),
        ("collectivite=de-schmalkalden", [1, 7]),
        ("de=1963&a=1976", [1, 2, 4]),
        ("date=1962", [3]),
        ("date=2005", [1, 2, 3, 4, 5]),
        ("date=2016", [1, 2, 3, 5, 8]),
        ("date=2020", [1, 2, 3, 5]),
        ("q=schmal", [1, 7]),
        ("q=rda", [1, 7]),
        ("q=ouaga grenoble", [4]),
        ("q=catane", [3]),
        ("q=CATANIA italie", [3]),
        ("q=atane", []),
        ("q=st rien", []),
        ("q=!!!", []),
        ("q=100%", []),
        ("bbox=5,45,6,46", [1, 2, 3, 4]),
        ("bbox=160,-30,-60,-20", [5]),
    ],
)
def test_a_selection_keeps_what_it_says(session: Session, query: str, expected: list[int]) -> None:
    assert ids(session, query) == expected


def test_the_links_of_a_merged_commune_are_found_under_its_successor(session: Session) -> None:
    assert ids(session, "collectivite=38169") == [1, 7]
    assert ids(session, "collectivite=38500") == [1, 7]


def test_an_unknown_authority_is_refused_rather_than_found_empty(session: Session) -> None:
    with pytest.raises(InvalidSelectionError):
        ids(session, "collectivite=99999")


def test_a_code_of_two_bodies_is_told_with_both(session: Session) -> None:
    with pytest.raises(AmbiguousCodeError) as caught:
        authorities.resolve_code(session, "84")
    assert caught.value.candidates == ("84D", "84R")
    assert authorities.resolve_code(session, "38") == "38D"


def test_undated_partnerships_come_last_whichever_way_years_are_sorted(session: Session) -> None:
    for descending in (False, True):
        page = partnerships.list_page(
            session, Selection(), size=100, sort="debut", descending=descending
        )
        years = [record.year_start for record in page.items]
        dated = [year for year in years if year is not None]
        assert years == [*dated, *[None] * (len(years) - len(dated))]
        assert dated == sorted(dated, reverse=descending)


@pytest.mark.parametrize("sort", sorted(partnerships.SORTS))
def test_pages_cut_a_list_without_losing_or_repeating(session: Session, sort: str) -> None:
    whole = partnerships.list_page(session, Selection(), size=100, sort=sort)
    pieces = [
        record.id
        for number in (1, 2, 3)
        for record in partnerships.list_page(
            session, Selection(), number=number, size=3, sort=sort
        ).items
    ]
    assert pieces == [record.id for record in whole.items]


def test_a_page_after_the_last_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        partnerships.list_page(session, Selection(), number=2, size=100)
    assert partnerships.list_page(session, read(session, "pays=FR")).items == ()


def test_a_facet_counts_what_choosing_the_value_alone_would_keep(session: Session) -> None:
    for query in ("", "epoque=guerre_froide", "theme=jeunesse&pays=DE", "date=2005"):
        selection = read(session, query)
        for name, values in facets.count_facets(session, selection).items():
            for value in values:
                alone = selection.with_values(name, (value.value,))
                assert partnerships.count(session, alone) == value.count, (query, name, value)


def test_primary_eras_share_out_the_selection(session: Session) -> None:
    values = count_facet(session, Selection(), "epoque")
    assert sum(value.primary or 0 for value in values) == 8


def test_a_partnership_is_read_with_all_that_is_known(session: Session) -> None:
    record = partnerships.get_partnership(session, 4)
    assert [m.code for m in record.french_members] == ["38185", "38D"]
    assert record.foreign_members[0].state_then_fr == "Haute-Volta"
    assert record.status == "termine"
    assert (record.year_start, record.year_end, record.active_to) == (1975, 2010, 2010)
    assert record.funding_families == ("afd_ficol", "un_pourcent_eau")
    assert record.title == "Grenoble, Isère\N{NO-BREAK SPACE}– Ouagadougou"


def test_sources_that_disagree_are_both_kept(session: Session) -> None:
    record = partnerships.get_partnership(session, 1)
    years = {s.value: s.shown for s in record.statements if s.field == "year_start"}
    assert years == {"1963": True, "1964": False}


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_a_partnership_that_does_not_exist_is_not_found(session: Session, number: int) -> None:
    with pytest.raises(NotFoundError):
        partnerships.get_partnership(session, number)


def test_hostile_names_are_kept_as_written(session: Session) -> None:
    names = {
        member.name
        for number in (5, 6)
        for member in partnerships.get_partnership(session, number).members
    }
    assert set(HOSTILE_NAMES) <= names


def test_flows_count_partnerships_once_in_each_pair(session: Session) -> None:
    by_country = {
        f.destination.code: f for f in flows.aggregate_flows(session, Selection(), "pays")
    }
    assert {code: flow.count for code, flow in by_country.items()} == {
        "DE": 3, "IT": 1, "BF": 2, "JP": 1, "CL": 1,
    }  # fmt: skip
    assert by_country["DE"].by_era == {"guerre_froide": 1, "apres_guerre": 1, "non_date": 1}
    regions = {
        (f.origin.code, f.destination.code): f.count
        for f in flows.aggregate_flows(session, Selection(), "region")
    }
    assert regions["84", "BF"] == 2
    pairs = flows.aggregate_flows(session, Selection(collectivite=("38D",)), "collectivite")
    assert {(f.origin.code, f.destination.code) for f in pairs} == {
        ("38185", "bf-ouagadougou"),
        ("38D", "bf-ouagadougou"),
    }


def test_the_map_feed_says_the_same_as_the_list(session: Session) -> None:
    feed = map_feed.build_map_feed(session, Selection(), load_vocabulary(session))
    numbers, total = [], 0
    for delta in feed["liens"]["id"]:
        total += delta
        numbers.append(total)
    assert numbers == ids(session, "")
    assert feed["total"] == len(numbers)
    assert feed["liens"]["debut"][0] == 1963
    era_codes = feed["codes"]["epoques"]
    eras = [
        [era_codes[i] for i in feed["ensembles"]["epoques"][index]]
        for index in feed["liens"]["epoques"]
    ]
    assert eras[1] == ["apres_guerre", "guerre_froide"]


@pytest.mark.parametrize("query", ["", "pays=BF", "departement=38", "collectivite=38169"])
def test_the_pairs_of_the_map_feed_name_the_members_of_each_partnership(
    session: Session, query: str
) -> None:
    """Pairs and names are coded by order of appearance: decode them as the browser does."""
    chosen = read(session, query)
    feed = map_feed.build_map_feed(session, chosen, load_vocabulary(session))
    codes = map_feed.place_names(session, chosen)["code"]
    numbers = list(accumulate(feed["liens"]["id"]))

    def decoded(references: list[int], offset: int) -> Iterator[str]:
        seen = 0
        for back in references:
            yield codes[offset + seen - back]
            seen += back == 0

    french = feed["lieux"]["francais"]
    pairs = zip(
        [numbers[link] for link in accumulate(feed["aretes"]["lien"])],
        decoded(feed["aretes"]["fr"], 0),
        decoded(feed["aretes"]["et"], french),
        strict=True,
    )
    assert sorted(pairs) == sorted(
        (record.id, home.code, away.code)
        for record in read_records(session, numbers)
        for home in record.french_members
        for away in record.foreign_members
    )
    assert len(codes) == len(feed["lieux"]["lon"]) == len(feed["lieux"]["groupe"])
    located = {
        member.code: (member.lon, member.lat)
        for record in read_records(session, numbers)
        for member in record.members
    }
    for place, code in enumerate(codes):
        group = feed["lieux"]["groupe"][place]
        if place >= french:
            group += len(feed["codes"]["departements"])
        for name, expected in zip(("lon", "lat"), located[code], strict=True):
            value = feed["lieux"][name][place]
            if expected is None:
                assert value is None
                continue
            middle = feed["lieux"][f"milieu_{name}"][group]
            assert (value + middle) / 100 == pytest.approx(expected, abs=0.0051), code


def test_the_feed_carries_no_name(session: Session) -> None:
    feed = str(map_feed.build_map_feed(session, Selection(), load_vocabulary(session)))
    assert not any(name in feed for name in HOSTILE_NAMES)


def test_linked_authorities_are_counted_by_partnership(session: Session) -> None:
    total, rows = authorities.linked_authorities(
        session, partnership_ids(session, Selection()), side="french", offset=0, limit=2
    )
    assert total == 6
    assert [(row.authority.code, row.partnerships) for row in rows] == [("38185", 3), ("38D", 2)]


def test_key_figures_agree_with_the_facets(session: Session) -> None:
    totals = figures.key_figures(session, Selection())
    unknown = {
        name: next(v.count for v in count_facet(session, Selection(), name) if v.value == code)
        for name, code in (("theme", "non_renseigne"), ("financement", "non_renseigne"))
    }
    assert totals.partnerships == 8
    assert totals.themed == 8 - unknown["theme"]
    assert totals.funded == 8 - unknown["financement"]
    assert totals.dated == 6
    assert totals.countries == 5
    curve = figures.starts_by_year(session, Selection())
    assert sum(sum(eras.values()) for eras in curve.values()) == totals.dated
