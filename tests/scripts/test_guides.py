"""What the guides tell an operator to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from atlas.settings import PROJECT_ROOT, SETTINGS
from scripts.cli import cli

DOCUMENTS = sorted(
    (*PROJECT_ROOT.glob("*.md"), *(PROJECT_ROOT / "docs").rglob("*.md")),
)
GUIDE = (PROJECT_ROOT / "docs" / "guides" / "exploiter.md").read_text(encoding="utf-8")


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_command_of_the_atlas_and_its_options_exist(document: Path) -> None:
    context = click.Context(cli)
    text = document.read_text(encoding="utf-8")
    for name, options in re.findall(r"\./scripts/atlas ([a-z][a-z-]*)((?: --[a-z-]+)*)", text):
        command = cli.get_command(context, name)
        assert command is not None, f"./scripts/atlas {name}"
        known = {text for parameter in command.params for text in parameter.opts} | {"--help"}
        assert set(options.split()) <= known, f"./scripts/atlas {name}{options}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_setting_that_a_document_names_exists(document: Path) -> None:
    named = set(re.findall(r"\bATLAS_[A-Z_]+\b", document.read_text(encoding="utf-8")))
    assert named <= {setting.name for setting in SETTINGS}


def test_the_unit_of_the_guide_starts_a_command_that_exists() -> None:
    (path,) = re.findall(r"^ExecStart=/srv/atlas/(\S+)$", GUIDE, flags=re.MULTILINE)
    assert (PROJECT_ROOT / path).stat().st_mode & 0o111
