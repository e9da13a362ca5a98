"""The personal page of a campaign: answered without account, by whoever holds the link."""

from __future__ import annotations

import re

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.campaigns import answering, links, running
from atlas.campaigns.answers import CONFIRM, CORRECT, Answer
from atlas.database import transaction
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.partnerships import create
from atlas.model import Campaign, CampaignInvitation, Proposal
from tests.support.campaigns import invitation_of, make_now
from tests.support.editing import CAUSE
from tests.support.small_atlas import HOSTILE_NAMES
from webapp import limits
from webapp.public import verification_page


@pytest.fixture
def engine(app: Flask) -> Engine:
    opened: Engine = app.extensions["atlas_database"][0]
    return opened


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def link(app: Flask, engine: Engine, code: str) -> str:
    """Ask a collectivité, and return the address of its page."""
    make_now(engine, code)
    with Session(engine) as session:
        token = links.make(str(app.secret_key), invitation_of(session, code))
    return f"/verifier/{token}"


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    return answer.get_data(as_text=True)


def post(client: FlaskClient, address: str, **fields: object) -> tuple[int, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text(client, address))
    assert found is not None
    data = {"csrf_token": found.group(1), **fields}
    answer = client.post(address, data=data)
    return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def proposals_of(engine: Engine) -> list[Proposal]:
    with Session(engine) as session:
        return list(session.scalars(select(Proposal).where(Proposal.status == "pending")))


def test_each_link_is_shown_as_the_atlas_tells_it(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    page = text(client, link(app, engine, "38185"))
    assert "Les partenariats de Grenoble" in page
    for number in (2, 3, 4):
        assert f'name="l{number}-choix"' in page
    assert 'name="l1-choix"' not in page
    assert 'name="l2-debut" type="text" value="1976"' in page
    assert re.search(r'name="l2-themes" value="culture" checked', page)
    assert "Jamais vérifié" in page
    assert 'name="robots" content="noindex"' in page
    assert "Partager cette page" not in page, "a personal link is not to be shared"


def test_opening_is_noted_once_and_not_by_programs_that_only_ask(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    client.head(address)
    with Session(engine) as session:
        assert invitation_of(session, "38185").opened_at is None
    client.get(address)
    with Session(engine) as session:
        first = invitation_of(session, "38185").opened_at
    client.get(address)
    with Session(engine) as session:
        assert invitation_of(session, "38185").opened_at == first is not None


def test_all_is_right_in_one_button(app: Flask, engine: Engine, client: FlaskClient) -> None:
    address = link(app, engine, "38185")
    status, location = post(client, address, acte="tout")
    assert (status, location) == (303, f"{address}/merci")
    page = text(client, location)
    assert "Vos 3 réponses sont bien arrivées." in page
    assert "relit vos réponses" in page
    assert [one.action for one in proposals_of(engine)] == ["verify"] * 3


def test_an_end_alone_does_not_precede_the_known_beginning(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    status, page = post(
        client, address, **{"acte": "envoyer", "l2-choix": "termine", "l2-termine-fin": "1950"}
    )
    assert status == 400
    assert "La fin précède le début." in page
    assert proposals_of(engine) == []


def test_some_answers_now_the_others_later(app: Flask, engine: Engine, client: FlaskClient) -> None:
    address = link(app, engine, "38185")
    status, location = post(
        client, address, **{"acte": "envoyer", "l2-choix": "termine", "l2-termine-fin": "2019"}
    )
    assert (status, location) == (303, address)
    page = text(client, address)
    assert "Il reste 2 liens à relire." in page
    assert "1 lien sur 3 a sa réponse." in page
    assert "envoyé, à relire par l’équipe" in page
    assert 'value="termine" checked' in page
    post(client, address, **{"acte": "garder", "l3-choix": "corriger", "l3-mots": "Je cherche"})
    page = text(client, address)
    assert "gardé, pas encore envoyé" in page
    assert "Je cherche" in page
    assert len(proposals_of(engine)) == 1


def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_sent(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    status, page = post(
        client,
        address,
        **{"l2-choix": "confirmer", "l3-choix": "corriger", "l3-debut": "61", "l3-mots": "Vu"},
    )
    assert status == 400
    assert "le reste est envoyé" in page
    assert 'aria-describedby="l3-debut-probleme"' in page
    assert 'value="61"' in page
    assert [one.record for one in proposals_of(engine)] == ["2"]
    with Session(engine) as session:
        kept = answering.given(session, invitation_of(session, "38185").id)
    assert (kept["3"].sent, kept["3"].answer.start) == (False, "61")


def summary(page: str) -> dict[str, str]:
    """Return what the first thing read says, by the field that each line leads to."""
    found = re.search(
        r'<div class="problemes" role="alert" tabindex="-1" autofocus.*?</div>', page, re.DOTALL
    )
    assert found is not None, "nothing tells what is wrong"
    links = dict(re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', found.group()))
    for target in links:
        assert f'id="{target}"' in page, "a line leads nowhere"
    return links


def test_nothing_chosen_is_not_an_answer(app: Flask, engine: Engine, client: FlaskClient) -> None:
    status, page = post(client, link(app, engine, "38185"), acte="envoyer")
    assert status == 400
    ((target, sentence),) = summary(page).items()
    assert "Choisissez une réponse" in sentence
    assert re.fullmatch(r"l\d-choix", target)


def test_the_first_thing_read_leads_to_each_wrong_field(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    status, page = post(
        client,
        link(app, engine, "38185"),
        **{
            "l2-choix": "termine", "l2-termine-fin": "19", "l2-termine-mots": "\x07",
            "l3-choix": "corriger", "l3-debut": "61", "l3-themes": "magie",
            "l4-choix": "confirmer",
        },
    )  # fmt: skip
    assert status == 400
    found = summary(page)
    assert set(found) == {"l2-termine-fin", "l2-termine-mots", "l3-debut", "l3-themes"}
    assert "Catane" in found["l3-debut"], "of several links, each line says which"
    assert "quatre chiffres" in found["l3-debut"]
    assert "le reste est envoyé" in page
    status, page = post(client, link(app, engine, "84D"), **{"acte": "ajouter", "ajout-debut": "9"})
    assert set(summary(page)) == {"ajout-partenaire", "ajout-pays", "ajout-nature", "ajout-debut"}


def test_a_country_that_is_none_is_refused_with_those_near_and_nothing_is_lost(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    typed = {
        "acte": "ajouter", "ajout-partenaire": "Klow", "ajout-nature": "jumelage",
        "ajout-mots": "Signé à Klow", "l2-choix": "corriger", "l2-mots": "Et ceci",
    }  # fmt: skip
    status, page = post(client, address, **typed, **{"ajout-pays": "Syldavie"})
    assert status == 400
    assert "Aucun pays ne s’appelle «\N{NO-BREAK SPACE}Syldavie\N{NO-BREAK SPACE}»" in page
    for kept in ('value="Klow"', 'value="Syldavie"', "Signé à Klow", "Et ceci"):
        assert kept in page
    status, page = post(client, address, **typed, **{"ajout-pays": "Alemagne"})
    assert status == 400
    assert "Allemagne" in summary(page)["ajout-pays"]
    status, page = post(client, address, **typed, **{"ajout-pays": "france"})
    assert "à l’étranger" in summary(page)["ajout-pays"]
    assert proposals_of(engine) == []
    assert post(client, address, **typed, **{"ajout-pays": "l'ALLEMAGNE"}) == (303, address)
    (made,) = proposals_of(engine)
    document = msgspec.json.decode(made.document or "", type=PartnershipDocument)
    assert [member.code for member in document.members] == ["38185", "Klow (Allemagne)"]


def test_a_missing_link_is_added(app: Flask, engine: Engine, client: FlaskClient) -> None:
    address = link(app, engine, "84D")
    assert "L’atlas ne connaît aucun partenariat" in text(client, address)
    status, page = post(client, address, **{"acte": "ajouter", "ajout-partenaire": "Essen"})
    assert status == 400
    assert "Dites dans quel pays il est." in page
    added = {
        "ajout-partenaire": "Essen",
        "ajout-pays": "Allemagne",
        "ajout-nature": "jumelage",
        "ajout-debut": "1990",
        "ajout-themes": ["eau", "culture"],
    }
    assert post(client, address, acte="ajouter", **added) == (303, address)
    (made,) = proposals_of(engine)
    document = msgspec.json.decode(made.document or "", type=PartnershipDocument)
    assert [member.code for member in document.members] == ["84D", "de-essen"]
    assert "Essen, Allemagne" in text(client, address)


def test_having_finished_ends_the_reminders(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "84D")
    assert post(client, address, acte="terminer")[1] == f"{address}/merci"
    assert "vous ne recevrez pas de rappel" in text(client, f"{address}/merci")
    with Session(engine) as session:
        assert invitation_of(session, "84D").answered_at is not None


def test_a_dead_link_says_why_and_shows_the_way_out(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    for wrong in (address[:-2], "/verifier/x", "/verifier/%00", f"{address[:-2]}/merci"):
        page = text(client, wrong, 404)
        assert "copiez l’adresse entière" in page
        assert 'href="/signaler"' in page
    with transaction(engine) as session:
        campaign = invitation_of(session, "38185").campaign_id
        running.close(session, campaign)
    for path in (address, f"{address}/merci"):
        assert "est close" in text(client, path, 410)
    assert client.post(address, data={"acte": "tout"}).status_code == 410
    assert proposals_of(engine) == []


def test_after_the_end_a_link_says_what_became_of_the_answers(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    post(client, address, **{"l2-choix": "confirmer", "l3-choix": "termine"})
    with transaction(engine) as session:
        session.scalars(select(Proposal).where(Proposal.record == "2")).one().status = "accepted"
        campaign = session.get_one(Campaign, invitation_of(session, "38185").campaign_id)
        campaign.closes_on = "2026-01-01"
    page = text(client, address, 410)
    assert "La campagne est close" in page
    assert "Vous avez envoyé 2 réponses, 1 est acceptée et publique, 1 attend d’être relue" in page
    assert 'href="/collectivites/38185"' in page
    with transaction(engine) as session:
        invitation_of(session, "38185").generation += 1
    assert "Vous avez envoyé" not in text(client, address, 410), "another holds the link now"


def test_a_form_without_token_changes_nothing_and_loses_nothing(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    for token in ({}, {"csrf_token": "invented"}):
        answer = client.post(address, data={**token, "l2-choix": "corriger", "l2-mots": "Mes mots"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400
        assert "a perdu sa signature" in page
        assert "Mes mots" in page
    assert proposals_of(engine) == []


def test_answers_are_counted_by_visitor(
    app: Flask, engine: Engine, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    quota = limits.Quota("verifications-of-a-test", "1 per hour")
    monkeypatch.setattr("webapp.public.verifying.VERIFICATIONS", quota)
    address = link(app, engine, "38185")
    assert post(client, address, **{"l2-choix": "confirmer"})[0] == 303
    status, page = post(client, address, **{"l3-choix": "corriger", "l3-mots": "Mes mots"})
    assert status == 429
    assert "Mes mots" in page
    assert len(proposals_of(engine)) == 1


def test_nobody_answers_for_another_collectivite(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    status, page = post(client, address, **{"l1-choix": "termine", "l999-choix": "confirmer"})
    assert status == 400
    assert "Choisissez une réponse" in page
    assert proposals_of(engine) == []


@pytest.mark.parametrize("hostile", [*HOSTILE_NAMES, "{{ 7*7 }}{lien}%(nom)s", "<script>"])
def test_hostile_words_are_shown_as_written(
    app: Flask, engine: Engine, client: FlaskClient, hostile: str
) -> None:
    address = link(app, engine, "38185")
    fields = {"l2-choix": "corriger", "l2-mots": hostile, "l2-partenaire": hostile}
    assert post(client, address, acte="envoyer", **fields)[0] == 303
    page = text(client, address)
    assert hostile not in page or hostile == "{{ 7*7 }}{lien}%(nom)s"
    assert "49" not in re.findall(r"<textarea[^>]*>([^<]*)", page)
    (made,) = proposals_of(engine)
    assert hostile in made.reason


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"l2-choix": "supprimer"}, 400),
        ({"acte": "inventer", "l2-choix": "confirmer"}, 303),
        ({"l2-choix": "corriger", "l2-themes": "magie"}, 400),
        ({"l2-choix": "corriger", "l2-debut": "2999"}, 400),
        ({"l2-choix": "corriger", "l2-mots": "x" * 2001}, 400),
        ({"l2-choix": "termine", "l2-termine-mots": "\x07"}, 400),
        ({"x": "y" * 500_000}, 413),
    ],
)
def test_forms_made_by_hand_are_refused_in_a_sentence(
    app: Flask, engine: Engine, client: FlaskClient, fields: dict[str, str], status: int
) -> None:
    assert post(client, link(app, engine, "38185"), **fields)[0] == status


def test_unknown_parameters_and_pages_are_refused(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    for query in ("?x=1", "?page=2", "?page=a"):
        assert client.get(address + query).status_code == 400


def test_a_city_with_many_links_answers_page_by_page(
    app: Flask, engine: Engine, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_page, "PAGE_SIZE", 2)
    address = link(app, engine, "38185")
    page = text(client, address)
    assert "Page 1 sur 2." in page
    assert "Envoyer et passer à la suite" in page
    first = re.findall(r'name="l(\d)-choix" value="confirmer"', page)
    assert len(first) == 2
    sent = {f"l{number}-choix": "confirmer" for number in first}
    assert post(client, address, **sent) == (303, f"{address}?page=2")
    last = re.findall(r'name="l(\d)-choix" value="confirmer"', text(client, f"{address}?page=2"))
    assert len(last) == 1
    # An answer about a link of another page is not read: the page says what it shows.
    status, location = post(client, f"{address}?page=2", **{f"l{last[0]}-choix": "confirmer"})
    assert (status, location) == (303, f"{address}/merci")


def test_a_hundred_links_stay_light(app: Flask, engine: Engine, client: FlaskClient) -> None:
    with transaction(engine) as session:
        for _ in range(97):
            members = (Member("38185"), Member("de-essen"))
            document = PartnershipDocument("cooperation", "haute", members=members)
            create(session, document, CAUSE)
    page = text(client, link(app, engine, "38185"))
    assert "Confirmez ces 100 liens" in page
    assert len(page.encode()) < 150_000


def test_the_page_is_in_english_too(app: Flask, engine: Engine, client: FlaskClient) -> None:
    address = f"/en{link(app, engine, '38185')}"
    page = text(client, address)
    assert '<html lang="en">' in page
    assert "Grenoble" in page
    assert "Tout est exact" not in page
    assert post(client, address, acte="tout")[1] == f"{address}/merci"


def test_a_decided_answer_says_what_became_of_it(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    post(client, address, **{"l2-choix": "confirmer", "l3-choix": "termine"})
    with transaction(engine) as session:
        for row in session.scalars(select(Proposal)):
            row.status = "accepted" if row.record == "2" else "refused"
            row.answer = "" if row.record == "2" else "Le lien court toujours."
    page = text(client, address)
    assert "accepté, et public" in page
    assert "Le lien court toujours." in page


def test_two_browsers_of_one_collectivite_see_each_other_s_answers(
    app: Flask, engine: Engine, client: FlaskClient
) -> None:
    address = link(app, engine, "38185")
    post(client, address, **{"l2-choix": "confirmer"})
    assert "1 lien sur 3 a sa réponse." in text(app.test_client(), address)
    with Session(engine) as session:
        (row,) = session.scalars(select(CampaignInvitation))
        given = answering.given(session, row.id)
    assert given["2"].answer == Answer(CONFIRM)
    assert CORRECT not in {one.answer.choice for one in given.values()}
