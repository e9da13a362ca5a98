"""What people come for, from the first page to the last, on the shipped data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from atlas.settings import load_settings
from tests.browser.carte import READY, open_map, status
from tests.browser.conftest import DESK, Watch
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app
from webapp.public.guarded_form import QUICKEST

HEAVIEST = 500_000
#: Every kind of page, the largest of its kind: pictures, scripts, long lists, large tables.
KINDS = (
    "/", "/carte", "/carte?comparer=guerre_froide,mondialisation", "/carte?fond=pays",
    "/carte?embed=1", "/liste?par_page=100", "/partenariats/1", "/collectivites/75056",
    "/collectivites/84R", "/pays/DE", "/epoques", "/epoques/mondialisation", "/themes",
    "/themes/culture", "/financements", "/financements/faceco", "/acteurs",
    "/acteurs?collectivite=38185", "/methode", "/chiffres", "/comparer",
    "/comparer?collectivite=75056&collectivite=13055&collectivite=84R&collectivite=38D",
    "/donnees", "/export", "/export?pays=DE", "/mentions-legales", "/accessibilite", "/signaler",
    "/partager?adresse=/pays/DE",
    "/bourse", "/bourse/1", "/bourse/1/repondre", "/bourse/1/repondre/envoye",
)  # fmt: skip
#: Pages that only whoever sent a report, answered an advert or was asked in a campaign can open.
PRIVATE = {
    f"public.{name}"
    for name in (
        "signalement", "verifier", "merci_verification",
        "bourse_confirmer", "bourse_echange", "bourse_reponse",
    )
}  # fmt: skip


def test_compares_rennes_and_nantes(visitor: Page, atlas: str) -> None:
    visitor.goto(f"{atlas}/collectivites/35238")
    visitor.get_by_role("link", name="Comparer avec d’autres").click()
    visitor.get_by_label("Ajouter une collectivité").fill("nantes")
    visitor.get_by_role("button", name="Ajouter").click()
    expect(visitor).to_have_url(re.compile(r"collectivite=35238&collectivite=44109$"))
    table = visitor.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(
        [re.compile("Rennes"), re.compile("Nantes")]
    )
    row = table.get_by_role("row").filter(has=visitor.get_by_role("rowheader", name="Liens connus"))
    for position, code in enumerate(("35238", "44109")):
        cell = row.get_by_role("cell").nth(position)
        number = int(cell.inner_text())
        with visitor.context.expect_page() as opened:
            cell.get_by_role("link").click(modifiers=["Control"])
        other = opened.value
        assert f"collectivite={code}" in other.url
        assert listed(other) == number
        other.close()
    expect(visitor.get_by_role("heading", name="Les mêmes pays")).to_be_visible()


def test_walks_from_1945_to_2025_with_the_cursor(visitor: Page, atlas: str) -> None:
    open_map(visitor, atlas, "?date=1945")
    cursor = visitor.get_by_role("slider", name="Année")
    cursor.focus()
    expect(cursor).to_have_attribute("aria-valuetext", "1945")
    counts, landmarks = {}, set()
    for year in range(1946, 2026):
        visitor.keyboard.press("ArrowRight")
        assert cursor.get_attribute("aria-valuetext") == str(year)
        counts[year] = number_in(status(visitor).partition("partenariat")[0])
        landmark = visitor.locator("#carte-repere")
        if landmark.is_visible():
            landmarks.add(landmark.inner_text())
    visitor.wait_for_function("() => location.search.includes('date=2025')")
    assert counts[2025] > counts[1975] > counts[1950]
    assert len(landmarks) > 20
    visitor.goto(f"{atlas}/liste?date=2025")
    assert listed(visitor) == counts[2025]


def listed(page: Page) -> int:
    """How many partnerships the list says that it holds."""
    heading = page.get_by_role("heading", level=2, name=re.compile("partenariats?$"))
    return number_in(heading.inner_text())


def number_in(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


@pytest.mark.parametrize(
    "query", ["epoque=guerre_froide&pays=DE", "theme=eau", "region=53&type=jumelage", "date=1975"]
)
def test_reads_the_list_twin_of_the_map(visitor: Page, atlas: str, query: str) -> None:
    open_map(visitor, atlas, f"?{query}")
    shown = number_in(status(visitor).partition("partenariat")[0])
    visitor.get_by_role("link", name=re.compile("^Voir la liste")).first.click()
    visitor.wait_for_url(re.compile("/liste"))
    assert listed(visitor) == shown
    for pair in query.split("&"):
        assert pair in visitor.url


def test_embeds_a_map(chromium: Browser, visitor: Page, atlas: str) -> None:
    visitor.goto(f"{atlas}/partager?adresse=/carte%3Fpays%3DDE")
    snippet = visitor.get_by_label("Code à coller").input_value()
    assert "<iframe" in snippet
    with another_site(f"<!doctype html><title>Ma commune</title>{snippet}") as other:
        context = chromium.new_context(viewport=DESK, locale="fr-FR")
        errors: list[str] = []
        page = context.new_page()
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(other)
        frame = page.frame_locator("iframe")
        frame.locator(READY).wait_for()
        expect(frame.locator("#carte-etat")).to_contain_text("partenariats")
        expect(frame.locator("header.entete")).to_have_count(0)
        drawn = frame.locator("canvas").first.bounding_box()
        assert drawn is not None
        assert drawn["width"] > 300
        context.close()
        # The icon that a browser asks any site for is not ours to give.
        assert [error for error in errors if "favicon" not in error and "404" not in error] == []


@contextmanager
def another_site(page: str) -> Iterator[str]:
    """Serve one page from another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page.encode()
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_reports_an_error(visitor: Page, visitor_watch: Watch, atlas: str) -> None:
    visitor_watch.expect("400")  # The form is sent empty once.
    visitor.goto(f"{atlas}/partenariats/1")
    title = visitor.get_by_role("heading", level=1).inner_text()
    visitor.get_by_role("link", name="Signaler une erreur sur cette page").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text(title)
    send(visitor)
    problems = visitor.locator("#problemes")
    expect(problems).to_be_focused()
    problems.get_by_role("link").first.click()
    expect(visitor.get_by_label("Ce qui est faux")).to_be_focused()
    visitor.keyboard.type("Le jumelage a été signé en 1964, non en 1963.")
    send(visitor)
    expect(visitor).to_have_url(re.compile(r"/signalements/"))
    reference = visitor.url.rpartition("/")[2]
    expect(visitor.get_by_role("heading", level=1)).to_contain_text(reference)
    expect(visitor.locator("main")).to_contain_text("Reçu")
    visitor.goto(f"{atlas}/signalements/{reference}")
    expect(visitor.locator("main")).to_contain_text("Le jumelage a été signé en 1964")


def send(page: Page) -> None:
    """Send the form after the time that anybody takes to fill it in: it refuses to be quicker."""
    page.wait_for_timeout(1000 * QUICKEST + 200)
    page.get_by_role("button", name="Envoyer").click()


def test_the_pages_that_are_weighed_are_of_every_kind(embedded: EmbeddedAtlas) -> None:
    rules = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"})).url_map
    server = rules.bind("localhost")
    weighed = {server.match(address.partition("?")[0])[0] for address in KINDS}
    pages = {
        rule.endpoint
        for rule in rules.iter_rules()
        if rule.endpoint.startswith("public.")
        and "langue" in rule.arguments
        and "GET" in (rule.methods or ())
        and "." not in rule.rule
    }
    pages.remove("public.fichier")  # a file, as large as what it holds
    assert weighed == pages - PRIVATE


@pytest.mark.parametrize("address", KINDS)
def test_a_first_visit_of_a_page_weighs_less_than_500_kilobytes(
    visitor: Page, atlas: str, address: str
) -> None:
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    visitor.on("response", note)
    visitor.goto(f"{atlas}{address}")
    visitor.wait_for_load_state("networkidle")
    sizes = {
        answer.url: answer.request.sizes()["responseBodySize"]
        for answer in answers
        if answer.url.startswith(atlas)
    }
    assert sum(sizes.values()) > 10_000
    assert sum(sizes.values()) < HEAVIEST, sorted(sizes.items(), key=lambda item: -item[1])[:5]
