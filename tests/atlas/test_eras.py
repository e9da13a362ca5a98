"""The era engine, on rules made for the purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.eras import EraEngine, PartnerState, Rule, ZoneSpan

RULES = [
    Rule("A", "apres_guerre", 1945, 1989, frozenset({"ouest"}), 1, "Réconciliation", "Peace"),
    Rule("B", "guerre_froide", 1949, 1989, frozenset({"rfa"}), 2, "Deux Allemagnes", "Division"),
    Rule("C", "guerre_froide", 1945, 1989, frozenset({"est"}), 1, "Bloc de l’Est", "Eastern bloc"),
    Rule("D", "mondialisation", 1990, 2100, frozenset({"toutes"}), 1, "Ouverture", "Opening"),
    Rule(
        "E", "guerre_froide", 1945, 1990, frozenset({"pays_disparu_est"}), 3, "Disparu", "Vanished"
    ),
]
ZONES = [
    ZoneSpan("ouest", "DE", 1945, 1989),
    ZoneSpan("rfa", "DE", 1949, 1989),
    ZoneSpan("est", "DD", 1945, 1989),
    ZoneSpan("pays_disparu_est", "DD", 1949, 1990),
    ZoneSpan("ouest", "IT", 1945, 1989),
]
WEST = PartnerState("DE", "Allemagne", "Germany")
EAST = PartnerState("DE", "Allemagne", "Germany", "DD", "RDA", "East Germany")
ITALY = PartnerState("IT", "Italie", "Italy")


@pytest.fixture
def engine() -> EraEngine:
    return EraEngine(RULES, ZONES)


def eras(engine: EraEngine, year: int | None, *partners: PartnerState) -> list[str]:
    return [match.era for match in engine.classify(year, partners).matches]


def test_the_state_of_that_time_counts_rather_than_the_country_of_today(
    engine: EraEngine,
) -> None:
    assert eras(engine, 1963, EAST) == ["guerre_froide"]
    assert eras(engine, 1963, WEST) == ["apres_guerre", "guerre_froide"]


def test_years_are_inclusive_at_both_ends(engine: EraEngine) -> None:
    assert eras(engine, 1948, WEST) == ["apres_guerre"]
    assert eras(engine, 1949, WEST) == ["apres_guerre", "guerre_froide"]
    assert eras(engine, 1989, WEST) == ["apres_guerre", "guerre_froide"]
    assert eras(engine, 1990, WEST) == ["mondialisation"]


def test_the_explanation_names_the_year_and_both_states(engine: EraEngine) -> None:
    match = engine.classify(1963, [EAST]).primary
    assert match.rule == "C"
    assert match.explanation_fr == "1963, RDA (aujourd’hui Allemagne). Bloc de l’Est"
    assert match.explanation_en == "1963, East Germany, today Germany. Eastern bloc"


def test_an_undated_link_has_no_era(engine: EraEngine) -> None:
    assert eras(engine, None, WEST) == ["non_date"]


def test_an_undated_link_with_a_vanished_state_leans_on_its_name(engine: EraEngine) -> None:
    result = engine.classify(None, [EAST])
    assert [m.era for m in result.matches] == ["non_date", "guerre_froide"]
    assert result.secondary[0].rank == 3
    assert "probable" in result.primary.explanation_fr
    assert "likely" in result.primary.explanation_en


def test_the_vanished_state_rule_never_speaks_for_dated_links(engine: EraEngine) -> None:
    assert [m.rule for m in engine.classify(1970, [EAST]).matches] == ["C"]


def test_most_partners_decide_and_the_others_give_secondary_eras(engine: EraEngine) -> None:
    assert eras(engine, 1963, EAST, ITALY, WEST) == ["apres_guerre", "guerre_froide"]
    assert eras(engine, 1963, EAST, EAST, ITALY) == ["guerre_froide", "apres_guerre"]


def test_a_state_in_no_zone_is_left_without_era_rather_than_guessed(engine: EraEngine) -> None:
    assert eras(engine, 1963, PartnerState("XX", "Ailleurs", "Elsewhere")) == ["non_date"]


@given(
    year=st.one_of(st.none(), st.integers(1850, 2100)),
    partners=st.lists(st.sampled_from([WEST, EAST, ITALY]), min_size=1, max_size=5),
)
def test_every_partnership_has_one_primary_era_and_no_era_twice(
    year: int | None, partners: list[PartnerState]
) -> None:
    result = EraEngine(RULES, ZONES).classify(year, partners)
    found = [match.era for match in result.matches]
    assert len(found) == len(set(found))
    assert [match.rank for match in result.matches].count(1) == 1
    assert result.primary.rank == 1
    assert all(match.explanation_fr and match.explanation_en for match in result.matches)
