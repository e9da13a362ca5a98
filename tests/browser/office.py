"""The back office of a running site: its letters, its accounts, and going in as people do."""

from __future__ import annotations

from dataclasses import dataclass

from passlib.totp import TOTP
from playwright.sync_api import BrowserContext, Page, expect

from atlas.accounts import invitations, people
from atlas.database import open_engine, transaction
from atlas.settings import load_settings
from tests.browser.watch import Watch
from tests.support.back_office import PASSWORD, hashed_once
from tests.support.post_office import PostOffice
from webapp import create_app
from webapp.secret import secret_key

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
            account = people.invite(session, email, "administrateur", name="Equipe")
            link = invitations.write_link(
                session, account, secret_key=secret_key(settings), site=self.address
            )
        engine.dispose()
        return link

    def add(self, email: str, role: str, *codes: str) -> None:
        """Open an account that has its password already."""
        engine = open_engine(self.database)
        app = create_app(load_settings({"ATLAS_DATABASE_URL": self.database}))
        with app.app_context(), transaction(engine) as session:
            account = people.invite(
                session, email, role, name=email.split("@")[0].title(), authorities=codes
            )
            account.password = hashed_once(PASSWORD)
        app.extensions["atlas_database"][0].dispose()
        engine.dispose()


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
    expect(page.get_by_role("status")).to_contain_text("Votre mot de passe est enregistré")


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
