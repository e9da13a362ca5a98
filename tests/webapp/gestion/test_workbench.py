"""The workbench without JavaScript: what is asked, what was answered, and other answers."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from atlas.database import transaction
from atlas.doubts.content import (
    FOREIGN,
    FRENCH,
    RECORD,
    AuthorityPairContent,
    Choice,
    PairContent,
    Party,
    Question,
    RowContent,
)
from atlas.doubts.queue import NewDoubt, add_doubts
from atlas.editing.authorities import add_all
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.declared import Declaration
from atlas.editing.documents import SourceRef
from atlas.editing.partnerships import save_all
from atlas.settings import load_settings
from tests.support.back_office import enter, open_accounts, token
from tests.support.editing import CAUSE
from webapp import create_app
from webapp.database import writing_engine

ROW = RowContent(
    "modele",
    Declaration(SourceRef("Bulletin"), "modele", "jumelage", year_start="1979"),
    (
        Party("Grenobles", question=Question(
            FRENCH, "Grenobles", "FR", choices=(Choice("38169", "Fontaine", 0.7),))),
        Party("Essen", "de-essen"),
    ),
)  # fmt: skip
RECORDS = PairContent((4, 8), "split", 0.8, (("year", "1975 | 2016"),))
STADT = AuthorityDocument("municipality", "Stadt", "DE", lon=7.01, lat=51.45, names=("Assindia",),
                          location_precision="place")  # fmt: skip
BODIES = AuthorityPairContent(("de-essen", "de-stadt"), 0.9, (("distance", "0"),))


def asking(app: Flask) -> FlaskClient:
    """Return a maintainer's browser on an atlas that asks three questions."""
    open_accounts(app)
    with app.app_context(), transaction(writing_engine()) as session:
        add_all(session, {"de-stadt": STADT}, CAUSE)
        add_doubts(session, [NewDoubt(ROW, 2), NewDoubt(RECORDS), NewDoubt(BODIES)])
    return enter(app, "mainteneur")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return asking(app)


@pytest.fixture(scope="module")
def reader(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A browser for tests that settle nothing."""
    copy = shutil.copyfile(small_file, tmp_path_factory.mktemp("workbench") / "atlas.sqlite")
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}))
    yield asking(app)
    app.extensions["atlas_database"][0].dispose()


def text(answer: TestResponse) -> str:
    page = re.sub(r"<[^>]+>", " ", html.unescape(answer.get_data(as_text=True)))
    return re.sub(r"\s+", " ", page)


def send(client: FlaskClient, number: int, act: str = "repondre", **fields: str) -> TestResponse:
    form = {"csrf_token": token(client), "acte": act, **fields}
    return client.post(f"/gestion/doutes/{number}", data=form)


def said(client: FlaskClient, number: int, act: str = "repondre", **fields: str) -> str:
    """Return what the page that follows an answer says of it."""
    answer = send(client, number, act, **{name.replace("_", "-"): v for name, v in fields.items()})
    assert answer.status_code == 303, text(answer)
    page = client.get(answer.location).get_data(as_text=True)
    status = re.search(r'role="status">(.*?)</p>', page, re.DOTALL)
    assert status is not None
    return re.sub(r"\s+", " ", html.unescape(status.group(1)))


def test_the_list_names_the_members_of_every_question(reader: FlaskClient) -> None:
    page = text(reader.get("/gestion/doutes"))
    for title in (
        "Grenobles – Essen",
        "– Ouagadougou (n° 4) et Isère – Ouagadougou (n° 8)",
        "Essen et Stadt (Allemagne)",
    ):
        assert title in page
    for sort, title in (("fiches", "(n° 4)"), ("partenaires", "Stadt"), ("lignes", "Grenobles")):
        only = text(reader.get(f"/gestion/doutes?sorte={sort}"))
        assert "1 question attend une personne." in only
        assert title in only
    assert reader.get("/gestion/doutes?sorte=autres").status_code == 400


def test_the_first_page_counts_each_kind(reader: FlaskClient) -> None:
    page = text(reader.get("/gestion"))
    assert "1 ligne d’import dont un nom est à préciser" in page
    assert "1 paire de fiches qui n’en font peut-être qu’une" in page
    assert "1 paire de partenaires qui n’en font peut-être qu’un" in page


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("38185", "Grenoble (38185)"),
        ("Grenoble", "Grenoble (38185)"),
        ("grenoble, Isère (38185)", "Grenoble (38185)"),
        # A commune of before stands for that of today.
        ("38500", "Fontaine (38169)"),
    ],
)
def test_another_authority_is_written_by_its_name_or_its_code(
    client: FlaskClient, typed: str, named: str
) -> None:
    assert f"« Grenobles » est {named}." in said(client, 1, reponse_0="autre", autre_0=typed)
    page = text(client.get("/gestion/doutes/1"))
    assert f"« Grenobles » est {named}." in page
    assert "Tranchée par mainteneur@atlas.fr le" in page


@pytest.mark.parametrize(
    ("answer", "typed", "problem"),
    [
        ("autre", "", "Écrivez le nom ou le code"),
        ("autre", "Nulle-Part-sur-Rien", "ni n’a ce code"),
        ("autre", "de-essen", "Aucune collectivité française ne s’appelle « de-essen »"),
        ("autre", "<b>", "ni n’a ce code"),
        ("38169", "Grenoble", "gardez l’une ou l’autre"),
        ("new", "", "Choisissez l’une des réponses proposées"),
        ("", "", "Choisissez l’une des réponses proposées"),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence_and_kept(
    reader: FlaskClient, answer: str, typed: str, problem: str
) -> None:
    refused = send(reader, 1, **{"reponse-0": answer, "autre-0": typed})
    assert refused.status_code == 400
    assert problem in text(refused)
    assert f'value="{html.escape(typed)}"' in refused.get_data(as_text=True)
    assert "Personne" not in text(reader.get("/gestion/doutes?etat=tranches"))


def test_close_names_are_offered(client: FlaskClient) -> None:
    offered = send(client, 1, **{"reponse-0": "autre", "autre-0": "Grenobl"})
    assert offered.status_code == 400
    assert "choisissez parmi ce qui s’en approche" in text(offered)
    codes = re.findall(r'name="reponse-0" value="([^"]+)"', offered.get_data(as_text=True))
    assert codes == ["38169", "38185", "autre"]
    assert "« Grenobles » est Grenoble (38185)." in said(client, 1, reponse_0="38185")


def test_names_that_several_bear_are_offered(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        for code in ("it-pise", "it-pise-2"):
            town = AuthorityDocument("municipality", "Pise", "IT")
            add_all(session, {code: town}, CAUSE)
        asked = Question(FOREIGN, "Pisa", "IT", choices=(Choice("it-catania", "Catane", 0.7),))
        parties = (Party("Ici", "38169"), Party("Pisa", question=asked))
        add_doubts(session, [NewDoubt(RowContent("modele", ROW.declaration, parties), 3)])
    offered = send(client, 4, **{"reponse-0": "autre", "autre-0": "pise"})
    assert "peut désigner plusieurs collectivités" in text(offered)
    codes = re.findall(r'name="reponse-0" value="([^"]+)"', offered.get_data(as_text=True))
    assert codes == ["it-catania", "it-pise", "it-pise-2", "autre"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "Grenobles – Essen. Cette ligne n’est pas utilisée."),
        (2, "Ce sont deux partenariats."),
        (3, "Essen et Stadt (Allemagne). Ce sont deux partenaires."),
    ],
)
def test_setting_aside_says_what_it_means(client: FlaskClient, number: int, words: str) -> None:
    assert words in said(client, number, "ecarter")
    assert words.rsplit(". ")[-1] in text(client.get(f"/gestion/doutes/{number}"))
    assert words.rsplit(". ")[-1] in text(client.get("/gestion/doutes?etat=ecartes"))


def test_two_records_are_told_to_be_one(client: FlaskClient) -> None:
    told = "la fiche n° 4 est réunie à la fiche n° 8, Isère, Grenoble – Ouagadougou"
    assert told in said(client, 2, reponse_0="8")
    for page in ("/gestion/doutes/2", "/gestion/doutes?etat=tranches"):
        assert told in text(client.get(page))
        assert 'href="/partenariats/8"' in client.get(page).get_data(as_text=True)
    assert "(n° 4)" in text(client.get("/gestion/doutes?etat=tranches"))


def test_two_partners_are_shown_side_by_side_and_become_one(client: FlaskClient) -> None:
    page = text(client.get("/gestion/doutes/3"))
    for fact in ("Assindia", "latitude 51,450°, longitude 7,010°", "code de-stadt", "aucun"):
        assert fact in page
    told = "C’est un seul partenaire : « Stadt » (de-stadt) est réuni à Essen (Allemagne)."
    assert told in said(client, 3, reponse_0="de-essen")
    assert told in text(client.get("/gestion/doutes/3"))
    for old, new in (
        ("/collectivites/de-stadt", "/collectivites/de-essen"),
        ("/en/collectivites/de-stadt", "/en/collectivites/de-essen"),
    ):
        moved = client.get(old)
        assert (moved.status_code, moved.location) == (302, new)
    record = client.get("/api/v1/collectivites/de-stadt").get_json()
    assert record["remplacee_par"] == "de-essen"
    said(client, 3, "reprendre")
    assert client.get("/collectivites/de-stadt").status_code == 200


def test_partners_are_settled_before_the_records_that_hang_on_them(
    client: FlaskClient, app: Flask
) -> None:
    reasons = (("double", "de-essen | de-stadt"), ("year_unknown", ""))
    with app.app_context(), transaction(writing_engine()) as session:
        add_doubts(session, [NewDoubt(PairContent((2, 3), "spelling", 0.8, reasons))])
    assert "Répondez d’abord à leur sujet" in text(client.get("/gestion/doutes/4"))
    assert "Répondez d’abord" not in text(client.get("/gestion/doutes/2"))
    told = said(client, 3, "ecarter")
    assert "1 paire de leurs fiches est écartée avec eux." in told
    assert "Écartée par" in text(client.get("/gestion/doutes/4"))


def test_who_goes_through_one_kind_stays_in_it(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        add_doubts(session, [NewDoubt(PairContent((2, 3), "split", 0.8))])
    form = {"csrf_token": token(client), "acte": "ecarter"}
    answer = client.post("/gestion/doutes/2?sorte=fiches", data=form)
    assert answer.location == "/gestion/doutes/4?sorte=fiches"
    form = {"csrf_token": token(client), "acte": "ecarter"}
    answer = client.post("/gestion/doutes/4?sorte=fiches", data=form)
    assert answer.location == "/gestion/doutes?sorte=fiches"


def test_a_record_that_was_united_leads_to_the_one_that_was_kept(client: FlaskClient) -> None:
    send(client, 2, **{"reponse-0": "8"})
    moved = client.get("/gestion/partenariats/4")
    assert moved.location == "/gestion/partenariats/8"
    assert "La fiche n° 4 a été réunie à celle-ci, n° 8." in text(client.get(moved.location))
    form = {"csrf_token": token(client), "note": "Perdu"}
    sent = client.post("/gestion/partenariats/4", data=form)
    assert sent.location == "/gestion/partenariats/8"
    assert "n’a pas été enregistré" in text(client.get(sent.location))
    assert "Cette fiche a été réunie à la fiche n° 8" in text(
        client.get("/gestion/partenariats/4/histoire")
    )
    day = client.get("/gestion/partenariats/4/ce-jour?le=2026-01-01")
    assert "/gestion/partenariats/8/ce-jour?le=2026-01-01" in day.get_data(as_text=True)


def test_a_union_is_taken_back_as_a_whole(client: FlaskClient) -> None:
    send(client, 2, **{"reponse-0": "8"})
    page = client.get("/gestion/partenariats/8/histoire").get_data(as_text=True)
    assert 'href="/gestion/doutes/2"' in page
    assert "/gestion/partenariats/8/annuler/" not in page
    revision = re.search(r"n° (\d+) ·", html.unescape(page))
    assert revision is not None
    form = {"csrf_token": token(client)}
    client.post(f"/gestion/partenariats/8/annuler/{revision.group(1)}", data=form)
    assert "se reprend en entier, à la question n° 2" in text(
        client.get("/gestion/partenariats/8/histoire")
    )
    assert client.get("/partenariats/4").status_code == 302


def test_a_foreign_name_may_mean_another_known_partner(app: Flask, client: FlaskClient) -> None:
    asked = Question(FOREIGN, "Essenn", "DE", choices=(Choice("de-stadt", "Stadt", 0.8),))
    content = RowContent(
        "modele", ROW.declaration, (Party("Ici", "38169"), Party("Essenn", question=asked))
    )
    with app.app_context(), transaction(writing_engine()) as session:
        add_doubts(session, [NewDoubt(content, 3)])
    refused = send(client, 4, **{"reponse-0": "autre", "autre-0": "Grenoble"})
    assert "Aucun partenaire connu ne s’appelle" in text(refused)
    done = said(client, 4, reponse_0="autre", autre_0="Essen")
    assert "« Essenn » est Essen (Allemagne)." in done


def test_a_record_that_is_gone_cannot_be_chosen(app: Flask, client: FlaskClient) -> None:
    which = Question(RECORD, "Isère", choices=(Choice("4", "a", 0.5), Choice("8", "b", 0.5)))
    parties = (Party("Isère", "38D"), Party("Ouagadougou", "bf-ouagadougou"))
    with app.app_context(), transaction(writing_engine()) as session:
        add_doubts(session, [NewDoubt(RowContent("modele", ROW.declaration, parties, which), 3)])
        save_all(session, {4: None}, CAUSE)
    page = client.get("/gestion/doutes/4").get_data(as_text=True)
    assert re.search(r'value="4" required disabled', page)
    assert re.search(r'value="8" required(?! disabled)', page)
    refused = send(client, 4, **{"reponse-0": "4"})
    assert refused.status_code == 400
    assert "La fiche n° 4 n’est plus dans l’atlas" in text(refused)


def test_a_question_about_somebody_who_is_gone_can_be_set_aside(
    app: Flask, client: FlaskClient
) -> None:
    asked = Question(FRENCH, "Grenobles", "FR", choices=(Choice("38169", "Fontaine", 0.7),))
    parties = (Party("Grenobles", question=asked), Party("Tubinge", "de-tubinge"))
    with app.app_context(), transaction(writing_engine()) as session:
        add_doubts(session, [NewDoubt(RowContent("modele", ROW.declaration, parties), 3)])
    assert client.get("/gestion/doutes/4").status_code == 200
    refused = send(client, 4, **{"reponse-0": "38169"})
    assert refused.status_code == 400
    assert "« Tubinge » (de-tubinge) n’est plus dans l’atlas" in text(refused)
    assert send(client, 4, "ecarter").status_code == 303


def test_a_partner_of_another_country_is_chosen_twice(app: Flask, client: FlaskClient) -> None:
    asked = Question(FOREIGN, "Essenn", "DE", choices=(Choice("de-stadt", "Stadt", 0.8),))
    parties = (Party("Ici", "38169"), Party("Essenn", question=asked))
    with app.app_context(), transaction(writing_engine()) as session:
        add_doubts(session, [NewDoubt(RowContent("modele", ROW.declaration, parties), 3)])
    for typed in ("it-catania", "Catania", "Catane (it-catania)"):
        refused = send(client, 4, **{"reponse-0": "autre", "autre-0": typed})
        assert refused.status_code == 400
        assert "n’est pas du pays que dit le fichier (Italie, et non Allemagne)" in text(refused)
        assert 'name="reponse-0" value="it-catania"' in refused.get_data(as_text=True)
    assert "est Catan" in said(client, 4, reponse_0="it-catania")


def test_a_union_of_partners_is_taken_back_as_a_whole(client: FlaskClient) -> None:
    send(client, 3, **{"reponse-0": "de-essen"})
    for code in ("de-essen", "de-stadt"):
        address = f"/gestion/collectivites/{code}"
        page = client.get(address).get_data(as_text=True)
        assert "Réunion</strong>" in page
        assert 'href="/gestion/doutes/3"' in page
        number = re.search(r"n° (\d+) ·", html.unescape(page))
        assert number is not None
        assert f"{address}/annuler/{number.group(1)}" not in page
        form = {"csrf_token": token(client)}
        client.post(f"{address}/annuler/{number.group(1)}", data=form)
        assert "se reprend en entier, à la question n° 3" in text(client.get(address))
    said(client, 3, "reprendre")
    for code in ("de-essen", "de-stadt"):
        assert "Annulée le" in text(client.get(f"/gestion/collectivites/{code}"))
