"""A partner that the atlas does not have: made from the form of a record, or from a proposal."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from atlas.database import transaction
from atlas.editing import proposals
from atlas.editing.documents import EventEntry, Member, PartnershipDocument
from atlas.editing.reading import read_document
from atlas.model import Authority, Letter
from tests.support.back_office import enter, open_accounts, token
from webapp.database import writing_engine
from webapp.gestion import lookalikes

RECORD = "/gestion/partenariats/nouveau"
MAKING = "/gestion/collectivites/nouvelle"


@pytest.fixture
def team(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(lookalikes, "_asked", lambda _document: [])
    open_accounts(app)
    return enter(app, "mainteneur")


def readable(answer: TestResponse) -> str:
    page = html.unescape(answer.get_data(as_text=True))
    return page.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def record_form(client: FlaskClient, act: str, partner: str, **more: str) -> MultiDict[str, str]:
    """Return what is sent of the form of a record between Grenoble and ``partner``."""
    return MultiDict(
        {
            "csrf_token": token(client),
            "acte": act,
            "nature": "jumelage",
            "confiance": "haute",
            "membres-0-qui": "38185",
            "membres-1-qui": partner,
            "evenements-0-type": "signed",
            "evenements-0-date": "2024",
            "source_titre": "Délibération du 3 mars 2024",
            "raison": "Nouveau jumelage.",
            "note": "Tapée avant de partir.",
            **more,
        }
    )


def test_a_partner_is_made_from_the_form_of_a_record_and_nothing_typed_is_lost(
    app: Flask, team: FlaskClient
) -> None:
    refused = team.post(RECORD, data=record_form(team, "enregistrer", "Neustadt an der Orla"))
    assert refused.status_code == 400
    assert "n’est pas dans l’atlas ? Ajoutez-la" in readable(refused)
    assert 'value="partenaire-1"' in readable(refused)
    away = team.post(RECORD, data=record_form(team, "partenaire-1", "Neustadt an der Orla"))
    assert away.location == f"{MAKING}?fiche=nouveau&rang=1"
    making = readable(team.get(away.location))
    assert 'value="Neustadt an der Orla"' in making
    assert 'value="Délibération du 3 mars 2024"' in making
    made = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "fiche": "nouveau", "rang": "1",
            "nom": "Neustadt an der Orla", "pays": "DE", "nature": "municipality",
            "source_titre": "Délibération du 3 mars 2024", "raison": "Nouveau jumelage.",
        },
    )  # fmt: skip
    assert made.location == RECORD
    back = readable(team.get(RECORD))
    assert 'value="de-neustadt-an-der-orla"' in back
    assert "Tapée avant de partir." in back
    assert "est dans l’atlas, et publique" in back
    saved = team.post(RECORD, data=record_form(team, "enregistrer", "de-neustadt-an-der-orla"))
    assert saved.status_code == 303
    public = app.test_client().get("/collectivites/de-neustadt-an-der-orla")
    assert "Grenoble" in public.get_data(as_text=True)


def test_without_a_row_the_partner_goes_where_none_is_known_or_to_a_row_of_its_own(
    team: FlaskClient,
) -> None:
    def goes(partner: str, **more: str) -> str:
        form = record_form(team, "partenaire-", partner, **more)
        return team.post(RECORD, data=form).location.rsplit("rang=", 1)[1]

    assert goes("Nulle-Part") == "1"
    assert goes("", **{"membres-1-ecrit": ""}) == "1"
    # Whoever typed a name that is known means another town of that name.
    assert goes("Essen") == "1"
    assert goes("de-essen") == "2"
    assert team.get(f"{MAKING}?fiche=nouveau&rang=2").status_code == 200
    assert team.get(f"{MAKING}?fiche=nouveau&rang=3").status_code == 404
    assert team.get(f"{MAKING}?fiche=2&rang=0").status_code == 404
    assert team.get(f"{MAKING}?fiche=..&rang=0").status_code == 404


def test_one_that_exists_after_all_is_chosen_in_its_place(team: FlaskClient) -> None:
    team.post(RECORD, data=record_form(team, "partenaire-1", "Ville d’Essen"))
    chosen = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "fiche": "nouveau", "rang": "1", "nom": "Essen",
            "pays": "DE", "existe": "de-essen", "nature": "municipality",
        },
    )  # fmt: skip
    assert chosen.location == RECORD
    back = readable(team.get(RECORD))
    assert 'value="de-essen"' in back
    assert 'value="Ville d’Essen"' in back
    assert "« Essen » est déjà dans l’atlas." in back


def test_the_draft_of_a_record_that_exists_comes_back_to_it(team: FlaskClient) -> None:
    page = team.get("/gestion/partenariats/2").get_data(as_text=True)
    base = html.unescape(re.findall(r'name="base" value="([^"]*)"', page)[0])
    form = record_form(team, "partenaire-1", "Neustadt", base=base)
    assert team.post("/gestion/partenariats/2", data=form).location == f"{MAKING}?fiche=2&rang=1"
    made = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "fiche": "2", "rang": "1", "nom": "Neustadt", "pays": "DE",
            "nature": "municipality", "source_titre": "x", "raison": "x",
        },
    )  # fmt: skip
    assert made.location == "/gestion/partenariats/2"
    assert 'value="de-neustadt"' in readable(team.get(made.location))


def proposed(app: Flask) -> proposals.ProposalRecord:
    with app.app_context(), transaction(writing_engine()) as session:
        (one,) = proposals.list_proposals(session)
        return one


def test_an_agent_proposes_a_partner_with_its_record_and_a_maintainer_makes_it_in_one_step(
    app: Flask, team: FlaskClient
) -> None:
    agent = enter(app, "agent")
    away = agent.post(RECORD, data=record_form(agent, "partenaire-1", "Neustadt"))
    making = readable(agent.get(away.location))
    assert "Le proposer avec la fiche" in making
    assert 'name="lat"' not in making
    named = agent.post(
        MAKING,
        data={
            "csrf_token": token(agent), "fiche": "nouveau", "rang": "1", "nom": "Neustadt",
            "pays": "DE", "nature": "municipality",
        },
    )  # fmt: skip
    assert named.location == RECORD
    back = readable(agent.get(RECORD))
    assert 'value="Neustadt (Allemagne)"' in back
    assert "quand l’équipe nationale acceptera votre proposition" in back
    done = agent.post(RECORD, data=record_form(agent, "enregistrer", "Neustadt (Allemagne)"))
    assert done.status_code == 303
    one = proposed(app)
    assert one.document is not None
    assert [member.code for member in one.document.members] == ["38185", "Neustadt (Allemagne)"]
    with app.app_context(), transaction(writing_engine()) as session:
        assert session.scalar(select(Authority.id).where(Authority.name == "Neustadt")) is None

    page = readable(team.get(f"/gestion/propositions/{one.id}"))
    assert "Un partenaire n’est pas dans l’atlas" in page
    form = readable(team.get(f"{MAKING}?proposition={one.id}&rang=1"))
    assert 'value="Neustadt"' in form
    assert '<option value="DE" selected>' in form
    assert 'value="Délibération du 3 mars 2024"' in form
    made = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "proposition": str(one.id), "rang": "1", "nom": "Neustadt",
            "pays": "DE", "nature": "municipality", "source_titre": "Délibération",
            "raison": "Partenaire de la proposition.", "reponse": "Merci.",
        },
    )  # fmt: skip
    assert made.location == f"/gestion/propositions/{one.id}"
    with app.app_context(), transaction(writing_engine()) as session:
        decided = proposals.find(session, one.id)
        assert (decided.status, decided.answer) == ("amended", "Merci.")
        assert decided.number is not None
        written = read_document(session, decided.number)
        assert written is not None
        assert [m.code for m in written.members] == ["38185", "de-neustadt"]
        assert session.scalar(select(Letter.subject).where(Letter.subject.contains("proposition")))
    assert "Grenoble" in app.test_client().get("/collectivites/de-neustadt").get_data(as_text=True)


def propose(app: Flask, *partners: str, number: int | None = None) -> int:
    """Propose a link of Grenoble as a campaign does: partners in words."""
    document = PartnershipDocument(
        "jumelage",
        "haute",
        members=(Member("38185"), *(Member(one, name_as_written="X") for one in partners)),
        events=(EventEntry("signed", "2024"),),
    )
    with app.app_context(), transaction(writing_engine()) as session:
        return proposals.propose(
            session, number, document, title="Grenoble – X",
            base=read_document(session, number) if number else None, author="link:1",
            reason="Campagne.",
        )  # fmt: skip


def test_a_proposal_with_a_partner_in_words_is_accepted_with_one_that_exists(
    app: Flask, team: FlaskClient
) -> None:
    number = propose(app, "Esen (Germany)")
    page = readable(team.get(f"/gestion/propositions/{number}"))
    assert "Esen (Allemagne)" in page
    refused = team.post(
        f"/gestion/propositions/{number}", data={"csrf_token": token(team), "acte": "accepter"}
    )
    assert refused.status_code == 400
    assert "ajoutez-le" in readable(refused)
    chosen = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "proposition": str(number), "rang": "1", "nom": "Esen",
            "pays": "DE", "nature": "municipality", "existe": "de-essen",
        },
    )  # fmt: skip
    assert chosen.status_code == 303
    with app.app_context(), transaction(writing_engine()) as session:
        decided = proposals.find(session, number)
        assert decided.number is not None
        written = read_document(session, decided.number)
        assert written is not None
        assert written.members[1] == Member("de-essen", name_as_written="X")
    again = team.get(f"{MAKING}?proposition={number}&rang=1")
    assert again.status_code == 404


def test_a_country_that_is_not_understood_is_left_to_be_chosen(
    app: Flask, team: FlaskClient
) -> None:
    number = propose(app, "Neustadt (Atlantide)")
    page = readable(team.get(f"{MAKING}?proposition={number}&rang=1"))
    assert 'value="Neustadt (Atlantide)"' in page
    assert '<option value="">à choisir</option>' in page
    assert "selected" not in page.partition('id="pays"')[2].partition("</select>")[0]


def test_a_proposal_with_two_unknown_partners_is_amended_by_its_form(
    app: Flask, team: FlaskClient
) -> None:
    number = propose(app, "Neustadt (Allemagne)", "Altstadt (Allemagne)")
    page = readable(team.get(f"/gestion/propositions/{number}"))
    assert "2 partenaires ne sont pas dans l’atlas" in page
    assert "Ajouter ce partenaire et accepter" not in page
    assert team.get(f"{MAKING}?proposition={number}&rang=1").status_code == 404
    # Going for a partner keeps which proposal the form amends.
    form = record_form(team, "partenaire-1", "Neustadt (Allemagne)", proposition=str(number))
    away = team.post(RECORD, data=form)
    assert 'value="Neustadt"' in readable(team.get(away.location))
    back = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "fiche": f"proposition-{number}", "rang": "1",
            "nom": "Neustadt", "pays": "DE", "nature": "municipality", "source_titre": "x",
            "raison": "x", "existe": "aucune",
        },
    )  # fmt: skip
    assert back.status_code == 303, readable(back)
    assert back.location == f"{RECORD}?proposition={number}"
    page = readable(team.get(back.location))
    assert f'name="proposition" value="{number}"' in page
    assert 'value="de-neustadt"' in page
    # The form of another record is another draft.
    assert 'value="de-neustadt"' not in readable(team.get(RECORD))
    assert team.get(f"{MAKING}?fiche=proposition-99&rang=1").status_code == 404


def test_nothing_is_made_when_the_proposal_cannot_be_accepted(
    app: Flask, team: FlaskClient
) -> None:
    number = propose(app, "Neustadt (Allemagne)")
    with app.app_context(), transaction(writing_engine()) as session:
        proposals.refuse(session, number, by="user:1", answer="Non.")
    answer = team.post(
        MAKING,
        data={
            "csrf_token": token(team), "proposition": str(number), "rang": "1", "nom": "Neustadt",
            "pays": "DE", "nature": "municipality", "source_titre": "x", "raison": "x",
        },
    )  # fmt: skip
    assert answer.status_code == 404
    with app.app_context(), transaction(writing_engine()) as session:
        assert session.scalar(select(Authority.id).where(Authority.name == "Neustadt")) is None


def test_an_agent_makes_nothing_for_a_proposal(app: Flask, team: FlaskClient) -> None:
    number = propose(app, "Neustadt (Allemagne)")
    agent = enter(app, "agent")
    page = readable(agent.get(f"{MAKING}?proposition={number}&rang=1"))
    assert "Neustadt" not in page
    sent = agent.post(
        MAKING,
        data={"csrf_token": token(agent), "proposition": str(number), "rang": "1", "nom": "N"},
    )
    assert sent.status_code == 404
