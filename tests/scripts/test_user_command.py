"""``./scripts/atlas user`` and ``mail``, as somebody types them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.accounts import links, people
from atlas.settings import load_settings
from scripts.cli import cli
from scripts.lib.server import free_port
from tests.support.post_office import post_office
from webapp.secret import secret_key


@pytest.fixture
def atlas(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.exemple.fr")
    return engine


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_the_first_administrator_gets_a_link_that_works(atlas: Engine) -> None:
    done = run("user", "add", "equipe@atlas.fr", "--name", "Equipe")
    assert done.exit_code == 0, done.output
    link = done.output.split()[-1]
    assert link.startswith("https://atlas.exemple.fr/gestion/lien/invitation/")
    key = secret_key(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{atlas.url.database}"}))
    with Session(atlas) as session:
        account = links.read(session, key, "invitation", link.rsplit("/", 1)[1])
        assert people.person(account).role == "administrateur"


def test_accounts_are_listed_changed_closed_and_opened(atlas: Engine) -> None:
    run("user", "add", "equipe@atlas.fr")
    run("user", "add", "agent@ville.fr", "--role", "agent", "--authority", "38185")
    listed = run("user", "list").output
    assert "agent@ville.fr" in listed
    assert "38185" in listed
    assert "2 comptes." in listed
    for arguments, said in (
        (("role", "agent@ville.fr", "mainteneur"), "Le rôle est changé."),
        (("close", "agent@ville.fr"), "Le compte est fermé."),
        (("open", "agent@ville.fr"), "Le compte est rouvert."),
        (("forget-second-factor", "agent@ville.fr"), "oublié"),
        (("link", "agent@ville.fr"), "/gestion/lien/invitation/"),
    ):
        done = run("user", *arguments)
        assert (done.exit_code, said in done.output) == (0, True), done.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "pas une adresse"), 1, "n’est pas une adresse électronique"),
        (("add", "a@b.fr", "--role", "roi"), 2, "roi"),
        (("add", "a@b.fr", "--role", "agent"), 1, "une collectivité au moins"),
        (("add", "a@b.fr", "--role", "agent", "--authority", "zzz"), 1, "zzz"),
        (("close", "inconnue@b.fr"), 1, "Aucun compte n’existe"),
        (("close", "equipe@atlas.fr"), 1, "doit garder une personne"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    atlas: Engine, arguments: tuple[str, ...], code: int, said: str
) -> None:
    run("user", "add", "equipe@atlas.fr")
    done = run("user", *arguments)
    assert done.exit_code == code
    assert said in done.output


def test_letters_wait_for_a_server_and_then_leave(
    atlas: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("user", "add", "equipe@atlas.fr")
    assert "1 message attend." in run("mail", "list").output
    refused = run("mail", "send")
    assert (refused.exit_code, "ATLAS_SMTP_HOST" in refused.output) == (1, True)
    monkeypatch.setenv("ATLAS_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ATLAS_SMTP_PORT", str(free_port()))
    down = run("mail", "send")
    assert (down.exit_code, "n’ont pas pu partir" in down.output) == (1, True)
    with post_office() as office:
        monkeypatch.setenv("ATLAS_SMTP_PORT", str(office.port))
        assert "1 envoyés, 0 en attente." in run("mail", "send").output
    assert office.link_to("equipe@atlas.fr").startswith("https://atlas.exemple.fr/gestion/lien/")
    assert "0 message attend." in run("mail", "list").output
