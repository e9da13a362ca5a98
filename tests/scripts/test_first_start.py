"""What a first start prepares, in which order, and what a second one leaves alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scripts.conftest import Sandbox


def test_a_first_start_makes_everything_then_serves(sandbox: Sandbox, tmp_path: Path) -> None:
    result = sandbox.run("serve", cwd=tmp_path)

    assert result.returncode == 0, result.stderr
    called = [line.removeprefix("python ") for line in sandbox.calls("python")]
    made = [
        next(part for part in ("-m venv", "-m pip", "assets", "init", "server") if part in line)
        for line in called
        if "pip --version" not in line
    ]
    assert made == ["-m venv", "-m pip", "assets", "init", "server"]
    assert any(call.startswith("npm ci") for call in sandbox.calls("npm"))
    assert not sandbox.calls("apt-get")


def test_a_second_start_touches_nothing(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    before = sandbox.files()
    sandbox.forget()

    result = sandbox.run("serve")

    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    assert sandbox.files() == before
    assert [call for call in sandbox.calls("python") if "-c " not in call] == [
        "python -P -m scripts.lib.server"
    ]
    assert not sandbox.calls("npm")


def test_node_is_not_needed_once_its_files_are_there(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    sandbox.without("npm")

    assert sandbox.run("serve").returncode == 0


def test_check_is_passed_on_to_the_server(sandbox: Sandbox) -> None:
    sandbox.run("serve", "--check")

    assert sandbox.calls("python")[-1] == "python -P -m scripts.lib.server --check"


def test_the_exit_code_is_that_of_the_server(sandbox: Sandbox) -> None:
    sandbox.run("serve")

    assert sandbox.run("serve", "--check", FAKE_PYTHON_CODE="1").returncode == 1


def test_changed_requirements_are_installed_again(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    sandbox.replace("requirements.txt", "flask==", "flask==0")
    sandbox.forget()

    sandbox.run("serve")

    assert len([call for call in sandbox.calls("python") if "-m pip install" in call]) == 1
    assert not [call for call in sandbox.calls("python") if "-m venv" in call]


def test_a_changed_lock_file_installs_and_copies_again(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    sandbox.replace("package-lock.json", '"1.9.4"', '"1.9.5"')
    sandbox.forget()

    sandbox.run("serve")

    assert any(call.startswith("npm ci") for call in sandbox.calls("npm"))
    assert any("scripts.lib.assets" in call for call in sandbox.calls("python"))


def test_a_changed_base_map_is_copied_without_npm(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    (sandbox.root / "geodata/datasets/fonds/monde.topojson").write_text('{"new": 1}')
    sandbox.forget()

    sandbox.run("serve")

    assert not sandbox.calls("npm")
    assert any("scripts.lib.assets" in call for call in sandbox.calls("python"))


def test_a_changed_dataset_builds_the_database_again(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    (sandbox.root / "geodata/datasets/cog").mkdir()
    (sandbox.root / "geodata/datasets/cog/communes.csv").write_text("code\n38185\n")
    sandbox.forget()

    sandbox.run("serve")

    assert any("scripts.cli init" in call for call in sandbox.calls("python"))


def test_a_deleted_database_is_built_again(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    (sandbox.root / "instance/atlas.sqlite").unlink()
    sandbox.forget()

    sandbox.run("serve")

    assert any("scripts.cli init" in call for call in sandbox.calls("python"))


def test_another_database_has_a_stamp_of_its_own(sandbox: Sandbox) -> None:
    sandbox.run("serve")
    sandbox.forget()

    sandbox.run("serve", ATLAS_DATABASE_URL="postgresql://carte@localhost/atlas")

    assert any("scripts.cli init" in call for call in sandbox.calls("python"))


def test_a_failed_installation_names_its_log_and_is_tried_again(sandbox: Sandbox) -> None:
    sandbox.command(
        "npm", '[ "$1" = --version ] && echo 10.2.0 || { echo panne du réseau; exit 1; }'
    )

    result = sandbox.run("serve")

    assert result.returncode == 1
    assert "panne du réseau" in result.stderr
    assert result.stderr.rstrip().endswith("build/logs/npm.log")
    assert not [call for call in sandbox.calls("python") if "scripts.lib.server" in call]

    sandbox.npm()
    assert sandbox.run("serve").returncode == 0


def test_a_half_made_environment_is_made_again(sandbox: Sandbox) -> None:
    half = sandbox.root / ".venv" / "bin"
    half.mkdir(parents=True)

    assert sandbox.run("serve").returncode == 0
    assert any("-m venv" in call for call in sandbox.calls("python"))


def test_an_account_without_a_home_keeps_npm_s_cache_in_build(sandbox: Sandbox) -> None:
    sandbox.run("serve", HOME="/nonexistent")

    (call,) = [call for call in sandbox.calls("npm") if call.startswith("npm ci")]
    assert call.endswith(f"--cache {sandbox.root}/build/npm-cache")


def test_an_unknown_option_shows_the_usage_and_exits_2(sandbox: Sandbox) -> None:
    result = sandbox.run("serve", "--chek")

    assert result.returncode == 2
    assert "--chek" in result.stderr
    assert "Usage" in result.stderr
    assert not sandbox.calls("python")


def test_two_first_starts_at_once_make_everything_once(sandbox: Sandbox) -> None:
    sandbox.npm(install="sleep 0.5; mkdir -p node_modules")

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(sandbox.run, ["serve", "serve"]))

    assert [result.returncode for result in results] == [0, 0]
    assert len([call for call in sandbox.calls("npm") if call.startswith("npm ci")]) == 1
    assert len([call for call in sandbox.calls("python") if "-m pip install" in call]) == 1


def test_the_command_line_keeps_its_output_for_its_answer(sandbox: Sandbox) -> None:
    result = sandbox.run("atlas", "export", "--fichier", "mes liens.csv")

    assert result.returncode == 0
    assert result.stdout == ""
    assert "requirements.txt" in result.stderr
    assert sandbox.calls("python")[-1] == (
        "python -P -m scripts.cli export --fichier mes liens.csv"
    )


def test_the_command_line_does_not_build_the_database_by_itself(sandbox: Sandbox) -> None:
    sandbox.run("atlas", "doctor")

    assert not [call for call in sandbox.calls("python") if "scripts.cli init" in call]
