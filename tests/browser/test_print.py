"""What comes out of a printer: whole maps with their legend, whole tables, nothing to press."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.carte import open_map

#: What an A4 sheet leaves between the margins of print.css, in CSS pixels.
SHEET = 688
#: The pictures of the maps in a PDF, as wide as print.js paints them.
ALONE, PAIRED = rb"/Width 2150\b", rb"/Width 1300\b"
#: How many colours a picture of a map holds, looking at one dot in sixteen: a blank one has one.
COLOURS = """(picture) => {
  const canvas = new OffscreenCanvas(picture.naturalWidth / 4, picture.naturalHeight / 4);
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const dots = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(dots.buffer)).size;
}"""


def _print(page: Page) -> None:
    """Lay the page out as for paper."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


@pytest.mark.parametrize(
    ("address", "pictures"),
    [
        ("", {ALONE: 1, PAIRED: 0}),
        ("?fond=pays", {ALONE: 1, PAIRED: 0}),
        ("?comparer=guerre_froide,mondialisation", {ALONE: 0, PAIRED: 2}),
    ],
)
def test_the_printed_document_holds_the_maps(
    page: Page, site: str, address: str, pictures: dict[bytes, int]
) -> None:
    open_map(page, site, address)
    expect(page.locator(".carte-fond")).to_have_count(sum(pictures.values()))
    document = page.pdf(format="A4")
    assert {width: len(re.findall(width, document)) for width in pictures} == pictures
    _print(page)
    photos = page.locator(".carte-photo")
    expect(photos).to_have_count(sum(pictures.values()))
    for photo in photos.all():
        assert photo.evaluate(COLOURS) > 50
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(photos).to_have_count(0)


def test_the_pointer_finds_the_places_of_the_screen_after_a_print(page: Page, site: str) -> None:
    open_map(page, site)
    before = page.evaluate("atlasCarte.map.getCenter() + ' ' + atlasCarte.map.getZoom()")
    page.pdf()
    assert page.evaluate("atlasCarte.map.getCenter() + ' ' + atlasCarte.map.getZoom()") == before
    expect(page.locator(".carte-fond canvas").first).to_be_visible()


def test_on_paper_the_map_comes_with_its_legend_and_its_address(page: Page, site: str) -> None:
    open_map(page, site, "?epoque=guerre_froide&collectivite=38185&date=1980")
    page.locator("#carte-legende summary").click()  # closed on screen, open on paper all the same
    _print(page)
    title = page.locator("h1")
    expect(title).to_have_text("Carte des partenariats : Grenoble · Guerre froide · en 1980")
    box = title.bounding_box()
    assert box is not None
    assert box["height"] > 15
    expect(page.locator(".carte-pied-imprime")).to_contain_text(
        re.compile(r"Imprimé le \d+\S* \w+ 20\d\d\..*Licence Ouverte", re.DOTALL)
    )
    expect(page.locator("#carte-legende-classes")).to_be_visible()
    expect(page.get_by_role("img", name="Carte")).to_be_visible()
    expect(page.locator("#carte-legende")).to_be_visible()
    expect(page.locator("#carte-adresse")).to_contain_text("epoque=guerre_froide")
    for hidden in ("#carte-filtres", ".carte-vues", "#carte-curseur"):
        expect(page.locator(hidden)).to_be_hidden()


def test_after_printing_the_legend_is_as_it_was(page: Page, site: str) -> None:
    open_map(page, site)
    legend = page.locator("#carte-legende")
    page.locator("#carte-legende summary").click()
    expect(legend).not_to_have_attribute("open", "")
    page.pdf()
    expect(legend).not_to_have_attribute("open", "")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/liste",
        "/partenariats/1",
        "/collectivites/38185",
        "/pays/DE",
        "/epoques/guerre_froide",
        "/acteurs",
        "/methode",
        "/donnees",
        "/chiffres",
        "/chiffres?lignes=pays&colonnes=theme",
        "/chiffres?lignes=theme&colonnes=region",
        "/comparer?collectivite=38185&semblables=1",
        "/comparer?collectivite=38185&collectivite=38D",
    ],
)
def test_a_sheet_cuts_nothing(visitor: Page, atlas: str, address: str) -> None:
    visitor.set_viewport_size({"width": SHEET, "height": 980})
    visitor.emulate_media(media="print")
    cut = """(sheet) => [...document.querySelectorAll("main *")]
      .filter((node) => node.checkVisibility() && !node.closest(".invisible, svg"))
      .filter((node) => node.getBoundingClientRect().right > sheet + 1
        || (node.matches(".defile") && node.scrollWidth > node.clientWidth + 1))
      .map((node) => node.outerHTML.slice(0, 120))"""
    for language in ("", "/en"):
        visitor.goto(f"{atlas}{language}{address}")
        assert visitor.evaluate(cut, SHEET) == [], language
