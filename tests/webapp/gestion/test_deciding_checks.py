"""What a proposal would make of a record is examined before « Accepter » publishes it."""

from __future__ import annotations

import html

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from atlas.database import transaction
from atlas.editing import proposals
from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    SourceRef,
    ThemeEntry,
    canonical,
)
from atlas.editing.reading import read_document
from tests.support.back_office import enter, open_accounts, token
from webapp.database import writing_engine

SOURCE = SourceRef("Délibération du 3 mars 2024", "https://www.grenoble.fr/d.pdf")


@pytest.fixture
def team(app: Flask) -> FlaskClient:
    open_accounts(app)
    return enter(app, "mainteneur")


def readable(answer: TestResponse) -> str:
    page = html.unescape(answer.get_data(as_text=True))
    return page.replace("\N{NO-BREAK SPACE}", " ")


def propose(app: Flask, number: int | None, *events: EventEntry, **values: object) -> str:
    """Propose events more in a record, or a record of them; return the address of the proposal."""
    with app.app_context(), transaction(writing_engine()) as session:
        base = read_document(session, number) if number is not None else None
        document = base or PartnershipDocument(
            link_type="jumelage", confidence="haute",
            members=(Member("38185"), Member("Zzyvograd (Serbie)", name_as_written="Zzyvograd")),
        )  # fmt: skip
        document = msgspec.structs.replace(document, events=document.events + events, **values)
        made = proposals.propose(
            session, number, canonical(document), title="Grenoble – X", base=base,
            author="user:2", reason="Ils le disent.",
        )  # fmt: skip
    return f"/gestion/propositions/{made}"


def decide(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    return client.post(address, data={"csrf_token": token(client), "acte": "accepter", **typed})


def events_of(app: Flask, number: int) -> list[tuple[str, str | None]]:
    with app.app_context(), transaction(writing_engine()) as session:
        found = read_document(session, number)
    assert found is not None
    return [(event.kind, event.date) for event in found.events]


def test_what_is_strange_is_accepted_with_a_justification_only(
    app: Flask, team: FlaskClient
) -> None:
    address = propose(app, 2, EventEntry("ended", "1950", source=SOURCE))
    said = "La fin (1950) précède le début"
    assert said in readable(team.get(address))
    refused = decide(team, address)
    assert refused.status_code == 400
    assert "Dites pourquoi ce cas rare est exact" in readable(refused)
    assert ("ended", "1950") not in events_of(app, 2)
    assert decide(team, address, reponse="Lu dans les archives.").status_code == 303
    assert ("ended", "1950") in events_of(app, 2)
    # It was justified: the next proposal is not asked for it again.
    address = propose(app, 2, EventEntry("renewed", "1999", source=SOURCE))
    assert said not in readable(team.get(address))
    assert decide(team, address).status_code == 303


def test_what_is_wrong_is_not_accepted(app: Flask, team: FlaskClient) -> None:
    address = propose(app, 2, EventEntry("renewed", "2099", source=SOURCE))
    page = readable(team.get(address))
    assert "Cette date est à venir (2099)" in page
    assert 'value="accepter"' not in page
    refused = decide(team, address, reponse="Si, si.")
    assert refused.status_code == 400
    assert "ne peut pas être publiée" in readable(refused)
    assert ("renewed", "2099") not in events_of(app, 2)


def test_a_record_to_be_made_is_shown_whole(app: Flask, team: FlaskClient) -> None:
    address = propose(
        app, None, EventEntry("signed", "2024-03", source=SOURCE),
        themes=(ThemeEntry("culture"),),
    )  # fmt: skip
    page = readable(team.get(address))
    for told in (
        "Jumelage",
        "Grenoble",
        "Zzyvograd (Serbie)",
        "mars 2024",
        "Culture",
        SOURCE.title,
    ):
        assert told in page, told
