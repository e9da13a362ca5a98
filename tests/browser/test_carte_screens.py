"""The map on a telephone, on a tablet, on paper and for assistive technology."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.carte import open_map, set_year, status, tick
from tests.browser.conftest import next_frame


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_nothing_overflows_sideways(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_map(page, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_telephone_filters_open_over_the_map_and_apply(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_map(page, site)
    filters = page.locator("#carte-filtres")
    expect(filters).to_be_hidden()
    page.get_by_role("button", name="Filtres").click()
    expect(filters).to_be_visible()
    tick(page, "epoque", "mondialisation")
    filters.get_by_role("button", name="Voir la carte").click()
    expect(filters).to_be_hidden()
    assert status(page).startswith("6 partenariats")
    expect(page.locator("#carte-nombre-filtres")).to_have_text("(1)")
    expect(page.get_by_role("button", name="Filtres")).to_be_focused()


def test_on_a_telephone_the_map_has_most_of_the_first_screen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_map(page, site)
    box = page.locator(".carte-fond").bounding_box()
    assert box is not None
    assert box["height"] >= 350
    assert box["width"] == 360


def test_beside_the_map_the_filters_stay_when_escape_is_pressed(page: Page, site: str) -> None:
    open_map(page, site)
    page.locator("#carte-formulaire input").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#carte-filtres")).to_be_visible()


def test_turning_the_screen_keeps_the_selection(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 700, "height": 1000})
    open_map(page, site, "?epoque=guerre_froide")
    page.set_viewport_size({"width": 1300, "height": 700})
    expect(page.locator("#carte-filtres")).to_be_visible()
    assert status(page).startswith("3 partenariats")


def test_the_legend_hides_nothing_of_the_map_beside_the_filters(page: Page, site: str) -> None:
    open_map(page, site)
    ground, legend = (
        page.locator(name).bounding_box() for name in (".carte-fond", "#carte-legende")
    )
    assert ground is not None
    assert legend is not None
    assert legend["y"] >= ground["y"] + ground["height"] - 1
    assert legend["height"] < 70


def test_the_focus_stays_where_it_is_when_the_window_changes_or_is_printed(
    page: Page, site: str
) -> None:
    open_map(page, site, "?pays=DE")
    cursor = page.locator("#carte-curseur")
    cursor.focus()
    page.pdf()
    expect(cursor).to_be_focused()
    for width in (700, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        next_frame(page)
        expect(cursor).to_be_focused()
    expect(page.locator("#carte-filtres")).to_be_visible()


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("compared", ["", "?comparer=guerre_froide,mondialisation"])
def test_on_a_small_screen_the_panel_leaves_its_map_in_sight(
    page: Page, site: str, width: int, compared: str
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_map(page, site, f"{compared}#4/48/9/pays:DE")
    panel, ground = page.locator("#carte-panneau"), page.locator(".carte-fond").first
    expect(panel).to_be_visible()
    next_frame(page)
    inside, under = panel.bounding_box(), ground.bounding_box()
    assert inside is not None
    assert under is not None
    assert inside["y"] - max(0, under["y"]) > 250


@pytest.mark.parametrize("address", ["#4/48/9/pays:DE", "?comparer=1970,2020#4/48/9/pays:DE"])
def test_the_panel_covers_neither_legend_nor_scale_nor_bar(
    page: Page, site: str, address: str
) -> None:
    open_map(page, site, address)
    expect(page.locator("#carte-panneau")).to_be_visible()
    covered = """() => {
      const box = (node) => node.getBoundingClientRect();
      const panel = box(document.getElementById("carte-panneau"));
      const others = ".carte-outils, #carte-legende, .leaflet-control, #carte-temps, .carte-cote";
      return [...document.querySelectorAll(others)].filter((node) => node.checkVisibility())
        .filter((node) => box(node).left < panel.right && panel.left < box(node).right
          && box(node).top < panel.bottom && panel.top < box(node).bottom)
        .map((node) => node.className);
    }"""
    assert page.evaluate(covered) == []


def test_the_keys_go_through_the_bar_in_the_order_in_which_it_is_read(
    page: Page, site: str
) -> None:
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        open_map(page, site)
        places = page.evaluate(
            "[...document.querySelectorAll('.carte-outils :is(button, a)')]"
            ".filter((node) => node.offsetParent).map((node) => node.getBoundingClientRect())"
            ".map(({x, y, height}) => [Math.round((y + height / 2) / 20), x])"
        )
        assert places == sorted(places), width


@pytest.mark.parametrize("language", ["", "/en"], ids=["français", "English"])
@pytest.mark.parametrize("address", ["", "?date=1980#4/45/9/lieu:38185", "?theme=eau&pays=IT"])
def test_the_page_passes_the_automatic_accessibility_checks(
    page: Page, site: str, address: str, language: str
) -> None:
    open_map(page, f"{site}{language}", address)
    page.wait_for_timeout(300)
    assert violations(page) == []


def test_the_year_is_told_to_assistive_technology(page: Page, site: str) -> None:
    open_map(page, site)
    cursor = page.get_by_role("slider", name="Année")
    expect(cursor).to_have_attribute("aria-valuetext", "Toutes les dates")
    set_year(page, 1975)
    expect(cursor).to_have_attribute("aria-valuetext", "1975")
    told = page.get_by_role("status").filter(has_text="partenariats")
    expect(told).to_contain_text("en vigueur en 1975")


def test_a_reader_who_asked_for_less_motion_gets_none(page: Page, site: str) -> None:
    open_map(page, site)
    assert page.evaluate("atlasCarte.map.options.zoomAnimation") is False
    page.emulate_media(reduced_motion="no-preference")
    open_map(page, site)
    assert page.evaluate("atlasCarte.map.options.zoomAnimation") is True


#: What the note on the year covers, and whether it is wholly over the map.
NOTE_ON_SCREEN = """() => {
  const box = (node) => node.getBoundingClientRect();
  const note = box(document.getElementById("carte-temps-note"));
  const ground = box(document.querySelector(".carte-fond"));
  const meets = (other) => other.left < note.right && note.left < other.right
    && other.top < note.bottom && note.top < other.bottom;
  const others = ".leaflet-control, #carte-legende, .carte :is(button, a, input, select)";
  return {
    covered: [...document.querySelectorAll(others)]
      .filter((node) => node.checkVisibility() && meets(box(node)))
      .map((node) => node.outerHTML),
    inside: note.left >= ground.left && note.right <= ground.right
      && note.top >= ground.top && note.bottom <= ground.bottom,
  };
}"""


@pytest.mark.parametrize("width", [1440, 768, 360])
@pytest.mark.parametrize("year", [1930, 1975, 2100])
def test_the_note_on_what_a_year_leaves_out_covers_neither_credits_nor_legend_nor_buttons(
    page: Page, site: str, width: int, year: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_map(page, site, f"?date={year}")
    expect(page.locator("#carte-temps-note")).to_be_visible()
    for is_open in (False, True):
        page.locator("#carte-legende").evaluate("(node, open) => { node.open = open; }", is_open)
        assert page.evaluate(NOTE_ON_SCREEN) == {"covered": [], "inside": True}, is_open
