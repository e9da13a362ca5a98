"""Settings: read from the environment, refused in a sentence, and all in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas.errors import AtlasError
from atlas.settings import PROJECT_ROOT, SETTINGS, load_settings

TABLE = PROJECT_ROOT / "docs" / "configuration.md"


def test_the_documentation_lists_every_setting_with_its_default_and_help() -> None:
    rows = re.findall(r"^\| `(ATLAS_\w+)` \| (.+?) \| (.+?) \|$", TABLE.read_text("utf-8"), re.M)
    documented = {name: (default.strip("`"), text) for name, default, text in rows}
    assert documented == {
        setting.name: (setting.default or "(vide)", setting.help_fr) for setting in SETTINGS
    }


def test_no_setting_is_read_that_is_not_in_the_list() -> None:
    known = {setting.name for setting in SETTINGS}
    files = [
        path
        for folder in ("atlas", "geodata", "webapp", "scripts")
        for path in (PROJECT_ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in ("", ".py", ".sh")
    ]
    used = {
        name for path in files for name in re.findall(r"\bATLAS_[A-Z_]+\b", path.read_text("utf-8"))
    }
    assert used <= known


def test_a_relative_database_path_starts_from_the_project() -> None:
    url = load_settings({}).database_url
    assert Path(url.removeprefix("sqlite:///")) == PROJECT_ROOT / "instance" / "atlas.sqlite"
    assert load_settings({"ATLAS_DATABASE_URL": "sqlite:////srv/a.db"}).database_url.endswith(
        "////srv/a.db"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("ATLAS_PORT", "http"), ("ATLAS_PORT", "70000"), ("ATLAS_WORKERS", "0"), ("ATLAS_PORT", "-1")],
)
def test_a_value_that_makes_no_sense_is_told(name: str, value: str) -> None:
    with pytest.raises(AtlasError, match=name):
        load_settings({name: value})


def test_an_empty_value_means_the_default() -> None:
    assert load_settings({"ATLAS_PORT": " "}).port == 8000
