"""Joining the team, logging in with a second factor, inviting an agent: as people do it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, expect

from atlas.accounts import invitations, people
from atlas.database import open_engine, transaction
from atlas.settings import load_settings
from scripts.lib.server import free_port, running_server
from tests.browser.axe import violations
from tests.browser.conftest import DESK, Watch
from tests.support.post_office import PostOffice, post_office
from webapp.secret import secret_key

PASSWORD = "girafe lampe soupe vélo"
#: What a refused form is: the page is shown again, with a status that Chromium prints.
REFUSED = ("status of 400", "status of 410", "status of 429")


@dataclass
class Office:
    """The back office of a running site, its database and its letters."""

    address: str
    database: str
    post: PostOffice

    def invite_first(self, email: str) -> str:
        """Invite the first administrator, as the command line does; return the link."""
        settings = load_settings({"ATLAS_DATABASE_URL": self.database})
        engine = open_engine(self.database)
        with transaction(engine) as session:
            account = people.invite(session, email, "administrateur", name="Claire")
            link = invitations.write_link(
                session, account, secret_key=secret_key(settings), site=self.address
            )
        engine.dispose()
        return link


@pytest.fixture
def office(small_file: Path, tmp_path: Path) -> Iterator[Office]:
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    database, port = f"sqlite:///{copy}", free_port()
    address = f"http://127.0.0.1:{port}"
    with post_office() as post, pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATLAS_DATABASE_URL", database)
        environment.setenv("ATLAS_PUBLIC_URL", address)
        environment.setenv("ATLAS_SMTP_HOST", "127.0.0.1")
        environment.setenv("ATLAS_SMTP_PORT", str(post.port))
        with running_server(port, tmp_path / "server.log"):
            yield Office(address, database, post)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=DESK, locale="fr-FR", reduced_motion="reduce")
    yield context
    context.close()


def watched(context: BrowserContext, office: Office) -> tuple[Page, Watch]:
    page = context.new_page()
    watching = Watch(office.address)
    watching.follow(page)
    watching.expect(*REFUSED)
    return page, watching


def choose_password(page: Page, link: str, name: str = "") -> None:
    page.goto(link)
    if name:
        page.get_by_label("Votre nom").fill(name)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()


def set_up_second_factor(page: Page) -> tuple[str, list[str]]:
    """Scan the square, type the first code; return the key and the recovery codes."""
    key = page.locator(".gestion__cle").inner_text().replace("-", "")
    page.get_by_label("Code à six chiffres").fill(TOTP(key=key, format="base32").generate().token)
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", name="Le second facteur est actif")).to_be_visible()
    codes = page.locator(".gestion__codes code").all_inner_texts()
    page.get_by_role("link", name="Je les ai notés").click()
    return key, codes


def test_the_first_administrator_joins_invites_an_agent_who_joins(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("claire@atlas.fr"))
    log_in(page, "Claire@Atlas.fr")
    expect(page).to_have_url(f"{office.address}/gestion/compte/second-facteur")
    _, codes = set_up_second_factor(page)
    assert len(codes) == 10
    expect(page.get_by_role("heading", name="Bonjour Claire")).to_be_visible()
    page.get_by_role("link", name="Personnes").click()
    page.get_by_label("Adresse électronique").fill("agent@ville.fr")
    page.get_by_role("textbox", name="Collectivités").fill("38185")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status")).to_have_text("Un message est parti à agent@ville.fr.")
    assert violations(page) == []
    watch.check()

    other = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    agent, agent_watch = watched(other, office)
    link = office.post.link_to("agent@ville.fr")
    choose_password(agent, link, name="Ahmed")
    agent.goto(link)
    expect(agent.get_by_role("heading", name="Ce lien ne mène plus nulle part")).to_be_visible()
    agent.get_by_role("link", name="Se connecter").click()
    log_in(agent, "agent@ville.fr")
    expect(agent.get_by_role("heading", name="Bonjour Ahmed")).to_be_visible()
    expect(agent.get_by_role("link", name="Grenoble")).to_be_visible()
    expect(agent.get_by_role("link", name="Personnes")).to_have_count(0)
    assert violations(agent) == []
    agent.get_by_role("button", name="Se déconnecter").click()
    agent.goto(f"{office.address}/gestion/compte")
    expect(agent).to_have_url(re.compile(r"/gestion/connexion\?suite=/gestion/compte$"))
    log_in(agent, "agent@ville.fr")
    expect(agent).to_have_url(f"{office.address}/gestion/compte")
    agent_watch.check()
    other.close()


def test_a_second_factor_is_asked_for_and_a_code_serves_once(
    office: Office, desk: BrowserContext
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("claire@atlas.fr"))
    log_in(page, "claire@atlas.fr")
    _, codes = set_up_second_factor(page)
    for used, heading in ((codes[0], "Bonjour Claire"), (codes[0], "Le code de votre téléphone")):
        page.get_by_role("button", name="Se déconnecter").click()
        log_in(page, "claire@atlas.fr")
        expect(page.get_by_role("heading", name="Le code de votre téléphone")).to_be_visible()
        page.get_by_label("Code à six chiffres").fill(used)
        page.get_by_role("button", name="Continuer").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("il a déjà servi")
    assert violations(page) == []
    watch.check()


def test_five_wrong_passwords_lock_the_account_and_tell_its_owner(
    office: Office, desk: BrowserContext
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("claire@atlas.fr"))
    for _ in range(4):
        log_in(page, "claire@atlas.fr", "une mauvaise idée")
        expect(page.get_by_role("alert")).to_contain_text("n’est pas le bon")
    log_in(page, "claire@atlas.fr", "une mauvaise idée")
    expect(page.get_by_role("alert")).to_contain_text("réessayez dans")
    log_in(page, "claire@atlas.fr")
    expect(page.get_by_role("alert")).to_contain_text("réessayez dans")
    (warning,) = [m for m in office.post.received if "bloqué" in m["Subject"]]
    assert warning["To"] == "claire@atlas.fr"
    watch.check()


def test_a_forgotten_password_is_replaced_by_a_letter_and_other_browsers_are_out(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("claire@atlas.fr"))
    log_in(page, "claire@atlas.fr")
    set_up_second_factor(page)
    other = chromium.new_context(viewport=DESK, locale="fr-FR")
    elsewhere, _ = watched(other, office)
    for email in ("inconnue@atlas.fr", "claire@atlas.fr"):
        elsewhere.goto(f"{office.address}/gestion/mot-de-passe-oublie")
        elsewhere.get_by_label("Adresse électronique").fill(email)
        elsewhere.get_by_role("button", name="Envoyer").click()
        expect(elsewhere.get_by_role("status")).to_contain_text("Si cette adresse a un compte")
    assert {m["To"] for m in office.post.received} == {"claire@atlas.fr"}
    choose_password(elsewhere, office.post.link_to("claire@atlas.fr"))
    page.goto(f"{office.address}/gestion")
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    watch.check()
    other.close()
