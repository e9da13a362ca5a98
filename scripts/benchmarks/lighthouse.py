"""Lighthouse on the pages that matter most: speed, accessibility, good practice, search engines.

The package is npm's ``lighthouse``, installed by ``scripts/bench`` apart from the site's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from atlas.settings import PROJECT_ROOT
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.report import Measure
from scripts.benchmarks.site import Site

PACKAGE = PROJECT_ROOT / "build" / "benchmarks" / "lighthouse"
_COMMAND = PACKAGE / "node_modules" / "lighthouse" / "cli" / "index.js"
_SECONDS = 180
#: A browser that looks up nothing but the page.
_FLAGS = "--headless=new --no-sandbox --disable-background-networking --disable-component-update"
#: The least that each category may be, out of 100 (issue « The public atlas », « Must hold »).
_LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95, "seo": 95}
_LABELS = {
    "performance": "vitesse",
    "accessibility": "accessibilité",
    "best-practices": "bonnes pratiques",
    "seo": "référencement",
}
_PAGES = {"map": "/carte", "map_en": "/en/carte", "authority": "/collectivites/75056"}


def measure_lighthouse(site: Site) -> list[Measure]:
    """Return the score of each page in each category, out of 100.

    Raises :class:`BenchmarkError` when Lighthouse cannot judge a page.
    """
    measures = []
    for name, address in _PAGES.items():
        scores = _scores(f"{site.address}{address}")
        for category, least in _LEAST.items():
            key = category.replace("-", "_")
            measures.append(
                Measure(
                    f"lighthouse_{name}_{key}",
                    f"Lighthouse, {address}, {_LABELS[category]}",
                    100 * scores[category],
                    "",
                    least,
                    at_least=True,
                )
            )
    return measures


def _scores(address: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="atlas-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        try:
            done = subprocess.run(
                ["node", str(_COMMAND), address, "--preset=desktop", "--output=json", "--quiet",
                 f"--output-path={report}", f"--chrome-flags={_FLAGS}"],
                env={**os.environ, "CHROME_PATH": os.environ["ATLAS_CHROMIUM"]},
                capture_output=True, text=True, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BenchmarkError(
                "Lighthouse n’a pas pu juger {address} ({reason}).", address=address, reason=error
            ) from error
        if done.returncode != 0 or not report.exists():
            raise BenchmarkError(
                "Lighthouse n’a pas pu juger {address} ({reason}).",
                address=address,
                reason=done.stderr.strip().splitlines()[-1:] or done.returncode,
            )
        categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    scores = {category: categories[category]["score"] for category in _LEAST}
    if None in scores.values():
        raise BenchmarkError("Lighthouse n’a pas de note pour {address}.", address=address)
    return scores
