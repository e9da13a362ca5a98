"""The automatic accessibility rules of axe-core, as the tests of this folder apply them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))"""


def violations(page: Page) -> list[list[object]]:
    """Return the rules that the page breaks as it stands, each with the elements at fault."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    found: list[list[object]] = page.evaluate(_RUN)
    return found
