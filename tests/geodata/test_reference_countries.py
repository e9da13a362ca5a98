"""Countries can be named in French sentences, and States of the past resolve to those of today."""

from __future__ import annotations

from functools import cache

import pytest

from geodata import manifests

FOLDER = manifests.DATASETS / "pays"


@cache
def countries() -> dict[str, dict[str, str]]:
    """Return the countries by ISO code."""
    return {row["iso2"]: row for row in manifests.read_rows(FOLDER, "pays.csv")}


@cache
def past() -> dict[str, dict[str, str]]:
    """Return the States of the past by code."""
    return {row["code"]: row for row in manifests.read_rows(FOLDER, "pays_historiques.csv")}


def state_of(iso2: str, year: int, admin1: str = "") -> str | None:
    """Return the State of the past of a country, or of one of its provinces, in a year."""
    rows = [
        row
        for row in manifests.read_rows(FOLDER, "pays_succession.csv")
        if row["iso2"] == iso2 and int(row["year_from"]) <= year <= int(row["year_to"])
    ]
    for wanted in (admin1, ""):
        for row in rows:
            if row["admin1"] == wanted:
                return row["state"]
    return None


def _joined(small: str, name: str) -> str:
    return f"{small}{name}" if small.endswith("’") else f"{small} {name}".strip()


def test_all_codes_of_iso_3166_and_kosovo_are_there() -> None:
    assert len(countries()) == 250
    assert {"FR", "DE", "PS", "EH", "TW", "XK", "SS", "CW", "JE", "GG"} <= set(countries())
    assert len({row["iso3"] for row in countries().values()}) == 250


@pytest.mark.parametrize(
    ("iso2", "with_article", "place", "genitive"),
    [
        ("DE", "l’Allemagne", "en Allemagne", "de l’Allemagne"),
        ("ML", "le Mali", "au Mali", "du Mali"),
        ("SN", "le Sénégal", "au Sénégal", "du Sénégal"),
        ("US", "les États-Unis", "aux États-Unis", "des États-Unis"),
        ("TN", "la Tunisie", "en Tunisie", "de la Tunisie"),
        ("IL", "Israël", "en Israël", "d’Israël"),
        ("HT", "Haïti", "en Haïti", "d’Haïti"),
        ("CU", "Cuba", "à Cuba", "de Cuba"),
        ("MG", "Madagascar", "à Madagascar", "de Madagascar"),
        ("IR", "l’Iran", "en Iran", "de l’Iran"),
        ("CI", "la Côte d’Ivoire", "en Côte d’Ivoire", "de la Côte d’Ivoire"),
        ("KM", "les Comores", "aux Comores", "des Comores"),
        ("BB", "la Barbade", "à la Barbade", "de la Barbade"),
        ("PS", "la Palestine", "en Palestine", "de la Palestine"),
    ],
)
def test_a_country_can_be_written_in_a_french_sentence(
    iso2: str, with_article: str, place: str, genitive: str
) -> None:
    row = countries()[iso2]
    assert _joined(row["article_fr"], row["name_fr"]) == with_article
    assert _joined(row["preposition_fr"], row["name_fr"]) == place
    assert _joined(row["de_fr"], row["name_fr"]) == genitive


def test_articles_and_prepositions_agree_with_each_other() -> None:
    usual = {
        "le": {"au", "dans le"},
        "la": {"en", "à la"},
        "les": {"aux", "dans les"},
        "l’": {"en", "à l’"},
        "": {"à", "en"},
    }
    after_de = {"le": "du", "la": "de la", "les": "des", "l’": "de l’"}
    for row in [*countries().values(), *past().values()]:
        assert row["preposition_fr"] in usual[row["article_fr"]], row
        assert row["de_fr"] == after_de.get(row["article_fr"], row["de_fr"]), row
        elided = row["name_fr"][0] in "AEIOUYÉÎÂ"
        if row["article_fr"] in ("la", "le"):
            assert not elided or row["name_fr"].startswith(("Yé", "You", "Ou")), row
        assert "'" not in row["name_fr"]


def test_every_country_has_names_a_continent_and_a_point() -> None:
    for row in countries().values():
        assert row["name_fr"]
        assert row["name_en"]
        assert row["continent"] in {"AF", "AN", "AS", "EU", "NA", "OC", "SA"}
        assert row["etat"] in countries()
        assert -180 <= float(row["lon"]) <= 180
        assert -90 <= float(row["lat"]) <= 90
    assert 41 < float(countries()["FR"]["lat"]) < 51, "overseas départements do not move France"
    assert countries()["GF"]["etat"] == "FR"


def test_states_of_the_past_resolve_to_countries_of_today() -> None:
    assert {"SU", "DD", "RFA", "CS", "YU", "HV", "DY", "ZR", "AOF", "AEF", "DZF"} <= set(past())
    assert not set(past()) & set(countries()), "a code names one State only"
    for row in past().values():
        assert int(row["year_from"]) <= int(row["year_to"])
        assert set(row["successors"].split(";")) <= set(countries())
        assert row["source"]
        if row["admin1"]:
            assert ";" not in row["successors"], "provinces belong to one country"
    assert set(past()["SU"]["successors"].split(";")) >= {"RU", "UA", "AM", "LT", "UZ"}
    assert "DDR" in past()["DD"]["aliases"].split("|")


@pytest.mark.parametrize(
    ("iso2", "admin1", "year", "state"),
    [
        ("LT", "", 1970, "SU"),
        ("AM", "", 1989, "SU"),
        ("RU", "", 1993, None),
        ("CZ", "", 1985, "CS"),
        ("CZ", "", 1993, None),
        ("HR", "", 1985, "YU"),
        ("RS", "", 1998, "RFY"),
        ("RS", "", 2004, "SCG"),
        ("BF", "", 1970, "HV"),
        ("BF", "", 1985, None),
        ("BJ", "", 1974, "DY"),
        ("CD", "", 1980, "ZR"),
        ("ML", "", 1955, "SDF"),
        ("SN", "", 1957, "AOF"),
        ("DZ", "", 1958, "DZF"),
        ("DZ", "", 1963, None),
        ("LK", "", 1960, "CEY"),
        ("DE", "", 1963, None),
        ("DE", "15", 1963, "DD"),
        ("DE", "07", 1979, "RFA"),
        ("DE", "09", 1955, "SAA"),
        ("DE", "16", 1970, None),
        ("DE", "15", 1991, None),
        ("TZ", "23", 1962, "TGK"),
        ("TZ", "25", 1962, "ZNZ"),
        ("VN", "01", 1960, "VD"),
        ("VN", "", 1960, None),
        ("FR", "", 1960, None),
    ],
)
def test_the_state_of_that_time_is_given_when_it_is_not_ambiguous(
    iso2: str, admin1: str, year: int, state: str | None
) -> None:
    assert state_of(iso2, year, admin1) == state


def test_succession_keeps_to_the_life_and_the_land_of_each_state() -> None:
    seen: dict[tuple[str, str, int], str] = {}
    for row in manifests.read_rows(FOLDER, "pays_succession.csv"):
        state = past()[row["state"]]
        years = range(int(row["year_from"]), int(row["year_to"]) + 1)
        assert int(state["year_from"]) <= years[0] <= years[-1] <= int(state["year_to"]), row
        assert row["iso2"] in state["successors"].split(";"), row
        if row["admin1"]:
            assert row["admin1"] in state["admin1"].split(";"), row
        for year in years:
            assert seen.setdefault((row["iso2"], row["admin1"], year), row["state"]) == row["state"]


def test_provinces_are_those_of_the_gazetteer() -> None:
    towns = manifests.read_rows(manifests.DATASETS / "lieux", "lieux.csv")
    divisions = {(row["iso2"], row["admin1"]) for row in towns}
    for row in past().values():
        for admin1 in filter(None, row["admin1"].split(";")):
            if row["code"] not in ("ZNZ", "EFI"):
                assert (row["successors"], admin1) in divisions, row["code"]
    thuringia = {r["name"] for r in towns if (r["iso2"], r["admin1"]) == ("DE", "15")}
    assert {"Erfurt", "Schmalkalden"} <= thuringia


def test_the_gazetteer_holds_towns_abroad_and_stays_small() -> None:
    path = manifests.DATASETS / "lieux" / "lieux.csv"
    assert path.stat().st_size <= 1_500_000
    towns = manifests.read_rows(path.parent, "lieux.csv")
    assert len({row["geonames_id"] for row in towns}) == len(towns)
    assert {row["iso2"] for row in towns} <= set(countries()) - {"FR"}
    places = {(row["name"], row["iso2"]) for row in towns}
    assert {("Ouagadougou", "BF"), ("Kaunas", "LT"), ("Suzhou", "CN"), ("Essen", "DE")} <= places
