"""Debian packages: installed as root or through sudo, else named exactly, and nothing touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scripts.conftest import Sandbox

INSTALL = "apt-get install -y --no-install-recommends"


def bare_machine(sandbox: Sandbox) -> None:
    """Debian with its Python, and nothing that the atlas needs beside it."""
    sandbox.command("dpkg-query", "exit 1")
    sandbox.without("npm")
    sandbox.without("python3")
    real = os.path.realpath("/usr/bin/python3")
    sandbox.python("system-python3", f"{real}\\t3.11.2\\tyes", can_make_venv=False)


def test_without_root_the_line_to_copy_names_all_that_is_missing(sandbox: Sandbox) -> None:
    bare_machine(sandbox)
    before = sandbox.files()

    result = sandbox.run("serve", "--check")

    assert result.returncode == 1
    line = next(line.strip() for line in result.stderr.splitlines() if INSTALL in line)
    assert line == f"{INSTALL} python3-venv libsqlite3-mod-spatialite nodejs npm"
    assert sandbox.files() == before
    assert not sandbox.calls("apt-get")


def test_a_sudo_that_asks_for_a_password_is_not_used(sandbox: Sandbox) -> None:
    bare_machine(sandbox)
    sandbox.command("sudo", 'echo "sudo: a password is required" >&2; exit 1')

    result = sandbox.run("serve")

    assert result.returncode == 1
    assert INSTALL in result.stderr
    assert not sandbox.calls("apt-get")


def test_a_free_sudo_installs(sandbox: Sandbox) -> None:
    sandbox.command("dpkg-query", "exit 1")
    sandbox.command("sudo", 'shift; "$@"')

    result = sandbox.run("serve")

    assert result.returncode == 0, result.stderr
    assert sandbox.calls("apt-get") == [
        "apt-get update",
        f"{INSTALL} libsqlite3-mod-spatialite",
    ]


def test_root_installs_without_sudo(sandbox: Sandbox) -> None:
    sandbox.command("dpkg-query", "exit 1")
    sandbox.command("id", "echo 0")

    result = sandbox.run("serve")

    assert result.returncode == 0, result.stderr
    assert f"{INSTALL} libsqlite3-mod-spatialite" in sandbox.calls("apt-get")
    assert "libsqlite3-mod-spatialite" in result.stdout


def test_lists_that_do_not_answer_do_not_stop_the_installation(sandbox: Sandbox) -> None:
    sandbox.command("dpkg-query", "exit 1")
    sandbox.command("id", "echo 0")
    sandbox.command("apt-get", '[ "$1" != update ]')

    assert sandbox.run("serve").returncode == 0


def test_a_failed_installation_stops_before_anything_else(sandbox: Sandbox) -> None:
    sandbox.command("dpkg-query", "exit 1")
    sandbox.command("id", "echo 0")
    sandbox.command("apt-get", "echo 'E: Unable to locate package' >&2; exit 100")

    result = sandbox.run("serve")

    assert result.returncode == 1
    assert "build/logs/apt.log" in result.stderr
    assert not (sandbox.root / ".venv").exists()


def test_an_npm_too_old_for_the_lock_file_is_named(sandbox: Sandbox) -> None:
    sandbox.command("npm", "echo 6.14.4")

    assert f"{INSTALL} nodejs npm" in sandbox.run("serve").stderr


def test_tests_also_need_chromium_and_fonts(sandbox: Sandbox) -> None:
    sandbox.without("chromium")
    sandbox.command("dpkg-query", 'case "$*" in *fonts-*) exit 1 ;; *) printf installed ;; esac')
    sandbox.command("grep", "exit 1")  # not an Ubuntu

    result = sandbox.run("test")

    assert f"{INSTALL} chromium fonts-dejavu-core fonts-liberation" in result.stderr


def test_ubuntu_without_chromium_is_told_what_to_do(sandbox: Sandbox) -> None:
    sandbox.without("chromium")
    sandbox.command("grep", "exit 0")  # an Ubuntu

    result = sandbox.run("test")

    assert result.returncode == 1
    assert "ATLAS_CHROMIUM=" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
