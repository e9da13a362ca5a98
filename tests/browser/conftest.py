"""Debian's Chromium on a running site: no error, no foreign request, no policy violation."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from atlas.database import open_engine, transaction
from scripts.lib.server import free_port, running_server
from tests.browser.office import Office
from tests.browser.watch import Watch
from tests.support.embedded import EmbeddedAtlas
from tests.support.exchange import agent, published
from tests.support.post_office import post_office
from tests.support.small_atlas import build_small_atlas

__all__ = ["Watch"]

CHROMIUM = os.environ.get("ATLAS_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
DESK = {"width": 1440, "height": 900}
PATIENCE = 15_000  # milliseconds: what a page may take on a machine that does other work


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that « -m "not browser" » leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that holds the small atlas of the tests."""
    path = tmp_path_factory.mktemp("browser") / "atlas.sqlite"
    build_small_atlas(path).dispose()
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def site(small_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, served as ``./scripts/serve`` serves it, on a free port."""
    port = free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATLAS_DATABASE_URL", small_database)
        with running_server(port, tmp_path_factory.mktemp("site") / "server.log"):
            yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def next_frame(page: Page) -> None:
    """Wait until the page has answered a change of its window and painted itself again."""
    frame = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(frame)


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    watching = Watch(site)
    yield watching
    watching.check()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(
        viewport=DESK, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce"
    )
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page of 1440 × 900 pixels in French, watched."""
    opened = context.new_page()
    watch.follow(opened)
    return opened


@pytest.fixture(scope="session")
def atlas(embedded: EmbeddedAtlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on a copy of the shipped data: these tests may write."""
    folder = tmp_path_factory.mktemp("atlas")
    copy = shutil.copyfile(embedded.path, folder / "atlas.sqlite")
    _publish_an_advert(f"sqlite:///{copy}")
    port = free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATLAS_DATABASE_URL", f"sqlite:///{copy}")
        with running_server(port, folder / "server.log"):
            yield f"http://127.0.0.1:{port}"


def _publish_an_advert(database: str) -> None:
    """Publish an advert that names much, so that much is suggested."""
    engine = open_engine(database)
    with transaction(engine) as session:
        published(
            session, agent(session), now=dt.datetime.now(tz=dt.UTC), countries=("DE", "IT"),
            continents=("EU",), themes=("culture", "education", "jeunesse"),
        )  # fmt: skip
    engine.dispose()


@pytest.fixture
def visitor_watch(atlas: str) -> Iterator[Watch]:
    watching = Watch(atlas)
    yield watching
    watching.check()


@pytest.fixture
def visitor(context: BrowserContext, visitor_watch: Watch) -> Page:
    """A page on the shipped data, watched."""
    opened = context.new_page()
    visitor_watch.follow(opened)
    return opened


@pytest.fixture
def office(small_file: Path, tmp_path: Path) -> Iterator[Office]:
    """A site of its own on the small atlas, whose letters reach a real server."""
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
    """A browser on a desk, with nothing of the others."""
    context = chromium.new_context(viewport=DESK, locale="fr-FR", reduced_motion="reduce")
    yield context
    context.close()
