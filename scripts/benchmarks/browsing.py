"""What a reader's browser does with the map: bytes, time to a drawn map, time to repaint."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from scripts.benchmarks import naive
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.progress import say
from scripts.benchmarks.report import Measure, percentile
from scripts.benchmarks.site import Site

MARK = "atlas:carte-dessinee"
_WEIGHT_TARGET = 300_000.0
_DRAWING_TARGET = 0.35
_REPAINT_TARGET = 150.0
_RUNS = 5
_WINDOW: ViewportSize = {"width": 1280, "height": 800}
_PATIENCE_MS = 90_000

#: Views in which the map repaints, with the zoom over the Rhine; None as the map opens. The last
#: one goes closer until links are drawn one by one: nowhere are more of them seen together.
_VIEWS: tuple[tuple[str, str, float | None], ...] = (
    ("open", "à l’ouverture", None),
    ("europe", "sur l’Europe", 5.0),
    ("links", "lien par lien", 5.5),
)
_CENTRE = (48.5, 8.0)
_CLOSEST = 12.0
_BOXES_EACH = 8
_STEPS_EACH = 16

# From the input of a person to the frame that shows its effect. A listener that is called before
# the page's own waits for the next frame and for the task after it; the browser's own Event Timing
# (input to presentation, in steps of 8 ms) is kept when it says more.
_STOPWATCH = """() => {
  const watch = window.banc = { own: [], seen: 0 };
  for (const name of ["input", "change"]) {
    addEventListener(name, (event) => {
      const from = event.timeStamp;
      requestAnimationFrame(() => setTimeout(() => watch.own.push(performance.now() - from)));
    }, true);
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (["keydown", "keyup", "click", "input", "change"].includes(entry.name)) {
        watch.seen = Math.max(watch.seen, entry.duration);
      }
    }
  }).observe({ type: "event", durationThreshold: 16 });
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium, or the one that ``ATLAS_CHROMIUM`` names, without a window.

    Raises :class:`BenchmarkError` when the browser, or a page in it, fails.
    """
    executable = os.environ.get("ATLAS_CHROMIUM", "/usr/bin/chromium")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            try:
                yield browser
            finally:
                browser.close()
    except PlaywrightError as error:
        first = str(error).strip().splitlines()[0]
        raise BenchmarkError("Chromium : {reason}.", reason=first) from error


@contextmanager
def cold_page(browser: Browser) -> Iterator[Page]:
    """Yield a page of a browser that has never seen the site; an error of its scripts is one."""
    context = browser.new_context(viewport=_WINDOW, locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(_PATIENCE_MS)
    errors: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        if errors:
            raise BenchmarkError("Une page a échoué : {error}.", error=errors[0])
    finally:
        context.close()


def time_of_mark(page: Page, mark: str) -> float:
    """Wait for ``mark`` and return when it came, in milliseconds since the navigation began."""
    page.wait_for_function(
        "name => performance.getEntriesByName(name).length > 0", arg=mark, polling=100
    )
    found = page.evaluate("name => performance.getEntriesByName(name)[0].startTime", mark)
    return float(found)


def measure_weight(browser: Browser, site: Site) -> list[Measure]:
    """Return the bytes that a first visit of the map brings over the wire, headers included.

    Raises :class:`BenchmarkError` when a request fails, or leaves the site.
    """
    sizes: dict[str, float] = {}
    addresses: dict[str, str] = {}
    failures: list[str] = []
    with cold_page(browser) as page:
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.on(
            "Network.requestWillBeSent",
            lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
        )
        protocol.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )
        protocol.on(
            "Network.loadingFailed", lambda event: failures.append(addresses[event["requestId"]])
        )
        page.goto(f"{site.address}/carte")
        time_of_mark(page, MARK)
        page.wait_for_load_state("networkidle")
    network = {key: url for key, url in addresses.items() if not url.startswith("data:")}
    outside = [url for url in network.values() if not url.startswith(f"{site.address}/")]
    lost = [*failures, *(network[key] for key in network.keys() - sizes.keys())]
    if outside or lost:
        raise BenchmarkError("Requête perdue ou hors du site : {url}.", url=[*outside, *lost][0])
    for key, url in sorted(network.items(), key=lambda item: -sizes[item[0]])[:8]:
        say(f"   {sizes[key] / 1000:7.1f} ko  {urlsplit(url).path}")
    return [
        Measure(
            "map_cold_bytes",
            "octets d’une première visite de /carte",
            sum(sizes[key] for key in network),
            "o",
            _WEIGHT_TARGET,
        ),
        Measure("map_cold_requests", "requêtes de cette visite", len(network), ""),
    ]


def measure_drawing(browser: Browser, site: Site, naive_address: str) -> list[Measure]:
    """Return the median times to a drawn map, the atlas's and the naive page's, and their ratio.

    The pages take turns, each time in a browser that has never seen them; the first turn only warms
    the machine.
    """
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(_RUNS + 1):
        for times, address, mark in (
            (ours, f"{site.address}/carte", MARK),
            (theirs, naive_address, naive.MARK),
        ):
            with cold_page(browser) as page:
                page.goto(address, wait_until="commit")
                took = time_of_mark(page, mark)
            if turn:
                times.append(took)
        say(f"Carte dessinée, tour {turn} sur {_RUNS}")
    atlas, folium = statistics.median(ours), statistics.median(theirs)
    return [
        Measure(
            "map_drawn_ratio",
            "carte dessinée, rapport à la page Folium naïve",
            atlas / folium,
            "",
            _DRAWING_TARGET,
            3,
        ),
        Measure("map_drawn_ms", "carte dessinée (médiane)", atlas, "ms"),
        Measure("map_drawn_worst_ms", "carte dessinée (plus lente)", max(ours), "ms"),
        Measure("naive_drawn_ms", "page Folium naïve dessinée (médiane)", folium, "ms"),
    ]


def measure_repaint(browser: Browser, site: Site) -> list[Measure]:
    """Return how long the map takes to show the effect of a filter or of the year cursor."""
    measures: list[Measure] = []
    everything: list[float] = []
    with cold_page(browser) as page:
        page.goto(f"{site.address}/carte")
        time_of_mark(page, MARK)
        page.wait_for_load_state("networkidle")
        page.evaluate(_STOPWATCH)
        for name, label, zoom in _VIEWS:
            if zoom is not None:
                _look(page, zoom)
            while name == "links" and page.evaluate("atlasCarte.level") != "lien":
                if zoom is None or zoom >= _CLOSEST:
                    raise BenchmarkError("La carte ne montre nulle part les liens un à un.")
                zoom += 0.5
                _look(page, zoom)
            lines = page.evaluate("atlasCarte.lines")
            times = _toggle_boxes(page) + _move_cursor(page)
            say(f"Repeinture {label} ({lines} traits) : {len(times)} gestes")
            everything += times
            p95 = percentile(times, 0.95)
            measures.append(
                Measure(f"repaint_{name}_p95_ms", f"repeinture {label}, p95", p95, "ms")
            )
    return [
        Measure(
            "repaint_p95_ms",
            f"repeinture après un filtre ou une année, p95 de {len(everything)} gestes",
            percentile(everything, 0.95),
            "ms",
            _REPAINT_TARGET,
        ),
        Measure("repaint_p50_ms", "la même, p50", percentile(everything, 0.5), "ms"),
        *measures,
    ]


def _look(page: Page, zoom: float) -> None:
    """Show the map at ``zoom`` and let it settle."""
    page.evaluate(
        "view => atlasCarte.map.setView([view[0], view[1]], view[2], { animate: false })",
        [*_CENTRE, zoom],
    )
    page.wait_for_timeout(1000)


def _toggle_boxes(page: Page) -> list[float]:
    """Untick and tick boxes of filters with the keyboard; return the times, in milliseconds."""
    page.evaluate(
        "document.querySelectorAll('#carte-formulaire details').forEach(d => { d.open = true; })"
    )
    boxes = page.locator("#carte-formulaire input[type=checkbox]")
    total = boxes.count()
    if total < _BOXES_EACH:
        raise BenchmarkError("La carte n’a que {total} filtres.", total=total)
    times = []
    for place in range(_BOXES_EACH):
        box = boxes.nth(place * total // _BOXES_EACH)
        for _ in range(2):
            box.focus()
            times.append(_after(page, "Space"))
    return times


def _move_cursor(page: Page) -> list[float]:
    """Move the year cursor with the keyboard, then leave all dates on; return the times."""
    cursor = page.locator("#carte-curseur")
    cursor.focus()
    times = [_after(page, "ArrowLeft") for _ in range(_STEPS_EACH)]
    page.locator("#carte-toutes-dates").focus()
    times.append(_after(page, "Space"))
    return times


def _after(page: Page, key: str) -> float:
    """Press ``key`` and return the time until its effect was painted, in milliseconds."""
    page.evaluate("() => { banc.own = []; banc.seen = 0; }")
    page.keyboard.press(key)
    page.wait_for_function("() => banc.own.length > 0", polling=20)
    page.wait_for_timeout(60)  # the browser's own figure comes a frame later
    own, seen = page.evaluate("() => [Math.max(...banc.own), banc.seen]")
    return max(float(own), float(seen))
