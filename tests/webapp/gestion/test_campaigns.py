"""The pages of campaigns: made, written, followed, accepted; what is typed wrong is told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.campaigns import answering, links, progress, running
from atlas.campaigns.answers import CONFIRM, CORRECT, Answer
from atlas.campaigns.progress import Figures
from atlas.database import transaction
from atlas.dates import today
from atlas.editing import history
from atlas.editing.documents import PartnershipDocument, decode, encode
from atlas.editing.history import Cause
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from atlas.editing.stating import VERIFIED
from atlas.model import CampaignInvitation, Letter, Proposal
from tests.support.back_office import enter, open_accounts, token
from tests.support.campaigns import invitation_of, make_now
from tests.support.post_office import PostOffice, post_office
from tests.support.small_atlas import HOSTILE_NAMES
from webapp.figures import france
from webapp.gestion import campaign_map, sheet

NEW = "/gestion/campagnes/nouvelle"
RIGHT = "international@grenoble.fr"


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


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return readable(answer.get_data(as_text=True))


def readable(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def post(client: FlaskClient, address: str, **fields: object) -> tuple[int, str]:
    answer = client.post(address, data={"csrf_token": token(client), **fields})
    return answer.status_code, answer.headers.get("Location") or readable(
        answer.get_data(as_text=True)
    )


def typed(client: FlaskClient, **fields: object) -> dict[str, object]:
    """Return what the form of a campaign holds first, with some fields typed over."""
    page = client.get(NEW).get_data(as_text=True)
    names = "titre|ouvre|ferme|rappel|objet"
    shown = dict(re.findall(rf'<input id="({names})"[^>]*value="([^"]*)"', page))
    letter = re.search(r'<textarea id="lettre"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert letter is not None
    return {**shown, "lettre": letter.group(1), **fields}


def test_a_campaign_is_seen_before_it_is_made_and_made_before_it_is_sent(
    client: FlaskClient, engine: Engine
) -> None:
    form = typed(client, regions="84", adresses="38185;mairie@grenoble.fr\n38169;x\n98818;a@b.fr")
    status, page = post(client, NEW, acte="voir", **form)
    assert status == 200
    assert "3 collectivités sont interrogées, dont 1 a une adresse." in page
    assert "Fontaine (38169)" in page
    assert "Lignes d’adresses refusées : 2 (38169;x, pas d’adresse électronique)" in page
    assert "1 adresse est celle d’une collectivité qui n’est pas interrogée." in page
    with Session(engine) as session:
        assert running.list_campaigns(session) == []
    assert post(client, NEW, acte="creer", **form) == (303, "/gestion/campagnes/1")
    page = text(client, "/gestion/campagnes/1")
    assert "Rien n’est parti" in page
    assert "1 lettre est à écrire." in page
    status, _ = post(client, "/gestion/campagnes/1", acte="ecrire")
    assert status == 303
    with Session(engine) as session:
        (letter,) = session.scalars(select(Letter))
    assert letter.recipient == "mairie@grenoble.fr"
    assert "1 message attend" in text(client, "/gestion/campagnes/1")


def test_addresses_come_from_a_file_of_a_spreadsheet(client: FlaskClient, engine: Engine) -> None:
    file = (io.BytesIO("Code;Courriel\r\n38185;été@grenoble.fr\r\n".encode("cp1252")), "a.csv")
    status, page = post(client, NEW, acte="voir", **typed(client, codes="38185", fichier=file))
    assert status == 200
    assert "dont 1 a une adresse." in page
    assert "été@grenoble.fr" in page, "the file is kept in the field, for the next step"


def as_typed(document: PartnershipDocument) -> dict[str, object]:
    """Return the form of a record, sent as it was shown."""
    shown = sheet.to_sheet(document)
    rows = {
        f"{kind}-{number}-{name}": value
        for kind in sheet.ROWS
        for number, row in enumerate(shown.pop(kind))
        for name, value in row.items()
    }
    return {**shown, **rows, "base": encode(document), "acte": "enregistrer"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"titre": ""}, "Ce texte manque."),
        ({"ferme": "2001-01-01"}, "Le dernier jour"),
        ({"lettre": "Bonjour"}, "le lien personnel"),
        ({"lettre": "{lien} {mot_de_passe}"}, "n’est pas un repère"),
        ({"departements": "38 999"}, "« 999 » n’existe pas."),
        ({"regions": "x"}, "« x » n’existe pas."),
        ({"natures": HOSTILE_NAMES[0]}, "n’existe pas."),
        ({"age": "-1"}, "n’existe pas."),
        ({"rappel": "²"}, "de 1 à 365 jours"),
    ],
)
def test_what_is_typed_wrong_is_told_and_kept(
    client: FlaskClient, engine: Engine, wrong: dict[str, str], said: str
) -> None:
    form = typed(client, **{"titre": "Ma campagne", **wrong})
    for act in ("voir", "creer"):
        status, page = post(client, NEW, acte=act, **form)
        assert status == 400
        assert said in page
        assert "<script>alert" not in page
        (field,) = wrong
        assert re.search(rf'<li><a href="#{field}">[^<]*{re.escape(said[:10])}', page)
        assert re.search(rf'id="{field}"', page)
    with Session(engine) as session:
        assert running.list_campaigns(session) == []


def test_everything_that_is_wrong_with_a_campaign_is_told_at_once(client: FlaskClient) -> None:
    wrong = {"titre": "", "ouvre": "demain", "rappel": "0", "lettre": "Bonjour"}
    status, page = post(client, NEW, acte="voir", **typed(client, **wrong))
    assert status == 400
    assert set(re.findall(r'<li><a href="#(\w+)">', page)) >= set(wrong)


def test_how_far_it_is_in_figures_a_map_and_its_table(client: FlaskClient, engine: Engine) -> None:
    make_now(engine, "38185", "38169", "94038")
    with transaction(engine) as session:
        answering.confirm_the_rest(session, invitation_of(session, "38169"), today())
    page = text(client, "/gestion/campagnes/1")
    assert "1 collectivité sur 3 a répondu" in page
    assert "2 liens sont confirmés" in page
    assert "<title>Isère, 1 réponse sur 2</title>" in page
    assert 'class="avance__lieu avance__lieu--3"' in page
    assert re.search(r'<th scope="row">Isère</th><td>2</td><td>1</td><td>50 %</td>', page)
    assert page.count('<path class="avance__lieu') == 101
    silent = text(client, "/gestion/campagnes/1?etat=silence")
    assert "Grenoble" in silent
    assert ">Fontaine</a>" not in silent
    assert client.get("/gestion/campagnes/1?etat=x").status_code == 400


@pytest.mark.parametrize(
    ("asked", "answered", "degree"),
    [
        (0, 0, "aucune"),
        (9, 0, "0"),
        (9, 1, "1"),
        (9, 3, "2"),
        (9, 5, "3"),
        (9, 8, "3"),
        (9, 9, "4"),
    ],
)
def test_a_departement_has_the_colour_of_its_share_and_done_has_its_own(
    asked: int, answered: int, degree: str
) -> None:
    found = Figures(asked, 0, 0, 0, 0, answered, 0, 0, {}) if asked else None
    assert campaign_map.degree(found) == degree


def test_the_colours_are_told_apart_in_grey(app: Flask) -> None:
    sheet = (Path(str(app.static_folder)) / "css/pages/campagnes.css").read_text()
    colours = [
        re.search(rf"\.avance__lieu--{n} {{\s*fill: #(\w{{6}})", sheet).group(1)  # type: ignore[union-attr]
        for n in range(5)
    ]
    lights = [_luminance(colour) for colour in colours]
    for lighter, darker in pairwise(lights):
        # Nearly half the light, from one class to the next.
        assert (lighter + 0.05) / (darker + 0.05) > 1.4


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_state_is_a_table_that_a_spreadsheet_opens_without_harm(
    client: FlaskClient, engine: Engine
) -> None:
    make_now(engine, "38185", "94038")
    with transaction(engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE authority SET name = '=cmd()' WHERE code = '94038'"
        )
    answer = client.get("/gestion/campagnes/1/etat.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv"
    assert {(row["code"], row["etat"]) for row in rows} == {
        ("38185", "prepare"), ("94038", "sans-adresse"),
    }  # fmt: skip
    assert next(row["nom"] for row in rows if row["code"] == "94038") == "'=cmd()"


def test_confirmations_are_accepted_together_and_each_is_undone_alone(
    client: FlaskClient, engine: Engine
) -> None:
    make_now(engine, "38185")
    with transaction(engine) as session:
        answering.confirm_the_rest(session, invitation_of(session, "38185"), today())
    assert "3 confirmations de campagne" in text(client, "/gestion")
    listed = text(client, "/gestion/propositions")
    assert "La file est vide" in listed
    assert "3 confirmations de campagne, à accepter à part" in listed
    assert post(client, "/gestion/campagnes/1", acte="accepter")[0] == 303
    assert "3 confirmations sont acceptées." in text(client, "/gestion/campagnes/1")
    assert "par la commune." in text(client, "/partenariats/2")
    with Session(engine) as session:
        (revision,) = history.revisions_of(session, "partnership", "2")
    post(client, f"/gestion/partenariats/2/annuler/{revision.id}")
    assert "Jamais vérifié" in text(client, "/partenariats/2")
    assert "par la commune." in text(client, "/partenariats/3")


def test_accepting_that_takes_too_long_is_gone_on_with(
    client: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.gestion.campaign_page._PATIENCE", 0)
    make_now(engine, "38185")
    with transaction(engine) as session:
        answering.confirm_the_rest(session, invitation_of(session, "38185"), today())
    post(client, "/gestion/campagnes/1", acte="accepter")
    assert re.search(r"Il en reste \d : continuez\.", text(client, "/gestion/campagnes/1"))


def test_one_collectivite_its_link_its_answers_and_what_can_be_done(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    make_now(engine, "38185")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38185")
        first = links.make(str(app.secret_key), invitation)
        answering.send(session, invitation, {"2": Answer(CONFIRM)}, today())
        answering.keep(session, invitation, {"3": Answer(CORRECT, words="Plus tard")})
    here = "/gestion/campagnes/1/invitations/1"
    page = text(client, here)
    assert f"/verifier/{first}" in page
    assert "Accepter sa confirmation" in page
    assert "Pas encore envoyée" in page
    assert "Réponse commencée." in page
    status, page = post(client, here, acte="adresse", courriel="pas une adresse")
    assert (status, '<li><a href="#courriel">' in page) == (400, True)
    assert post(client, here, acte="adresse", courriel="Nouvelle@Grenoble.fr") == (303, here)
    assert post(client, here, acte="revoquer") == (303, here)
    assert app.test_client().get(f"/verifier/{first}").status_code == 410
    assert first not in text(client, here)
    assert post(client, here, acte="renvoyer") == (303, here)
    assert app.test_client().get(f"/verifier/{first}").status_code == 410
    with Session(engine) as session:
        letter = session.scalars(select(Letter)).one()
        second = links.make(str(app.secret_key), session.get_one(CampaignInvitation, 1))
    assert letter.recipient == "nouvelle@grenoble.fr"
    assert second in letter.body
    assert app.test_client().get(f"/verifier/{second}").status_code == 200
    assert post(client, here, acte="accepter") == (303, here)
    assert post(client, here, acte="inventer")[0] == 404


@pytest.fixture
def mailing(app: Flask) -> Iterator[PostOffice]:
    """A server of mail that the site uses; an address of Grenoble is one that it does not know."""
    settings = app.extensions["atlas_settings"]
    with post_office() as office:
        office.refused.add("mairie@grenoble.fr")
        app.extensions["atlas_settings"] = replace(
            settings, smtp_host="127.0.0.1", smtp_port=office.port
        )
        yield office


def test_a_refused_address_is_shown_corrected_and_written_to_alone(
    client: FlaskClient, engine: Engine, mailing: PostOffice
) -> None:
    make_now(engine, "38185", "38169")
    post(client, "/gestion/campagnes/1", acte="ecrire")
    assert [m["To"] for m in mailing.received] == ["accueil@fontaine.fr"]
    page = text(client, "/gestion/campagnes/1")
    assert "1 adresse a refusé la lettre" in page
    assert "mairie@grenoble.fr · 550 no such mailbox" in page
    assert "attend de partir" not in page, "another sending would be refused too"
    here = "/gestion/campagnes/1/invitations/1"
    with Session(engine) as session:
        here = f"/gestion/campagnes/1/invitations/{invitation_of(session, '38185').id}"
    assert "Le serveur du destinataire la refuse" in text(client, here)
    mailing.refused.add("autre@grenoble.fr")
    post(client, here, acte="adresse", courriel="autre@grenoble.fr")
    assert "La lettre n’a pas pu partir : 550 no such mailbox." in text(client, here)
    post(client, here, acte="adresse", courriel=RIGHT)
    page = text(client, here)
    assert "L’adresse est notée. La lettre est partie." in page
    assert "550" not in page
    assert [m["To"] for m in mailing.received] == [
        "accueil@fontaine.fr",
        RIGHT,
    ]
    first = mailing.link_to(RIGHT).split("8000")[1]
    page = text(client, "/gestion/campagnes/1")
    assert "a refusé la lettre" not in page
    assert "attend de partir" not in page
    # A letter may come back later, to a mailbox that a person reads: another one is sent by hand.
    post(client, here, acte="renvoyer")
    assert [m["To"] for m in mailing.received][2:] == [RIGHT]
    assert "La lettre est partie." in text(client, here)
    assert client.get(first).status_code == 410
    assert client.get(mailing.link_to(RIGHT).split("8000")[1]).status_code == 200


@pytest.mark.parametrize("act", ["revoquer", "renvoyer", "effacer", "clore", "repondre"])
def test_a_letter_that_waits_never_leaves_once_it_is_vain(
    client: FlaskClient, engine: Engine, mailing: PostOffice, act: str
) -> None:
    make_now(engine, "38185")
    post(client, "/gestion/campagnes/1", acte="ecrire")
    mailing.refused.clear()
    here = "/gestion/campagnes/1/invitations/1"
    if act == "effacer":
        post(client, here, acte="adresse", courriel="")
    elif act == "clore":
        post(client, "/gestion/campagnes/1", acte="clore")
    elif act == "repondre":
        with transaction(engine) as session:
            answering.confirm_the_rest(session, invitation_of(session, "38185"), today())
    else:
        post(client, here, acte=act)
    with Session(engine) as session:
        assert session.scalars(select(Letter).where(Letter.sent_at.is_(None))).all() == []
    assert len(mailing.received) == (1 if act == "renvoyer" else 0)


def test_a_letter_needs_an_address(client: FlaskClient, engine: Engine) -> None:
    make_now(engine, "94038")
    status, page = post(client, "/gestion/campagnes/1/invitations/1", acte="renvoyer")
    assert status == 400
    assert "Donnez d’abord une adresse." in page


def test_addresses_that_come_later_are_noted(client: FlaskClient, engine: Engine) -> None:
    make_now(engine, "94038", "38185")
    post(client, "/gestion/campagnes/1", acte="adresses", adresses="94038;m@hay.fr\nx;y")
    page = text(client, "/gestion/campagnes/1")
    assert "1 adresse est notée. Lignes refusées : 2." in page
    with Session(engine) as session:
        assert invitation_of(session, "94038").email == "m@hay.fr"


def test_closing_ends_the_links_and_keeps_the_answers(
    app: Flask, client: FlaskClient, engine: Engine
) -> None:
    make_now(engine, "38185")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38185")
        dead = links.make(str(app.secret_key), invitation)
        answering.confirm_the_rest(session, invitation, today())
    post(client, "/gestion/campagnes/1", acte="clore")
    assert app.test_client().get(f"/verifier/{dead}").status_code == 410
    assert post(client, "/gestion/campagnes/1", acte="ecrire")[0] == 400
    post(client, "/gestion/campagnes/1", acte="accepter")
    with Session(engine) as session:
        assert progress.decisions(session, 1).accepted == 3


def test_a_correction_is_decided_like_any_proposal_and_says_whose_it_is(
    client: FlaskClient, engine: Engine
) -> None:
    make_now(engine, "38185")
    with transaction(engine) as session:
        words = Answer(CORRECT, words=HOSTILE_NAMES[0])
        answering.send(session, invitation_of(session, "38185"), {"2": words}, today())
    assert "Campagne 2026, pour Grenoble" in text(client, "/gestion/propositions")
    page = text(client, "/gestion/propositions/1")
    assert "ne dit qu’en mots" in page
    assert "la collectivité la lit à sa page" in page
    assert "il la recevra par message" not in page
    assert "<script>alert" not in page


def test_a_missing_link_is_amended_without_losing_its_source(
    client: FlaskClient, engine: Engine
) -> None:
    make_now(engine, "38185")
    with transaction(engine) as session:
        said = Answer(
            "ajouter", start="1990", partner="Halle", country="Allemagne", link_type="jumelage"
        )
        answering.send_added(session, invitation_of(session, "38185"), said, today())
    assert post(client, "/gestion/propositions/1", acte="accepter")[0] == 400
    status, page = post(client, "/gestion/propositions/1", acte="amender")
    assert status == 200
    assert "Déclaration de la collectivité (Grenoble, 38185)" in page
    with Session(engine) as session:
        document = decode(session.scalars(select(Proposal.document)).one() or "")
    sent = {
        **as_typed(document),
        "membres-1-qui": "de-essen",
        "raison": "Le partenaire est Essen.",
        "source_titre": document.statements[0].source.title,
        "proposition": "1",
    }
    status, page = post(client, "/gestion/partenariats/nouveau", **sent)
    assert status == 400
    assert "L’atlas connaît déjà un lien entre ces membres" in page
    sent["justification"] = "Un second lien, d’une autre année."
    status, location = post(client, "/gestion/partenariats/nouveau", **sent)
    assert status == 303, location
    number = int(location.split("/")[3])
    with Session(engine) as session:
        made = read_document(session, number)
    assert made is not None
    assert [member.code for member in made.members] == ["38185", "de-essen"]
    assert {s.field for s in made.statements} >= {VERIFIED, "year_start"}


@pytest.mark.parametrize(
    ("role", "said", "declared"),
    [("mainteneur", "par l’équipe de l’atlas", 0), ("agent", "par la commune", 1)],
)
def test_the_form_of_a_record_can_say_that_it_is_right(
    app: Flask, engine: Engine, client: FlaskClient, role: str, said: str, declared: int
) -> None:
    someone = enter(app, role)
    with Session(engine) as session:
        before = read_document(session, 2)
    assert before is not None
    sent = {**as_typed(before), "exacte": "1"}
    status, _ = post(someone, "/gestion/partenariats/2", **sent)
    assert status == 303
    if role == "agent":
        assert "Jamais vérifié" in text(client, "/partenariats/2")
        assert post(client, "/gestion/propositions/1", acte="accepter")[0] == 303
    assert said in text(client, "/partenariats/2")
    with Session(engine) as session:
        after = read_document(session, 2)
        (revision,) = history.revisions_of(session, "partnership", "2")
    assert after is not None
    assert sum(s.field == VERIFIED for s in after.statements) == declared
    assert revision.action == "verify"


def test_what_does_not_exist_is_not_found(client: FlaskClient, engine: Engine) -> None:
    make_now(engine, "38185")
    for path in ("9", "9/etat.csv", "9/invitations/1", "1/invitations/9"):
        assert client.get(f"/gestion/campagnes/{path}").status_code == 404
    assert post(client, "/gestion/campagnes/1", acte="inventer")[0] == 404


def test_pages_are_in_english_too(client: FlaskClient, engine: Engine) -> None:
    make_now(engine, "38185")
    for path in ("", "/nouvelle", "/1", "/1/invitations/1"):
        page = text(client, f"/en/gestion/campagnes{path}")
        assert '<html lang="en">' in page
        assert "campaign" in page.lower()
        assert "Préparer" not in page


def test_the_map_has_each_departement_once(app: Flask) -> None:
    path = Path(str(app.static_folder)) / "vendor/fonds/departements.topojson"
    drawing = france.build(path.read_text(), "departements")
    codes = [shape.code for shape in drawing.shapes]
    assert len(codes) == len(set(codes)) == 101
    assert {"2A", "974", "75"} <= set(codes)
    assert len(drawing.boxes) == 5
    assert all(0 <= shape.x <= drawing.width for shape in drawing.shapes)


def test_addresses_of_a_file_and_of_the_field_are_both_read(client: FlaskClient) -> None:
    form = typed(client, codes="38185 38169", adresses="38169;accueil@fontaine.fr")
    file = (io.BytesIO(b"Code;Courriel\n38185;mairie@grenoble.fr\n"), "adresses.csv")
    status, page = post(client, NEW, acte="voir", fichier=file, **form)
    assert status == 200
    assert "2 collectivités sont interrogées, dont 2 ont une adresse." in page


def test_a_confirmation_left_behind_is_not_offered_again_but_led_to(
    client: FlaskClient, engine: Engine
) -> None:
    campaign = make_now(engine, "38185")
    with transaction(engine) as session:
        said = {"2": Answer(CONFIRM), "3": Answer(CONFIRM)}
        invitation = invitation_of(session, "38185")
        answering.send(session, invitation, said, today())
        number = session.scalars(select(Proposal.id).where(Proposal.record == "2")).one()
        invited = invitation.id
    with transaction(engine) as session:
        document = read_document(session, 2)
        assert document is not None
        changed = replace_note(document)
        save_all(session, {2: changed}, Cause("user:1", "Une note.", "edit"))
    for address in (
        f"/gestion/campagnes/{campaign}",
        f"/gestion/campagnes/{campaign}/invitations/{invited}",
    ):
        page = text(client, address)
        assert "1 confirmation est à décider seule" in page
        assert f'href="/gestion/propositions/{number}"' in page
    assert "1 confirmation peut être acceptée" in text(client, f"/gestion/campagnes/{campaign}")
    post(client, f"/gestion/campagnes/{campaign}", acte="accepter")
    page = text(client, f"/gestion/campagnes/{campaign}")
    assert "1 confirmation est acceptée." in page
    assert 'value="accepter"' not in page
    assert f'href="/gestion/propositions/{number}"' in page


def replace_note(document: PartnershipDocument) -> PartnershipDocument:
    return msgspec.structs.replace(document, note="Changée depuis.")
