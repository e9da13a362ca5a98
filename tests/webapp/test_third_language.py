"""One more language is one more catalogue: nothing in the code or in the data has to change."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Authority
from atlas.settings import load_settings
from atlas.vocabulary import load_vocabulary
from scripts.lib import translations
from tests.support.embedded import EmbeddedAtlas
from webapp import catalogues, create_app

PAGES = [
    "/",
    "/liste?pays=DE&theme=culture",
    "/carte",
    "/pays/DE",
    "/epoques",
    "/epoques/guerre_froide",
    "/themes",
    "/financements",
    "/acteurs",
    "/chiffres",
    "/comparer?collectivite=38185&collectivite=35238",
    "/collectivites/38185",
    "/methode",
]


def _marked(text: str) -> str:
    return f"⟦{text}⟧"


@pytest.fixture(scope="module")
def marked(
    embedded: EmbeddedAtlas, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A site with a third language, in which every text stands between ⟦ and ⟧."""
    folder = tmp_path_factory.mktemp("catalogues")
    catalogue = Catalog(locale=Locale.parse("nl"))
    for message in translations.extract("nl"):
        if not message.id:
            continue
        several = isinstance(message.id, (list, tuple))
        forms = tuple(map(_marked, message.id)) if several else _marked(message.id)
        catalogue.add(message.id, forms, message.locations, context=message.context)
    (folder / "nl.po").write_bytes(translations.rendered(catalogue))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "FOLDER", folder)
        catalogues.read_catalogue.cache_clear()
        app: Flask = create_app(load_settings({"ATLAS_DATABASE_URL": str(embedded.engine.url)}))
        yield app.test_client()
        engine, _ = app.extensions["atlas_database"]
        engine.dispose()
    catalogues.read_catalogue.cache_clear()


@pytest.fixture(scope="module")
def labels(embedded: EmbeddedAtlas) -> set[str]:
    with Session(embedded.engine) as session:
        vocabulary = load_vocabulary(session)
        # A partner may be a State: its own name is nobody's to translate.
        names = set(session.scalars(select(Authority.name)))
    return {
        entry.label_fr
        for terms in (vocabulary.eras, vocabulary.themes, vocabulary.countries)
        for entry in terms.values()
    } - names


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_third_language_holds_no_term_in_french(
    marked: FlaskClient, labels: set[str], address: str
) -> None:
    answer = marked.get(f"/nl{address}")
    assert answer.status_code == 200
    page = re.sub(r"<(script|style)\b.*?</\1>", "", answer.get_data(as_text=True), flags=re.S)
    page = re.sub(r'<(\w+)[^>]* lang="fr".*?</\1>', "", page, flags=re.S)
    texts = [html.unescape(text).strip() for text in re.findall(r">([^<]+)<", page)]
    assert any(text.startswith("⟦") for text in texts)
    assert [text for text in texts if text in labels] == []


def test_the_new_language_is_offered_under_its_own_name(marked: FlaskClient) -> None:
    page = marked.get("/").get_data(as_text=True)
    assert 'hreflang="nl"' in page
    assert "Nederlands" in page


def test_a_text_that_is_not_translated_yet_stays_in_french(marked: FlaskClient) -> None:
    assert catalogues.translated("nl", "Texte que personne n’a écrit") == (
        "Texte que personne n’a écrit"
    )


def test_what_a_third_language_needs_more_is_what_the_data_say_in_english() -> None:
    english, other = translations.extract(), translations.extract("nl")
    more = {str(m.id) for m in other} - {str(m.id) for m in english}
    assert {"Tchéquie", "Guerre froide", "Eau potable", "Tchécoslovaquie"} <= more
    comments = {str(m.id): m.auto_comments for m in other}
    assert comments["Guerre froide"] == ["Cold War"]
    assert Path("geodata/datasets/pays/pays.csv").as_posix() in {
        place for m in other if m.id == "Tchéquie" for place, _ in m.locations
    }
