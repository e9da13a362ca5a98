"""``./scripts/atlas campaign``, as somebody types it, and as cron does."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.campaigns import answering, links
from atlas.database import transaction
from atlas.dates import today
from atlas.editing.reading import read_document
from atlas.model import CampaignLetter
from atlas.settings import load_settings
from scripts.cli import campaign, cli
from tests.support.campaigns import ADDRESSES, invitation_of
from tests.support.post_office import PostOffice, post_office
from webapp.secret import secret_key


@pytest.fixture
def atlas(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.exemple.fr")
    (tmp_path / "adresses.csv").write_text(ADDRESSES, encoding="utf-8-sig")
    return engine


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["campaign", *arguments])


def new(tmp_path: Path, *arguments: str) -> Result:
    done = run("new", "Campagne", "--addresses", str(tmp_path / "adresses.csv"), *arguments)
    assert done.exit_code == 0, done.output
    return done


def with_mail(monkeypatch: pytest.MonkeyPatch, office: PostOffice) -> None:
    monkeypatch.setenv("ATLAS_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ATLAS_SMTP_PORT", str(office.port))


def days_pass(engine: Engine, number: int) -> None:
    with transaction(engine) as session:
        for letter in session.query(CampaignLetter):
            before = dt.datetime.fromisoformat(letter.written_at) - dt.timedelta(days=number)
            letter.written_at = before.isoformat(timespec="seconds")


def test_a_trial_tells_who_would_be_asked_and_writes_nothing(atlas: Engine, tmp_path: Path) -> None:
    said = new(tmp_path, "--region", "84", "--dry-run").output
    assert "3  collectivités interrogées" in said
    assert "2  ont une adresse" in said
    assert "sans adresse : Isère (38D)" in said
    assert "0 campagne." in run("list").output


def test_those_without_address_are_counted_a_few_named_and_all_on_demand(
    atlas: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "_NAMED", 1)
    said = new(tmp_path, "--dry-run").output
    assert re.search(r"^ +3  sans adresse$", said, re.MULTILINE)
    assert said.count("sans adresse : ") == 1
    assert "… et 2 de plus : --all les nomme toutes." in said
    said = new(tmp_path, "--dry-run", "--all").output
    assert said.count("sans adresse : ") == 3
    assert "--all" not in said


def test_a_campaign_from_its_letters_to_what_is_accepted(
    atlas: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(tmp_path)
    with post_office() as office:
        with_mail(monkeypatch, office)
        assert "Lettres écrites\N{NO-BREAK SPACE}: 2." in run("send", "1").output
        assert "Lettres écrites\N{NO-BREAK SPACE}: 0." in run("send", "1").output
        assert "rappels écrits\N{NO-BREAK SPACE}: 0." in run("remind").output
        days_pass(atlas, 20)
        assert "rappels écrits\N{NO-BREAK SPACE}: 2." in run("remind").output
        assert "rappels écrits\N{NO-BREAK SPACE}: 0." in run("remind").output
    assert len(office.received) == 4
    key = secret_key(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{atlas.url.database}"}))
    token = office.link_to("mairie@grenoble.fr").rsplit("/", 1)[1]
    with transaction(atlas) as session:
        invitation = links.read(session, key, token, today())
        answering.confirm_the_rest(session, invitation, today())
    assert "1 réponses sur 5, 3 à décider" in run("list").output
    assert "3 confirmations acceptées." in run("accept", "1").output
    with Session(atlas) as session:
        found = read_document(session, 2)
        assert found is not None
        assert found.last_verified == today().isoformat()


def test_without_a_server_letters_are_written_and_wait(atlas: Engine, tmp_path: Path) -> None:
    new(tmp_path)
    done = run("send", "1")
    assert done.exit_code == 0
    assert "les messages attendent" in done.output


def test_a_closed_campaign_writes_nobody_and_its_links_are_dead(
    atlas: Engine, tmp_path: Path
) -> None:
    new(tmp_path, "--codes", str(codes(tmp_path)))
    assert "close" in run("close", "1").output
    refused = run("send", "1")
    assert refused.exit_code == 1
    assert "n’est pas ouverte" in refused.output
    assert run("remind").output.strip().startswith("Aucun serveur")
    with transaction(atlas) as session:
        token = links.make("k" * 40, invitation_of(session, "38185"))
        with pytest.raises(links.DeadLinkError):
            links.read(session, "k" * 40, token, today())


def codes(tmp_path: Path) -> Path:
    path = tmp_path / "codes.txt"
    path.write_text("38185\n99999\n")
    return path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("send", "9"), 1, "La campagne n° 9 n’existe pas."),
        (("close", "9"), 1, "La campagne n° 9 n’existe pas."),
        (("accept", "9"), 1, "La campagne n° 9 n’existe pas."),
        (("new", "Non", "--closes", "hier"), 1, "Une date s’écrit"),
        (("new", "Non", "--stale", "x"), 2, ""),
        (("new", "Non", "--departement", "99"), 1, "Aucune collectivité"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    atlas: Engine, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == code
    assert said in done.output
    assert not re.search("Traceback", done.output)
