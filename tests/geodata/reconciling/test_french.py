"""French names to codes: what is certain, what is doubtful, what is nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from geodata.reconciling.french import FrenchMatcher
from geodata.reconciling.matching import CERTAIN, Candidate, Verdict, decide
from geodata.reconciling.places import load_gazetteer
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture(scope="module")
def matcher(embedded: EmbeddedAtlas) -> Iterator[FrenchMatcher]:
    with Session(embedded.engine) as session:
        yield FrenchMatcher(load_gazetteer(session, "french"))


@pytest.mark.parametrize(
    ("name", "point", "departement", "code"),
    [
        ("Grenoble", None, "", "38185"),
        ("GRENOBLE", (5.72, 45.18), "", "38185"),
        ("Ville de Grenoble", None, "", "38185"),
        ("St Martin d'Heres", None, "", "38421"),
        ("L’Haÿ-les-Roses", None, "", "94038"),
        ("l hay les roses", None, "", "94038"),
        ("Sainte-Colombe", None, "69", "69189"),
        ("Sainte-Colombe", (4.867, 45.525), "", "69189"),
        ("Gray, Haute-Saône", (5.59, 47.44), "", "70279"),
        ("Grenobel", (5.72, 45.18), "", "38185"),
        ("Villeurbane", (4.88, 45.77), "", "69266"),
        # Pringy became a part of Annecy in 2017.
        ("Pringy", (6.126, 45.945), "", "74010"),
        # Merged in 2009, and no delegated commune since.
        ("Saint-Germain-Source-Seine", (4.7, 47.5), "", "21084"),
        ("Nouméa", None, "", "98818"),
    ],
)
def test_a_name_that_means_one_commune_is_certain(
    matcher: FrenchMatcher,
    name: str,
    point: tuple[float, float] | None,
    departement: str,
    code: str,
) -> None:
    match = matcher.match(name, point=point, departement=departement)
    assert match.code == code, match


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("Sainte-Colombe", None),
        ("Saint-Denis", None),
        ("Le Pont-de-Beauvoisin", (5.67, 45.53)),
    ],
)
def test_homonyms_and_halves_of_names_wait_for_a_person(
    matcher: FrenchMatcher, name: str, point: tuple[float, float] | None
) -> None:
    match = matcher.match(name, point=point)
    assert match.verdict is Verdict.DOUBTFUL
    assert match.code is None
    assert match.candidates


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("", None),
        ("Nulle-Part-sur-Rien", None),
        ("Juan-les-Pins", (7.11, 43.57)),
        # Far from where the source puts it, it is somebody else.
        ("Grenoble", (-1.5, 47.2)),
        ("Essen", (7.01, 51.45)),
    ],
)
def test_what_is_nobody_is_unknown(
    matcher: FrenchMatcher, name: str, point: tuple[float, float] | None
) -> None:
    assert matcher.match(name, point=point).code is None


def test_a_match_says_why(matcher: FrenchMatcher) -> None:
    (best, *_) = matcher.match("Pringy", point=(6.126, 45.945)).candidates
    assert best.score >= CERTAIN
    assert ("merged", "Pringy") in best.reasons
    assert any(reason == "distance" for reason, _ in best.reasons)


def test_a_code_of_before_is_that_of_today(matcher: FrenchMatcher) -> None:
    assert matcher.by_code("38185") == "38185"
    assert matcher.by_code("2a004") == "2A004"
    assert matcher.by_code("74217") == "74010"
    assert matcher.by_code("99999") is None


scores = st.floats(0, 1)
candidates = st.lists(
    st.builds(
        Candidate, code=st.text("abc", min_size=1, max_size=3), name=st.just("x"), score=scores,
        reasons=st.just(()),
    ),
    unique_by=lambda one: one.code,
)  # fmt: skip


@given(candidates)
def test_only_a_good_candidate_that_stands_alone_is_certain(found: list[Candidate]) -> None:
    match = decide(found)
    ranked = sorted((one.score for one in found), reverse=True)
    if match.verdict is Verdict.CERTAIN:
        assert ranked[0] >= CERTAIN
        assert len(ranked) == 1 or ranked[0] - ranked[1] >= 0.079
    assert match == decide(list(reversed(found)))


@pytest.mark.parametrize(
    ("name", "departement", "code"),
    [
        ("Conseil départemental du Nord", "", "59D"),
        ("CD59", "", "59D"),
        ("Loire-Inférieure", "", "44D"),
        ("Région Bretagne", "", "53R"),
        ("Région Rhône-Alpes", "", "84R"),
        ("Département du Bas-Rhin", "", "6AE"),
        ("Grand Lyon", "", "69M"),
        ("CU de Dunkerque", "", "245900428"),
        ("Communauté urbaine de Strasbourg", "", "246700488"),
        ("Paris", "", "75056"),
        ("Ville-d'Avray", "", "92077"),
        ("Département des Landes", "", "40D"),
        ("Landes", "17", "17202"),
        ("Vienne", "38", "38544"),
        ("Vienne", "86", "86D"),
        ("Havre (Le)", "", "76351"),
        ("Clermond-Ferrand", "63", "63113"),
        ("38000 Grenoble", "", "38185"),
    ],
)
def test_the_words_of_a_name_tell_a_commune_from_a_body_of_the_same_name(
    matcher: FrenchMatcher, name: str, departement: str, code: str
) -> None:
    assert matcher.match(name, departement=departement).code == code


@pytest.mark.parametrize("name", ["Landes", "Vienne", "La Réunion", "Alsace", "Bretagne"])
def test_a_name_of_two_kinds_of_bodies_waits_for_a_person(
    matcher: FrenchMatcher, name: str
) -> None:
    match = matcher.match(name)
    assert match.verdict is Verdict.DOUBTFUL
    assert len(match.candidates) > 1


def test_a_slip_without_a_place_is_shown_and_not_applied(matcher: FrenchMatcher) -> None:
    match = matcher.match("Villeurbane")
    assert match.verdict is Verdict.DOUBTFUL
    assert match.candidates[0].code == "69266"


def test_the_caller_may_ask_for_communes_only(matcher: FrenchMatcher) -> None:
    assert matcher.match("Nord", kinds=frozenset({"commune"})).code is None
    assert matcher.match("Nord").code == "59D"


def test_a_committee_is_not_its_commune(matcher: FrenchMatcher) -> None:
    match = matcher.match("Comité de jumelage de Cesson-Sévigné")
    assert match.verdict is Verdict.DOUBTFUL
    assert match.candidates[0].code == "35051"
