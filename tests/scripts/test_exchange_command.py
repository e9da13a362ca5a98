"""``./scripts/atlas exchange``, as ``cron`` runs it each day."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from atlas.database import transaction
from scripts.cli import cli
from scripts.cli.exchange import say
from tests.support.exchange import AGENT, agent, published
from tests.support.post_office import post_office


def run() -> Result:
    return CliRunner().invoke(cli, ["exchange", "expire"])


def test_the_daily_command_reminds_ends_and_sends_and_the_second_time_does_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.exemple.fr")
    now = dt.datetime.now(tz=dt.UTC)
    with transaction(engine) as session:
        author = agent(session, language="en")
        near = published(session, author, now=now - dt.timedelta(days=175))
        published(session, author, now=now - dt.timedelta(days=200))
    with post_office() as post:
        monkeypatch.setenv("ATLAS_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("ATLAS_SMTP_PORT", str(post.port))
        done, again = run(), run()
    assert (done.exit_code, done.output) == (
        0, "1 rappel, 1 annonce close, 0 échange effacé.\n"
    )  # fmt: skip
    assert again.output == "0 rappel, 0 annonce close, 0 échange effacé.\n"
    (letter,) = post.received
    assert letter["To"] == AGENT
    assert letter["Subject"].startswith("Your advert ends in ")
    assert f"https://atlas.exemple.fr/en/gestion/bourse/{near}" in letter.get_content()


def test_what_fills_a_letter_is_not_read_as_a_template() -> None:
    for reader in ("fr", "en"):
        said = say(reader, "Votre annonce est publiée : {title}", title="{answer} %(x)s {0}")
        assert said.endswith("{answer} %(x)s {0}")
