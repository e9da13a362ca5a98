"""The exchange on the site: filters, adverts that are over, answers, links of one side."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.exchange import adverts, links
from atlas.exchange.links import ADVERTISER, READER
from atlas.model import Advert, AdvertReply, Letter
from tests.support.exchange import AGENT, agent, content, published
from tests.support.small_atlas import HOSTILE_NAMES
from webapp.public import guarded_form

WORDS = "Nous cherchons justement un partenaire pour l’eau."
PERSON = "lectrice@exemple.sn"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a program send what it has just read."""
    monkeypatch.setattr(guarded_form, "QUICKEST", 0)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def publish(app: Flask, **changes: object) -> int:
    """Publish an advert of an agent of Grenoble, now."""
    now = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    with transaction(app.extensions["atlas_database"][0]) as session:
        return published(session, agent(session), now=now, **changes)


def hidden(client: FlaskClient, address: str) -> dict[str, str]:
    """Open a form and return its hidden fields."""
    page = client.get(address).get_data(as_text=True)
    found = re.findall(r'<input id="\w+" name="(\w+)" type="hidden" value="([^"]*)"', page)
    assert "csrf_token" in dict(found), page
    return dict(found)


def fields(**changes: str) -> dict[str, str]:
    return {
        "nom": "Une adjointe", "organisme": "Commune de Thiès", "courriel": PERSON,
        "message": WORDS, **changes,
    }  # fmt: skip


def send(client: FlaskClient, number: int, **changes: str) -> str:
    """Answer an advert; return the page that is then shown."""
    address = f"/bourse/{number}/repondre"
    answer = client.post(address, data={**hidden(client, address), **fields(**changes)})
    return answer.get_data(as_text=True) if answer.status_code != 303 else ""


def letters(app: Flask) -> list[Letter]:
    with Session(app.extensions["atlas_database"][0]) as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert found is not None
    return found[1]


def text(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_the_list_shows_and_filters_adverts_and_an_advert_what_answers_it(
    client: FlaskClient,
) -> None:
    page = client.get("/bourse").text
    assert 'href="/bourse/1"' in page
    assert 'href="/bourse/2"' in page
    seeking = client.get("/bourse?sens=cherche&pays=BF&theme=eau").text
    assert 'href="/bourse/1"' in seeking
    assert 'href="/bourse/2"' not in seeking
    one = client.get("/bourse/1").text
    assert 'href="/bourse/2"' in one
    assert "Cette annonce cherche, l’autre propose." in one
    assert "75 points sur 100" in text(one)
    two = client.get("/bourse/2").text
    assert "Cette annonce propose, l’autre cherche." in two


#: What only an advert that seeks may say, and what only one that offers.
SEEKS = ("cherché", "cherchée", "Partenaire souhaité", "peut conseiller", "Vers qui se tourner")
OFFERS = ("où l’annonce propose", "Pour qui", "À qui proposer", "ce qu’elle y a appris")


@pytest.mark.parametrize(
    ("kind", "said", "not_said"), [("seek", SEEKS[2:], OFFERS), ("offer", OFFERS[1:], SEEKS)]
)
def test_what_is_offered_is_not_told_in_the_words_of_what_is_sought(
    app: Flask, client: FlaskClient, kind: str, said: tuple[str, ...], not_said: tuple[str, ...]
) -> None:
    number = publish(
        app, kind=kind, authority="38169", countries=("DE",), themes=(), partners=("municipality",),
        population_from=10,
    )  # fmt: skip
    page = text(client.get(f"/bourse/{number}").text)
    for words in said:
        assert words in page
    for words in not_said:
        assert words not in page


@pytest.mark.parametrize("kind", ["seek", "offer"])
def test_each_suggestion_says_with_whom_where_and_since_when(
    app: Flask, client: FlaskClient, kind: str
) -> None:
    number = publish(app, kind=kind, authority="98818", countries=("DE", "IT", "BF"), themes=())
    page = client.get(f"/bourse/{number}").text
    sentences = [text(one) for one in re.findall(r"<p>([^<]*)</p>\s*<details", page)]
    assert len(sentences) >= 4
    for one in sentences:
        assert re.search(r"depuis (\d{4}|une date inconnue)|dernière année connue", one), one
    advisers = [one for one in sentences if one.startswith("Travaille avec")]
    assert advisers
    for one in advisers:
        assert re.search(r"\((Allemagne|Italie|Burkina Faso)\)", one), one


@pytest.mark.parametrize(
    "query", ["sens=vend", "pays=ZZ", "theme=alchimie", "page=0", "page=x", "tri=date", "pays="]
)
def test_a_filter_that_means_nothing_is_refused_and_an_empty_one_asks_for_nothing(
    client: FlaskClient, query: str
) -> None:
    assert client.get(f"/bourse?{query}").status_code == (200 if query == "pays=" else 400)


def test_a_page_after_the_last_is_told_so(client: FlaskClient) -> None:
    assert client.get("/bourse?page=9").status_code == 404


def test_words_written_while_an_advert_ended_are_not_lost(app: Flask, client: FlaskClient) -> None:
    number = publish(app)
    address = f"/bourse/{number}/repondre"
    data = {**hidden(client, address), **fields()}
    with transaction(app.extensions["atlas_database"][0]) as session:
        session.get_one(Advert, number).expires_at = "2026-01-01T00:00:00+00:00"
    answer = client.post(address, data=data)
    assert answer.status_code == 410
    assert "Cette annonce ne reçoit plus de réponse." in answer.text
    assert WORDS in answer.text


def test_an_empty_list_helps(app: Flask, client: FlaskClient) -> None:
    page = client.get("/bourse?pays=IT").text
    assert "Aucune annonce ne répond à ces choix" in page
    assert 'href="/liste?pays=IT"' in page
    with transaction(app.extensions["atlas_database"][0]) as session:
        session.query(Advert).delete()
    page = client.get("/bourse").text
    assert "Aucune annonce n’est publiée pour le moment." in page
    assert '<form class="bourse__filtres"' not in page


def test_the_page_of_an_authority_tells_of_its_adverts(client: FlaskClient) -> None:
    assert 'href="/bourse/1"' in client.get("/collectivites/38169").text
    assert "/bourse/1" not in client.get("/collectivites/38185").text


def test_hostile_words_are_shown_as_written(client: FlaskClient) -> None:
    for address in ("/bourse", "/bourse/1", "/bourse/2", "/en/bourse/2"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert html.escape(HOSTILE_NAMES[0], quote=False) in page.replace("&#34;", '"')


@pytest.mark.parametrize("state", ["draft", "proposed", "refused"])
def test_what_was_not_published_does_not_exist_for_the_public(
    app: Flask, client: FlaskClient, state: str
) -> None:
    number = publish(app, title="Un titre encore secret")
    with transaction(app.extensions["atlas_database"][0]) as session:
        session.get_one(Advert, number).status = state
    for address in (
        f"/bourse/{number}", f"/bourse/{number}/repondre", f"/partager?adresse=/bourse/{number}",
        f"/apercu.png?adresse=/bourse/{number}", "/bourse/4242",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert b"secret" not in answer.data


def test_an_advert_that_is_over_answers_410_with_those_like_it(
    app: Flask, client: FlaskClient
) -> None:
    number = publish(app, kind="offer", authority="38185")
    with transaction(app.extensions["atlas_database"][0]) as session:
        session.get_one(Advert, number).expires_at = "2026-01-01T00:00:00+00:00"
    answer = client.get(f"/bourse/{number}")
    assert answer.status_code == 410
    assert "a pris fin le 1er\N{NO-BREAK SPACE}janvier 2026" in answer.text
    assert 'href="/bourse/1"' in answer.text
    answer = client.get(f"/bourse/{number}/repondre")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/bourse/{number}")
    with transaction(app.extensions["atlas_database"][0]) as session:
        adverts.withdraw(session, number)
    answer = client.get(f"/bourse/{number}")
    assert answer.status_code == 410
    assert "l’a retirée" in answer.text


def test_an_answer_is_confirmed_then_handed_over_and_answered_back(
    app: Flask, client: FlaskClient
) -> None:
    number = publish(app)
    assert send(client, number) == ""
    (asked,) = letters(app)
    assert asked.recipient == PERSON
    confirm = link_in(asked)
    for _ in range(2):  # Looking at the page sends nothing: programs follow links in letters.
        assert WORDS in client.get(confirm).text
    assert len(letters(app)) == 1
    token = {"csrf_token": hidden(client, confirm)["csrf_token"]}
    followed = client.post(confirm, data=token)
    assert followed.status_code == 303
    mine = followed.headers["Location"]
    client.post(confirm, data=token)
    handed = letters(app)[-1]
    assert len(letters(app)) == 2
    assert handed.recipient == AGENT
    theirs = link_in(handed)
    other = app.test_client()
    theirs_token = {"csrf_token": hidden(other, theirs)["csrf_token"]}
    answer = other.post(
        theirs,
        data={**theirs_token, "acte": "ecrire", "message": "Parlons-nous mardi, volontiers."},
    )
    assert answer.status_code == 303
    back = letters(app)[-1]
    assert back.recipient == PERSON
    assert link_in(back) == mine
    assert "Parlons-nous mardi" in client.get(mine).text
    # Neither page nor letter of one side holds the address of the other.
    assert PERSON not in other.get(theirs).text + handed.subject + handed.body
    assert AGENT not in client.get(mine).text + back.subject + back.body


def test_pages_of_a_conversation_are_private_and_shared_with_nobody(
    app: Flask, client: FlaskClient
) -> None:
    number = publish(app)
    send(client, number)
    confirm = link_in(letters(app)[-1])
    answer = client.get(confirm)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert 'rel="canonical"' not in answer.text
    assert "/partager?adresse=" not in answer.text
    assert client.get(f"/partager?adresse={confirm}").status_code == 404


def test_what_is_wrong_is_told_and_nothing_written_is_lost(app: Flask, client: FlaskClient) -> None:
    number = publish(app)
    page = send(client, number, courriel="pas une adresse", nom="")
    assert "Cette adresse électronique n’est pas complète." in page
    assert "Dites qui vous êtes." in page
    assert WORDS in page
    assert letters(app) == []


@pytest.mark.parametrize("field", ["nom", "organisme", "courriel"])
def test_a_line_end_in_a_field_writes_no_letter(
    app: Flask, client: FlaskClient, field: str
) -> None:
    number = publish(app)
    send(client, number, **{field: "a@b.fr\r\nBcc: tous@exemple.fr"})
    assert letters(app) == []


def test_programs_are_kept_out(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = publish(app)
    address = f"/bourse/{number}/repondre"
    shown = hidden(client, address)
    assert client.post(address, data=fields()).status_code == 400
    trapped = client.post(address, data={**shown, **fields(site="x")})
    assert trapped.status_code == 303
    monkeypatch.setattr(guarded_form, "QUICKEST", 60)
    assert client.post(address, data={**shown, **fields()}).status_code == 400
    assert letters(app) == []


def test_one_visitor_cannot_have_the_atlas_write_to_everybody(
    app: Flask, client: FlaskClient
) -> None:
    number = publish(app)
    address = f"/bourse/{number}/repondre"
    shown = hidden(client, address)
    statuses = [
        client.post(address, data={**shown, **fields(courriel=f"n{n}@exemple.fr")}).status_code
        for n in range(11)
    ]
    assert statuses == [303] * 10 + [429]


def conversation(app: Flask, client: FlaskClient) -> tuple[str, str]:
    """Return the addresses of both sides of a conversation."""
    send(client, publish(app))
    confirm = link_in(letters(app)[-1])
    mine = client.post(confirm, data=hidden(client, confirm)).headers["Location"]
    return mine, link_in(letters(app)[-1])


def test_a_link_of_one_side_does_not_open_the_other(app: Flask, client: FlaskClient) -> None:
    mine, theirs = conversation(app, client)
    for address in (
        mine.replace("echanges", "reponses"), theirs.replace("reponses", "echanges"),
        mine[:-3], "/bourse/echanges/x", "/bourse/confirmer/x", f"{mine}x",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert client.post(address, data=hidden(client, mine)).status_code == 410
    with app.app_context(), Session(app.extensions["atlas_database"][0]) as session:
        (row,) = session.scalars(select(AdvertReply))
        forged = links.make(str(app.secret_key), ADVERTISER, row.secret, 4242)
        other = links.make("x" * 32, READER, row.secret)
    assert client.get(f"/bourse/reponses/{forged}").status_code == 410
    assert client.get(f"/bourse/echanges/{other}").status_code == 410


def test_a_form_of_a_conversation_needs_its_token(app: Flask, client: FlaskClient) -> None:
    mine, _ = conversation(app, client)
    answer = client.post(mine, data={"acte": "fermer"})
    assert answer.status_code == 400
    assert client.get(mine).status_code == 200


def test_ending_a_conversation_kills_both_links(app: Flask, client: FlaskClient) -> None:
    mine, theirs = conversation(app, client)
    answer = client.post(mine, data={**hidden(client, mine), "acte": "fermer"})
    assert "sont effacés" in answer.text
    assert client.get(mine).status_code == 410
    assert client.get(theirs).status_code == 410
    assert letters(app)[-1].recipient == AGENT


def test_an_abuse_is_reported_with_its_reason(app: Flask, client: FlaskClient) -> None:
    mine, theirs = conversation(app, client)
    empty = client.post(theirs, data={**hidden(client, theirs), "acte": "abus", "raison": ""})
    assert empty.status_code == 400
    assert "Dites en quelques mots pourquoi." in empty.text
    told = client.post(
        theirs, data={**hidden(client, theirs), "acte": "abus", "raison": "De la publicité."}
    )
    assert told.status_code == 303
    page = client.get(mine).text
    assert "Un abus est signalé" in page
    assert "<textarea" not in page


def test_an_advert_that_nobody_reads_says_so_instead_of_taking_answers(
    client: FlaskClient,
) -> None:
    page = client.get("/bourse/1").text
    assert "Plus personne ne lit les réponses" in page
    assert client.get("/bourse/1/repondre").headers["Location"] == "/bourse/1"


def test_a_letter_is_in_the_language_in_which_somebody_answered(
    app: Flask, client: FlaskClient
) -> None:
    number = publish(app)
    address = f"/en/bourse/{number}/repondre"
    client.post(address, data={**hidden(client, address), **fields()})
    (letter,) = letters(app)
    assert letter.subject.startswith("Confirm your answer")
    assert link_in(letter).startswith("/en/bourse/confirmer/")
    assert "Pass your answer on?" in client.get(link_in(letter)).text


def test_the_text_of_an_advert_bears_its_language_on_pages_of_another(client: FlaskClient) -> None:
    assert '<h1 lang="fr">' in client.get("/en/bourse/1").text


def test_an_advert_that_changes_is_shown_with_others_at_once(
    app: Flask, client: FlaskClient
) -> None:
    number = publish(app, authority="38169", countries=("IT",), themes=())
    assert "Catane" in client.get(f"/bourse/{number}").text
    with transaction(app.extensions["atlas_database"][0]) as session:
        former = adverts.find(session, number)
        other = content(authority="38169", countries=("DE",), themes=())
        at = dt.datetime.now(tz=dt.UTC)
        adverts.change(session, number, other, expected=former.version, now=at)
    page = client.get(f"/bourse/{number}").text
    assert "Catane" not in page
    assert "Essen" in page
