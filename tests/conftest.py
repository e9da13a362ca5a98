"""What every test gets: no setting of the operator, and the national data where they are."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine

from atlas.database import open_engine
from tests.support.embedded import embedded
from tests.support.small_atlas import build_small_atlas

__all__ = ["embedded"]

ROOT = Path(__file__).resolve().parent.parent
NATIONAL_DATA = ROOT.parent / "shared" / "data"

#: The only setting that tests take from outside: which Chromium to drive.
KEPT_SETTINGS = {"ATLAS_CHROMIUM"}

for name in [name for name in os.environ if name.startswith("ATLAS_")]:
    if name not in KEPT_SETTINGS:
        del os.environ[name]

# A shared machine is slow at times; the suite has its own time limit for a test that hangs.
hypothesis.settings.register_profile("atlas", deadline=None)
hypothesis.settings.load_profile("atlas")

LEFT_OUT = pytest.StashKey[int]()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile each template once for all the sites of the tests: most of a first answer."""
    folder = tmp_path_factory.mktemp("compiled")
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of the small atlas, to be copied: no test writes in it."""
    path = tmp_path_factory.mktemp("small") / "atlas.sqlite"
    build_small_atlas(path).dispose()
    return path


@pytest.fixture
def engine(small_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a small atlas of its own, that a test may write in."""
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    opened = open_engine(f"sqlite:///{copy}")
    yield opened
    opened.dispose()


def pytest_collection_finish() -> None:
    """Spare the collector what lives until the end, and its rounds: a third of some tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the trials, unless asked for; and what reads national data where there are none."""
    if "long" not in config.option.markexpr:
        trials = [item for item in items if item.get_closest_marker("long")]
        if trials:
            items[:] = [item for item in items if not item.get_closest_marker("long")]
            config.hook.pytest_deselected(items=trials)
    if NATIONAL_DATA.is_dir():
        return
    national = [item for item in items if item.get_closest_marker("national")]
    if national:
        items[:] = [item for item in items if not item.get_closest_marker("national")]
        config.hook.pytest_deselected(items=national)
        config.stash[LEFT_OUT] = len(national)


def pytest_report_collectionfinish(config: pytest.Config) -> str | None:
    """Say how many tests were left out, and why."""
    left_out = config.stash.get(LEFT_OUT, 0)
    if not left_out:
        return None
    return f"{left_out} tests « national » laissés de côté : {NATIONAL_DATA} est absent"
