"""``./scripts/test``: checks then pytest, or pytest alone with what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scripts.conftest import Sandbox


def run_after_setup(sandbox: Sandbox, *arguments: str, **environment: str):
    sandbox.run("test", "--version")
    sandbox.forget()
    result = sandbox.run("test", *arguments, **environment)
    return result, [call for call in sandbox.calls("python") if "python -c " not in call]


def test_arguments_go_to_pytest_word_for_word(sandbox: Sandbox) -> None:
    _, called = run_after_setup(sandbox, "-k", "a and not b", "tests/atlas", "-x")

    assert called == ["python -P -m pytest -k a and not b tests/atlas -x"]


def test_without_arguments_every_check_runs_and_pytest_comes_last(sandbox: Sandbox) -> None:
    result, called = run_after_setup(sandbox)

    assert result.returncode == 0
    wanted = ("ruff check", "ruff format --check", "mypy", "lint_imports")
    assert len(called) == len(wanted) + 2
    assert all(part in call for part, call in zip(wanted, called, strict=False))
    # Side by side, in whichever order they begin: together they are all the tests.
    assert sorted(called[len(wanted) :]) == [
        "python -P -m pytest -m browser",
        "python -P -m pytest -m not browser",
    ]


def test_a_failure_of_either_half_fails_the_whole_and_both_are_told(sandbox: Sandbox) -> None:
    sandbox.run("test", "--version")
    python = sandbox.root / ".venv" / "bin" / "python"
    text = python.read_text()
    for half, code in (("-m browser", 3), ("-m not browser", 4)):
        python.write_text(
            text.replace(
                'exit "${FAKE_PYTHON_CODE:-0}"',
                f'case "$*" in *"{half}") echo told; exit {code} ;; esac',
            )
        )
        result = sandbox.run("test")
        assert result.returncode == code
        assert "told" in result.stdout


def test_a_failing_check_fails_the_whole_but_does_not_hide_the_tests(sandbox: Sandbox) -> None:
    sandbox.run("test", "--version")
    python = sandbox.root / ".venv" / "bin" / "python"
    text = python.read_text()
    python.write_text(
        text.replace('exit "${FAKE_PYTHON_CODE:-0}"', 'case "$*" in *mypy*) exit 1 ;; esac')
    )

    result = sandbox.run("test")

    assert result.returncode == 1
    assert "vérifications en échec (détail plus haut) : mypy" in result.stdout + result.stderr


def test_the_exit_code_is_that_of_pytest(sandbox: Sandbox) -> None:
    result, _ = run_after_setup(sandbox, "-x", FAKE_PYTHON_CODE="5")

    assert result.returncode == 5


def test_development_requirements_are_installed_and_cover_serving(sandbox: Sandbox) -> None:
    sandbox.run("test", "-x")
    assert any("requirements-dev.txt" in call for call in sandbox.calls("python"))
    sandbox.forget()

    sandbox.run("serve")

    assert not [call for call in sandbox.calls("python") if "-m pip install" in call]


def test_continuous_integration_runs_this_command() -> None:
    from tests.scripts.conftest import ROOT

    runner = ROOT / ".ci" / "run"
    assert runner.stat().st_mode & 0o111
    assert "../scripts/test" in runner.read_text()
