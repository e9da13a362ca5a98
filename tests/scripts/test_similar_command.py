"""Whom a name may mean already is told before anybody makes another."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from scripts.cli import cli


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    return CliRunner().invoke(cli, ["similar", *arguments])


def test_names_are_found_in_other_words_with_slips_and_by_place(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run(engine, monkeypatch, "Ville de Schmalkaldn", "--country", "Allemagne")
    assert told.exit_code == 0, told.output
    assert "de-schmalkalden  Schmalkalden" in told.output
    near = run(engine, monkeypatch, "Essen", "--country=DE", "--lon=7.0", "--lat=51.4", "--json")
    (found,) = json.loads(near.output)
    assert (found["code"], ["distance", "6"] in found["reasons"]) == ("de-essen", True)


def test_another_country_a_far_place_and_an_unknown_name_find_nobody(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in (
        ("Essen", "--country=IT"),
        ("Essen", "--country=DE", "--lon=13.4", "--lat=54.0"),
        ("Neustadt", "--country=DE"),
    ):
        assert "Personne ne porte ce nom" in run(engine, monkeypatch, *arguments).output
    assert json.loads(run(engine, monkeypatch, "Neustadt", "--country=DE", "--json").output) == []


def test_a_country_that_is_none_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run(engine, monkeypatch, "Essen", "--country=Atlantide")
    assert refused.exit_code == 1
    assert "Atlantide" in refused.output
