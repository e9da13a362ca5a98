"""Many people who change the same records at the same time, through real HTTP."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from atlas.accounts import people, sessions
from atlas.database import open_engine, transaction
from atlas.editing import history
from atlas.editing.reading import read_documents
from atlas.settings import load_settings
from scripts.lib.server import free_port, running_server
from webapp import create_app
from webapp.gestion.access import SESSION_KEY

#: The records that everybody changes: few, so that people meet.
RECORDS = (1, 2, 3, 4, 7, 8)


@dataclass
class Outcome:
    """What one person did: the notes that were said to be saved, and the answers that came."""

    saved: list[tuple[int, str]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@pytest.fixture
def database(small_file: Path, tmp_path: Path) -> str:
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    return f"sqlite:///{copy}"


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATLAS_DATABASE_URL", database)
        with running_server(port, tmp_path / "server.log", workers=2):
            yield f"http://127.0.0.1:{port}"


def cookies(database: str, number: int) -> list[str]:
    """Return the cookies of that many maintainers who are logged in."""
    app = create_app(load_settings({"ATLAS_DATABASE_URL": database}))
    engine = open_engine(database)
    made = []
    with transaction(engine) as session:
        for one in range(number):
            account = people.invite(session, f"n{one}@atlas.fr", "mainteneur")
            account.password, account.tf_totp_secret = "set", "set"
            secret = sessions.start(session, account.id, "trial", people.now())
            made.append({"_user_id": account.fs_uniquifier, SESSION_KEY: secret})
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    app.extensions["atlas_database"][0].dispose()
    engine.dispose()
    return [serializer.dumps(values) for values in made]


def fields(page: str) -> list[tuple[str, str]]:
    """Return what a browser would send of the form of a record."""
    form = page[page.index('<form class="fiche-form"') :]
    form = form[: form.index("</form>")]
    found = []
    for tag in re.findall(r"<input[^>]*>", form):
        kind = re.search(r'type="(\w+)"', tag)
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (kind is None or kind[1] != "checkbox" or " checked" in tag):
            found.append((name[1], unescape(value[1]) if value else ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found.append((name, (chosen or first)[1] if (chosen or first) else ""))  # type: ignore[index]
    note = re.search(r'<textarea id="note"[^>]*>(.*?)</textarea>', form, re.S)
    return [*found, ("note", unescape(note[1]) if note else "")]


def unescape(value: str) -> str:
    import html

    return html.unescape(value)


def edit_for(site: str, cookie: str, who: int, seconds: float) -> Outcome:
    """Add a renewal with a word of one's own to a record, again and again."""
    outcome, rng = Outcome(), Random(who)
    browser = requests.Session()
    browser.cookies.set("atlas", cookie, domain="127.0.0.1", path="/")
    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end:
        record, turn = rng.choice(RECORDS), turn + 1
        word = f"mot-{who}-{turn}"
        address = f"{site}/gestion/partenariats/{record}"
        shown = browser.get(address, timeout=60)
        outcome.statuses[shown.status_code] += 1
        page = shown.text
        for _ in range(50):
            row = len(set(re.findall(r'name="evenements-(\d+)-type"', page)))
            mine = [
                (f"evenements-{row}-type", "renewed"),
                (f"evenements-{row}-date", "1999"),
                (f"evenements-{row}-note", word),
            ]
            own = {"source_titre": "Essai", "raison": "Essai", "acte": "enregistrer"}
            said = [pair for pair in fields(page) if pair[0] not in own]
            # After a conflict the form holds the word already.
            sent = [*said, *([] if word in page else mine), *own.items()]
            started = time.monotonic()
            answer = browser.post(address, data=sent, allow_redirects=False, timeout=60)
            outcome.waits.append(time.monotonic() - started)
            outcome.statuses[answer.status_code] += 1
            page = answer.text
            if answer.status_code == 303:
                outcome.saved.append((record, word))
                break
            outcome.texts.append(page)
            if answer.status_code != 409:
                outcome.refusals += re.findall(r'role="alert".*?</div>', page, re.S)
                break
    return outcome


def trial(site: str, database: str, *, editors: int, seconds: float) -> list[Outcome]:
    """Let ``editors`` people work for that long; check that nothing was lost; return outcomes."""
    opened = cookies(database, editors)
    with ThreadPoolExecutor(editors) as pool:
        outcomes = list(pool.map(lambda n: edit_for(site, opened[n], n, seconds), range(editors)))
    answers = sum((outcome.statuses for outcome in outcomes), Counter())
    refusals = [sentence for outcome in outcomes for sentence in outcome.refusals]
    assert set(answers) <= {200, 303, 409}, (answers, refusals)
    assert not any("database is locked" in t for o in outcomes for t in o.texts)
    saved = [pair for outcome in outcomes for pair in outcome.saved]
    engine = open_engine(database)
    with Session(engine) as session:
        found = read_documents(session, RECORDS)
        held = {(n, event.note) for n, document in found.items() for event in document.events}
        assert [pair for pair in saved if pair not in held] == []
        assert history.first_broken(session) is None
        assert history.count(session) == len(saved)
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    engine.dispose()
    return outcomes


def test_six_people_for_a_moment_lose_nothing(site: str, database: str) -> None:
    outcomes = trial(site, database, editors=6, seconds=3)
    assert all(outcome.saved for outcome in outcomes)


@pytest.mark.long
def test_twenty_people_for_a_minute_lose_nothing(
    site: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = trial(site, database, editors=20, seconds=60)
    waits = sorted(wait for outcome in outcomes for wait in outcome.waits)
    saved = sum(len(outcome.saved) for outcome in outcomes)
    met = sum(outcome.statuses[409] for outcome in outcomes)
    with capsys.disabled():
        sys.stderr.write(
            f"\n20 personnes, 60 s : {saved} enregistrements, {met} rencontres dites et résolues, "
            f"réponse p50 {waits[len(waits) // 2]:.2f} s, "
            f"p95 {waits[int(len(waits) * 0.95)]:.2f} s\n"
        )
    assert all(outcome.saved for outcome in outcomes)
