"""The generated national set: always the same, as large as announced, between real bodies."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.manifests import DATASETS
from scripts.benchmarks import bodies, links, national, proportions
from scripts.benchmarks.bodies import BenchmarkError, apportion
from scripts.benchmarks.links import NATIONAL, Link, NationalSet, Size, draw

SMALL = NATIONAL.scaled(200)


@pytest.fixture(scope="module")
def whole() -> NationalSet:
    return draw(DATASETS)


def column(path: str, name: str) -> set[str]:
    with (DATASETS / path).open(encoding="utf-8", newline="") as stream:
        return {row[name] for row in csv.DictReader(stream)}


def countries_of(national_set: NationalSet) -> Counter[str]:
    country = {body.code: body.iso2 for body in national_set.foreign}
    return Counter(country[link.foreign[0]] for link in national_set.links)


def test_the_set_has_the_size_of_the_ministry_s_figures(whole: NationalSet) -> None:
    assert len(whole.links) == 10_440
    assert len({body.code for body in whole.french}) == len(whole.french) == 4_700
    assert len({body.code for body in whole.foreign}) == len(whole.foreign) == 8_150


def test_every_body_has_a_link_and_every_link_has_bodies_of_the_set(whole: NationalSet) -> None:
    assert {code for link in whole.links for code in link.french} == {b.code for b in whole.french}
    assert {code for link in whole.links for code in link.foreign} == {
        b.code for b in whole.foreign
    }


def test_every_french_code_is_one_of_the_official_geography(whole: NationalSet) -> None:
    known = (
        column("cog/communes.csv", "code")
        | column("cog/epci.csv", "siren")
        | column("cog/departements.csv", "ctcd")
        | column("cog/regions.csv", "public_code")
        | column("cog/statuts_particuliers.csv", "code")
    )

    assert {body.code for body in whole.french} <= known


def test_every_foreign_body_is_a_real_place_where_it_really_is(whole: NationalSet) -> None:
    with (DATASETS / "lieux" / "lieux.csv").open(encoding="utf-8", newline="") as stream:
        places = {int(row["geonames_id"]): row for row in csv.DictReader(stream)}

    for body in whole.foreign:
        row = places[body.geonames_id]
        assert (body.name, body.iso2) == (row["name"], row["iso2"])
        assert (body.lon, body.lat) == (float(row["lon"]), float(row["lat"]))
        assert re.fullmatch(rf"{body.iso2.lower()}-[^\s/?#]+", body.code)


def test_no_two_partnerships_are_alike(whole: NationalSet) -> None:
    members = {frozenset((*link.french, *link.foreign)) for link in whole.links}
    first_two = {(link.french[0], link.foreign[0]) for link in whole.links}

    assert len(members) == len(first_two) == len(whole.links)


def test_some_partnerships_have_several_members_none_has_one_twice(whole: NationalSet) -> None:
    several = [link for link in whole.links if len(link.french) + len(link.foreign) > 2]

    assert 0.03 < len(several) / len(whole.links) < 0.05
    assert all(len(set(link.foreign)) == len(link.foreign) for link in several)


def test_two_links_in_three_join_countries_of_the_north(whole: NationalSet) -> None:
    counts = countries_of(whole)
    north = sum(count for iso2, count in counts.items() if bodies.group_of(iso2).north)

    assert north / len(whole.links) == pytest.approx(proportions.NORTH_SHARE, abs=0.01)
    assert [iso2 for iso2, _ in counts.most_common(4)] == ["DE", "GB", "IT", "ES"]


def test_communes_are_most_of_the_french_bodies_and_the_large_ones_have_most_links(
    whole: NationalSet,
) -> None:
    kinds = Counter(body.kind for body in whole.french)
    degrees = Counter(code for link in whole.links for code in link.french)

    assert kinds["commune"] == 4_400
    assert set(kinds) == {"commune", "epci", "departement", "region", "statut_particulier"}
    assert degrees.most_common(1)[0][0] == "75056"


def share(whole: NationalSet, is_so: object) -> float:
    assert callable(is_so)
    return sum(bool(is_so(link)) for link in whole.links) / len(whole.links)


def test_a_fifth_is_undated_and_what_else_is_unknown_stays_unknown(whole: NationalSet) -> None:
    assert share(whole, lambda link: link.year is None) == pytest.approx(0.20, abs=0.015)
    assert share(whole, lambda link: link.themes) == pytest.approx(0.40, abs=0.02)
    assert share(whole, lambda link: link.fundings) == pytest.approx(0.15, abs=0.015)


def test_years_follow_each_other_and_the_history_of_countries(whole: NationalSet) -> None:
    country = {body.code: body.iso2 for body in whole.foreign}

    def dated(iso2: str) -> list[int]:
        return [
            link.year
            for link in whole.links
            if link.year is not None and country[link.foreign[0]] == iso2
        ]

    def median(years: list[int]) -> int:
        return sorted(years)[len(years) // 2]

    assert all(1945 <= year <= 2025 for link in whole.links if (year := link.year) is not None)
    assert all(
        link.year is not None and link.year <= link.year_end <= 2025
        for link in whole.links
        if link.year_end is not None
    )
    assert median(dated("DE")) < median(dated("PL")) < 2000
    assert median(dated("DE")) < 1985 < median(dated("ML"))


def test_a_link_signed_with_a_past_state_names_it(whole: NationalSet) -> None:
    country = {body.code: body.iso2 for body in whole.foreign}
    ukrainian = [link for link in whole.links if country[link.foreign[0]] == "UA"]

    def names_the_union(link: Link) -> bool:
        return link.states_then.get(link.foreign[0]) == "SU"

    before = [link for link in ukrainian if link.year is not None and link.year < 1991]
    after = [link for link in ukrainian if link.year is None or link.year > 1991]
    assert before
    assert all(names_the_union(link) for link in before)
    assert not any(names_the_union(link) for link in after)


def test_one_seed_gives_one_set() -> None:
    assert draw(DATASETS, SMALL) == draw(DATASETS, SMALL)
    assert draw(DATASETS, SMALL) != draw(DATASETS, SMALL, seed=1)


@pytest.mark.parametrize("partnerships", [1, 40, 1_000])
def test_a_set_of_another_size_has_exactly_that_size(partnerships: int) -> None:
    size = NATIONAL.scaled(partnerships)

    found = draw(DATASETS, size)

    assert len(found.links) == partnerships
    assert len(found.french) == size.french
    assert len(found.foreign) == size.foreign
    assert len(links.all_codes(found.links)) == size.french + size.foreign


def test_a_hundred_thousand_links_stay_within_the_bodies_that_exist() -> None:
    size = NATIONAL.scaled(100_000)

    assert size.partnerships == 100_000
    assert size.french <= 34_000
    assert len(draw(DATASETS, size).links) == 100_000


@pytest.mark.parametrize(
    "size", [Size(10, 11, 5), Size(40_000, 40_000, 10), Size(30_000, 10, 30_000)]
)
def test_a_size_that_the_world_does_not_allow_is_refused_in_a_sentence(size: Size) -> None:
    with pytest.raises(BenchmarkError, match=r"\.$"):
        draw(DATASETS, size)


@given(
    total=st.integers(0, 10_000),
    weights=st.dictionaries(st.text(max_size=3), st.floats(0.01, 1e3), min_size=1, max_size=30),
)
def test_shares_are_whole_add_up_and_stray_by_less_than_one(
    total: int, weights: dict[str, float]
) -> None:
    shares = apportion(total, weights)

    assert sum(shares.values()) == total
    whole_weight = sum(weights.values())
    for key, weight in weights.items():
        assert abs(shares[key] - total * weight / whole_weight) < 1 + 1e-6


def test_a_request_for_no_partnership_ends_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert national.main([str(tmp_path / "x.sqlite"), "--partenariats", "0"]) == 1
    assert capsys.readouterr().err == "Il faut au moins un partenariat.\n"
    assert not (tmp_path / "x.sqlite").exists()
