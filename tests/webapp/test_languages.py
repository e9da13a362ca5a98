"""Each page has a twin in each language, whole and unmixed; a language more is a file more."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.pages import PAGES
from webapp import catalogues
from webapp.presentation.naming import english_article

ADDRESSES = (
    *PAGES,
    "/carte",
    "/liste?epoque=guerre_froide&pays=DE&tri=debut&ordre=desc",
    "/chiffres?lignes=theme&colonnes=decennie&mesure=montant&par=habitants",
)


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.get_data(as_text=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_and_its_twin_name_each_other(client: FlaskClient, address: str) -> None:
    for language, asked in (("fr", address), ("en", f"/en{address}")):
        page = text_of(client, asked)
        assert f'<html lang="{language}">' in page
        alternates = dict(re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', page))
        assert html.unescape(alternates["fr"]) == f"http://localhost{address}"
        assert html.unescape(alternates["en"]) == f"http://localhost/en{address}"
        assert alternates["x-default"] == alternates["fr"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_links_of_an_english_page_stay_in_english(client: FlaskClient, address: str) -> None:
    page = text_of(client, f"/en{address}")
    links = re.findall(r'<a [^>]*href="(/[^"#]*)"([^>]*)>', page)
    french = {html.unescape(link) for link, rest in links if 'hreflang="fr"' not in rest}
    assert {link for link in french if not link.startswith(("/en/", "/static/"))} == set()


@pytest.fixture(scope="module")
def french_texts() -> list[str]:
    """The French texts that have an English one, but those that English spells alike."""
    catalogue = catalogues.read_catalogue("en").translations._catalog
    return [
        key
        for key, value in catalogue.items()
        if isinstance(key, str) and key and key != value and "%" not in key and len(key) > 12
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_english_page_holds_no_french_text(
    client: FlaskClient, address: str, french_texts: list[str]
) -> None:
    page = text_of(client, f"/en{address}")
    # The texts of scripts are keyed by their French; a quotation says that it is French.
    page = re.sub(r'<script type="application/json" id="textes">.*?</script>', "", page, flags=re.S)
    page = html.unescape(re.sub(r'<(\w+)[^>]* lang="fr".*?</\1>', "", page, flags=re.S))
    assert [text for text in french_texts if text in page] == []


def test_an_address_that_leads_nowhere_says_so_in_its_language(client: FlaskClient) -> None:
    assert '<html lang="en">' in text_of(client, "/en/nowhere", 404)
    assert '<html lang="fr">' in text_of(client, "/nulle-part", 404)
    assert '<html lang="fr">' in text_of(client, "/de/liste", 404)


def test_a_refusal_is_in_the_language_of_the_address(client: FlaskClient) -> None:
    english = client.get("/en/api/v1/partenariats?epoque=antiquite").get_json()
    french = client.get("/api/v1/partenariats?epoque=antiquite").get_json()
    assert "unknown" in english["detail"]
    assert "inconnue" in french["detail"]
    assert english["champ"] == french["champ"] == "epoque"


def test_the_api_labels_in_the_language_of_its_address(client: FlaskClient) -> None:
    english = client.get("/en/api/v1/partenariats/1").get_json()
    french = client.get("/api/v1/partenariats/1").get_json()
    assert english["id"] == french["id"]
    assert english["epoques"][0]["code"] == french["epoques"][0]["code"]
    assert english["epoques"][0]["libelle"] != french["epoques"][0]["libelle"]
    assert english["epoques"][0]["explication"] != french["epoques"][0]["explication"]


def test_files_have_one_address_for_all_languages(client: FlaskClient) -> None:
    def files(page: str) -> set[str]:
        return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))

    assert files(text_of(client, "/en/liste")) == files(text_of(client, "/liste"))


def test_the_health_check_has_one_address(client: FlaskClient) -> None:
    assert client.get("/en/healthz").status_code == 404


def test_a_french_page_brings_no_translation(client: FlaskClient) -> None:
    assert 'id="textes"' not in text_of(client, "/carte")
    assert 'id="textes"' in text_of(client, "/en/carte")


def test_languages_are_the_catalogues(small_app: Flask, tmp_path: Path) -> None:
    assert catalogues.languages(tmp_path) == ("fr",)
    (tmp_path / "de.po").write_text('msgid ""\nmsgstr "Language: de\\n"\n', encoding="utf-8")
    assert catalogues.languages(tmp_path) == ("fr", "de")
    assert catalogues.own_name("de") == "Deutsch"
    assert catalogues.read_catalogue("de", tmp_path).plurals[:3] == "101"


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("Netherlands", "the "),
        ("United Kingdom", "the "),
        ("Democratic Republic of the Congo", "the "),
        ("Cook Islands", "the "),
        ("Germany", ""),
        ("Niger", ""),
        ("Iceland", ""),
    ],
)
def test_english_names_countries_with_their_article(name: str, article: str) -> None:
    assert english_article(name) == article


def test_a_text_that_has_a_plural_is_translated_without_one_too(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "terminé"\nmsgid_plural "terminés"\nmsgstr[0] "ended"\nmsgstr[1] "ended ones"\n',
        encoding="utf-8",
    )
    translations = catalogues.read_catalogue("en", tmp_path).translations
    assert translations.gettext("terminé") == "ended"
    assert translations.ngettext("terminé", "terminés", 2) == "ended ones"
