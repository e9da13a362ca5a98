"""The form of a record as it is sent: told once, where it is wrong, and never lost."""

from __future__ import annotations

import re

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing import history, partnerships, proposals
from atlas.editing.documents import (
    DocumentError,
    EventEntry,
    PartnershipDocument,
    SourceRef,
    encode,
)
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from atlas.errors import DatabaseUnavailableError
from atlas.model import Letter, Partnership
from atlas.services import reports
from tests.support.back_office import enter, open_accounts, token
from tests.support.editing import CAUSE, changed_note
from webapp.gestion import sheet

NEW = "/gestion/partenariats/nouveau"
ESSEN = "/gestion/partenariats/2"


@pytest.fixture
def app(app: Flask) -> Flask:
    """A site of its own, with an account of each role."""
    open_accounts(app)
    return app


@pytest.fixture
def engine(app: Flask) -> Engine:
    opened: Engine = app.extensions["atlas_database"][0]
    return opened


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which a maintainer is logged in."""
    return enter(app, "mainteneur")


def readable(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return readable(answer.get_data(as_text=True))


def post(client: FlaskClient, address: str, fields: dict[str, object]) -> tuple[int, str]:
    answer = client.post(address, data={"csrf_token": token(client), **fields})
    return answer.status_code, answer.headers.get("Location") or readable(
        answer.get_data(as_text=True)
    )


def as_typed(shown: sheet.Sheet, base: PartnershipDocument | None) -> dict[str, object]:
    rows = {
        f"{kind}-{number}-{name}": value
        for kind in sheet.ROWS
        for number, row in enumerate(shown.pop(kind))
        for name, value in row.items()
    }
    held = encode(base) if base is not None else ""
    return {**shown, **rows, "base": held, "acte": "enregistrer"}


def form_of(engine: Engine, number: int, **changes: object) -> dict[str, object]:
    with Session(engine) as session:
        base = read_document(session, number)
    assert base is not None
    return {**as_typed(sheet.to_sheet(base), base), "raison": "Parce que.", **changes}


def new_form(**changes: object) -> dict[str, object]:
    return {
        **as_typed(sheet.empty_sheet(), None),
        "membres-0-qui": "38169",
        "membres-1-qui": "de-essen",
        "evenements-0-date": "1999",
        "source_titre": "Délibération",
        "raison": "Un nouveau lien.",
        **changes,
    }


def problems(page: str) -> dict[str, str]:
    """Return the sentences of the summary, by the place that each leads to."""
    box = page[page.index('id="problemes"') :]
    return dict(re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', box[: box.index("</div>")]))


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"membres-1-qui": "Nulle-Part"}, "membres-1-qui", "ne s’appelle « Nulle-Part »"),
        ({"membres-1-qui": "", "membres-1-ecrit": "x"}, "membres-1-qui", "le nom ou le code"),
        ({"membres-1-qui": ""}, "t-membres", "Il manque un partenaire étranger."),
        ({"membres-1-ecrit": "n" * 201}, "membres-1-ecrit", "est limité à 200."),
        ({"evenements-0-date": "hier"}, "evenements-0-date", "« hier » n’est pas une date"),
        ({"evenements-0-date": "2098"}, "evenements-0-date", "est à venir (2098)"),
        ({"evenements-0-note": "n" * 501}, "evenements-0-note", "Cette précision compte 501"),
        ({"evenements-0-type": ""}, "evenements-0-type", "Dites ce qui s’est passé."),
        ({"principal": "eau"}, "principal", "Le thème principal n’est pas coché"),
        ({"verifie": "2098-01-01"}, "verifie", "d’un jour à venir (2098-01-01)"),
        ({"verifie": "bientôt"}, "verifie", "n’est pas une date"),
        ({"nom": "n" * 4400}, "nom", "Le nom de l’accord compte 4 400 signes"),
        ({"note": "n" * 200_000}, "note", "La note compte 200 000 signes"),
        ({"raison": ""}, "raison", "Dites pourquoi"),
        ({"source_titre": "n" * 301}, "source_titre", "Le titre d’une source compte 301"),
        ({"source_url": "ville.fr"}, "source_url", "commence par http"),
        ({"financements-0-montant": "beaucoup"}, "financements-0-montant", "« beaucoup »"),
        ({"financements-0-montant": "1", "financements-0-devise": "euros"},
         "financements-0-devise", "trois capitales"),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_and_marks_its_field(
    client: FlaskClient, changes: dict[str, object], place: str, said: str
) -> None:
    status, page = post(client, NEW, new_form(**changes))
    assert status == 400
    found = problems(page)
    assert list(found) == [place]
    assert said in found[place]
    if place != "t-membres":
        (field,) = re.findall(rf'<(?:input|select|textarea) id="{place}"[^>]*>', page)
        assert 'aria-invalid="true"' in field
        assert f"{place}-probleme" in field
    assert page.count(f'id="{place}-probleme"') == 1
    assert page.count('aria-invalid="true"') == (place != "t-membres")


def test_amending_a_proposal_with_an_unknown_member_tells_one_fault_at_its_field(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    agent = enter(app, "agent")
    fields = new_form(**{"membres-0-qui": "38185", "membres-1-qui": "it-catania"})
    fields["justification"] = "Une coopération à côté du jumelage."
    assert post(agent, NEW, fields)[0] == 303
    status, page = post(client, "/gestion/propositions/1", {"acte": "amender"})
    assert status == 200
    assert "aria-invalid" not in page
    amended = {**fields, "membres-1-qui": "Catanie-la-Neuve", "proposition": "1"}
    status, page = post(client, NEW, amended)
    assert status == 400
    assert list(problems(page)) == ["membres-1-qui"]
    assert "Accepter ainsi amendée" in page


def test_an_end_without_a_date_is_told_and_a_signature_without_one_says_nothing(
    client: FlaskClient, engine: Engine
) -> None:
    undated = {"evenements-0-date": "", "evenements-1-type": "ended", "verifie": "27/11/2026"}
    status, location = post(client, NEW, new_form(**undated))
    assert status == 303
    with Session(engine) as session:
        made = read_document(session, int(location.split("/")[3]))
    assert made is not None
    assert [(event.kind, event.date) for event in made.events] == [("ended", None)]
    assert made.last_verified == "2026-11-27"


def test_a_refusal_without_a_word_marks_its_field_and_an_answer_is_never_lost(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    assert post(enter(app, "agent"), ESSEN, form_of(engine, 2, note="De l’agent."))[0] == 303
    status, page = post(client, "/gestion/propositions/1", {"acte": "refuser", "reponse": " "})
    assert (status, list(problems(page))) == (400, ["reponse"])
    assert re.search(r'<textarea id="reponse"[^>]*aria-invalid="true"', page)
    with transaction(engine) as session:
        other = changed_note(read_document(session, 2), "De quelqu’un d’autre.")
        partnerships.save_all(session, {2: other}, CAUSE)
    sent = {"acte": "accepter", "reponse": "Une réponse longue à écrire."}
    status, page = post(client, "/gestion/propositions/1", sent)
    assert status == 409
    assert "Une réponse longue à écrire.</textarea>" in page


def test_a_form_sent_twice_is_saved_once(client: FlaskClient, engine: Engine) -> None:
    fields = form_of(engine, 2, note="Une note.")
    locations = [post(client, ESSEN, fields) for _ in range(2)]
    assert locations == [(303, f"{ESSEN}/histoire")] * 2
    with Session(engine) as session:
        assert len(history.revisions_of(session, "partnership", "2")) == 1


def test_a_busy_database_is_told_and_nothing_that_was_typed_is_lost(
    client: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError("La base ({reason}).", reason="database is locked")

    fields = form_of(engine, 2, note="Une note à ne pas perdre.")
    with monkeypatch.context() as patched:
        patched.setattr(partnerships, "save", busy)
        status, page = post(client, ESSEN, fields)
    assert status == 503
    assert "La base de données est occupée : rien n’est encore enregistré" in page
    assert "Une note à ne pas perdre." in page
    assert "locked" not in page
    assert post(client, ESSEN, fields)[0] == 303


def test_a_record_removed_meanwhile_is_said_to_be(client: FlaskClient, engine: Engine) -> None:
    fields = form_of(engine, 2, note="Une note.")
    with transaction(engine) as session:
        save_all(session, {2: None}, CAUSE)
    status, page = post(client, ESSEN, fields)
    assert status == 404
    assert "La fiche n° 2 a été retirée de l’atlas" in page
    assert f"{ESSEN}/histoire" in page


def test_a_new_record_sent_twice_is_made_once(client: FlaskClient, engine: Engine) -> None:
    assert post(client, NEW, new_form())[0] == 303
    status, page = post(client, NEW, new_form())
    assert status == 400
    assert "L’atlas connaît déjà un lien entre ces membres : « Fontaine – Essen »" in page
    with Session(engine) as session:
        own = select(func.count()).where(Partnership.id >= partnerships.FIRST_OWN)
        assert session.scalar(own) == 1


def test_a_new_record_proposed_twice_is_one_proposal(app: Flask, engine: Engine) -> None:
    agent = enter(app, "agent")
    fields = new_form(**{"membres-0-qui": "38185", "membres-1-qui": "bf-ouagadougou"})
    fields["justification"] = "À côté de la coopération à trois."
    locations = [post(agent, NEW, fields) for _ in range(2)]
    assert locations == [(303, "/gestion/propositions/1")] * 2


def test_a_proposal_decided_meanwhile_loses_nothing_of_what_was_amended(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    agent = enter(app, "agent")
    assert post(agent, ESSEN, form_of(engine, 2, note="De l’agent."))[0] == 303
    with transaction(engine) as session:
        proposals.refuse(session, 1, by="user:1", answer="Non.")
    fields = form_of(engine, 2, note="Amendée avec soin.", proposition="1")
    status, page = post(client, ESSEN, fields)
    assert status == 400
    assert "Cette proposition a déjà été décidée." in page
    assert "Amendée avec soin." in page


def test_the_draft_of_an_amended_proposal_is_its_own(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    assert post(enter(app, "agent"), ESSEN, form_of(engine, 2, note="De l’agent."))[0] == 303
    kept = form_of(engine, 2, note="À moitié amen", proposition="1", acte="brouillon")
    assert post(client, ESSEN, kept)[0] == 200
    assert "À moitié amen" not in page_of(client, ESSEN)
    page = post(client, "/gestion/propositions/1", {"acte": "amender"})[1]
    assert "À moitié amen" in page
    assert "L’oublier et repartir de la proposition" in page


def test_an_agent_takes_up_their_proposal_that_waits_and_sending_it_again_replaces_it(
    app: Flask, engine: Engine
) -> None:
    agent = enter(app, "agent")
    assert post(agent, ESSEN, form_of(engine, 2, note="De l’agent."))[0] == 303
    page = page_of(agent, ESSEN)
    assert "Vous reprenez votre proposition du" in page
    assert "De l’agent.</textarea>" in page
    assert 'id="raison" name="raison" value="Parce que."' in page
    with transaction(engine) as session:
        named = msgspec.structs.replace(changed_note(read_document(session, 2), ""), name="Pacte")
        partnerships.save_all(session, {2: named}, CAUSE)
    page = page_of(agent, ESSEN)
    assert "De l’agent.</textarea>" in page
    assert 'name="nom" value="Pacte"' in page
    assert post(agent, ESSEN, form_of(engine, 2, note="Mieux dit."))[0] == 303
    with Session(engine) as session:
        kept = proposals.list_proposals(session)
    assert [one.document.note for one in kept if one.document] == ["Mieux dit."]
    assert "Vous reprenez votre proposition" not in page_of(enter(app, "mainteneur"), ESSEN)


def test_the_history_says_in_words_whose_proposal_a_change_was(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    assert post(enter(app, "agent"), ESSEN, form_of(engine, 2, note="De l’agent."))[0] == 303
    amended = form_of(engine, 2, note="De l’agent, amendé.", proposition="1")
    assert post(client, ESSEN, amended)[0] == 303
    page = page_of(client, f"{ESSEN}/histoire")
    assert "<p>Parce que. (proposition n° 1, de agent@atlas.fr)</p>" in page
    assert "user:" not in page


def test_saving_a_record_leaves_the_draft_of_another(client: FlaskClient, engine: Engine) -> None:
    post(client, NEW, new_form(acte="brouillon", note="Un brouillon."))
    assert post(client, ESSEN, form_of(engine, 2, note="x"))[0] == 303
    assert "Un brouillon." in page_of(client, NEW)
    assert post(client, f"{NEW}/brouillon/oublier", {})[1] == NEW
    assert "Un brouillon." not in page_of(client, NEW)


def test_an_added_row_is_where_the_form_begins(client: FlaskClient, engine: Engine) -> None:
    page = post(client, ESSEN, form_of(engine, 2, acte="ajouter-financements"))[1]
    (field,) = re.findall(r'<select id="financements-0-famille"[^>]*>', page)
    assert "autofocus" in field


def test_a_command_writes_no_more_than_a_form_may(engine: Engine) -> None:
    with Session(engine) as session:
        long = changed_note(read_document(session, 2), "n" * 4001)
    with pytest.raises(DocumentError, match="La note compte"), transaction(engine) as session:
        partnerships.save_all(session, {2: long}, CAUSE)


def reported(engine: Engine, **values: str) -> str:
    """Send a report; return its reference."""
    given = {"kind": "erreur", "subject": "partenariats/2", "contact": "voisine@exemple.fr"}
    with transaction(engine) as session:
        return reports.submit(session, reports.Draft(**{**given, **values}), this_year=2026)


def test_a_report_opens_the_form_of_its_record_filled_in_beside_what_it_says(
    client: FlaskClient, engine: Engine
) -> None:
    reference = reported(
        engine, message="L’année <b>est</b> 1979.", source_url="https://www.ville.fr/essen"
    )
    link = re.search(
        r'href="([^"]+)">Corriger la fiche', page_of(client, f"/gestion/signalements/{reference}")
    )
    assert link is not None
    page = page_of(client, link.group(1))
    assert "L’année &lt;b&gt;est&lt;/b&gt; 1979." in page
    assert 'id="source_url" name="source_url" value="https://www.ville.fr/essen"' in page
    assert "Page signalée par un lecteur (ville.fr)" in page
    assert f"D’après le signalement {reference}." in page
    assert "C’est corrigé dans l’atlas, merci.</textarea>" in page
    assert "Enregistrer et répondre" in page


def test_a_change_from_a_report_answers_it_and_can_be_undone(
    client: FlaskClient, engine: Engine
) -> None:
    reference = reported(engine, message="Le lien a pris fin en 2015.")
    sent = form_of(engine, 2, note="x", signalement=reference, reponse="")
    status, page = post(client, ESSEN, sent)
    assert (status, list(problems(page))) == (400, ["reponse"])
    sent["reponse"] = "C’est noté."
    assert post(client, ESSEN, sent) == (303, f"{ESSEN}/histoire")
    with Session(engine) as session:
        report = reports.find(session, reference)
        (letter,) = session.scalars(select(Letter))
        (revision,) = history.revisions_of(session, "partnership", "2")
    assert (report.status, report.answer) == ("accepte", "C’est noté.")
    assert letter.recipient == "voisine@exemple.fr"
    assert revision.reason.endswith(f"[signalement {reference}]")
    page = page_of(client, f"/gestion/signalements/{reference}")
    assert f'href="{ESSEN}/histoire#n{revision.id}"' in page
    undone = post(client, f"{ESSEN}/annuler/{revision.id}", {})
    assert undone == (303, f"{ESSEN}/histoire")
    with Session(engine) as session:
        assert getattr(read_document(session, 2), "note", None) == ""


def test_a_reported_partnership_is_made_from_its_report_and_its_page_told(
    client: FlaskClient, engine: Engine
) -> None:
    reference = reported(
        engine, kind="proposition", subject="", french_side="Fontaine (Isère)", year="1999",
        foreign_side="Essen, Allemagne", source_url="https://fontaine.fr/essen",
    )  # fmt: skip
    page = page_of(client, f"{NEW}?signalement={reference}")
    fields = new_form(
        **dict(re.findall(r'<input id="([^"]+)" name="[^"]+" value="([^"]*)"', page)),
        signalement=reference,
        reponse="C’est ajouté, merci.",
    )
    assert fields["membres-0-qui"] == "Fontaine"
    assert fields["membres-1-qui"] == "Essen"
    assert fields["evenements-0-date"] == "1999"
    status, location = post(client, NEW, fields)
    assert status == 303
    number = location.split("/")[3]
    with Session(engine) as session:
        made = read_document(session, int(number))
        report = reports.find(session, reference)
        (letter,) = session.scalars(select(Letter))
    source = SourceRef("Page signalée par un lecteur (fontaine.fr)", "https://fontaine.fr/essen")
    assert made is not None
    assert made.events == (EventEntry("signed", "1999", source=source),)
    assert f"/partenariats/{number}" in report.answer
    assert f"/partenariats/{number}" in letter.body


def test_a_report_answered_meanwhile_is_not_answered_twice(
    client: FlaskClient, engine: Engine
) -> None:
    reference = reported(engine, message="Le lien a pris fin en 2015.")
    with transaction(engine) as session:
        reports.answer(session, reference, "refuse", "Non.")
    sent = form_of(engine, 2, note="x", signalement=reference, reponse="")
    assert post(client, ESSEN, sent)[0] == 303
    with Session(engine) as session:
        assert reports.find(session, reference).answer == "Non."


@pytest.mark.parametrize(("role", "status"), [("agent", 200), ("lecteur", 403)])
def test_who_does_not_answer_reports_reads_none_in_a_form(
    app: Flask, engine: Engine, role: str, status: int
) -> None:
    reference = reported(engine, message="Secret de la voisine.")
    other = enter(app, role)
    answer = other.get(f"{ESSEN}?signalement={reference}")
    assert answer.status_code == status
    assert "Secret de la voisine" not in answer.get_data(as_text=True)
    if role == "agent":
        sent = form_of(engine, 2, note="x", signalement=reference, reponse="Oui.")
        assert post(other, ESSEN, sent)[0] == 303
        with Session(engine) as session:
            assert reports.find(session, reference).status == "recu"


def test_a_report_that_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"{ESSEN}?signalement=AAAA-AAAA").status_code == 404


def test_the_source_of_a_note_is_kept_with_the_change(client: FlaskClient, engine: Engine) -> None:
    source = {"source_titre": "Courrier d’Essen", "source_url": "https://www.essen.de/c"}
    assert post(client, ESSEN, form_of(engine, 2, note="Une note.", **source))[0] == 303
    history = page_of(client, "/gestion/partenariats/2/histoire")
    assert "Parce que. (source : Courrier d’Essen, https://www.essen.de/c)" in history
    cited = form_of(engine, 2, nature="cooperation", raison="Autre nature.", **source)
    assert post(client, ESSEN, cited)[0] == 303
    history = page_of(client, "/gestion/partenariats/2/histoire")
    assert "Autre nature." in history
    assert "Autre nature. (source" not in history, "what changed cites it"
