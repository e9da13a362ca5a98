"""Names in French sentences: elision, contraction and articles, on the names that we ship."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import ngettext

from webapp.presentation import french
from webapp.presentation.labels import date_label

DATASETS = Path(__file__).resolve().parents[2] / "geodata" / "datasets"
VOWELS = "aàâäeéèêëiîïoôöuùûüAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜŒœÆ"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def by_name(name: str, kind: str) -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["charniere"], kind) for row in rows(name)}


@cache
def authorities() -> dict[str, tuple[str, str]]:
    """Every French name with its charnière and kind; communes give way to larger territories."""
    return {
        **by_name("cog/communes.csv", "commune"),
        **{row["name"]: ("", "epci") for row in rows("cog/epci.csv")},
        **{row["name"]: ("", "statut_particulier") for row in rows("cog/statuts_particuliers.csv")},
        **by_name("cog/departements.csv", "departement"),
        **by_name("cog/regions.csv", "region"),
    }


def de(name: str) -> str:
    charniere, kind = authorities()[name]
    return french.de(name, charniere, kind=kind)


def with_article(name: str) -> str:
    charniere, kind = authorities()[name]
    return french.avec_article(name, charniere, kind=kind)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ajaccio", "d’Ajaccio"),
        ("Grenoble", "de Grenoble"),
        ("Le Havre", "du Havre"),
        ("Les Abymes", "des Abymes"),
        ("La Rochelle", "de La Rochelle"),
        ("L'Haÿ-les-Roses", "de L'Haÿ-les-Roses"),
        ("Hyères", "d’Hyères"),
        ("Hénin-Beaumont", "d’Hénin-Beaumont"),
        ("Hem", "de Hem"),
        ("Isère", "de l’Isère"),
        ("Rhône", "du Rhône"),
        ("Yvelines", "des Yvelines"),
        ("Savoie", "de la Savoie"),
        ("Seine-et-Marne", "de Seine-et-Marne"),
        ("Île-de-France", "d’Île-de-France"),
        ("Guadeloupe", "de la Guadeloupe"),
        ("La Réunion", "de La Réunion"),
        ("Hauts-de-France", "des Hauts-de-France"),
        ("Grand Est", "du Grand Est"),
        ("Métropole de Lyon", "de la Métropole de Lyon"),
        ("Collectivité européenne d'Alsace", "de la Collectivité européenne d'Alsace"),
        ("Eurométropole de Strasbourg", "de l’Eurométropole de Strasbourg"),
        ("Est Ensemble", "d’Est Ensemble"),
        ("Plaine Commune", "de Plaine Commune"),
    ],
)
def test_de_before_a_french_name(name: str, expected: str) -> None:
    assert de(name) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Essen", "municipality", "d’Essen"),
        ("Ouagadougou", "municipality", "d’Ouagadougou"),
        ("Ölbronn", "municipality", "d’Ölbronn"),
        ("Ōsaka", "municipality", "d’Ōsaka"),
        ("İzmir", "municipality", "d’İzmir"),
        ("Ærøskøbing", "municipality", "d’Ærøskøbing"),
        ("Ypres", "municipality", "d’Ypres"),
        ("Yaoundé", "municipality", "de Yaoundé"),
        ("Hambourg", "municipality", "de Hambourg"),
        ("Hô Chi Minh-Ville", "municipality", "de Hô Chi Minh-Ville"),
        ("Le Caire", "municipality", "du Caire"),
        ("Les Cayes", "municipality", "des Cayes"),
        ("La Havane", "municipality", "de La Havane"),
        ("L’Aquila", "municipality", "de L’Aquila"),
        ("Los Angeles", "municipality", "de Los Angeles"),
        ("Communauté-Ville", "municipality", "de Communauté-Ville"),
        ("Commune II de Bamako", "municipality", "de la Commune II de Bamako"),
        ("Union des municipalités de Jezzine", "intermunicipal", "de l’Union des municipalités"),
        ("État de Veracruz", "province_region", "de l’État de Veracruz"),
        ("Département du Zou", "department", "du Département du Zou"),
        ("Pôle métropolitain du Genevois français", "syndicat", "du Pôle métropolitain"),
        ("Syndicat des eaux d’Île-de-France (SEDIF)", "syndicat", "du Syndicat des eaux"),
        ("Îles Baléares", "province_region", "des Îles Baléares"),
        ("Hesse", "province_region", "de la Hesse"),
    ],
)
def test_de_before_another_name(name: str, kind: str, expected: str) -> None:
    assert french.de(name, kind=kind).startswith(expected)


@pytest.mark.parametrize("row", rows("pays/pays.csv"), ids=lambda row: row["iso2"])
def test_de_before_a_country_is_what_the_dataset_says(row: dict[str, str]) -> None:
    space = "" if row["de_fr"].endswith("’") else " "
    expected = f"{row['de_fr']}{space}{row['name_fr']}"
    assert french.de(row["name_fr"], country_article=row["article_fr"]) == expected


def test_every_commune_follows_insee() -> None:
    for row in rows("cog/communes.csv"):
        name, charniere = row["name"], row["charniere"].replace("'", "’")
        said = french.de(name, row["charniere"], kind="commune")
        if row["name_article"]:
            bare = re.sub(r"^(?:L['’]|\w+ )", "", name)
            assert said.endswith(bare), said
            assert said in {f"{charniere} {bare}", f"de {name}"}, said
        elif name.startswith(("Le ", "Les ")):
            # Insee gives no article to a few new communes whose name shows one.
            assert said == re.sub(r"^Les? ", lambda m: "du " if m[0] == "Le " else "des ", name)
        else:
            assert said == (f"d’{name}" if charniere == "d’" else f"de {name}")
        assert french.avec_article(name, row["charniere"], kind="commune") == name


def test_no_name_that_we_ship_is_left_without_its_elision() -> None:
    names = {
        (row["name_fr"] or row["name"], row["kind"]) for row in rows("partenariats/partenaires.csv")
    }
    assert len(names) > 1000
    for name, kind in sorted(names):
        said = french.de(name, kind=kind)
        assert said.endswith(name) or re.match(r"(?:du|des) ", said), said
        assert not re.match(rf"de [{VOWELS}]", said), said
        assert not re.match(rf"(?:le|la) [{VOWELS}]", french.avec_article(name, kind=kind)), name


def test_intercommunal_bodies_take_the_article_of_their_first_word() -> None:
    for row in rows("cog/epci.csv"):
        said = french.de(row["name"], kind="epci")
        if row["name"].startswith(("Communauté", "Métropole")):
            assert said == f"de la {row['name']}"
        else:
            assert re.match(r"de |d’|de l’", said)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Savoie", "la Savoie"),
        ("Isère", "l’Isère"),
        ("Seine-et-Marne", "la Seine-et-Marne"),
        ("Maine-et-Loire", "le Maine-et-Loire"),
        ("Ille-et-Vilaine", "l’Ille-et-Vilaine"),
        ("Île-de-France", "l’Île-de-France"),
        ("Normandie", "la Normandie"),
        ("Provence-Alpes-Côte d'Azur", "la région Provence-Alpes-Côte d'Azur"),
        ("La Réunion", "La Réunion"),
        ("Mayotte", "Mayotte"),
        ("Le Havre", "Le Havre"),
        ("Grenoble", "Grenoble"),
        ("Métropole de Lyon", "la Métropole de Lyon"),
    ],
)
def test_a_name_after_its_article(name: str, expected: str) -> None:
    assert with_article(name) == expected


def test_every_departement_and_region_takes_an_article_except_those_that_have_none() -> None:
    bare = {
        name
        for name, (charniere, kind) in authorities().items()
        if kind in ("departement", "region") and french.article(name, charniere, kind=kind) == ""
    }
    assert bare == {"Paris", "La Réunion", "Mayotte"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Annecy", "à Annecy"),
        ("Le Havre", "au Havre"),
        ("Les Abymes", "aux Abymes"),
        ("La Rochelle", "à La Rochelle"),
        ("L'Haÿ-les-Roses", "à L'Haÿ-les-Roses"),
    ],
)
def test_a_place_after_the_preposition(name: str, expected: str) -> None:
    assert french.a(name) == expected


@pytest.mark.parametrize("hostile", ["{{ 7*7 }}<script>", '"x" \\', "", "'", "<", "h", "y"])
def test_a_strange_name_is_kept_as_written(hostile: str) -> None:
    assert french.de(hostile).endswith(hostile)
    assert french.avec_article(hostile).endswith(hostile)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0 lien"), (1, "1 lien"), (1.5, "1.5 lien"), (2, "2 liens"), (21, "21 liens")],
)
def test_plurals_follow_french_in_python_and_in_templates(
    small_app: Flask, number: float, expected: str
) -> None:
    with small_app.test_request_context("/"):
        assert ngettext("%(num)s lien", "%(num)s liens", number) == expected
        template = "{{ ngettext('%(num)s lien', '%(num)s liens', n) }}"
        assert small_app.jinja_env.from_string(template).render(n=number) == expected


@pytest.mark.parametrize(
    ("date", "circa", "expected"),
    [
        ("2026-01-01", False, "1er\N{NO-BREAK SPACE}janvier 2026"),
        ("2026-01-11", False, "11 janvier 2026"),
        ("1963-05-21", False, "21 mai 1963"),
        ("1963-05", False, "mai 1963"),
        ("1976", True, "vers 1976"),
        (None, False, "date inconnue"),
    ],
)
def test_dates_are_written_as_in_french(
    small_app: Flask, date: str | None, circa: bool, expected: str
) -> None:
    with small_app.test_request_context("/"):
        assert date_label(date, circa=circa) == expected
