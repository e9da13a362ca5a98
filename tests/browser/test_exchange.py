"""An advert written, accepted, answered: as an agent, a maintainer and a town abroad do it."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from atlas.accounts import people
from atlas.database import open_engine, transaction
from atlas.model import Advert
from atlas.settings import PROJECT_ROOT
from tests.browser.axe import violations
from tests.browser.office import Office, log_in, set_up_second_factor, watched
from tests.support.exchange import published
from webapp.public.guarded_form import QUICKEST

AGENT, MAINTAINER, READER = "agent@fontaine.fr", "equipe@atlas.fr", "mairie@ouaga.bf"
TITLE = "Un partenaire au Burkina Faso, autour de l’eau"
ANSWER = "Notre commune a formé ses agents de l’eau avec une ville française : parlons-en."
BACK = "Avec plaisir : voyons-nous en visioconférence en janvier."


def write_advert(page: Page, office: Office) -> None:
    page.goto(f"{office.address}/gestion/bourse")
    log_in(page, AGENT)
    page.get_by_role("link", name="Écrire une annonce").click()
    page.get_by_role("radio", name="Cherche").check()
    page.get_by_label("Titre").fill(TITLE)
    page.get_by_label("Texte", exact=True).fill(
        "La commune débute.\nElle voudrait soutenir un service public de l’eau."
    )
    page.get_by_label("Pays 1").select_option(label="Burkina Faso")
    page.get_by_label("Eau potable").check()
    page.get_by_label("Au plus").fill("50 000")
    assert violations(page) == []
    page.get_by_role("button", name="Voir l’aperçu").click()
    preview = page.get_by_role("region", name="Telle que le public la lira")
    expect(preview).to_contain_text("au plus 50\N{NARROW NO-BREAK SPACE}000 habitants")
    page.get_by_role("button", name="Proposer").click()
    expect(page.get_by_role("status")).to_contain_text("proposée")
    assert violations(page) == []


def test_an_advert_is_answered_without_showing_any_address(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    office.add(AGENT, "agent", "38169")
    office.add(MAINTAINER, "mainteneur")
    agent, agent_watch = watched(desk, office)
    write_advert(agent, office)

    other = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    maintainer, watch = watched(other, office)
    maintainer.goto(f"{office.address}/gestion/bourse")
    log_in(maintainer, MAINTAINER)
    set_up_second_factor(maintainer)
    maintainer.get_by_role("link", name="1 annonce de la bourse à décider").click()
    assert violations(maintainer) == []
    maintainer.get_by_role("link", name=TITLE).first.click()
    maintainer.get_by_role("button", name="Accepter").click()
    expect(maintainer.get_by_role("status")).to_contain_text("publiée, et son auteur prévenu")
    watch.check()
    other.close()

    phone = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    reader, reader_watch = watched(phone, office)
    reader.goto(f"{office.address}/bourse?pays=BF&sens=cherche")
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", name="Qui peut conseiller")).to_have_count(0)
    expect(reader.get_by_role("heading", name="Vers qui se tourner")).to_be_visible()
    reader.get_by_text("75 points sur 100").click()
    expect(reader.get_by_text("Cette annonce cherche, l’autre propose.")).to_be_visible()
    assert violations(reader) == []
    reader.get_by_role("link", name="Répondre à l’annonce").click()
    reader.get_by_label("Votre nom").fill("La maire")
    reader.get_by_label("La collectivité ou l’organisme").fill("Commune du Burkina Faso")
    reader.get_by_label("Votre adresse électronique").fill(READER)
    reader.get_by_label("Votre message").fill(ANSWER)
    assert violations(reader) == []
    reader.wait_for_timeout(1000 * QUICKEST + 200)
    reader.get_by_role("button", name="Envoyer").click()
    expect(reader.get_by_role("heading", name="Il reste à confirmer")).to_be_visible()
    assert {message["To"] for message in office.post.received} == {AGENT, READER}
    assert not any(ANSWER in message.get_content() for message in office.post.received)

    reader.goto(office.post.link_to(READER))
    expect(reader.get_by_text(ANSWER)).to_be_visible()
    assert violations(reader) == []
    reader.get_by_role("button", name="Transmettre").click()
    expect(reader.get_by_role("heading", name="Votre échange avec Fontaine")).to_be_visible()

    agent.goto(office.post.link_to(AGENT))
    expect(agent.get_by_role("heading", name="Votre échange avec La maire")).to_be_visible()
    expect(agent.get_by_text(ANSWER)).to_be_visible()
    assert violations(agent) == []
    agent.goto(f"{office.address}/gestion")
    agent.get_by_role("link", name="1 réponse à vos annonces attend la vôtre").click()
    agent.get_by_role("link", name=TITLE).click()
    agent.get_by_role("link", name="La maire, Commune du Burkina Faso").click()
    agent.get_by_label("Votre message").fill(BACK)
    agent.get_by_role("button", name="Envoyer").click()
    expect(agent.get_by_role("status")).to_contain_text("Votre message est transmis.")
    assert violations(agent) == []

    reader.goto(office.post.link_to(READER))
    expect(reader.get_by_text(BACK)).to_be_visible()
    for page, address in ((reader, AGENT), (agent, READER)):
        assert address not in page.content()
    for message in office.post.received:
        other_side = {AGENT, READER} - {message["To"]}
        assert not any(address in message.as_string() for address in other_side)

    reader.get_by_text("Mettre fin à l’échange, ou signaler un abus").click()
    assert violations(reader) == []
    reader.get_by_role("button", name="Mettre fin et tout effacer").click()
    expect(reader.get_by_role("heading", name="L’échange est clos")).to_be_visible()
    (end,) = [m for m in office.post.received if re.search("fin d’un échange", m["Subject"])]
    assert end["To"] == AGENT
    agent_watch.check()
    reader_watch.check()
    phone.close()


def test_an_advert_near_its_end_is_renewed_by_the_link_of_the_letter_and_ends_without_it(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    office.add(AGENT, "agent", "38169")
    engine = open_engine(office.database)
    with transaction(engine) as session:
        author = people.find(session, AGENT)
        number = published(
            session, f"user:{author.id}", now=dt.datetime.now(tz=dt.UTC), authority="38169",
            kind="offer",
        )  # fmt: skip
    end_in(engine, number, days=10)
    assert "1 rappel, 0 annonce close" in expire()
    agent, watch = watched(desk, office)
    agent.goto(office.post.link_to(AGENT))
    log_in(agent, AGENT)
    agent.get_by_role("button", name="Renouveler pour six mois").click()
    expect(agent.get_by_role("status")).to_contain_text("renouvelée pour six mois")
    assert "0 rappel, 0 annonce close" in expire()
    end_in(engine, number, days=-1)
    phone = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    reader, reader_watch = watched(phone, office)
    for address, said in (
        (f"/bourse/{number}", "Cette annonce n’est plus à la bourse"),
        (f"/bourse/{number}/repondre", "Cette annonce n’est plus à la bourse"),
        (f"/en/bourse/{number}", "This advert is no longer at the exchange"),
    ):
        reader.goto(f"{office.address}{address}")
        expect(reader.get_by_role("heading", level=1)).to_have_text(said)
        assert violations(reader) == []
    reader.goto(f"{office.address}/bourse")
    expect(reader.locator(f'a[href="/bourse/{number}"]')).to_have_count(0)
    assert "0 rappel, 1 annonce close" in expire()
    agent.reload()
    expect(agent.get_by_text("Expirée")).to_be_visible()
    agent.get_by_role("button", name="Renouveler pour six mois").click()
    expect(agent.get_by_role("status")).to_contain_text("renouvelée pour six mois")
    reader.goto(f"{office.address}/bourse/{number}")
    expect(reader.get_by_role("heading", name="À qui proposer")).to_be_visible()
    assert violations(reader) == []
    engine.dispose()
    watch.check()
    reader_watch.check()
    phone.close()


def end_in(engine: Engine, number: int, *, days: int) -> None:
    """Move the end of an advert to some days from now."""
    with transaction(engine) as session:
        end = dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=days)
        row = session.get_one(Advert, number)
        row.expires_at, row.reminded_at = end.isoformat(timespec="seconds"), None


def expire() -> str:
    """Run the command of every night, as cron does."""
    command = [sys.executable, "-m", "scripts.cli", "exchange", "expire"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    done = subprocess.run(
        command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout
