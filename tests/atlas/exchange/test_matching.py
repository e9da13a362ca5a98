"""Adverts that answer an advert: the points add up, and nothing unknown counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.matching import Party, Why, compare, matches
from tests.support.exchange import content

CONTINENTS = {"FR": "EU", "DE": "EU", "BF": "AF", "SN": "AF", "JP": "AS"}
GRENOBLE = Party("38185", "french", "commune", "FR", "EU", 158_000)
FONTAINE = Party("38169", "french", "commune", "FR", "EU", None)
ESSEN = Party("de-essen", "foreign", "municipality", "DE", "EU", None)
OUAGA = Party("bf-ouaga", "foreign", "municipality", "BF", "AF", 2_500_000)


def why(mine: AdvertContent, me: Party, other: AdvertContent, them: Party) -> dict[Why, int]:
    return {r.why: r.points for r in compare(mine, me, other, them, CONTINENTS)}


def test_an_offer_answers_what_is_sought_in_the_same_country_on_the_same_theme() -> None:
    offer = content(kind="offer", authority="38169", languages=("fr", "en"))
    assert why(content(), GRENOBLE, offer, FONTAINE) == {
        Why.ANSWERS: 30, Why.SAME_COUNTRY: 20, Why.THEMES: 15, Why.LANGUAGES: 10,
    }  # fmt: skip


def test_two_who_seek_across_a_border_answer_each_other() -> None:
    theirs = content(authority="bf-ouaga", countries=("FR",), themes=("eau", "culture"))
    assert why(content(), GRENOBLE, theirs, OUAGA) == {
        Why.MUTUAL: 25, Why.THERE: 25, Why.THEMES: 15, Why.LANGUAGES: 10,
    }  # fmt: skip
    assert why(theirs, OUAGA, content(), GRENOBLE) == {
        Why.MUTUAL: 25, Why.THERE: 25, Why.THEMES: 15, Why.LANGUAGES: 10,
    }  # fmt: skip


def test_two_offers_have_nothing_to_ask_of_each_other() -> None:
    offer = content(kind="offer")
    assert why(offer, GRENOBLE, content(kind="offer", authority="38169"), FONTAINE) == {}


def test_who_wants_another_place_is_no_match_even_on_the_same_theme() -> None:
    assert why(content(), GRENOBLE, content(kind="offer", countries=("JP",)), FONTAINE) == {}
    assert why(content(), GRENOBLE, content(kind="offer", countries=()), ESSEN) == {}
    anywhere = content(countries=())
    assert Why.THEMES in why(anywhere, GRENOBLE, content(kind="offer", countries=()), ESSEN)


def test_who_is_wanted_but_looks_elsewhere_is_no_match() -> None:
    theirs = content(authority="bf-ouaga", kind="offer", countries=("JP",))
    assert why(content(), GRENOBLE, theirs, OUAGA) == {}
    assert why(content(), GRENOBLE, replace(theirs, countries=("FR",)), OUAGA) != {}
    assert why(content(), GRENOBLE, replace(theirs, countries=()), OUAGA) != {}


def test_a_region_meets_a_country_of_it_and_two_countries_of_one_region_do_not() -> None:
    africa = content(kind="offer", countries=(), continents=("AF",))
    assert why(content(), GRENOBLE, africa, FONTAINE)[Why.SAME_REGION] == 12
    senegal = content(kind="offer", countries=("SN",))
    assert why(content(), GRENOBLE, senegal, FONTAINE) == {}
    ouaga = content(kind="offer", authority="bf-ouaga", countries=())
    wide = content(countries=(), continents=("AF",))
    assert why(wide, GRENOBLE, ouaga, OUAGA)[Why.SAME_REGION] == 12


def test_a_wanted_kind_or_size_keeps_others_out_and_an_unknown_size_does_not() -> None:
    theirs = content(authority="bf-ouaga", kind="offer", countries=("FR",))
    assert why(content(partners=("region",)), GRENOBLE, theirs, OUAGA) == {}
    assert why(content(population_to=10_000), GRENOBLE, theirs, OUAGA) == {}
    unknown = replace(OUAGA, population=None)
    small = why(content(population_to=10_000), GRENOBLE, theirs, unknown)
    assert Why.THERE in small
    assert Why.SIZE not in small
    sized = content(population_from=1_000_000)
    assert why(sized, GRENOBLE, theirs, OUAGA)[Why.SIZE] == 10
    # What they want counts as well.
    assert why(content(), GRENOBLE, replace(theirs, population_to=9), OUAGA) == {}


def test_themes_in_common_are_worth_more_up_to_a_bound() -> None:
    themes = ("a", "b", "c", "d", "e")
    points = [
        why(content(themes=themes), GRENOBLE, content(kind="offer", themes=themes[:n]), FONTAINE)[
            Why.THEMES
        ]
        for n in range(1, 6)
    ]
    assert points == [15, 20, 25, 25, 25]


_content = st.builds(
    content,
    kind=st.sampled_from(["seek", "offer"]),
    countries=st.lists(st.sampled_from(list(CONTINENTS)), unique=True, max_size=3).map(tuple),
    continents=st.lists(st.sampled_from(["AF", "EU"]), unique=True, max_size=2).map(tuple),
    themes=st.lists(st.sampled_from(list("abcd")), unique=True, max_size=4).map(tuple),
    languages=st.lists(st.sampled_from(["fr", "de"]), unique=True, max_size=2).map(tuple),
    partners=st.lists(st.sampled_from(["municipality", "region"]), max_size=1).map(tuple),
    population_from=st.none() | st.integers(0, 10**6),
    population_to=st.none() | st.integers(0, 10**7),
)
_party = st.sampled_from([GRENOBLE, FONTAINE, ESSEN, OUAGA])


@given(mine=_content, me=_party, other=_content, them=_party)
def test_a_score_is_the_sum_of_its_reasons_and_never_above_a_hundred(
    mine: AdvertContent, me: Party, other: AdvertContent, them: Party
) -> None:
    reasons = compare(mine, me, other, them, CONTINENTS)
    assert all(reason.points > 0 for reason in reasons)
    assert sum(reason.points for reason in reasons) <= 100
    assert len({reason.why for reason in reasons}) == len(reasons)
    # Two adverts find each other or neither does.
    if {mine.kind, other.kind} != {"offer"}:
        assert bool(reasons) == bool(compare(other, them, mine, me, CONTINENTS))


def advert(number: int, said: AdvertContent, published: str | None = None) -> AdvertRecord:
    return AdvertRecord(
        number, said, "fr", "user:1", "published", "", "", published, None, None, "", None, ""
    )


def test_of_equals_the_latest_come_first_those_with_more_themes_before_them() -> None:
    parties = {p.code: p for p in (GRENOBLE, FONTAINE)}
    four = ("a", "b", "c", "d")
    offers = [
        advert(2, content(kind="offer", authority="38169", themes=four[:3]), "2026-11-02"),
        advert(3, content(kind="offer", authority="38169", themes=four[:3]), "2026-11-20"),
        advert(4, content(kind="offer", authority="38169", themes=four), "2026-10-01"),
    ]
    found = matches(advert(1, content(themes=four)), offers, parties, CONTINENTS)
    assert {match.score for match in found} == {85}
    assert [match.advert.id for match in found] == [4, 3, 2]


def test_the_best_come_first_and_equals_in_one_order_only() -> None:
    parties = {p.code: p for p in (GRENOBLE, FONTAINE, ESSEN, OUAGA)}
    offers = [
        advert(n, content(kind="offer", authority=code, themes=themes))
        for n, code, themes in ((4, "38169", ("eau",)), (3, "38169", ("eau",)), (2, "38169", ()))
    ]
    mine = advert(1, content())
    own = advert(5, content(kind="offer"))
    lost = advert(6, content(kind="offer", authority="gone"))
    found = matches(mine, [*offers, own, lost, mine], parties, CONTINENTS)
    assert [match.advert.id for match in found] == [4, 3, 2]
    assert [match.score for match in found] == [75, 75, 60]
    assert matches(lost, offers, parties, CONTINENTS) == []


@pytest.mark.parametrize("number", [7, 40])
def test_no_more_are_shown_than_a_reader_reads(number: int) -> None:
    parties = {p.code: p for p in (GRENOBLE, FONTAINE)}
    offers = [advert(n, content(kind="offer", authority="38169")) for n in range(2, number)]
    assert len(matches(advert(1, content()), offers, parties, CONTINENTS)) <= 6
