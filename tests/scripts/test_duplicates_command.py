"""Records that may be one are handed to people, once."""

from __future__ import annotations

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts.content import PairContent
from atlas.doubts.queue import list_doubts
from atlas.editing.partnerships import create
from atlas.editing.reading import read_document
from scripts.cli import cli
from tests.support.editing import CAUSE


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    return CliRunner().invoke(cli, ["duplicates", *arguments])


def test_pairs_are_asked_once_and_a_trial_asks_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        known = read_document(session, 2)
        assert known is not None
        again = create(session, msgspec.structs.replace(known, note="Encore."), CAUSE)
    tried = run(engine, monkeypatch, "--dry-run")
    assert (tried.exit_code, "rien n’est demandé" in tried.output) == (0, True), tried.output
    with Session(engine) as session:
        before = len(list_doubts(session, most=50))
        assert before == 0
    asked = run(engine, monkeypatch)
    assert asked.exit_code == 0
    with Session(engine) as session:
        contents = [one.content for one in list_doubts(session, most=50)]
        pairs = [one.numbers for one in contents if isinstance(one, PairContent)]
        assert (2, again) in pairs
    assert "dont 0 nouvelles" in run(engine, monkeypatch).output
