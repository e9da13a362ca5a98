"""Asking a SPARQL service: page after page, again when it is busy, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.queries.partnerships import partnerships_between
from geodata.imports import fetching
from geodata.imports.fetching import fetch
from geodata.imports.reading import Table
from geodata.imports.sources import ImportFileError, get_source
from scripts.cli import cli
from tests.support.sparql import Service, sparql_service, twin

ROWS = [
    twin("Grenoble", "38185", "Essen", "DE", start="1976-01-01T00:00:00Z"),
    twin("Fontaine", "38169", "Herten", "DE", foreignLat="51.6", foreignLon="7.13"),
    twin("Fontaine", "38169", "Herten", "DE", population="60000"),
    twin("Nulle-Part", "99999", "Essen", "DE"),
    twin("Grenoble", "38185", "Catane", "IT", end="2001-05-01T00:00:00Z"),
]


def asked(service: Service, target: Path, page: int = 2) -> int:
    return fetch(service.address, target, contact="https://atlas.fr", pause=0, page=page)


def test_pages_are_asked_for_until_there_are_no_more(tmp_path: Path) -> None:
    target = tmp_path / "reponse.json"
    with sparql_service(Service(ROWS)) as service:
        assert asked(service, target) == 5
    assert len(service.queries) == 4
    assert set(service.agents) == {"AtlasDesLiens/1.0 (https://atlas.fr)"}
    rows = list(Table(target, get_source("wikidata-sparql")))
    # One link with two populations is one row.
    assert [row.text("foreign_name") for row in rows] == ["Essen", "Herten", "Essen", "Catane"]
    assert rows[1].text("foreign_lon") == "7.13"


def test_a_busy_service_is_asked_again(tmp_path: Path) -> None:
    with sparql_service(Service(ROWS, before=[429, 503, 500])) as service:
        assert asked(service, tmp_path / "a.json", page=10) == 5
    assert len(service.queries) == 5


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (Service(ROWS, before=[503] * 9), "n’a pas répondu"),
        (Service(ROWS, before=[400]), "HTTP 400"),
        (Service(ROWS, body=b"<html>"), "résultat SPARQL"),
        (Service(ROWS, body=b"[]"), "résultat SPARQL"),
    ],
)
def test_a_service_that_does_not_answer_leaves_nothing(
    tmp_path: Path, service: Service, said: str
) -> None:
    target = tmp_path / "a.json"
    with sparql_service(service), pytest.raises(ImportFileError, match=said):
        asked(service, target)
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_not_there_is_told(tmp_path: Path) -> None:
    with sparql_service(Service([])) as service:
        pass
    with pytest.raises(ImportFileError, match="réessayez plus tard"):
        asked(service, tmp_path / "a.json")


def test_a_service_that_never_ends_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_MOST_PAGES", 3)
    with sparql_service(Service(ROWS)) as service, pytest.raises(ImportFileError, match="finit"):
        asked(service, tmp_path / "a.json", page=1)


def test_the_command_asks_wikidata_when_it_has_no_file(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAUSE", 0)
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"sqlite:///{engine.url.database}")
    with sparql_service(Service(ROWS)) as service:
        monkeypatch.setenv("ATLAS_WIKIDATA_ENDPOINT", service.address)
        done = CliRunner().invoke(cli, ["import", "--source", "wikidata-sparql"])
    assert done.exit_code == 0, done.output
    assert "1  refusées" in done.output
    with Session(engine) as session:
        assert len(partnerships_between(session, ["38169", "de-herten"])) == 1
