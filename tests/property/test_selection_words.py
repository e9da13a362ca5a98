"""Whatever is selected, the phrase that says it is well made, in each language."""

from __future__ import annotations

import re
from functools import cache

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from atlas.selection import Selection
from atlas.settings import load_settings
from atlas.vocabulary import Vocabulary, load_vocabulary
from tests.property.test_agreement import selections
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app
from webapp.presentation.selection_terms import FEMININE
from webapp.presentation.selection_words import SelectionWords
from webapp.wording import in_words

WORDS = re.compile(r"«[^»]*»|“[^”]*”")
#: « de l’Isère », never « de Isère », « de le Mali », « le États-Unis » nor « la Allemagne ».
BADLY_JOINED = re.compile(
    r"\b(?:de|que|le|la|jusque) [aeiouâàéèêëîïôûœAEIOUÂÀÉÈÊÎÔŒ]|\bde les? |\bà les? |\bles l[ae’]"
)
ENDS = re.compile(r"[\w»”).%+…]$")
PLURALS = re.compile(r"\b(?:jumelages|partenariats|coopérations|pactes|actions|aides)\b")
MANY = 1234


@cache
def _app(url: str) -> Flask:
    return create_app(load_settings({"ATLAS_DATABASE_URL": url}))


@cache
def _vocabulary(engine: object) -> Vocabulary:
    with Session(engine) as session:  # type: ignore[arg-type]
        return load_vocabulary(session)


@settings(
    max_examples=400,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), count=st.sampled_from([0, 1, 2, 12, MANY]))
def test_any_selection_is_said_well(
    embedded: EmbeddedAtlas, data: st.DataObject, count: int
) -> None:
    vocabulary = _vocabulary(embedded.engine)
    drawn = [data.draw(selections(vocabulary)) for _ in range(2)]
    selection = Selection(**{**dict(_fields(drawn[0])), **dict(_fields(drawn[1]))})
    said = {}
    for language in ("fr", "en"):
        with _app(str(embedded.engine.url)).test_request_context():
            g.language = language
            linked = tuple(vocabulary.countries)
            bodies = dict.fromkeys(selection.collectivite, "d’Annecy")
            words = SelectionWords(vocabulary, language, linked, bodies)
            said[language] = words.say(selection, count)
    for text in said.values():
        assert text == text.strip()
        assert "  " not in text
        assert " ," not in text
        assert ",," not in text
        assert ENDS.search(text), text
        assert "%(" not in text
        assert "None" not in text
        assert len(text) < 500
    french = WORDS.sub("X", said["fr"])
    assert not BADLY_JOINED.search(french), french
    if count == 0:
        assert french.startswith(("Aucun ", "Aucune ")) or not selection
        assert not PLURALS.match(french.split(" ", 1)[1])
    elif selection:
        assert french.startswith("1 234 " if count == MANY else f"{count} ") or " " in french
        assert bool(PLURALS.match(re.sub(r"^[\d\s]+", "", french))) == (count > 1), french
    # With several natures, the sentence may speak of « partenariats de 3 natures » instead.
    types, counted = selection.type, re.search(r"\bpartenariats?\b", french)
    if types and counted is None and all(code in FEMININE for code in types):
        assert not re.search(r"\b(?:financés|suspendus?|terminés?|actifs?|bretons?)\b", french)


def _fields(selection: Selection) -> list[tuple[str, object]]:
    names = {name for name, _ in selection.items()}
    return [(name, getattr(selection, name)) for name in names]


CASES = [
    ("type=jumelage&region=53&pays=DE&de=1950&a=1963", 12,
     "12 jumelages bretons avec l’Allemagne, 1950–1963",
     "12 twinnings of Bretagne with Germany, 1950–1963"),
    ("type=cooperation&departement=38&pays=ML&pays=SN&theme=eau&financement=afd_ficol&date=1975", 3,
     ("3 coopérations de l’Isère avec le Mali ou le Sénégal sur l’eau, financées par l’AFD, "
      "en vigueur en 1975"),
     ("3 cooperation agreements of Isère with Mali or Senegal on water, funded by AFD, "
      "in force in 1975")),
    ("type=cooperation&region=53&statut=actif", 1, "1 coopération bretonne, active",
     "1 cooperation agreement of Bretagne, active"),
    ("type=jumelage&type=amitie&region=44", 0,
     "Aucun pacte d’amitié ou jumelage de la région Grand Est",
     "No friendship charters or twinnings of Grand Est"),
    ("departement=67&departement=68&pays=US", 2, "2 partenariats alsaciens avec les États-Unis",
     "2 partnerships of Bas-Rhin or Haut-Rhin with the United States"),
    ("departement=69&departement=38", 5, "5 partenariats de l’Isère ou du Rhône",
     "5 partnerships of Isère or Rhône"),
    ("collectivite=38185&epoque=non_date", 1, "1 partenariat de Grenoble, sans date connue",
     "1 partnership of Grenoble, undated"),
    ("q=essen&echelon=commune&statut=rompu", 4,
     ("4 partenariats répondant à «\N{NO-BREAK SPACE}essen\N{NO-BREAK SPACE}», "
      "engageant des communes, rompus par délibération"),
     "4 partnerships matching “essen”, involving municipalities, broken off by a vote"),
    ("pays=DE&pays=FR&pays=IT&pays=ES&pays=ML", 7, "7 partenariats avec 5 pays",
     "7 partnerships with 5 countries"),
    ("epoque=guerre_froide&epoque=non_date&theme=non_renseigne", 2,
     "2 partenariats sans thème connu, relevant de la guerre froide ou sans date connue",
     "2 partnerships without a known theme, belonging to the Cold War or undated"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "count", "french", "english"), CASES)
def test_a_selection_reads_as_a_person_would_say_it(
    embedded: EmbeddedAtlas, query: str, count: int, french: str, english: str
) -> None:
    pairs = [(name, value) for name, _, value in (part.partition("=") for part in query.split("&"))]
    vocabulary = _vocabulary(embedded.engine)
    selection = Selection.parse(pairs, vocabulary.known_values())
    for language, expected in (("fr", french), ("en", english)):
        with _app(str(embedded.engine.url)).test_request_context():
            g.language = language
            assert in_words(selection, count) == expected


def test_all_the_countries_of_a_continent_are_said_by_its_name(embedded: EmbeddedAtlas) -> None:
    vocabulary = _vocabulary(embedded.engine)
    with _app(str(embedded.engine.url)).test_request_context():
        g.language = "fr"
        linked = ("DE", "FR", "IT", "ES", "ML", "SN", "BJ", "TG", "JP")
        words = SelectionWords(vocabulary, "fr", linked)
        europe, africa = linked[:4], linked[4:8]
        assert words.say(Selection(pays=europe), 9) == "9 partenariats avec l’Europe"
        both = words.say(Selection(pays=europe + africa), 9)
        assert both == "9 partenariats avec l’Europe ou l’Afrique"
        assert words.say(Selection(pays=linked), 9) == "9 partenariats avec 9 pays"


def test_everything_is_said_of_the_whole_atlas(embedded: EmbeddedAtlas) -> None:
    with _app(str(embedded.engine.url)).test_request_context():
        g.language = "fr"
        assert re.fullmatch(r"Les 1\s\d{3} partenariats de l’atlas", in_words(Selection()))
