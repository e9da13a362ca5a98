"""Which Python runs the atlas, and with which SQLite driver (docs/adr/0003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scripts.conftest import Sandbox

MAKES_VENV = "python -m venv"


def installed(sandbox: Sandbox) -> str:
    return next(call for call in sandbox.calls("python") if "-m pip install" in call)


def described(sandbox: Sandbox) -> str:
    """Return what the Python of ``.venv`` says of itself."""
    text = (sandbox.root / ".venv" / ".stamp-made").read_text()
    return text.strip()


def test_a_python_that_loads_extensions_needs_no_other_driver(sandbox: Sandbox) -> None:
    sandbox.run("serve")

    assert "requirements-pysqlite.txt" not in installed(sandbox)


def test_a_python_without_extensions_gets_pysqlite(sandbox: Sandbox) -> None:
    sandbox.python("python3", "/opt/python3.12\\t3.12.1\\tno")

    result = sandbox.run("serve")

    assert result.returncode == 0, result.stderr
    assert "requirements-pysqlite.txt" in installed(sandbox)
    assert "requirements.txt" in installed(sandbox)


def test_the_system_python_is_preferred_to_one_without_extensions(sandbox: Sandbox) -> None:
    sandbox.python("python3", "/opt/python3.12\\t3.12.1\\tno")
    sandbox.python("system-python3", "/usr/bin/python3.11\\t3.11.2\\tyes")

    sandbox.run("serve")

    assert described(sandbox) == "/usr/bin/python3.11\t3.11.2\tyes"


def test_a_python_without_extensions_is_preferred_to_one_that_needs_a_package(
    sandbox: Sandbox,
) -> None:
    sandbox.python("python3", "/opt/python3.12\\t3.12.1\\tno")
    sandbox.python("system-python3", "/usr/bin/python3.11\\t3.11.2\\tyes", can_make_venv=False)

    assert sandbox.run("serve").returncode == 0
    assert described(sandbox) == "/opt/python3.12\t3.12.1\tno"


def test_a_python_too_old_is_passed_over(sandbox: Sandbox) -> None:
    sandbox.python("python3", "")
    sandbox.python("python3.12", "/usr/bin/python3.12\\t3.12.3\\tyes")

    sandbox.run("serve")

    assert described(sandbox) == "/usr/bin/python3.12\t3.12.3\tyes"


def test_no_python_at_all_asks_for_one(sandbox: Sandbox) -> None:
    sandbox.without("python3")
    sandbox.replace("scripts/lib/python.sh", "[ -x /usr/bin/python3 ]", "false")

    result = sandbox.run("serve")

    assert result.returncode == 1
    assert "apt-get install -y --no-install-recommends python3 python3-venv" in result.stderr


def test_only_an_old_python_is_said_in_one_sentence(sandbox: Sandbox) -> None:
    sandbox.python("python3", "")
    sandbox.replace("scripts/lib/python.sh", "[ -x /usr/bin/python3 ]", "true")

    result = sandbox.run("serve")

    assert result.returncode == 1
    assert "3.11" in result.stderr
    assert "ATLAS_PYTHON=" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_atlas_python_decides(sandbox: Sandbox) -> None:
    sandbox.python("mine", "/home/me/python\\t3.13.0\\tno")

    sandbox.run("serve", ATLAS_PYTHON=str(sandbox.bin / "mine"))

    assert described(sandbox) == "/home/me/python\t3.13.0\tno"


def test_atlas_python_that_is_no_python_is_refused_and_touches_nothing(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    before = sandbox.files()

    result = sandbox.run("serve", ATLAS_PYTHON="/bin/true")

    assert result.returncode == 1
    assert "/bin/true" in result.stderr
    assert sandbox.files() == before


def test_another_python_makes_the_environment_anew(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    (sandbox.root / ".venv" / "left-over").touch()
    sandbox.python("mine", "/home/me/python\\t3.13.0\\tyes")
    sandbox.forget()

    sandbox.run("serve", ATLAS_PYTHON=str(sandbox.bin / "mine"))

    assert any(call.startswith(MAKES_VENV) for call in sandbox.calls("python"))
    assert not (sandbox.root / ".venv" / "left-over").exists()


def test_without_atlas_python_a_working_environment_is_kept(sandbox: Sandbox) -> None:
    sandbox.run("serve", ATLAS_PYTHON=str(sandbox.bin / "python3"))
    sandbox.python("python3", "/somewhere/else\\t3.13.0\\tyes")
    sandbox.forget()

    sandbox.run("serve")

    assert not [call for call in sandbox.calls("python") if call.startswith(MAKES_VENV)]


def test_an_upgrade_of_the_system_makes_the_environment_anew(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    sandbox.python("python3", "/opt/python3.12\\t3.13.5\\tyes")
    python = sandbox.root / ".venv" / "bin" / "python"
    python.write_text(python.read_text().replace("3.12.1", "3.13.5"))
    sandbox.forget()

    assert sandbox.run("serve").returncode == 0

    assert any(call.startswith(MAKES_VENV) for call in sandbox.calls("python"))
    assert described(sandbox).split("\t")[1] == "3.13.5"
