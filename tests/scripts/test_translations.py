"""The catalogues hold every French text of the source, translated, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scripts.lib import translations
from webapp.catalogues import FOLDER


@pytest.fixture(scope="module")
def template() -> Catalog:
    return translations.extract()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_is_complete(path: Path) -> None:
    template = translations.extract(path.stem)
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=path.stem)
    assert list(translations.problems(catalogue, template)) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_is_written_as_the_command_writes_it(path: Path) -> None:
    template = translations.extract(path.stem)
    assert path.read_bytes() == translations.rendered(translations.updated(path, template))


def test_texts_come_from_pages_scripts_sentences_of_errors_and_datasets(template: Catalog) -> None:
    origins = {location[0].split("/")[0] for message in template for location in message.locations}
    assert origins == {"atlas", "webapp", "geodata"}
    suffixes = {Path(place[0]).suffix for message in template for place in message.locations}
    assert {".html", ".py", ".js", ".csv", ".toml"} <= suffixes


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("Bonjour", "", "à traduire"),
        ("Bonjour %(nom)s", "Hello", "paramètres oubliés"),
        ("Bonjour %(nom)s", "Hello %(name)s", "paramètre inconnu"),
        (("%(num)s lien", "%(num)s liens"), ("One link", "links"), "paramètres oubliés"),
        (("%(num)s lien", "%(num)s liens"), ("%", "("), "paramètres oubliés"),
    ],
)
def test_a_missing_or_unfaithful_translation_is_told(
    text: str | tuple[str, str], translation: str | tuple[str, str], problem: str
) -> None:
    wanted, found = Catalog(), Catalog(locale="en")
    wanted.add(text)
    found.add(text, translation)
    assert problem in next(translations.problems(found, wanted))


def test_a_text_that_was_changed_is_to_be_translated_again(tmp_path: Path) -> None:
    before, after = Catalog(locale="en"), Catalog()
    before.add("Ancien texte", "Old text", [("webapp/x.py", 0)])
    path = tmp_path / "en.po"
    path.write_bytes(translations.rendered(before))
    after.add("Nouveau texte", locations=[("webapp/x.py", 0)])
    catalogue = translations.updated(path, after)
    assert [m.id for m in catalogue if m.id] == ["Nouveau texte"]
    assert "à traduire" in next(translations.problems(catalogue, after))


def test_a_new_language_begins_with_every_text_to_translate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert translations.add("de", tmp_path) == 0
    assert "à reprendre" in capsys.readouterr().out
    assert "Plural-Forms" in (tmp_path / "de.po").read_text(encoding="utf-8")
    with pytest.raises(translations.TranslationError, match="existe déjà"):
        translations.add("de", tmp_path)
    with pytest.raises(translations.TranslationError, match="n’est pas le code"):
        translations.add("zzz", tmp_path)
