"""What the words around a name say, and keys under which two spellings are one."""

from __future__ import annotations

import pytest

from geodata.reconciling.foreign_words import (
    DEPARTMENT,
    PREFECTURE,
    PROVINCE,
    REGION,
    TOWN,
    read_foreign,
)
from geodata.reconciling.french_words import COMMUNES, intercommunal_cores, read_french
from geodata.reconciling.matching import likeness, plain
from geodata.reconciling.spelling import bare, beginnings, joined, loose

DEPARTEMENTS = {"isere": "38", "la reunion": "974", "haute saone": "70"}


@pytest.mark.parametrize(
    ("name", "core", "kinds"),
    [
        ("Ville du Mans", "le mans", COMMUNES),
        ("Mairie des Lilas", "les lilas", COMMUNES),
        ("La Ville d’Aubervilliers", "aubervilliers", COMMUNES),
        ("Conseil départemental de l’Isère", "l isere", {"departement"}),
        ("Conseil général du Nord", "le nord", {"departement"}),
        ("Région Bretagne", "bretagne", {"region"}),
        ("CU de Dunkerque", "dunkerque", {"epci", "syndicat"}),
        ("Nantes Métropole", "nantes", {"epci", "syndicat"}),
        ("Communauté d’agglomération du Grand Chambéry", "le grand chambery", {"epci", "syndicat"}),
        ("Collectivité européenne d’Alsace", "alsace", {"statut_particulier"}),
    ],
)
def test_words_say_of_which_kind_a_body_is(
    name: str, core: str, kinds: set[str] | frozenset[str]
) -> None:
    said = read_french(name, DEPARTEMENTS)
    assert said.cores[0] == core
    assert said.kinds == kinds


@pytest.mark.parametrize(
    ("name", "whole", "departement"),
    [
        ("Gray, Haute-Saône", "gray", "70"),
        ("Grenoble (Isère)", "grenoble", "38"),
        ("Grenoble (38)", "grenoble", "38"),
        ("Grenoble – Isère", "grenoble", "38"),
        ("38000 Grenoble", "grenoble", "38"),
        ("97400 Saint-Denis", "saint denis", "974"),
        # Corsica has two départements and one beginning of postcodes.
        ("20000 Ajaccio", "ajaccio", ""),
        ("GRENOBLE CEDEX 1", "grenoble", ""),
        ("Havre (Le)", "le havre", ""),
        ("Grenoble-Alpes Métropole (la Métro)", "grenoble alpes metropole", ""),
        ("Nantes, Sister City", "nantes sister city", ""),
    ],
)
def test_a_name_may_give_its_departement(name: str, whole: str, departement: str) -> None:
    said = read_french(name, DEPARTEMENTS)
    assert (said.whole, said.departement) == (whole, departement)


def test_numbers_and_arrondissements_are_understood() -> None:
    assert read_french("CD 59", DEPARTEMENTS).body == "59"
    assert read_french("CG2A", DEPARTEMENTS).body == "2A"
    for name in ("Paris 13e", "Paris XIIIe", "Mairie du 13e arrondissement de Paris"):
        assert read_french(name, DEPARTEMENTS).whole == "paris"


def test_who_acts_beside_a_commune_is_not_the_commune() -> None:
    said = read_french("Comité de jumelage de Cesson-Sévigné", DEPARTEMENTS)
    assert said.beside
    assert said.cores == ("cesson sevigne",)


def test_an_epci_is_called_by_what_follows_its_kind_and_by_its_initials() -> None:
    cores = intercommunal_cores("Communauté d'agglomération Ventoux-Comtat-Venaissin (COVE)")
    assert set(cores) == {"ventoux comtat venaissin", "cove"}
    assert "valenciennes" in intercommunal_cores(
        "Communauté d'agglomération Valenciennes Métropole"
    )


@pytest.mark.parametrize(
    ("name", "core", "meaning"),
    [
        ("Land de Hesse", "hesse", REGION),
        ("Voïvodie de Silésie", "silesie", REGION),
        ("Province d’Imperia", "imperia", PROVINCE),
        ("Préfecture d’Osaka", "osaka", PREFECTURE),
        ("Landkreis Lüneburg", "luneburg", DEPARTMENT),
        ("Devon County Council", "devon", DEPARTMENT),
        ("Comune di Torino", "torino", TOWN),
        ("Lund Municipality", "lund", TOWN),
        ("City of Cork", "cork", TOWN),
    ],
)
def test_words_say_of_which_level_a_foreign_body_is(name: str, core: str, meaning: str) -> None:
    said = read_foreign(name)
    assert (said.core, said.meaning) == (core, meaning)


@pytest.mark.parametrize(
    ("name", "head", "tail"),
    [
        ("Paris, Kentucky", "paris", "kentucky"),
        ("Halle (Saale)", "halle", "saale"),
        ("Lahr/Schwarzwald", "lahr", "schwarzwald"),
        ("Frankfurt am Main", "frankfurt", "am main"),
        ("Essen", "", ""),
    ],
)
def test_the_end_of_a_name_may_say_where_it_is(name: str, head: str, tail: str) -> None:
    said = read_foreign(name)
    assert (said.head, said.tail) == (head, tail)


def test_two_spellings_have_one_key() -> None:
    assert plain("Villeneuve s/ Lot") == plain("Villeneuve-sur-Lot")
    assert plain("N.-D. de Bondeville") == plain("Notre-Dame-de-Bondeville")
    assert plain("Rosny s/s Bois") == plain("Rosny-sous-Bois")
    assert plain("Villeneuve-lez-Avignon") == plain("Villeneuve-lès-Avignon")
    assert joined(plain("N'Djamena")) == joined(plain("Ndjamena"))
    assert bare(plain("L'Haÿ-les-Roses")) == bare(plain("Haÿ-les-Roses"))
    assert loose(plain("Tuebingen")) == loose(plain("Tübingen"))


def test_a_name_is_shortened_to_its_first_words_but_not_to_an_article() -> None:
    assert beginnings("le puy en velay") == ["le puy"]
    assert beginnings("saint die des vosges") == ["saint die"]
    assert beginnings("grenoble") == []


def test_names_are_as_alike_as_their_least_alike_words() -> None:
    assert likeness("saint martin", "saint marcel") < 0.80
    assert likeness("saint brieux", "saint brieuc") > 0.85
    assert likeness("grenobel", "grenoble") > 0.85
