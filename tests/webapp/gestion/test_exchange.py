"""The exchange in the back office: agents write for their authorities, maintainers decide."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.accounts import people
from atlas.database import transaction
from atlas.exchange import adverts, replies
from atlas.exchange.links import READER
from atlas.model import Account, Advert, AdvertReply, Letter
from atlas.settings import load_settings
from tests.support.back_office import enter_as, token
from tests.support.exchange import POST, content, published, reply
from tests.support.small_atlas import HOSTILE_NAMES
from webapp import create_app, limits
from webapp.database import writing_engine

ROLES = {
    "agent@grenoble.fr": ("agent", "38185"),
    "agent@fontaine.fr": ("agent", "38169"),
    "une@atlas.fr": ("mainteneur", ""),
    "deux@atlas.fr": ("mainteneur", ""),
    "lectrice@atlas.fr": ("lecteur", ""),
}
GRENOBLE, FONTAINE, ONE, TWO, READS = ROLES
TYPED = {
    "collectivite": "38185", "sens": "seek", "titre": "Un partenaire au Burkina Faso",
    "texte": "La ville voudrait soutenir un service public de l’eau, avec ses agents.",
    "pays": ["BF", ""], "themes": ["eau"], "langues": ["fr"], "de": "1 000", "a": "",
}  # fmt: skip


@pytest.fixture
def app(small_file: Path, tmp_path: Path) -> Iterator[Flask]:
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    made = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}))
    limits.reset()
    with made.app_context(), transaction(writing_engine()) as session:
        session.query(Advert).delete()
        for email, (role, code) in ROLES.items():
            account = people.invite(session, email, role, authorities=[code] if code else [])
            account.password = account.tf_totp_secret = "set"
    yield made
    made.extensions["atlas_database"][0].dispose()


def post(client: FlaskClient, address: str, **data: object) -> tuple[int, str]:
    answer = client.post(address, data={"csrf_token": token(client), **data}, follow_redirects=True)
    return answer.status_code, answer.text


def latest(app: Flask) -> Advert:
    with Session(app.extensions["atlas_database"][0]) as session:
        row = session.scalars(select(Advert).order_by(Advert.id.desc())).first()
        assert row is not None
        return row


def letters(app: Flask) -> list[Letter]:
    with Session(app.extensions["atlas_database"][0]) as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def version(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="version" value="([^"]+)"', client.get(address).text)
    assert found is not None
    return found[1]


def test_an_agent_looks_keeps_and_proposes_and_nothing_is_public_before_it_is_accepted(
    app: Flask,
) -> None:
    agent, one = enter_as(app, GRENOBLE), enter_as(app, ONE)
    status, page = post(agent, "/gestion/bourse/nouvelle", **TYPED, acte="apercu")
    assert status == 200
    assert "Telle que le public la lira" in page
    with Session(app.extensions["atlas_database"][0]) as session:
        assert session.scalars(select(Advert)).all() == []
    post(agent, "/gestion/bourse/nouvelle", **TYPED, acte="brouillon")
    number = latest(app).id
    assert latest(app).status == "draft"
    # A colleague's draft is nobody else's business, maintainers included.
    assert one.get(f"/gestion/bourse/{number}").status_code == 404
    status, page = post(agent, f"/gestion/bourse/{number}", acte="proposer")
    assert "proposée" in page
    assert "1 annonce de la bourse à décider" in one.get("/gestion").text
    address = f"/gestion/bourse/{number}"
    assert app.test_client().get(f"/bourse/{number}").status_code == 404
    status, page = post(one, address, acte="accepter", version=version(one, address))
    assert status == 200
    assert app.test_client().get(f"/bourse/{number}").status_code == 200
    (letter,) = letters(app)
    assert letter.recipient == GRENOBLE
    assert "est publiée" in letter.subject


def test_an_agent_cannot_decide_nor_publish(app: Flask) -> None:
    agent = enter_as(app, GRENOBLE)
    post(agent, "/gestion/bourse/nouvelle", **TYPED, acte="envoyer")
    number = latest(app).id
    assert latest(app).status == "proposed"
    for act in ("accepter", "refuser", "publier", ""):
        sent = {"acte": act, "reponse": "Oui", "version": latest(app).changed_at}
        assert post(agent, f"/gestion/bourse/{number}", **sent)[0] == 404
    assert latest(app).status == "proposed"


def test_an_agent_reaches_the_adverts_of_their_authorities_and_no_other(app: Flask) -> None:
    with transaction(app.extensions["atlas_database"][0]) as session:
        number = published(session, "user:1", now=people.now())
    stranger = enter_as(app, FONTAINE)
    for address in (f"/gestion/bourse/{number}", f"/gestion/bourse/{number}/modifier"):
        assert stranger.get(address).status_code == 404
        assert post(stranger, address, **TYPED, acte="retirer")[0] == 404
    status, page = post(stranger, "/gestion/bourse/nouvelle", **TYPED, acte="envoyer")
    assert status == 400
    assert "ses propres collectivités" in page
    assert "Burkina" not in stranger.get("/gestion/bourse").text
    assert latest(app).id == number
    assert latest(app).status == "published"


def test_an_agent_of_a_commune_reaches_the_adverts_of_the_one_merged_into_it(app: Flask) -> None:
    agent = enter_as(app, FONTAINE)
    post(agent, "/gestion/bourse/nouvelle", **{**TYPED, "collectivite": "38500"}, acte="envoyer")
    assert latest(app).authority_code == "38169"


def test_who_only_reads_changes_nothing(app: Flask) -> None:
    with transaction(app.extensions["atlas_database"][0]) as session:
        number = published(session, "user:1", now=people.now())
    reader = enter_as(app, READS)
    assert reader.get("/gestion/bourse").status_code == 200
    page = reader.get(f"/gestion/bourse/{number}").text
    assert "Retirer" not in page
    for address in (f"/gestion/bourse/{number}", "/gestion/bourse/nouvelle"):
        assert post(reader, address, **TYPED, acte="retirer")[0] == 403


def test_a_maintainers_own_advert_is_public_at_once_even_of_an_authority_abroad(
    app: Flask,
) -> None:
    one = enter_as(app, ONE)
    sent = {**TYPED, "collectivite": "Essen", "pays": ["FR"]}
    _status, page = post(one, "/gestion/bourse/nouvelle", **sent, acte="envoyer")
    assert "L’annonce est publiée." in page
    assert latest(app).authority_code == "de-essen"
    assert app.test_client().get(f"/bourse/{latest(app).id}").status_code == 200
    assert letters(app) == []


def test_a_maintainer_amends_and_accepts_and_the_author_learns_why(app: Flask) -> None:
    agent, one = enter_as(app, GRENOBLE), enter_as(app, ONE)
    post(agent, "/gestion/bourse/nouvelle", **TYPED, acte="envoyer")
    address = f"/gestion/bourse/{latest(app).id}/modifier"
    amended = {**TYPED, "titre": "Un partenaire pour l’eau, au Burkina Faso"}
    post(
        one, address, **amended, acte="envoyer", version=version(one, address),
        reponse="Le titre dit aussi le thème.",
    )  # fmt: skip
    assert latest(app).status == "published"
    assert latest(app).title == amended["titre"]
    assert latest(app).author.startswith("user:")
    (letter,) = letters(app)
    assert "Le titre dit aussi le thème." in letter.body


def test_a_refusal_without_a_reason_is_asked_again(app: Flask) -> None:
    agent, one = enter_as(app, GRENOBLE), enter_as(app, ONE)
    post(agent, "/gestion/bourse/nouvelle", **TYPED, acte="envoyer")
    address = f"/gestion/bourse/{latest(app).id}"
    status, page = post(one, address, acte="refuser", reponse=" ")
    assert status == 400
    assert re.search(r'<li><a href="#reponse">Dites pourquoi', page)
    assert 'aria-describedby="reponse-aide reponse-probleme"' in page
    post(one, address, acte="refuser", reponse="C’est une <b>publicité</b>.")
    assert latest(app).status == "refused"
    page = agent.get(address).text
    assert "C’est une &lt;b&gt;publicité&lt;/b&gt;." in page
    assert post(one, address, acte="accepter", version="x")[0] == 409


def test_two_who_change_one_advert_are_told_and_lose_nothing(app: Flask) -> None:
    agent, one = enter_as(app, GRENOBLE), enter_as(app, ONE)
    post(agent, "/gestion/bourse/nouvelle", **TYPED, acte="envoyer")
    address = f"/gestion/bourse/{latest(app).id}/modifier"
    read = version(one, address)
    post(agent, address, **{**TYPED, "titre": "Un titre changé"}, acte="envoyer", version=read)
    status, page = post(one, address, **TYPED, acte="envoyer", version=read)
    assert status == 409
    assert "relisez-la" in page
    assert TYPED["titre"] in page
    assert latest(app).title == "Un titre changé"
    # Nor is what was not read accepted.
    decided = post(one, address.removesuffix("/modifier"), acte="accepter", version=read)
    assert decided[0] == 409
    assert latest(app).status == "proposed"


def test_an_agents_change_of_a_public_advert_waits_again(app: Flask) -> None:
    with transaction(app.extensions["atlas_database"][0]) as session:
        author = people.find(session, GRENOBLE)
        number = published(session, f"user:{author.id}", now=people.now())
    agent = enter_as(app, GRENOBLE)
    address = f"/gestion/bourse/{number}/modifier"
    assert "attend de nouveau" in agent.get(address).text
    post(agent, address, **TYPED, acte="envoyer", version=version(agent, address))
    assert latest(app).status == "proposed"
    assert app.test_client().get(f"/bourse/{number}").status_code == 404


def test_an_advert_is_renewed_and_withdrawn(app: Flask) -> None:
    begun = people.now() - dt.timedelta(days=200)
    with transaction(app.extensions["atlas_database"][0]) as session:
        author = people.find(session, GRENOBLE)
        number = published(session, f"user:{author.id}", now=begun)
    agent, address = enter_as(app, GRENOBLE), f"/gestion/bourse/{number}"
    assert "Expirée" in agent.get(address).text
    assert "renouvelée" in post(agent, address, acte="renouveler")[1]
    assert app.test_client().get(f"/bourse/{number}").status_code == 200
    assert "retirée" in post(agent, address, acte="retirer")[1]
    assert app.test_client().get(f"/bourse/{number}").status_code == 410


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(app: Flask) -> None:
    agent = enter_as(app, GRENOBLE)
    wrong = {
        **TYPED, "titre": HOSTILE_NAMES[0] * 9, "pays": ["ZZ"], "a": "1", "themes": ["x"] * 999,
    }  # fmt: skip
    status, page = post(agent, "/gestion/bourse/nouvelle", **wrong, acte="envoyer")
    assert status == 400
    assert "Ce texte est trop long." in page
    assert "Cette valeur n’est pas de la liste." in page
    assert "inférieure à la plus petite" in page
    assert "<script>alert" not in page


def converse(app: Flask) -> tuple[int, int]:
    """Publish an advert of the agent of Grenoble and answer it; return both numbers."""
    with transaction(app.extensions["atlas_database"][0]) as session:
        author = people.find(session, GRENOBLE)
        number = published(session, f"user:{author.id}", now=people.now())
        replies.answer(session, POST, number, reply(), now=people.now())
        (row,) = session.scalars(select(AdvertReply))
        replies.confirm(session, POST, row.secret, now=people.now())
        return number, row.id


def test_answers_are_for_the_authority_and_for_nobody_else(app: Flask) -> None:
    number, conversation = converse(app)
    agent, address = enter_as(app, GRENOBLE), f"/gestion/bourse/echanges/{conversation}"
    assert "1 réponse à vos annonces attend la vôtre" in agent.get("/gestion").text
    assert reply().name in agent.get(f"/gestion/bourse/{number}").text
    page = agent.get(address).text
    assert reply().message in page
    assert reply().contact not in page
    for email in (FONTAINE, ONE, TWO):
        other = enter_as(app, email)
        assert other.get(address).status_code == 404
        assert post(other, address, acte="fermer")[0] == 404
        if email != FONTAINE:
            assert reply().name not in other.get(f"/gestion/bourse/{number}").text
    assert enter_as(app, READS).get(address).status_code == 403
    _status, page = post(agent, address, acte="ecrire", message="Merci, parlons-nous mardi.")
    assert "Votre message est transmis." in page
    assert letters(app)[-1].recipient == reply().contact
    assert "attend la vôtre" not in agent.get("/gestion").text
    status, page = post(agent, address, acte="ecrire", message="non")
    assert (status, '<li><a href="#message">' in page) == (400, True)
    status, page = post(agent, address, acte="abus", raison=" ")
    assert (status, '<li><a href="#raison">' in page) == (400, True)
    assert '<details class="echange__fin" open>' in page
    assert post(agent, address, acte="effacer")[0] == 404


def test_a_reported_abuse_is_read_and_decided_by_maintainers(app: Flask) -> None:
    _, conversation = converse(app)
    address = f"/gestion/bourse/echanges/{conversation}"
    post(enter_as(app, GRENOBLE), address, acte="ecrire", message="Avec plaisir, en janvier.")
    with transaction(app.extensions["atlas_database"][0]) as session:
        replies.report(session, POST, conversation, READER, "Des insultes.")
    one = enter_as(app, ONE)
    assert {letter.recipient for letter in letters(app) if "abus" in letter.subject} == {ONE, TWO}
    assert "1 abus signalé" in one.get("/gestion").text
    assert "Des insultes." in one.get("/gestion/bourse").text
    page = one.get(address).text
    assert reply().message in page
    assert reply().contact not in page
    assert "Avec plaisir, en janvier." in page
    assert "<strong>Vous</strong>" not in page, "a maintainer wrote none of it"
    assert "<strong>Grenoble</strong>" in page
    assert post(enter_as(app, FONTAINE), address, acte="effacer")[0] == 404
    assert "effacé" in post(one, address, acte="effacer")[1]
    assert one.get(address).status_code == 404
    with Session(app.extensions["atlas_database"][0]) as session:
        (row,) = session.scalars(select(AdvertReply))
        assert row.contact == ""


def test_an_advert_survives_the_closing_of_its_authors_account(app: Flask) -> None:
    number, _ = converse(app)
    with transaction(app.extensions["atlas_database"][0]) as session:
        people.find(session, GRENOBLE).active = False
        assert session.scalars(select(Account)).all()
        assert adverts.find(session, number).content.title == content().title
    assert "Plus personne ne lit" in app.test_client().get(f"/bourse/{number}").text
