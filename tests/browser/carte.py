"""What a reader does on the map, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

READY = "main.carte[data-prete]"


def open_map(page: Page, site: str, address: str = "") -> None:
    """Open ``/carte`` with a query string and hash, and wait until it is drawn."""
    page.goto(f"{site}/carte{address}")
    page.wait_for_selector(READY)


def open_map_out_of_time(page: Page, site: str, address: str = "") -> None:
    """Open the map, then stop its clock: time passes when the test says so (``page.clock``).

    A busy machine then does not decide how many years of the cursor go by.
    """
    page.clock.install()
    open_map(page, site, address)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))


def status(page: Page) -> str:
    """The sentence that says how many partnerships are shown, with ordinary spaces."""
    text = page.locator("#carte-etat").inner_text()
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def tick(page: Page, field: str, value: str) -> None:
    """Click on the checkbox of a filter."""
    page.locator(f"#carte-formulaire input[name={field}][value={value}]").click()


def wait_for_address(page: Page, part: str) -> None:
    """Wait until the address holds ``part`` (it is written a little after what it describes)."""
    page.wait_for_function("(part) => decodeURIComponent(location.href).includes(part)", arg=part)


def set_year(page: Page, year: int) -> None:
    """Move the cursor to a year as a drag does."""
    page.locator("#carte-curseur").evaluate(
        "(range, year) => { range.value = year;"
        " range.dispatchEvent(new Event('input', {bubbles: true})); }",
        year,
    )


def place_on_screen(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a point of the earth is on the page, in pixels."""
    point: list[float] = page.evaluate(
        "([lat, lon]) => { const p = atlasCarte.map.latLngToContainerPoint([lat, lon]);"
        " const box = atlasCarte.map.getContainer().getBoundingClientRect();"
        " return [p.x + box.x, p.y + box.y]; }",
        [lat, lon],
    )
    return point[0], point[1]


def module(page: Page, name: str, script: str) -> Any:
    """Evaluate ``script``, a function of the exports of one of our modules."""
    return page.evaluate(
        "async (name) => {"
        " const entry = document.querySelector('script[src*=\"js/map/main.js\"]').src;"
        f" return ({script})(await import(entry.replace('main.js', name))); }}",
        name,
    )
