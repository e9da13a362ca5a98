"""The database of the national set, the pages asked of it, and the page it is compared with."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from atlas.database import open_engine
from atlas.services import schema
from atlas.settings import load_settings
from geodata.manifests import DATASETS
from scripts.benchmarks import naive, national, site, traffic
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.links import NATIONAL, draw
from webapp import create_app

SIZE = NATIONAL.scaled(150)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def database(cache: Path) -> Path:
    return national.cached_database(SIZE, cache=cache)


@pytest.fixture
def rows(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        yield connection


def count(rows: sqlite3.Connection, query: str) -> int:
    number: int = rows.execute(query).fetchone()[0]
    return number


def test_the_database_holds_the_whole_set_in_the_schema_of_today(
    database: Path, rows: sqlite3.Connection
) -> None:
    engine = open_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            schema.require_current(connection)
    finally:
        engine.dispose()

    assert count(rows, "SELECT count(*) FROM partnership") == SIZE.partnerships
    linked = (
        "SELECT count(DISTINCT authority_id) FROM partnership_member m "
        "JOIN authority a ON a.id = m.authority_id WHERE a.side = '{side}'"
    )
    assert count(rows, linked.format(side="french")) == SIZE.french
    assert count(rows, linked.format(side="foreign")) == SIZE.foreign
    assert rows.execute("PRAGMA foreign_key_check").fetchall() == []


def test_years_statuses_and_eras_are_derived_as_those_of_real_facts(
    rows: sqlite3.Connection,
) -> None:
    links = draw(DATASETS, SIZE).links

    years = [row[0] for row in rows.execute("SELECT year_start FROM partnership ORDER BY id")]
    undated = count(rows, "SELECT count(*) FROM partnership WHERE primary_era_code = 'non_date'")
    statuses = {row[0] for row in rows.execute("SELECT DISTINCT status_code FROM partnership")}
    assert years == [link.year for link in links]
    assert undated == sum(link.year is None for link in links) > 0
    assert {"actif", "inconnu"} <= statuses
    assert count(rows, "SELECT count(*) FROM partnership WHERE title = ''") == 0


def test_the_set_is_made_once_and_copied_after(database: Path, cache: Path, tmp_path: Path) -> None:
    before = database.stat().st_mtime_ns
    wanted = tmp_path / "deeper" / "copy.sqlite"
    wanted.parent.mkdir()
    wanted.write_text("an older file")

    assert national.national_database(wanted, SIZE, cache=cache) == wanted

    assert wanted.read_bytes() == database.read_bytes()
    assert national.cached_database(SIZE, cache=cache) == database
    assert database.stat().st_mtime_ns == before
    assert [path.name for path in cache.iterdir() if "tmp" in path.name] == []


def test_another_seed_has_another_name() -> None:
    assert national.digest(SIZE, seed=1) != national.digest(SIZE) == national.digest(SIZE)


def test_every_address_of_the_load_answers(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(database.read_bytes())
    settings = load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"})
    client = create_app(settings).test_client()

    asked = traffic.addresses(copy, 8000)

    # /liste?page=200 exists at national size only. Those of a kind differ by what is selected: the
    # first ones and the last tell whether the kind is right.
    refused = [
        address
        for kind in asked.values()
        for address in {*kind[:6], kind[-1]}
        if client.get(address, base_url="http://127.0.0.1:8000").status_code != 200
        and "page=200" not in address
    ]
    assert refused == []
    assert all(asked.values())


def test_every_kind_of_page_of_the_site_is_in_the_load(database: Path) -> None:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{database}"}))
    addresses = app.url_map.bind("127.0.0.1")
    asked = {
        addresses.match(address.split("?")[0])[0]
        for kind in traffic.addresses(database, 8000).values()
        for address in kind
    }
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods
        and "GET" in rule.methods
        and not rule.rule.startswith("/en")
        # The back office has its own trial: twenty people who write.
        and not rule.endpoint.startswith("gestion.")
    }

    assert pages - asked == {
        *("static", "public.healthz", "public.robots", "public.favicon", "api.index"),
        *("public.signalement", "public.lien_court"),  # these read nothing, or next to nothing
        *("public.annonce", "public.repondre_annonce", "public.bourse_envoyee"),
        *("public.bourse_confirmer", "public.bourse_echange", "public.bourse_reponse"),
        *("public.verifier", "public.merci_verification"),
    }  # and these show what somebody wrote, or is asked: the set holds bodies and links only


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that Folium's page needs, empty."""
    folder = tmp_path / "naive" / "node_modules"
    for name in filter(None, naive._FILES.values()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    monkeypatch.setattr(naive, "PACKAGES", folder)
    return folder


def test_the_naive_page_holds_every_link_as_folium_draws_it(database: Path, packages: Path) -> None:
    folder = naive.naive_page(database)
    page = (folder / "index.html").read_text(encoding="utf-8")

    assert page.count("L.polyline(") == SIZE.partnerships
    assert page.count("L.circleMarker(") == SIZE.partnerships
    assert page.count(".bindPopup(") == SIZE.partnerships
    assert page.count("L.featureGroup(") == 6
    assert naive.MARK in page[page.rindex("<script>") :]
    assert naive.naive_page(database) == folder


def test_the_naive_page_asks_nothing_of_another_site(database: Path, packages: Path) -> None:
    folder = naive.naive_page(database)
    page = (folder / "index.html").read_text(encoding="utf-8")

    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for name in re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', page):
        assert (folder / name).is_file(), name


def test_a_missing_file_of_the_naive_page_is_named(database: Path, packages: Path) -> None:
    (packages / "jquery/dist/jquery.min.js").unlink()

    with pytest.raises(BenchmarkError, match=r"jquery\.min\.js"):
        naive.naive_page(database)


def test_the_site_of_the_bench_runs_workers_and_leaves_none_behind(database: Path) -> None:
    with site.running_site(database) as running:
        workers = running.workers()
        took, size = site.timed_get(running.port, "/carte/donnees.json")
        memory = running.memory()

    assert len(workers) == len(memory) == load_settings({}).workers
    assert took > 0
    assert size > 0
    assert all(30 < one.resident < 1_000 for one in memory)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_an_answer_that_is_no_page_stops_the_bench(database: Path) -> None:
    with (
        site.running_site(database) as running,
        pytest.raises(BenchmarkError, match="/nulle-part répond 404"),
    ):
        site.timed_get(running.port, "/nulle-part")


def test_memory_is_read_from_the_processes_themselves() -> None:
    memory = site._memory(os.getpid())

    assert 0 < memory.proportional <= memory.resident <= memory.peak < 100_000
