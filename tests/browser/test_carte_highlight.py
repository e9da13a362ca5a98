"""What a reader points at stands out, and what lies on one point or one line can be told apart."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.carte import module, open_map, place_on_screen, tick, wait_for_address
from tests.browser.conftest import PATIENCE

KAYES = (-11.44393, 14.44776)


def raised(page: Page) -> int:
    """How many lines stand out."""
    number: int = page.evaluate("atlasCarte.raised")
    return number


def test_the_entry_that_has_the_focus_stands_out_on_the_map(visitor: Page, atlas: str) -> None:
    open_map(visitor, atlas, "?pays=ML#5/30/0/lieu:49007")
    entries = visitor.locator(".carte-liens__choix")
    expect(entries.first).to_be_visible()
    assert raised(visitor) == 0
    entries.first.focus()
    visitor.wait_for_function("() => atlasCarte.raised === 1")
    visitor.keyboard.press("Escape")
    visitor.wait_for_function("() => atlasCarte.raised === 0")


def test_the_entry_under_the_pointer_stands_out_until_the_pointer_leaves(
    visitor: Page, atlas: str
) -> None:
    open_map(visitor, atlas, "?pays=PS")
    visitor.get_by_role("button", name="Dans cette vue").click()
    entry = visitor.locator(".carte-liens__choix").first
    entry.hover()
    visitor.wait_for_function("() => atlasCarte.raised > 0")
    expect(visitor.locator("canvas.carte-estompe-peu")).to_have_count(1)
    visitor.mouse.move(5, 5)
    visitor.wait_for_function("() => atlasCarte.raised === 0")
    expect(visitor.locator("canvas.carte-estompe-peu")).to_have_count(0)


def test_bodies_on_one_point_are_listed_and_each_can_be_chosen(visitor: Page, atlas: str) -> None:
    open_map(visitor, atlas, "?pays=ML#9/14.44/-11.44")
    tip = visitor.locator("#carte-infobulle")
    # The names come after the map; until then the tooltip has none to tell.
    for nudge in range(PATIENCE // 200):
        x, y = place_on_screen(visitor, *KAYES)
        visitor.mouse.move(x + nudge % 2, y)
        if "collectivités sur ce point" in tip.inner_text():
            break
        visitor.wait_for_timeout(200)
    expect(tip).to_contain_text("collectivités sur ce point")
    visitor.mouse.click(*place_on_screen(visitor, *KAYES))
    panel = visitor.locator("#carte-panneau")
    expect(panel).to_contain_text("Région de Kayes")
    wait_for_address(visitor, "lieux:")
    bodies = panel.locator(".carte-liens").first.get_by_role("button")
    assert bodies.count() > 3
    bodies.filter(has_text="Région de Kayes").click()
    wait_for_address(visitor, "lieu:ml-region-de-kayes")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Région de Kayes")


def test_a_point_of_several_bodies_can_be_shared(visitor: Page, atlas: str) -> None:
    open_map(visitor, atlas, "#9/14.44/-11.44/lieux:ml-kayes,ml-region-de-kayes")
    panel = visitor.locator("#carte-panneau")
    expect(panel.get_by_role("heading", level=2)).to_contain_text("Kayes, Région de Kayes")
    expect(panel.locator(".carte-liens").first.get_by_role("button")).to_have_count(2)


def test_partnerships_that_join_the_same_points_fan_out(page: Page, site: str) -> None:
    open_map(page, site)
    middles = module(
        page,
        "arcs.js",
        """({ EdgeArcs }) => {
          const data = { edges: 4, lon: [2, 10, 30], lat: [48, 50, 40],
            edgeFrench: [0, 0, 0, 0], edgeForeign: [1, 1, 1, 2] };
          const arcs = new EdgeArcs(data);
          return [0, 1, 2, 3].map((edge) => {
            const { points } = arcs.get(edge);
            const middle = 2 * Math.floor(points.length / 4);
            return [[points[0], points[1]], [points[middle], points[middle + 1]],
              [points[points.length - 2], points[points.length - 1]]];
          });
        }""",
    )
    together, alone = middles[:3], middles[3]
    assert len({tuple(ends[0]) for ends in middles}) == 1
    assert len({tuple(ends[2]) for ends in together}) == 1
    assert len({tuple(ends[1]) for ends in together}) == 3
    assert alone[2] != together[0][2]


def test_the_links_that_share_the_map_follow_what_is_seen(page: Page, site: str) -> None:
    open_map(page, site)
    tick(page, "epoque", "mondialisation")
    wait_for_address(page, "epoque=")
    for link in page.locator("a[href^='/partager']").all():
        asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)["adresse"][0]
        assert asked == page.url.removeprefix(site)
        assert "epoque=" in asked
    page.go_back()
    page.wait_for_function("() => !location.search.includes('epoque=')")
    link = page.locator("#carte-partager").get_attribute("href") or ""
    assert "epoque" not in link
