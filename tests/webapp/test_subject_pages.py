"""Eras, themes, funding and networks on the shipped data: told, sourced, honest, refused well."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.model import Funding
from atlas.queries import emblems, fundings
from atlas.queries.record_reading import read_records
from atlas.selection import Selection
from atlas.settings import load_settings
from geodata import manifests
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app
from webapp.presentation.stories import cited_dates, era_story

VOCABULARIES = manifests.DATASETS / "vocabulaires"
ERAS = tuple(row["code"] for row in manifests.read_rows(VOCABULARIES, "eres.csv"))
THEMES = tuple(row["code"] for row in manifests.read_rows(VOCABULARIES, "themes.csv"))
INSTRUMENTS = tuple(row["code"] for row in manifests.read_rows(VOCABULARIES, "instruments.csv"))
PAGES = (
    *(f"/epoques/{code}" for code in ERAS),
    "/themes",
    "/themes/eau",
    "/themes/attractivite",
    "/financements",
    "/financements?qui=commune&ou=senegal&theme=eau",
    "/financements/faceco",
    "/financements/ue_urbact_iv",
    "/acteurs",
    "/acteurs?collectivite=38185",
    "/acteurs?region=11",
    "/acteurs?collectivite=84",
)


@pytest.fixture(scope="module")
def site(embedded: EmbeddedAtlas) -> Iterator[Flask]:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"}))
    yield app
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


@pytest.fixture
def reader(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture(scope="module")
def session(embedded: EmbeddedAtlas) -> Iterator[Session]:
    engine = open_engine(f"sqlite:///{embedded.path}")
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.get_data(as_text=True)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_and_its_links_lead_somewhere(reader: FlaskClient, address: str) -> None:
    for asked in (address, f"/en{address}"):
        page = text_of(reader, asked)
        assert len(re.findall(r"<h1[ >]", page)) == 1
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), asked
        for anchor in re.findall(r'href="#([^"]+)"', page):
            assert anchor in ids, (asked, anchor)
    links = {html.unescape(link).split("#")[0] for link in re.findall(r'href="(/[^"]*)"', page)}
    for link in sorted(link for link in links if not link.startswith("/static/"))[:60]:
        assert reader.get(link).status_code in (200, 301), (address, link)


@pytest.mark.parametrize("code", ERAS)
def test_the_story_of_an_era_has_its_length_and_cites_landmarks_of_its_page(
    site: Flask, reader: FlaskClient, code: str
) -> None:
    with site.test_request_context("/"):
        french = era_story(code)
    assert 150 <= len(re.sub(r"\[[\d-]+\]", "", " ".join(french)).split()) <= 260
    for prefix in ("", "/en"):
        page = text_of(reader, f"{prefix}/epoques/{code}")
        for date in cited_dates(french):
            assert page.count(f'id="repere-{date}"') == 1, date
            assert f'href="#repere-{date}"' in page
        assert not re.search(r"\[\d{4}", page)


def test_landmarks_are_told_with_their_source_on_the_page_of_their_era(
    reader: FlaskClient,
) -> None:
    page = text_of(reader, "/epoques/apres_guerre")
    assert "22 janvier 1963" in page
    assert "Traité ou accord" in page
    assert 'rel="noopener external nofollow"' in page
    assert "Loi Thiollière" in html.unescape(text_of(reader, "/epoques/mondialisation"))


def test_an_era_leads_to_the_one_before_and_the_one_after(reader: FlaskClient) -> None:
    page = text_of(reader, "/epoques/guerre_froide")
    assert 'rel="prev" href="/epoques/decolonisation"' in page
    assert 'rel="next" href="/epoques/mondialisation"' in page
    assert 'rel="prev"' not in text_of(reader, "/epoques/avant_1945")


def test_emblematic_links_are_dated_sure_and_spread_over_countries(session: Session) -> None:
    ids = emblems.emblematic(
        session, Selection(epoque=("mondialisation",)), limit=6, primary_era="mondialisation"
    )
    records = read_records(session, ids)
    assert len(records) == 6
    assert [r.year_start for r in records] == sorted(r.year_start or 0 for r in records)
    assert all(r.confidence == "haute" and r.primary_era.code == "mondialisation" for r in records)
    assert all(len(r.sources) >= 2 for r in records)
    countries = [r.foreign_members[0].country_iso2 for r in records]
    assert max(countries.count(country) for country in countries) <= 2


@pytest.mark.parametrize("code", THEMES)
def test_each_theme_names_its_goals_and_purpose_codes(reader: FlaskClient, code: str) -> None:
    row = next(r for r in manifests.read_rows(VOCABULARIES, "themes.csv") if r["code"] == code)
    page = words(text_of(reader, f"/themes/{code}"))
    for goal in row["odd"].split(";"):
        assert re.search(rf"ODD {goal} : \w", page)
    for purpose in filter(None, row["dac_purpose"].split(";")):
        assert re.search(rf"{purpose} \w", page)


def test_themes_say_how_many_links_have_none(reader: FlaskClient) -> None:
    assert re.search(r"\d+ % des liens, soit [\d ]+ sur 1 889, n’ont aucun thème", words(
        text_of(reader, "/themes")
    ))  # fmt: skip


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_each_instrument_says_its_rules_or_that_they_are_unknown(
    reader: FlaskClient, code: str
) -> None:
    row = next(r for r in manifests.read_rows(VOCABULARIES, "instruments.csv") if r["code"] == code)
    page = text_of(reader, f"/financements/{code}")
    assert str(html.escape(row["source_url"], quote=False)) in page
    assert page.count("inconnu") or all(row[c] for c in ("max_eur", "rate_max", "law"))
    if row["law"]:
        assert "#repere-" in page


def test_the_links_of_an_instrument_are_those_whose_source_names_it(
    reader: FlaskClient, session: Session
) -> None:
    assert len(fundings.funded_by(session, "faceco")) == 27
    assert "27 liens dont une source nomme" in words(text_of(reader, "/financements/faceco"))
    page = words(text_of(reader, "/financements/fonds_conjoint_lb"))
    assert "Aucune source lue ne nomme ce dispositif" in page
    assert "pour les autres, seule la famille est sûre" in page


def test_a_partnership_leads_to_the_instrument_that_pays_for_it(
    reader: FlaskClient, session: Session
) -> None:
    number = fundings.funded_by(session, "afd_ficol")[0]
    assert 'href="/financements/afd_ficol"' in text_of(reader, f"/partenariats/{number}")


def test_amounts_of_whole_programmes_are_in_no_total(session: Session) -> None:
    totals = {item.kind: item.total for item in fundings.known_amounts(session)}
    assert totals["committed"] < 20_000_000, "the 130 M€ of a Swiss programme are left out"
    assert session.scalar(select(func.max(Funding.amount))) == 130_000_000


def test_a_wish_is_answered_with_what_is_sure_and_what_is_to_be_checked(
    reader: FlaskClient,
) -> None:
    page = words(text_of(reader, "/financements?qui=commune&ou=maroc"))
    sure, rest = page.split("à vérifier", 1)
    assert "Dispositif conjoint franco-marocain" in sure
    assert "À vérifier" in rest
    assert "Dispositif conjoint franco-sénégalais" not in sure


def test_a_collectivite_is_told_its_regional_network(reader: FlaskClient) -> None:
    for asked in ("38185", "grenoble", "GRENOBLE"):
        page = words(text_of(reader, f"/acteurs?collectivite={asked}"))
        assert "Autour de Grenoble" in page
        assert "RESACOOP" in page.split("Réseaux régionaux multi-acteurs")[0]


def test_homonyms_and_ambiguous_codes_are_offered(reader: FlaskClient) -> None:
    page = text_of(reader, "/acteurs?collectivite=Sainte-Colombe")
    assert page.count('href="/acteurs?collectivite=') >= 5
    both = text_of(reader, "/acteurs?collectivite=84")
    assert "collectivite=84D" in both
    assert "collectivite=84R" in both


def test_a_region_without_a_known_network_says_so(reader: FlaskClient) -> None:
    page = words(text_of(reader, "/acteurs?region=11"))
    assert "ne connaît pas de réseau régional multi-acteurs dans la région Île-de-France" in page


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/epoques/baroque", 404, "apres_guerre, decolonisation"),
        ("/themes/eaux", 404, "Codes proches : eau,"),
        ("/financements/facecoo", 404, "Codes proches : faceco,"),
        ("/acteurs?collectivite=xyzzy", 404, "Aucune collectivité française ne porte ce nom"),
        ("/acteurs?region=99", 400, "est inconnue"),
        ("/financements?qui=roi", 400, "Valeurs possibles : Commune (commune),"),
        ("/liste?epoque=baroque", 400, "Valeurs possibles : Après-guerre (apres_guerre),"),
        ("/en/liste?epoque=baroque", 400, "Post-war (apres_guerre),"),
        ("/carte?comparer=baroque,1975", 400, "Après-guerre (apres_guerre),"),
        ("/financements?quoi=eau", 400, "n’existe pas"),
        ("/epoques/guerre_froide?page=2", 400, "n’existe pas"),
        (f"/acteurs?collectivite={'x' * 300}", 400, "limité à 200"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_way_on(
    reader: FlaskClient, address: str, status: int, said: str
) -> None:
    assert said in words(text_of(reader, address, status))
