"""The command line: lazy commands, French, exit codes 0, 1 and 2."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from atlas.errors import NotFoundError
from atlas.settings import PROJECT_ROOT
from scripts.cli import AtlasGroup, cli

COMMANDS = {
    "greet": """
        import click
        @click.command()
        def command():
            "Dit bonjour."
            click.echo("bonjour")
    """,
    "find_it": """
        import click
        from atlas.errors import NotFoundError
        @click.command()
        def command():
            "Cherche."
            raise NotFoundError("Rien ne porte le code {code}.", code="38999")
    """,
    "broken": "raise RuntimeError('this module was imported')",
    "_helper": "raise RuntimeError('this is no command')",
}


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AtlasGroup:
    """A group whose commands are the files of a package made for the test."""
    package = tmp_path / "commands_of_the_test"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, text in COMMANDS.items():
        (package / f"{name}.py").write_text(textwrap.dedent(text))
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith("commands_of_the_test")]:
        monkeypatch.delitem(sys.modules, name)
    return AtlasGroup(name="atlas", package="commands_of_the_test")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.cli", *arguments],
        cwd=PROJECT_ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_commands_are_the_modules_of_the_package(group: AtlasGroup) -> None:
    assert group.list_commands(click.Context(group)) == ["broken", "find-it", "greet"]


def test_a_command_runs_without_importing_the_others(group: AtlasGroup) -> None:
    result = CliRunner().invoke(group, ["greet"])

    assert result.exit_code == 0
    assert result.output == "bonjour\n"


def test_an_error_of_the_atlas_is_its_sentence_on_stderr_and_code_1(group: AtlasGroup) -> None:
    result = CliRunner().invoke(group, ["find-it"])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "Rien ne porte le code 38999.\n"


def test_a_bug_is_not_hidden_behind_a_sentence(group: AtlasGroup) -> None:
    result = CliRunner().invoke(group, ["broken"])

    assert isinstance(result.exception, RuntimeError)


def test_an_error_below_a_nested_group_is_a_sentence_too(group: AtlasGroup) -> None:
    @click.command("inner")
    def inner() -> None:
        raise NotFoundError("Rien.")

    nested = click.Group("nested", commands=[inner])
    group.add_command(nested)

    result = CliRunner().invoke(group, ["nested", "inner"])

    assert (result.exit_code, result.stderr) == (1, "Rien.\n")


@pytest.mark.parametrize("arguments", [("nawak",), ("--nawak",)])
def test_a_wrong_command_exits_2_in_french(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)

    assert result.returncode == 2
    assert "n’existe pas" in result.stderr
    assert "No such" not in result.stderr
    assert result.stdout == ""


def test_help_is_in_french() -> None:
    result = run("--help")

    assert result.returncode == 0
    assert "Usage\u00a0:" in result.stdout
    assert "Affiche cette aide" in result.stdout
    assert "Show this message" not in result.stdout


@pytest.mark.parametrize("words", [["reports"], ["reports", "answer"], ["classify"], ["curate"]])
def test_the_help_of_a_command_is_in_french(words: list[str]) -> None:
    told = run(*words, "--help").stdout
    assert "Usage" in told
    for english in ("COMMAND ", "[ARGS]", "Show this", "range"):
        assert english not in told


def test_a_number_that_is_none_is_told_in_french() -> None:
    refused = run("classify", "--explain", "abc")
    assert refused.returncode == 2
    assert "n’est pas un nombre valable" in refused.stderr
    assert "integer" not in refused.stderr


def test_every_command_describes_itself() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, f"./scripts/atlas {name} --help says nothing"
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0, name


def test_click_s_own_sentences_keep_their_fields_in_translation() -> None:
    from babel.messages.pofile import read_po

    from scripts.cli._french import CATALOGUE

    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr", abort_invalid=True)
    for message in catalogue:
        if message.id:
            assert message.string, message.id
            assert not list(message.check(catalogue)), message.id
