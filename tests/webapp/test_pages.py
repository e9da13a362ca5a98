"""The public pages on the small atlas: what they show, and how they refuse."""

from __future__ import annotations

import html
import re
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from atlas.database import transaction
from atlas.editing.documents import EventEntry, SourceRef, StatementEntry
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from atlas.services.derivation import refresh
from atlas.settings import load_settings
from tests.support.editing import CAUSE
from tests.support.pages import PAGES
from tests.support.small_atlas import HOSTILE_NAMES, Builder, build_small_atlas
from webapp import create_app
from webapp.database import writing_engine

ADDRESSES = (
    *PAGES,
    "/carte",
    "/carte?epoque=guerre_froide&couleur=theme&date=1975",
    "/liste?epoque=guerre_froide&pays=DE&tri=debut&ordre=desc",
    "/partenariats/4",
    "/collectivites/38500",
    "/collectivites/94038",
    "/pays/JP?tri=pays&ordre=desc",
    "/pays/IT",
    "/methode?tri=dates",
    "/chiffres?pays=DE&lignes=theme&colonnes=decennie&mesure=montant&par=habitants",
    "/comparer?collectivite=38185&semblables=1",
)


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_whole_and_safe(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert '<html lang="fr">' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{" not in page.replace("{{ 7*7 }}", "")
    assert "&lt;a href" not in page
    assert not re.search(
        r'(?:src|href)="(?:https?:)?//(?!example\.org|localhost|www\.etalab\.gouv\.fr)', page
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, address: str) -> None:
    page = text_of(client, address)
    links = {html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', page)}
    for link in sorted(links):
        if not link.startswith("/static/"):
            assert client.get(link).status_code in (200, 301), (address, link)


@pytest.mark.parametrize("address", ADDRESSES)
def test_static_files_of_a_page_exist(client: FlaskClient, address: str) -> None:
    page = text_of(client, address)
    for link in sorted(set(re.findall(r'(?:href|src)="(/static/[^"#]*)', page))):
        if "/vendor/" not in link:
            response = client.get(link)
            assert response.status_code == 200, link
            response.close()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/liste", HOSTILE_NAMES[0]),
        ("/liste", HOSTILE_NAMES[1]),
        ("/liste", HOSTILE_NAMES[2]),
        ("/partenariats/5", HOSTILE_NAMES[0]),
        ("/partenariats/6", HOSTILE_NAMES[1]),
        ("/partenariats/6", HOSTILE_NAMES[2]),
        ("/collectivites/94038", HOSTILE_NAMES[1]),
        ("/collectivites/jp-hostile", HOSTILE_NAMES[0]),
        ("/pays/CL", HOSTILE_NAMES[2]),
        ("/donnees", HOSTILE_NAMES[0]),
        ("/liste?q=%7B%7B+7*7+%7D%7D%3Cscript%3E", "{{ 7*7 }}<script>"),
        ("/liste?collectivite=jp-hostile", HOSTILE_NAMES[0]),
    ],
)
def test_a_name_is_shown_as_written(client: FlaskClient, address: str, name: str) -> None:
    assert str(escape(name)) in text_of(client, address)


def test_the_list_counts_what_it_shows(client: FlaskClient) -> None:
    page = text_of(client, "/liste?epoque=guerre_froide&pays=DE")
    assert re.search(r"3\s+partenariats", html.unescape(page))
    for title in ("Fontaine", "Essen", "Schmalkalden"):
        assert title in page


def test_nothing_found_is_singular(client: FlaskClient) -> None:
    assert re.search(r">0\s+partenariat<", html.unescape(text_of(client, "/liste?q=introuvable")))


def test_the_list_names_the_authorities_that_bear_the_name_searched(client: FlaskClient) -> None:
    found = text_of(client, "/liste?q=ancienne-commune&pays=IT")
    assert "Ce nom dans l’atlas" in found
    assert 'href="/collectivites/38500"' in found
    assert ", réunie à Fontaine" in found


def test_an_undated_partnership_has_neither_main_era_nor_rule(client: FlaskClient) -> None:
    page = text_of(client, "/partenariats/6")
    assert "ce lien n’a pas d’époque principale" in page
    assert "époque principale</span>" not in page
    assert "R00" not in page


def test_an_era_that_a_person_gave_is_shown_with_its_reason_beside_the_missing_date(
    tmp_path: Path,
) -> None:
    path = tmp_path / "atlas.sqlite"
    engine = build_small_atlas(path)
    with transaction(engine) as session:
        Builder(session).partnership(9, ("94038", "de-essen"), chosen_era="mondialisation")
        refresh(session, [9])
    engine.dispose()
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    page = text_of(app.test_client(), "/partenariats/9")
    app.extensions["atlas_database"][0].dispose()
    assert "époque retenue d’après la source" in page
    assert "La source la situe ainsi." in page
    assert "Aucune source lue ne donne d’année.</p>" in page
    assert "ce lien n’a pas d’époque principale" not in page


def test_every_rule_that_a_partnership_cites_is_explained(client: FlaskClient) -> None:
    rules = text_of(client, "/epoques")
    for number in range(1, 8):
        for cited in re.findall(r"#(regle-\w+)", text_of(client, f"/partenariats/{number}")):
            assert f'id="{cited}"' in rules


def test_a_rule_without_a_first_year_says_before(client: FlaskClient) -> None:
    rules = text_of(client, "/epoques")
    assert "avant 1945" in rules
    assert "–1944" not in rules
    assert "depuis 1990" in rules


def test_a_value_that_sources_share_is_written_once(client: FlaskClient) -> None:
    page = text_of(client, "/partenariats/1")
    box = page[page.index('class="desaccord"') :]
    box = box[: box.index("</div>")]
    values = re.findall(r"<dd><strong>([^<]+)</strong>", box)
    assert sorted(values) == ["1963", "1964"]
    assert box.count("valeur montrée") == 1


def test_the_value_marked_as_shown_is_the_one_that_the_record_shows(app: Flask) -> None:
    """Statements keep what was shown when they were read; events may tell otherwise since."""
    client = app.test_client()
    with app.app_context(), transaction(writing_engine()) as session:
        document = read_document(session, 2)
        assert document is not None
        sources = tuple(SourceRef(f"Source {one}", f"https://exemple.fr/{one}") for one in "ab")
        said = (
            StatementEntry(sources[0], "status", "actif"),
            StatementEntry(sources[1], "status", "termine", shown=True),
            StatementEntry(sources[0], "year_start", "1976-05-02"),
            StatementEntry(sources[1], "year_start", "1976"),
        )
        save_all(session, {2: msgspec.structs.replace(document, statements=said)}, CAUSE)
    box = disagreement(client)
    assert re.findall(r"<strong>([^<]+)</strong>(?: <span class=\"(retenue)\")?", box) == [
        ("Actif", "retenue"),
        ("Terminé", ""),
    ]
    with app.app_context(), transaction(writing_engine()) as session:
        document = read_document(session, 2)
        assert document is not None
        events = (*document.events, EventEntry("suspended", "2020"))
        save_all(session, {2: msgspec.structs.replace(document, events=events)}, CAUSE)
    box = disagreement(client)
    assert "retenue" not in box
    assert "La fiche montre\N{NO-BREAK SPACE}: <strong>Suspendu</strong>" in box.replace(
        "</dt><dd>", ""
    )
    shown = client.get("/api/v1/partenariats/2").get_json()["declarations"]
    assert not any(one["retenue"] for one in shown if one["champ"] == "status")
    assert all(one["retenue"] for one in shown if one["champ"] == "year_start")


def disagreement(client: FlaskClient) -> str:
    page = text_of(client, "/partenariats/2")
    box = page[page.index('class="desaccord"') :]
    return box[: box.index("</div>")]


def test_an_authority_is_named_as_french_names_it(client: FlaskClient) -> None:
    assert "Les liens de Grenoble, du plus ancien" in text_of(client, "/collectivites/38185")
    assert "lien d’Auvergne-Rhône-Alpes" in text_of(client, "/collectivites/84R")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "/collectivites/38185",
            "L’atlas connaît 3 liens de Grenoble, avec Italie, Burkina Faso et Allemagne.",
        ),
        ("/pays/IT", "L’atlas connaît 1 lien avec Italie, entre une collectivité française et un"),
        ("/pays/DE", "L’atlas connaît 3 liens avec Allemagne, entre 3 collectivités françaises"),
        (
            "/collectivites/de-essen",
            "L’atlas connaît 1 lien d’Essen avec la France\N{NO-BREAK SPACE}: avec Grenoble.",
        ),
    ],
)
def test_the_first_sentence_of_a_page_reads_well_for_one_or_many(
    client: FlaskClient, address: str, sentence: str
) -> None:
    assert f'class="chapeau">{sentence}' in text_of(client, address)


def test_an_empty_list_says_how_to_go_on(client: FlaskClient) -> None:
    page = text_of(client, "/liste?q=introuvable&pays=DE")
    assert "Aucun partenariat de l’atlas" in page
    assert 'href="/liste?pays=DE"' in html.unescape(page)


def test_a_partnership_explains_its_eras_and_shows_both_sources(client: FlaskClient) -> None:
    page = text_of(client, "/partenariats/1")
    assert "1963, RDA (aujourd’hui Allemagne). Explication T02" in page
    assert "alors RDA" in page
    assert "1963" in page
    assert "1964" in page
    assert "https://example.org/jumelages/2" in page


def test_what_is_unknown_is_said_to_be(client: FlaskClient) -> None:
    page = text_of(client, "/partenariats/6")
    assert "Aucune source lue ne dit depuis quand." in page
    assert "Aucune source lue ne précise les sujets" in page
    assert "aucune source lue ne dit qui paie" in page


def test_a_former_commune_leads_to_the_one_of_today(client: FlaskClient) -> None:
    page = text_of(client, "/collectivites/38500")
    assert "Ancienne-Commune" in page
    assert "Fontaine" in page
    assert "Schmalkalden" in page


@pytest.mark.parametrize(
    ("address", "location"),
    [("/collectivites/38", "/collectivites/38D"), ("/pays/de", "/pays/DE")],
)
def test_another_way_of_writing_a_code_leads_to_its_page(
    client: FlaskClient, address: str, location: str
) -> None:
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, location)


REFUSALS = [
    ("/liste?epoque=jurassique", 400),
    ("/liste?couleur=rouge", 400),
    ("/carte?couleur=rouge", 400),
    ("/carte?collectivite=00000", 400),
    ("/liste?page=-1", 400),
    ("/liste?page=abc", 400),
    ("/liste?page=999", 404),
    ("/liste?par_page=100000", 400),
    ("/liste?tri=hasard", 400),
    ("/liste?de=99999", 400),
    ("/liste?bbox=-999,0,999,1", 400),
    ("/liste?bbox=a,b,c,d", 400),
    ("/carte?date=99999", 400),
    ("/pays/ZZ", 404),
    ("/chiffres?lignes=couleur", 400),
    ("/chiffres?lignes=pays&colonnes=continent", 400),
    ("/chiffres?mesure=poids", 400),
    ("/chiffres?tri=hasard", 400),
    ("/chiffres?epoque=jurassique", 400),
    ("/chiffres?par=tete", 400),
    ("/comparer?collectivite=rien", 404),
    ("/comparer?collectivite=de-essen", 400),
    ("/comparer?semblables=oui", 400),
    ("/comparer?epoque=guerre_froide", 400),
    ("/methode?tri=hasard", 400),
    ("/pays/DE?page=99", 404),
    ("/collectivites/rien", 404),
    ("/collectivites/84", 404),
    ("/partenariats/999", 404),
    ("/partenariats/0", 404),
    ("/partenariats/99999999999999999999", 404),
    ("/partenariats/abc", 404),
    ("/nulle-part", 404),
    ("/liste?q=" + "x" * 9000, 414),
]


@pytest.mark.parametrize(("address", "status"), REFUSALS)
def test_what_cannot_be_shown_is_refused_with_a_french_sentence(
    client: FlaskClient, address: str, status: int
) -> None:
    response = client.get(address)
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    sentence = re.search(r'class="chapeau">([^<]+)<', page)
    assert sentence is not None
    assert sentence.group(1).strip().endswith(".")
    assert "Traceback" not in page


def test_a_code_of_two_bodies_names_both(client: FlaskClient) -> None:
    page = client.get("/collectivites/84").get_data(as_text=True)
    assert "84D" in page
    assert "84R" in page


def test_posting_to_a_page_is_not_allowed(client: FlaskClient) -> None:
    response = client.post("/liste")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_searching_a_country_offers_its_page(client: FlaskClient) -> None:
    for name in ("Allemagne", "germany"):
        assert 'href="/pays/DE"' in text_of(client, f"/liste?q={name}")
