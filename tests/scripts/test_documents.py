"""What the documents say can be typed, opened and installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from atlas.settings import PROJECT_ROOT

DOCUMENTS = sorted(
    path
    for path in (*PROJECT_ROOT.glob("*.md"), *(PROJECT_ROOT / "docs").rglob("*.md"))
    if path.name != "template.md"
)
README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
SCRIPTS = ("atlas", "bench", "serve", "test", "vendor_assets")
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-pysqlite.txt")


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


def described_by_scripts(text: str) -> set[str]:
    return set(re.findall(r"\./scripts/([a-z_]+)", text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_command_of_a_document_exists_and_can_be_run(document: Path) -> None:
    for name in described_by_scripts(document.read_text(encoding="utf-8")):
        script = PROJECT_ROOT / "scripts" / name
        assert script.is_file(), f"{document.name} names ./scripts/{name}"
        assert script.stat().st_mode & 0o111, f"./scripts/{name} has no run bit"


def test_the_readme_names_every_command() -> None:
    assert set(SCRIPTS) <= described_by_scripts(README)


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "atlas"])
def test_every_script_answers_help_without_preparing_anything(name: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [PROJECT_ROOT / "scripts" / name, "--help"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        timeout=30,
    )

    assert result.returncode == 0
    assert f"./scripts/{name}" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{relative(document)} → {target}"


def test_every_folder_of_the_readme_exists() -> None:
    folders = re.findall(r"^\| `([a-z]+)/` \|", README, flags=re.MULTILINE)

    assert set(folders) == {"atlas", "geodata", "webapp", "scripts", "tests", "docs"}
    assert all((PROJECT_ROOT / folder).is_dir() for folder in folders)


def test_every_page_for_developers_is_linked_from_their_guide() -> None:
    folder = PROJECT_ROOT / "docs" / "developer"
    guide = (folder / "index.md").read_text(encoding="utf-8")

    for page in folder.glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in guide, page.name


def test_every_decision_is_in_the_index() -> None:
    folder = PROJECT_ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")

    for page in folder.glob("[0-9]*.md"):
        assert f"({page.name})" in index


def test_make_alone_describes_every_target() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert phony
    # The help is made from these comments.
    described = re.findall(r"^([a-z]+):.*## \S", makefile, flags=re.MULTILINE)

    assert ".DEFAULT_GOAL := help" in makefile
    assert described == phony[1].split()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_exact_and_name_no_address(name: str) -> None:
    lines = (PROJECT_ROOT / name).read_text().splitlines()
    pins = [line.split("#")[0].strip() for line in lines if line and not line.startswith("#")]

    assert pins
    for pin in pins:
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*==[0-9][0-9a-z.]*( ; .+)?", pin), pin


def test_development_requirements_hold_the_run_time_ones() -> None:
    def pins(name: str) -> set[str]:
        lines = (PROJECT_ROOT / name).read_text().splitlines()
        return {line.split("#")[0].strip() for line in lines if line and line[0] != "#"}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]
    pinned = {
        line.split("==")[0]
        for line in (PROJECT_ROOT / "requirements-dev.txt").read_text().split("\n")
    }

    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert {name.lower().replace("_", "-") for name in wanted} <= pinned


def test_the_lock_file_names_versions_and_checksums_but_no_address() -> None:
    packages = json.loads((PROJECT_ROOT / "package-lock.json").read_text())["packages"]
    assert packages.pop("")

    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


def test_browser_packages_are_pinned_exactly() -> None:
    package = json.loads((PROJECT_ROOT / "package.json").read_text())

    for version in {**package["dependencies"], **package["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


@pytest.mark.parametrize(
    "script", sorted((PROJECT_ROOT / "scripts" / "lib").glob("*.sh")), ids=relative
)
def test_shell_libraries_can_be_read_by_bash(script: Path) -> None:
    assert subprocess.run(["bash", "-n", script], timeout=10).returncode == 0


def test_importing_the_command_line_brings_no_web_application() -> None:
    code = "import sys, scripts.cli; sys.exit('flask' in sys.modules or 'webapp' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, timeout=30).returncode == 0
    )
