"""Authorities in the back office: made, corrected, removed, undone; public at once."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from atlas.database import transaction
from atlas.editing import history
from atlas.editing.authority_documents import AuthorityDocument, read_authority_document
from atlas.model import Authority, PartnershipMember
from atlas.settings import load_settings
from tests.support.back_office import enter, open_accounts, token
from webapp import create_app
from webapp.database import writing_engine
from webapp.gestion import lookalikes

NEUSTADT = {
    "nom": "Neustadt an der Orla",
    "pays": "DE",
    "nature": "municipality",
    "source_titre": "Site de la ville",
    "raison": "Partenaire d’un jumelage.",
}


@pytest.fixture
def team(app: Flask) -> FlaskClient:
    open_accounts(app)
    return enter(app, "mainteneur")


@pytest.fixture(scope="module")
def shared(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A maintainer in a site where nothing gets written."""
    copy = shutil.copyfile(small_file, tmp_path_factory.mktemp("refused") / "atlas.sqlite")
    made = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}))
    open_accounts(made)
    yield enter(made, "mainteneur")
    made.extensions["atlas_database"][0].dispose()


@pytest.fixture(autouse=True)
def nobody_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some tests ask the process that compares names, the others do not wait."""
    monkeypatch.setattr(lookalikes, "_asked", lambda _document: [])


def send(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    return client.post(address, data={"csrf_token": token(client), **fields})


def shown(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.get_data(as_text=True))


def add(client: FlaskClient, **fields: str) -> TestResponse:
    return send(client, "/gestion/collectivites/nouvelle", **{**NEUSTADT, **fields})


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the form of an authority that is shown."""
    page = page.partition('<form class="fiche-form"')[2]
    found = dict(re.findall(r'<input[^>]*? name="(\w+)" value="([^"]*)"', page))
    for name, body in re.findall(r'<select id="\w+" name="(\w+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    areas = re.findall(r'<textarea id="\w+" name="(\w+)".*?>(.*?)</textarea>', page, re.S)
    found.update(areas)
    return {name: html.unescape(value) for name, value in found.items()}


def correct(client: FlaskClient, code: str, **changes: str) -> TestResponse:
    address = f"/gestion/collectivites/{code}/modifier"
    form = fields_of(client.get(address).get_data(as_text=True))
    return client.post(
        address, data={**form, "raison": "Vu en mairie.", "source_titre": "x", **changes}
    )


def document(app: Flask, code: str) -> AuthorityDocument | None:
    with app.app_context(), transaction(writing_engine()) as session:
        return read_authority_document(session, code)


def test_a_partner_is_made_and_public_at_once(app: Flask, team: FlaskClient) -> None:
    answer = add(
        team, lat="50,7367", lon="11.7444", wikidata="https://www.wikidata.org/wiki/q14920"
    )
    assert answer.status_code == 303
    assert answer.location == "/gestion/collectivites/de-neustadt-an-der-orla"
    page = shown(team, answer.location)
    assert "est dans l’atlas, et publique" in page
    assert "50,7367" in page
    assert "Site de la ville" in page
    public = app.test_client()
    assert "Neustadt an der Orla" in shown(public, "/collectivites/de-neustadt-an-der-orla")
    found = public.get("/api/v1/recherche?q=neustadt").get_json()
    assert "de-neustadt-an-der-orla" in str(found)
    made = public.get("/api/v1/collectivites/de-neustadt-an-der-orla").get_json()
    assert (made["wikidata"], made["precision"]) == ("Q14920", "place")


def test_an_unknown_position_stays_unknown_and_the_partner_is_absent_from_the_map(
    app: Flask, team: FlaskClient
) -> None:
    code = add(team).location.rsplit("/", 1)[1]
    made = document(app, code)
    assert made is not None
    assert (made.lon, made.lat, made.location_precision) == (None, None, "none")
    assert made.population is None
    page = shown(team, f"/gestion/collectivites/{code}")
    assert "absente de la carte" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"nom": ""}, "Écrivez le nom de cette collectivité."),
        ({"nom": "!!!"}, "« !!! » n’est pas un nom."),
        ({"nom": "x" * 201}, "Un nom tient en 200 signes."),
        ({"nom": "Neu\u200bstadt"}, "Ce nom contient un caractère de contrôle."),
        ({"autres": "Ville\n" + "y" * 201}, "Un nom tient en 200 signes."),
        ({"pays": ""}, "Choisissez son pays."),
        ({"pays": "XX"}, "Ce pays n’existe pas."),
        ({"pays": "FR"}, "Une collectivité française ne s’ajoute pas ici"),
        ({"pays": "GP"}, "Une collectivité française ne s’ajoute pas ici"),
        ({"nature": "commune"}, "Choisissez sa nature."),
        ({"lat": "91", "lon": "7"}, "Une latitude va de −90 à 90 degrés"),
        ({"lat": "50", "lon": "181"}, "Une latitude va de −90 à 90 degrés"),
        ({"lat": "50"}, "Une position a une latitude et une longitude."),
        ({"lat": "Nord", "lon": "7"}, "« Nord » n’est pas un nombre de degrés"),
        ({"wikidata": "2066"}, "Un identifiant de Wikidata est un Q et des chiffres"),
        ({"wikidata": "Q0"}, "Un identifiant de Wikidata est un Q et des chiffres"),
        ({"geonames": "Essen"}, "« Essen » n’est pas un nombre entier."),
        ({"population": "-3"}, "« -3 » n’est pas un nombre entier."),
        ({"population": "3", "annee": "2999"}, "n’est pas à venir"),
        ({"annee": "2020"}, "Cette année est celle de combien d’habitants"),
        ({"raison": ""}, "Dites pourquoi cette collectivité change."),
        ({"source_titre": ""}, "Dites d’où vient ce que vous écrivez"),
        ({"source_url": "javascript:alert(1)"}, "commence par http:// ou https://"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_lost(
    shared: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = add(shared, **typed)
    assert answer.status_code == 400
    page = html.unescape(answer.get_data(as_text=True)).replace("\N{NO-BREAK SPACE}", " ")
    assert said in page
    assert fields_of(answer.get_data(as_text=True)).items() >= {
        **NEUSTADT, **typed, "nature": typed.get("nature", "municipality").replace("commune", ""),
        **({"pays": ""} if typed.get("pays") in ("XX", "FR", "GP") else {}),
    }.items()  # fmt: skip


def test_a_place_outside_of_its_country_is_written_by_whoever_says_why(
    app: Flask, team: FlaskClient
) -> None:
    away = {"lat": "12,37", "lon": "-1,53"}
    answer = add(team, **away)
    assert answer.status_code == 400
    assert "Cette position est hors de son pays." in answer.get_data(as_text=True)
    assert add(team, **away, justification="Bureau de l’État à l’étranger.").status_code == 303
    page = shown(team, "/gestion/collectivites/de-neustadt-an-der-orla")
    assert "hors de son pays" in page
    assert "Malgré l’alerte : Bureau de l’État à l’étranger." in page


def test_an_identifier_of_wikidata_is_of_one_authority(app: Flask, team: FlaskClient) -> None:
    assert correct(team, "de-essen", wikidata="Q2066").status_code == 303
    answer = add(team, wikidata="Q2066")
    assert answer.status_code == 400
    assert "est déjà l’identifiant de « Essen » (de-essen)" in html.unescape(
        answer.get_data(as_text=True)
    ).replace("\N{NO-BREAK SPACE}", " ")
    # It is its own all the same.
    assert correct(team, "de-essen", admin1="Rhénanie").status_code == 303


def test_whom_a_new_partner_may_be_already_is_shown_before_it_is_made(
    app: Flask, team: FlaskClient
) -> None:
    answer = add(team, nom="ESSEN")
    page = html.unescape(answer.get_data(as_text=True))
    assert "Existe peut-être déjà" in page
    assert "C’est Essen" in page
    assert document(app, "de-essen-2") is None
    asked = fields_of(answer.get_data(as_text=True))["existe_pour"]
    # Another name than the one that was asked about is asked about anew.
    again = add(team, nom="Catania", pays="IT", existe="aucune", existe_pour=asked)
    assert "C’est Catane" in html.unescape(again.get_data(as_text=True))
    chosen = add(team, nom="ESSEN", existe="de-essen", existe_pour=asked)
    assert chosen.location == "/gestion/collectivites/de-essen"
    other = add(team, nom="ESSEN", existe="aucune", existe_pour=asked)
    assert other.location == "/gestion/collectivites/de-essen-2"


def test_names_in_other_words_are_compared_by_the_command(
    app: Flask, team: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    page = html.unescape(add(team, nom="Ville de Schmalkaldn").get_data(as_text=True))
    assert "C’est Schmalkalden" in page


def test_a_name_is_never_an_option_of_the_command(
    app: Flask, team: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert add(team, nom="--help me").status_code == 303


def test_without_the_command_the_same_names_are_still_shown(
    app: Flask, team: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(lookalikes, "_COMMAND", ("/nowhere/python",))
    assert "C’est Essen" in html.unescape(add(team, nom="Essen").get_data(as_text=True))


def test_a_correction_shows_on_every_page_and_can_be_undone(app: Flask, team: FlaskClient) -> None:
    public = app.test_client()
    assert "Essen" in shown(public, "/partenariats/2")
    answer = correct(team, "de-essen", nom="Essen an der Ruhr", population="571 039", annee="2024")
    assert answer.status_code == 303
    for address in ("/collectivites/de-essen", "/partenariats/2", "/liste?q=Ruhr", "/pays/DE"):
        assert "Essen an der Ruhr" in shown(public, address), address
    assert "(2024)" in shown(public, "/collectivites/de-essen")
    assert "an der Ruhr" in str(public.get("/api/v1/recherche?q=ruhr").get_json())
    history_page = shown(team, "/gestion/collectivites/de-essen")
    (number,) = re.findall(r"/annuler/(\d+)", history_page)
    send(team, f"/gestion/collectivites/de-essen/annuler/{number}")
    assert "an der Ruhr" not in shown(public, "/partenariats/2")
    undone = shown(team, "/gestion/collectivites/de-essen")
    assert f"annule le n° {number}" in undone
    assert "Annulée le" in undone
    assert re.findall(r"/annuler/(\d+)", undone) == [str(int(number) + 1)]
    answer = send(team, f"/gestion/collectivites/de-essen/annuler/{number}")
    assert "est déjà annulée" in shown(team, answer.location)


def test_the_form_sent_as_it_was_shown_changes_nothing(app: Flask, team: FlaskClient) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        codes = list(session.scalars(select(Authority.code)))
    for code in codes:
        answer = correct(team, code)
        assert "Rien n’a changé." in html.unescape(answer.get_data(as_text=True)), code


def test_two_people_who_correct_at_once_are_told(app: Flask, team: FlaskClient) -> None:
    address = "/gestion/collectivites/de-essen/modifier"
    form = fields_of(team.get(address).get_data(as_text=True))
    correct(team, "de-essen", nom="Essen (Ruhr)", admin1="Rhénanie")
    mine = {
        **form,
        "nom": "Essen an der Ruhr",
        "nom_en": "Essen-Ruhr",
        "raison": "y",
        "source_titre": "y",
    }
    answer = team.post(address, data=mine)
    assert answer.status_code == 409
    page = html.unescape(answer.get_data(as_text=True))
    assert "Quelqu’un a modifié cette collectivité" in page
    assert "Essen (Ruhr)" in page
    merged = fields_of(answer.get_data(as_text=True))
    assert (merged["nom"], merged["nom_en"], merged["admin1"]) == (
        "Essen an der Ruhr", "Essen-Ruhr", "Rhénanie",
    )  # fmt: skip
    assert team.post(address, data={**merged, "csrf_token": form["csrf_token"]}).status_code == 303
    kept = document(app, "de-essen")
    assert kept is not None
    assert (kept.name, kept.admin1) == ("Essen an der Ruhr", "Rhénanie")


def test_of_a_french_authority_only_other_names_change_and_the_page_says_why(
    app: Flask, team: FlaskClient
) -> None:
    page = shown(team, "/gestion/collectivites/38185/modifier")
    assert "viennent du code officiel géographique" in page
    assert 'name="nom"' not in page
    correct(team, "38185", autres="Grenobla", nom="Autre", population="3", lat="1", lon="1")
    kept = document(app, "38185")
    assert kept is not None
    assert (kept.name, kept.names, kept.population) == ("Grenoble", ("Grenobla",), 158_000)
    assert (
        "grenobla" in str(app.test_client().get("/api/v1/recherche?q=grenobla").get_json()).lower()
    )


def test_one_that_has_partnerships_stays_one_that_has_none_goes_and_comes_back(
    app: Flask, team: FlaskClient
) -> None:
    why = {"raison": "Saisie par erreur."}
    send(team, "/gestion/collectivites/de-essen/supprimer", **why)
    page = shown(team, "/gestion/collectivites/de-essen")
    assert "est dans les jeux de données livrés" in page
    code = add(team).location.rsplit("/", 1)[1]
    send(team, f"/gestion/collectivites/{code}/supprimer")
    assert "Dites pourquoi" in shown(team, f"/gestion/collectivites/{code}")
    with app.app_context(), transaction(writing_engine()) as session:
        number = session.scalar(select(Authority.id).where(Authority.code == code))
        session.add(
            PartnershipMember(partnership_id=2, authority_id=number, position=9, name_as_written="")
        )
    send(team, f"/gestion/collectivites/{code}/supprimer", **why)
    assert "a des partenariats" in shown(team, f"/gestion/collectivites/{code}")
    with app.app_context(), transaction(writing_engine()) as session:
        row = session.scalars(
            select(PartnershipMember).where(PartnershipMember.position == 9)
        ).one()
        session.delete(row)
    send(team, f"/gestion/collectivites/{code}/supprimer", **why)
    gone = shown(team, f"/gestion/collectivites/{code}")
    assert "a été retirée" in gone
    assert app.test_client().get(f"/collectivites/{code}").status_code == 404
    last = max(map(int, re.findall(r"/annuler/(\d+)", gone)))
    send(team, f"/gestion/collectivites/{code}/annuler/{last}")
    assert "Neustadt" in shown(app.test_client(), f"/collectivites/{code}")


def test_the_directory_finds_by_name_code_and_country(app: Flask, team: FlaskClient) -> None:
    everyone = shown(team, "/gestion/collectivites")
    assert "Ouagadougou" in everyone
    assert ">Grenoble<" not in everyone
    assert "Ouagadougou" in shown(team, "/gestion/collectivites?q=ouaga")
    assert ">Grenoble<" in shown(team, "/gestion/collectivites?q=213801855")
    german = shown(team, "/gestion/collectivites?pays=DE")
    assert "Essen" in german
    assert "Catane" not in german
    assert "2 collectivités" in german.replace("\N{NO-BREAK SPACE}", " ")
    assert "Aucune collectivité ne répond" in shown(team, "/gestion/collectivites?touchees=1")
    correct(team, "de-essen", admin1="Rhénanie")
    assert "Essen" in shown(team, "/gestion/collectivites?touchees=1")
    assert team.get("/gestion/collectivites?pays=ZZ").status_code == 400
    assert team.get("/gestion/collectivites/de-nulle-part").status_code == 404


def test_an_agent_reads_an_authority_and_changes_none(app: Flask, team: FlaskClient) -> None:
    agent = enter(app, "agent")
    page = shown(agent, "/gestion/collectivites/de-essen")
    assert "Modifier" not in page
    assert "Son histoire" not in page
    assert agent.get("/gestion/collectivites/nouvelle").status_code == 303
    assert agent.get("/gestion/collectivites/de-essen/modifier").status_code == 403
    assert send(agent, "/gestion/collectivites/nouvelle", **NEUSTADT).status_code == 404


def test_the_history_is_whole_after_all_that(app: Flask, team: FlaskClient) -> None:
    add(team)
    correct(team, "de-essen", admin1="Rhénanie")
    with app.app_context(), transaction(writing_engine()) as session:
        assert history.first_broken(session) is None
        assert history.count(session) == 2
