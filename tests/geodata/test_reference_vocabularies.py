"""Vocabularies are complete in two languages and typeset as French is."""

from __future__ import annotations

import re

import pytest

from geodata import manifests

FOLDER = manifests.DATASETS / "vocabulaires"
TERMS = (
    "eres",
    "zones",
    "themes",
    "types_lien",
    "statuts",
    "motivations",
    "familles_financement",
    "groupes_pays",
)
FILES = tuple(entry.path.removesuffix(".csv") for entry in manifests.read_manifest(FOLDER).files)
FAMILIES = [
    "meae_daect",
    "afd_ficol",
    "fonds_conjoint",
    "ue_interreg",
    "ue_europe_citoyens_cerv",
    "ue_erasmus",
    "ue_autre",
    "un_pourcent_eau",
    "un_pourcent_dechets",
    "un_pourcent_energie",
    "agence_eau",
    "faceco",
    "region",
    "departement",
    "ofaj_fonds_citoyen",
    "budget_propre",
    "partenaire",
    "autre",
]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one vocabulary."""
    return manifests.read_rows(FOLDER, f"{name}.csv")


@pytest.mark.parametrize("name", TERMS)
def test_every_term_has_a_code_labels_and_definitions_in_both_languages(name: str) -> None:
    codes = [row["code"] for row in rows(name)]
    assert len(set(codes)) == len(codes)
    for position, row in enumerate(rows(name), start=1):
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", row["code"])
        assert row["position"] == str(position)
        for column in ("libelle_fr", "label_en", "definition_fr", "definition_en"):
            assert row[column], (row["code"], column)
        for column in ("definition_fr", "definition_en"):
            assert row[column].endswith("."), row["code"]


def test_funding_families_are_the_values_of_the_filter() -> None:
    assert [row["code"] for row in rows("familles_financement")] == FAMILIES
    for row in rows("instruments"):
        assert row["famille"] in FAMILIES
        assert row["name_en"]


def test_the_six_eras_come_in_order() -> None:
    assert [row["code"] for row in rows("eres")] == [
        "apres_guerre",
        "decolonisation",
        "guerre_froide",
        "mondialisation",
        "avant_1945",
        "non_date",
    ]


@pytest.mark.parametrize("name", FILES)
def test_french_texts_follow_french_typography(name: str) -> None:
    displayed = re.compile(
        r"libelle_fr|definition_fr|explication_fr|label_fr|name_fr|tableau_fr|kind_fr|nom|note"
        r"|modalite|perimetre|gouvernance|moyens|operator|eligible_.*|law|source"
    )
    for row in rows(name):
        for column, text in row.items():
            if displayed.fullmatch(column):
                where = f"{name}: {text}"
                assert "'" not in text, where
                assert not re.search(r"(?<!\u202f)[;!?]", text), where
                assert not re.search(r"(?<!\u00a0):", text), where
                assert "« " not in text, where
                assert " »" not in text, where
                assert not re.search(r"\d ?%", text), where
                assert not re.search(r"  |^ | $", text), where


def test_dates_of_landmarks_are_iso_dates_partial_or_not() -> None:
    dates = [row["date"] for row in rows("reperes")]
    assert dates == sorted(dates)
    for row in rows("reperes"):
        assert re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", row["date"])
        assert row["label_en"]
        assert row["source_url"].startswith("http")
        assert not re.search(
            r"\((janv|févr|mars|avril|mai|juin|juil|août|sept|oct|nov|déc)", row["label_fr"]
        )
    by_label = {row["label_fr"][:12]: row["date"] for row in rows("reperes")}
    assert by_label["Loi Defferre"] == "1982-03"


def test_amounts_years_and_rates_of_instruments_are_numbers_in_range() -> None:
    for row in rows("instruments"):
        for column in ("min_eur", "max_eur"):
            assert row[column] == "" or int(row[column]) > 0
        assert row["rate_max"] == "" or 0 < int(row["rate_max"]) <= 100
        years = [int(row[column]) for column in ("year_from", "year_to") if row[column]]
        assert years == sorted(years)
        assert all(1980 <= year <= 2030 for year in years)
        assert row["source_url"].startswith("http")


def test_themes_have_codes_of_the_oecd_and_goals_of_the_united_nations() -> None:
    for row in rows("themes"):
        assert all(
            re.fullmatch(r"\d{5}", code) for code in filter(None, row["dac_purpose"].split(";"))
        )
        goals = [int(goal) for goal in row["odd"].split(";")]
        assert goals == sorted(goals)
        assert all(1 <= goal <= 17 for goal in goals)


def test_regional_networks_cover_regions_that_exist() -> None:
    regions = {r["code"] for r in manifests.read_rows(manifests.DATASETS / "cog", "regions.csv")}
    for row in rows("reseaux"):
        assert (row["kind"] == "rrma") == bool(row["region_code"])
        assert row["region_code"] in regions | {""}


def test_figures_of_others_keep_their_source() -> None:
    for name in ("chiffres_reference", "enquete_2021"):
        for row in rows(name):
            assert float(row["valeur"]) >= 0
            assert len(row["source"]) > 20, "a title that a reader can look for"
            assert "reading/" not in row["source"]


def test_each_landmark_is_told_with_an_era_by_one_rule_that_has_a_reason() -> None:
    rules = rows("reperes_eres")
    eras = {row["code"] for row in rows("eres")}
    used = set()
    for landmark in rows("reperes"):
        year = int(landmark["date"][:4])
        found = [
            number
            for number, rule in enumerate(rules)
            if rule["indice"] == landmark["era_hint"] and int(rule["de"]) <= year <= int(rule["a"])
        ]
        assert len(found) == 1, landmark["label_fr"]
        used.update(found)
    assert used == set(range(len(rules))), "a rule that no landmark needs"
    for rule in rules:
        assert set(rule["eres"].split(";")) <= eras
        assert rule["raison_fr"].endswith(".")


def test_the_law_of_an_instrument_is_a_landmark() -> None:
    laws = [row["date"] for row in rows("reperes") if row["kind"] in ("loi", "traite")]
    for row in rows("instruments"):
        assert bool(row["law"]) == bool(row["law_dates"]), row["code"]
        for date in filter(None, row["law_dates"].split(";")):
            assert laws.count(date) == 1, (row["code"], date)


def test_what_instruments_ask_for_is_said_with_codes_that_exist() -> None:
    known = {
        "applicants": {
            "commune", "epci", "departement", "region", "statut_particulier", "syndicat",
            "association",
        },
        "country_groups": {row["code"] for row in rows("groupes_pays")},
        "themes": {row["code"] for row in rows("themes")},
    }  # fmt: skip
    for row in rows("instruments"):
        for column, codes in known.items():
            said = [one.strip("-?") for one in row[column].split(";") if one]
            assert len(said) == len(set(said)), row["code"]
            assert set(said) <= codes | {"*"}, (row["code"], column)
    groups = rows("groupes_pays")
    assert {row["dans"] for row in groups} <= {row["code"] for row in groups} | {""}
