"""Each country has one primary era every year, and the rules say why in two languages.

Source of the rules: year × zone of the partner's State at that time (DESIGN of the atlas, §2).
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from geodata import manifests

VOCABULARIES, COUNTRIES = manifests.DATASETS / "vocabulaires", manifests.DATASETS / "pays"
YEARS = range(1945, 2027)


@cache
def rules() -> list[dict[str, str]]:
    """Return the era rules in their order."""
    return manifests.read_rows(VOCABULARIES, "regles_eres.csv")


@cache
def memberships() -> dict[str, list[tuple[str, int, int]]]:
    """Return (zone, first year, last year) by country or State of the past."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for row in manifests.read_rows(COUNTRIES, "zones.csv"):
        span = (row["zone"], int(row["year_from"]), int(row["year_to"]))
        found.setdefault(row["country"], []).append(span)
    return found


def eras(country: str, year: int, state: str = "") -> dict[str, int]:
    """Return the best rank of each era for a country and year; the State then goes first."""
    known = state if state in memberships() else country
    zones = {zone for zone, start, end in memberships()[known] if start <= year <= end} | {"toutes"}
    found: dict[str, int] = {}
    for rule in rules():
        wanted = set(rule["zone_partenaire"].split(";"))
        if int(rule["de"]) <= year <= int(rule["a"]) and wanted & zones:
            rank = int(rule["rang"])
            if rank < 3:
                found[rule["ere"]] = min(rank, found.get(rule["ere"], 9))
    return found


def primary(country: str, year: int, state: str = "") -> str:
    """Return the one era of rank 1."""
    first = [era for era, rank in eras(country, year, state).items() if rank == 1]
    assert len(first) == 1, (country, state, year, first)
    return first[0]


def _codes() -> list[str]:
    return [row["iso2"] for row in manifests.read_rows(COUNTRIES, "pays.csv")]


def test_every_country_has_exactly_one_primary_era_every_year() -> None:
    for country in _codes():
        for year in YEARS:
            primary(country, year)


def test_every_state_of_the_past_has_exactly_one_primary_era_while_it_lasts() -> None:
    for row in manifests.read_rows(COUNTRIES, "pays_historiques.csv"):
        for successor in row["successors"].split(";"):
            for year in range(max(1945, int(row["year_from"])), int(row["year_to"]) + 1):
                primary(successor, year, row["code"])


def test_each_year_one_rule_only_gives_the_primary_era() -> None:
    for country in _codes():
        for year in YEARS:
            zones = {z for z, start, end in memberships()[country] if start <= year <= end}
            zones.add("toutes")
            matching = [
                rule["regle"]
                for rule in rules()
                if rule["rang"] == "1"
                and int(rule["de"]) <= year <= int(rule["a"])
                and set(rule["zone_partenaire"].split(";")) & zones
            ]
            assert len(matching) == 1, (country, year, matching)


def test_links_before_1945_stand_outside_the_four_eras() -> None:
    assert primary("DE", 836) == primary("GB", 1913) == primary("US", 1944) == "avant_1945"


@pytest.mark.parametrize(
    ("country", "state", "year", "first", "second"),
    [
        ("DE", "DD", 1963, "guerre_froide", {"apres_guerre"}),  # Fontaine–Schmalkalden
        ("DE", "DD", 1967, "guerre_froide", set()),  # Saint-Martin-d'Hères–Zella-Mehlis
        ("IT", "", 1961, "apres_guerre", set()),  # Grenoble–Catania
        ("DE", "RFA", 1979, "apres_guerre", {"guerre_froide"}),  # Grenoble–Essen
        ("DE", "", 1979, "apres_guerre", {"guerre_froide"}),
        ("DE", "DD", 1976, "guerre_froide", set()),  # Grenoble–Halle
        ("BF", "HV", 1967, "decolonisation", set()),
        ("BF", "", 1967, "decolonisation", set()),  # Ouagadougou
        ("DZ", "", 1978, "decolonisation", set()),  # Constantine
        ("TN", "", 1988, "decolonisation", set()),  # Sfax
        ("LT", "", 1993, "mondialisation", {"guerre_froide"}),  # Kaunas
        ("CZ", "", 1994, "mondialisation", {"guerre_froide"}),  # Krnov
        ("CN", "", 1995, "mondialisation", set()),  # Suzhou
        ("JP", "", 2014, "mondialisation", set()),  # Tsukuba
        ("RU", "SU", 1955, "guerre_froide", {"apres_guerre"}),
        ("HR", "", 1970, "guerre_froide", set()),
        ("AL", "", 1970, "guerre_froide", set()),
        ("AT", "", 1970, "apres_guerre", set()),
        ("FI", "", 1970, "apres_guerre", set()),
        ("TR", "", 1970, "apres_guerre", set()),
        ("GR", "", 1970, "apres_guerre", set()),
        ("ES", "", 1970, "apres_guerre", set()),
        ("KR", "", 1970, "guerre_froide", set()),
        ("TW", "", 1985, "mondialisation", set()),
        ("MN", "", 1970, "guerre_froide", set()),
        ("VN", "", 1970, "decolonisation", {"guerre_froide"}),
        ("CU", "", 1970, "decolonisation", {"guerre_froide"}),
        ("CU", "", 1955, "decolonisation", set()),
        ("US", "", 1950, "apres_guerre", set()),
        ("US", "", 1970, "guerre_froide", set()),
        ("US", "", 1985, "mondialisation", set()),
        ("CN", "", 1970, "guerre_froide", set()),
        ("CN", "", 1985, "mondialisation", {"guerre_froide"}),
    ],
)
def test_known_links_fall_in_the_era_that_historians_give(
    country: str, state: str, year: int, first: str, second: set[str]
) -> None:
    assert primary(country, year, state) == first
    assert set(eras(country, year, state)) - {first} == second


def test_rules_name_eras_and_zones_that_exist_and_explain_themselves() -> None:
    known = {row["code"] for row in manifests.read_rows(VOCABULARIES, "eres.csv")}
    zones = {row["code"] for row in manifests.read_rows(VOCABULARIES, "zones.csv")}
    used = {span[0] for spans in memberships().values() for span in spans}
    assert used == zones - {"toutes"}
    in_rules = {zone for rule in rules() for zone in rule["zone_partenaire"].split(";")}
    assert in_rules == zones, "a zone that no rule uses says nothing"
    assert len({rule["regle"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule["ere"] in known
        assert rule["rang"] in {"1", "2", "3"}
        assert int(rule["de"]) <= int(rule["a"])
        for sentence in (rule["explication_fr"], rule["explanation_en"]):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert len(sentence.split()) >= 7
            # The site writes « 1963, RDA. » before it: no sentence starts with a bare name.
            assert re.match(r"(L’|Le|La|Les|The|An|A)\b", sentence), sentence
            assert ":" not in sentence, sentence


def test_zones_speak_of_states_that_the_atlas_knows() -> None:
    past = {row["code"] for row in manifests.read_rows(COUNTRIES, "pays_historiques.csv")}
    assert set(memberships()) <= set(_codes()) | past
    for state, spans in memberships().items():
        for zone, start, end in spans:
            assert start <= end, (state, zone)
