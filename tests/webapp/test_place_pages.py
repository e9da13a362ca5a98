"""The pages of an authority and of a country: what surrounds the links, and what is missing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from atlas.database import transaction
from atlas.model import Landmark, Network, NetworkMembership
from atlas.services.derivation import refresh
from atlas.settings import load_settings
from tests.support.small_atlas import Builder, build_small_atlas
from webapp import create_app

PLACES = ("/collectivites/38185", "/collectivites/98818", "/collectivites/jp-hostile", "/pays/DE")


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.get_data(as_text=True))


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The small atlas with a network, a membership, a landmark, a fusion and more links."""
    path = tmp_path_factory.mktemp("places") / "peopled.sqlite"
    engine = build_small_atlas(path)
    with transaction(engine) as session:
        build = Builder(session)
        session.add(
            Network(
                code="RRMA", name="Réseau d’essai", name_en="", kind="rrma", scope_fr="Région",
                governance_fr="Mixte", means_fr="Formations, Annuaire", region_code="84",
                founded=None, source="essai",
            )
        )  # fmt: skip
        session.add(
            Network(
                code="CLUB", name="Club des villes", name_en="", kind="national", scope_fr="",
                governance_fr="", means_fr="", region_code=None, founded=None, source="essai",
            )
        )  # fmt: skip
        session.flush()
        session.add(
            NetworkMembership(
                network_code="CLUB", authority_id=build.id_of("38185"), year_from=1994, year_to=None
            )
        )
        session.add(
            Landmark(
                date="1963-01-22", label_fr="Traité franco-allemand", label_en="", kind="traite",
                era_hint="", source_url="https://example.org/traite",
            )
        )  # fmt: skip
        build.partnership(90, ("38500", "it-catania"), year=1980)
        build.partnership(91, ("38185", "de-schmalkalden"), year=1981, status="suspended")
        build.authority(
            "38001", "Sans-Lien", point=(5.75, 45.2), departement_code="38", region_code="84"
        )
        session.flush()
        refresh(session, [90, 91])
    engine.dispose()
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    yield app.test_client()
    app.extensions["atlas_database"][0].dispose()


def test_an_authority_names_its_networks_and_whom_to_turn_to(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/collectivites/38185")
    assert "Réseau d’essai" in page
    assert "formations, annuaire" in page
    assert re.search(r"Club des villes <span class=\"note\">1994", page)


def test_unknown_memberships_stay_unknown(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/collectivites/38169")
    assert "ne sait pas encore de quels réseaux" in page


def test_a_neighbour_is_named_with_its_distance_and_what_is_shared(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/collectivites/38169")
    nearby = page[page.index('id="t-voisins"') :]
    assert re.search(
        r'/collectivites/38185">Grenoble</a></strong> <span class="note">2\xa0km', nearby
    )
    assert "Allemagne" in nearby
    assert "Italie" in nearby


def test_a_link_of_a_former_commune_says_who_signed_it(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/collectivites/38169")
    assert "signé par Ancienne-Commune" in page


def test_an_authority_without_links_is_told_how_to_begin(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/collectivites/38001")
    assert "Un lien manque" in page
    assert 'href="/signaler?sujet=collectivites/38001"' in page
    assert 'href="#t-rrma"' in page
    assert "Ce que font les collectivités proches" in page
    assert "Grenoble" in page


def test_a_departement_counts_the_links_of_its_communes_apart(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/collectivites/38D")
    communes = page[page.index('id="t-communes"') :]
    ranking = re.findall(r'/collectivites/(\w+)">[^<]+</a></th>.*?barre__nombre">(\d+)<', communes)
    assert ranking == [("38185", "4"), ("38169", "3")]
    assert ">Grenoble</a>" in communes
    assert 'href="/liste?departement=38&echelon=commune"' in communes


def test_money_is_shown_with_what_is_not_known(client: FlaskClient) -> None:
    page = text_of(client, "/collectivites/38185")
    money = page[page.index('id="t-argent"') :]
    assert re.search(r"300\s000\s€", money)
    assert "Pour les 2 autres liens" in money


def test_a_country_tells_its_names_landmarks_and_interruptions(peopled: FlaskClient) -> None:
    page = text_of(peopled, "/pays/DE")
    assert re.search(r"RDA <span class=\"note\">1949–1990 · \d liens noués alors", page)
    assert "Traité franco-allemand" in page
    assert "1 lien est suspendu, sans que l’on sache depuis quand." in page
    assert "Traité franco-allemand" not in text_of(peopled, "/pays/JP")


def test_a_long_table_is_cut_into_pages(client: FlaskClient) -> None:
    page = text_of(client, "/pays/DE?par_page=1")
    assert page.count('<tr role="row">') == 2
    assert 'href="/pays/DE?par_page=1&page=2"' in page


@pytest.mark.parametrize("address", PLACES)
def test_the_small_map_leads_to_the_map_and_says_what_it_shows(
    client: FlaskClient, address: str
) -> None:
    page = text_of(client, address)
    figure = re.search(r'<figure class="situation">.*?</figure>', page, re.S)
    assert figure is not None
    assert 'role="img" aria-label="Carte' in figure[0]
    assert re.search(r'href="/carte\?(?:collectivite|pays)=', figure[0])


def test_a_district_of_a_city_was_not_merged_into_it(tmp_path: Path) -> None:
    path = tmp_path / "atlas.sqlite"
    engine = build_small_atlas(path)
    with transaction(engine) as session:
        Builder(session).authority(
            "38999", "Grenoble 1er Arrondissement", kind="arrondissement", successor="38185"
        )
    engine.dispose()
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    page = text_of(app.test_client(), "/collectivites/38999")
    app.extensions["atlas_database"][0].dispose()
    assert "Grenoble 1er Arrondissement\N{NO-BREAK SPACE}: arrondissement municipal" in page
    assert "réunie depuis" not in page


def test_what_only_iso_counts_as_a_country_leads_to_its_authority(client: FlaskClient) -> None:
    response = client.get("/pays/re")
    assert response.location == "/pays/RE"
    assert client.get("/pays/RE").location == "/collectivites/04R"


def test_france_is_not_told_as_a_country_without_links(client: FlaskClient) -> None:
    page = text_of(client, "/pays/FR")
    assert "C’est d’ici que partent les liens" in page
    assert "aucun lien avec ce pays" not in page
    assert "Proposer un partenariat" not in page
