"""Generated sentences: true to the records, and in French that a person could have written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from atlas.model import Authority, Country, PartnershipMember
from atlas.queries import authorities, countries, country_story, figures, partnerships
from atlas.selection import Selection
from atlas.settings import load_settings
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app
from webapp.database import get_session, get_vocabulary
from webapp.presentation import naming, prose, prose_country

NB = "\N{NO-BREAK SPACE}"
#: What a careful reader would strike out, whatever the name.
FAULTS = {
    "two spaces": re.compile(r"\s{2,}"),
    "a space before a full stop or comma": re.compile(r"\s[.,]"),
    "a preposition and an article apart": re.compile(
        r"(?<!Joan )\bde (?:le|les|Le|Les) |\bà (?:le|les) "
    ),
    "a vowel after de": re.compile(r"\bde [AEÉÈÊIOUÂÎÔÖŒaeéèêiouâîôöœ](?!\b)"),
    "an article before a vowel": re.compile(r"\b(?:le|la) [AEÉÈÊIÎOUÂÔ]"),
    "a plural of one": re.compile(r"(?<!\d)(?<!\d[,\s])1 (?:liens|sont|ont|partenaires)\b"),
    "a singular of several": re.compile(r"\b(?:[2-9]|\d\d+) (?:lien|est|a)\b"),
    "an elision left open": re.compile(r"’\s"),
    "a name left out": re.compile(r"%\(|None|\(\)|, ,"),
}


@pytest.fixture(scope="module")
def site(embedded: EmbeddedAtlas) -> Iterator[Flask]:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"}))
    yield app
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


def told(code: str, language: str = "fr") -> list[str]:
    record = authorities.get_authority(get_session(), code)
    page = partnerships.list_page(
        get_session(), Selection(collectivite=(code,)), size=1000, sort="debut"
    )
    return prose.sentences_of_authority(
        page.items,
        naming.of_authority(record, language),
        is_french=record.side == "french",
        vocabulary=get_vocabulary(),
        language=language,
    )


def told_of_country(iso2: str) -> list[str]:
    session, selection = get_session(), Selection(pays=(iso2,))
    record = countries.get_country(session, iso2)
    return prose_country.sentences_of_country(
        figures.key_figures(session, selection),
        figures.starts_by_year(session, selection),
        country_story.names_then(session, record),
        country_story.interrupted(session, selection),
        naming.country_in_sentence(record.name_fr, record.article_fr, "fr"),
        "fr",
    )


def faults(sentences: list[str]) -> list[str]:
    text = " ".join(sentences)
    found = [f"{name}: {text}" for name, fault in FAULTS.items() if fault.search(text)]
    return found + [s for s in sentences if not s.endswith(".") or s.endswith("..")]


def test_sentences_on_four_hundred_names_are_well_formed(site: Flask) -> None:
    with site.test_request_context("/"):
        linked = select(Authority.code).where(
            Authority.id.in_(select(PartnershipMember.authority_id)),
            Authority.successor_id.is_(None),
        )
        codes = get_session().scalars(linked.order_by(Authority.side, Authority.code)).all()
        sample = [*codes[:: max(1, len(codes) // 400)]]
        assert len(sample) >= 400
        wrong = [fault for code in sample for fault in faults(told(code))]
    assert wrong == []


def test_sentences_on_every_linked_country_are_well_formed(site: Flask) -> None:
    with site.test_request_context("/"):
        codes = (
            get_session()
            .scalars(
                select(Country.iso2).where(
                    Country.iso2.in_(
                        select(Authority.country_iso2).where(Authority.side == "foreign")
                    )
                )
            )
            .all()
        )
        assert len(codes) > 80
        wrong = [fault for code in codes for fault in faults(told_of_country(code))]
    assert wrong == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("L’atlas connaît 1 liens de Lyon.", "a plural of one"),
        ("L’atlas connaît 2 lien de Lyon.", "a singular of several"),
        ("Les liens de Annecy.", "a vowel after de"),
        ("Les liens de Le Mans.", "a preposition and an article apart"),
        ("Un  lien.", "two spaces"),
    ],
)
def test_the_faults_looked_for_would_be_seen(sentence: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults([sentence]))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("72181", "liens du Mans, avec"),
        ("49007", "d’Angers"),
        ("38D", "liens de l’Isère"),
        ("69M", "liens de la Métropole de Lyon"),
        ("bf-ouagadougou", "d’Ouagadougou avec la France"),
    ],
)
def test_a_name_takes_its_place_in_the_sentence(site: Flask, code: str, words: str) -> None:
    with site.test_request_context("/"):
        assert words in told(code)[0].replace(NB, " ")


def test_what_is_counted_is_what_the_atlas_holds(site: Flask) -> None:
    with site.test_request_context("/"):
        number = partnerships.count(get_session(), Selection(collectivite=("38185",)))
        oldest = min(figures.starts_by_year(get_session(), Selection(collectivite=("38185",))))
        sentences = told("38185")
        assert f"connaît {number} liens de Grenoble" in sentences[0]
        assert f"daté de {oldest}." in sentences[1]
        assert "est suspendu" in sentences[-1]  # Rehovot


def test_an_authority_without_links_tells_nothing(site: Flask) -> None:
    with site.test_request_context("/"):
        assert told("94038") == []


def test_russia_says_that_links_were_suspended_in_2022(site: Flask) -> None:
    with site.test_request_context("/"):
        text = " ".join(told_of_country("RU"))
        suspended = partnerships.count(get_session(), Selection(pays=("RU",), statut=("suspendu",)))
    assert f"{suspended} liens ont été suspendus (2022)." in text
    assert "URSS" in text


def test_english_sentences_hold_no_french(site: Flask) -> None:
    with site.test_request_context("/en/collectivites/38185"):
        site.preprocess_request()
        text = " ".join(told("38185", "en"))
        total = get_session().scalar(select(func.count()).select_from(Authority))
    assert total
    assert text.startswith("The atlas knows of ")
    assert not re.search(r"\b(?:liens?|dont|avec|daté|thèmes)\b", text)
