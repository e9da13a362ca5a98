"""A copy of the scripts in a folder of its own, on a machine whose commands are all made up.

Nothing here reaches the network, the real virtual environment or the real packages: ``PATH`` holds
the few ordinary tools the scripts use, and fakes of those that change a machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ORDINARY_TOOLS = (
    *("basename", "bash", "cat", "cut", "dirname", "env", "find", "flock", "grep", "mkdir"),
    *("readlink", "rm", "sed", "sha256sum", "sleep", "sort", "tail", "xargs"),
)
COPIED = (
    *("scripts", "package.json", "package-lock.json"),
    *("requirements.txt", "requirements-dev.txt", "requirements-pysqlite.txt"),
)

#: A Python that describes itself as told, makes environments of copies of itself, notes the rest.
FAKE_PYTHON = """#!/usr/bin/env bash
case "$1 $2" in
  "-c "*_base_executable*) [ -n "{described}" ] && printf '%b\\n' "{described}" && exit 0; exit 1 ;;
  "-c "*ensurepip*) exit {venv_code} ;;
  "-m venv") mkdir -p "$3/bin" && cat "$0" >"$3/bin/python" && chmod +x "$3/bin/python" ;;
esac
case " $* " in
  *" scripts.cli init "*) mkdir -p "$SANDBOX/instance"; : >"$SANDBOX/instance/atlas.sqlite" ;;
  *" scripts.lib.assets "*) mkdir -p "$SANDBOX/webapp/static/vendor" ;;
esac
printf 'python %s\\n' "$*" >>"$CALLS"
exit "${FAKE_PYTHON_CODE:-0}"
"""


class Sandbox:
    """A made-up machine around a copy of the scripts."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "un clone à nous"
        self.bin = folder / "bin"
        self.calls_file = folder / "calls"
        self.environment: dict[str, str] = {}
        self.root.mkdir()
        self.bin.mkdir()
        self.calls_file.touch()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source, self.root / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(source, self.root / name)
        ground = self.root / "geodata" / "datasets" / "fonds" / "monde.topojson"
        ground.parent.mkdir(parents=True)
        ground.write_text("{}")
        for tool in (*ORDINARY_TOOLS, "chmod"):
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        self.command("id", "echo 1000")
        self.command("dpkg-query", "printf installed")
        self.npm()
        self.command("apt-get", "true")
        self.python("python3", "/opt/python3.12\\t3.12.1\\tyes")
        # The real system's Python must not show through.
        self.replace(
            "scripts/lib/python.sh",
            "PYTHON_CANDIDATES=(python3 /usr/bin/python3 ",
            f"PYTHON_CANDIDATES=(python3 '{self.bin}/system-python3' ",
        )
        self.replace("scripts/lib/setup.sh", "/usr/bin/chromium", f"{self.bin}/chromium")
        for name in ("chromium", "ogrinfo", "soffice"):
            self.command(name, "true")

    def replace(self, path: str, old: str, new: str) -> None:
        """Change one text of the copy."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, old
        file.write_text(text.replace(old, new), encoding="utf-8")

    def command(self, name: str, script: str) -> None:
        """Put a command on the machine; what it is called with is noted."""
        file = self.bin / name
        file.unlink(missing_ok=True)
        file.write_text(f'#!/usr/bin/env bash\nprintf \'{name} %s\\n\' "$*" >>"$CALLS"\n{script}\n')
        file.chmod(0o755)

    def npm(self, install: str = "mkdir -p node_modules") -> None:
        """Put an npm on the machine whose installation runs ``install`` in the project."""
        self.command("npm", f"case $1 in --version) echo 10.2.0 ;; ci) {install} ;; esac")

    def without(self, name: str) -> None:
        """Take a command away."""
        (self.bin / name).unlink()

    def python(self, name: str, described: str, *, can_make_venv: bool = True) -> None:
        """Put a Python on the machine: « path\\tversion\\tyes|no », or empty for one too old."""
        file = self.bin / name
        file.unlink(missing_ok=True)
        text = FAKE_PYTHON.replace("{described}", described)
        file.write_text(text.replace("{venv_code}", "0" if can_make_venv else "1"))
        file.chmod(0o755)

    def run(
        self, script: str, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``scripts/<script>`` of the copy, on this machine only."""
        return subprocess.run(
            [self.root / "scripts" / script, *arguments],
            cwd=cwd or "/",
            env={
                "PATH": str(self.bin),
                "CALLS": str(self.calls_file),
                "SANDBOX": str(self.root),
                "LC_ALL": "C.UTF-8",
                **environment,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )

    def calls(self, name: str) -> list[str]:
        """Return the calls of ``name`` since the last :meth:`forget`."""
        lines = self.calls_file.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.split(" ")[0] == name]

    def forget(self) -> None:
        """Forget the calls noted so far."""
        self.calls_file.write_text("")

    def files(self) -> dict[str, tuple[int, int]]:
        """Return every file of the copy with its date and size."""
        found = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                state = (Path(folder) / name).stat()
                found[f"{folder}/{name}"] = (state.st_mtime_ns, state.st_size)
        return found


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)
