"""National tests run where the data are; elsewhere they are left out, and this is said."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.settings import PROJECT_ROOT

TESTS = """
import os
import pytest

@pytest.mark.national
def test_national():
    pass

def test_local():
    assert not os.environ.get("ATLAS_DATABASE_URL")
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    (root / "tests").mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / "pyproject.toml", root)
    shutil.copy(PROJECT_ROOT / "tests" / "conftest.py", root / "tests")
    # What that file imports.
    for name in ("atlas", "geodata", "tests/support"):
        (root / name).symlink_to(PROJECT_ROOT / name)
    (root / "tests" / "test_both.py").write_text(TESTS)
    return root


def run_pytest(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest"],
        cwd=root,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_without_the_data_national_tests_are_left_out_and_it_is_said(clone: Path) -> None:
    result = run_pytest(clone)

    assert "1 passed, 1 deselected" in result.stdout
    assert "1 tests « national » laissés de côté" in result.stdout


def test_with_the_data_national_tests_run(clone: Path) -> None:
    (clone.parent / "shared" / "data").mkdir(parents=True)

    result = run_pytest(clone)

    assert "2 passed" in result.stdout
    assert "laissés de côté" not in result.stdout


def test_settings_of_the_operator_do_not_reach_the_tests(clone: Path) -> None:
    result = run_pytest(clone, ATLAS_DATABASE_URL="sqlite:////srv/atlas/production.sqlite")

    assert result.returncode == 0, result.stdout
