"""The landmark of the year under the cursor, as a reader meets it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from atlas.model import Landmark
from scripts.lib.server import free_port, running_server
from tests.browser.axe import violations
from tests.browser.carte import open_map, open_map_out_of_time, set_year
from tests.support.small_atlas import build_small_atlas

TREATY = "Traité de l’Élysée entre la France et l’Allemagne"
LANDMARKS = (
    ("1963", "Une ville compte ses liens", "A town counts its ties", "institution"),
    ("1963-01-22", TREATY, "Élysée Treaty", "traite"),
    ("1963-05", "<b>Un programme</b> {{ 7*7 }}", "A programme", "programme"),
    ("1989-11-09", "Chute du mur de Berlin", "Fall of the Berlin Wall", "evenement"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small atlas with a few landmarks."""
    folder = tmp_path_factory.mktemp("landmarks")
    engine = build_small_atlas(folder / "atlas.sqlite")
    with Session(engine) as session:
        for date, french, english, kind in LANDMARKS:
            session.add(
                Landmark(
                    date=date, label_fr=french, label_en=english, kind=kind, era_hint="",
                    source_url=f"https://example.org/{date}", eras="apres_guerre",
                )
            )  # fmt: skip
        session.commit()
    engine.dispose()
    port = free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATLAS_DATABASE_URL", f"sqlite:///{folder / 'atlas.sqlite'}")
        with running_server(port, folder / "server.log"):
            yield f"http://127.0.0.1:{port}"


def test_the_year_under_the_cursor_comes_with_its_landmark_and_its_source(
    page: Page, site: str
) -> None:
    open_map(page, site)
    told = page.locator("#carte-repere")
    expect(told).to_be_hidden()
    set_year(page, 1989)
    expect(told.locator("p").first).to_have_text(
        "Événement, 9 novembre 1989 : Chute du mur de Berlin"
    )
    expect(told.get_by_role("link")).to_have_attribute("href", "https://example.org/1989-11-09")
    set_year(page, 1990)
    expect(told).to_contain_text("Aucun repère en 1990.")
    page.get_by_label("toutes les dates").check()
    expect(told).to_be_hidden()


def test_the_other_landmarks_of_a_year_unfold_with_the_keyboard(page: Page, site: str) -> None:
    open_map(page, site, "?date=1963")
    told = page.locator("#carte-repere")
    expect(told.locator("p").first).to_contain_text(TREATY)
    others = told.locator("summary")
    expect(others).to_have_text("et 2 autres")
    others.focus()
    page.keyboard.press("Enter")
    expect(told.locator("li")).to_have_count(2)
    expect(told.locator("li").first).to_be_visible()
    expect(told.locator("li").first).to_contain_text("<b>Un programme</b> {{ 7*7 }}")
    assert violations(page) == []


def test_a_landmark_is_spoken_once_the_cursor_rests_and_never_while_the_years_play(
    page: Page, site: str
) -> None:
    open_map_out_of_time(page, site)
    page.locator("#carte-vitesse").select_option("lente")
    page.get_by_role("button", name="Faire défiler les années").click()
    told, spoken = page.locator("#carte-repere"), page.locator("#carte-repere [aria-live]")
    page.clock.run_for(2 * 1400)  # the play starts in 1961
    expect(told.locator("p").first).to_contain_text(TREATY)
    page.clock.run_for(1000)
    expect(spoken).to_have_text("")
    page.get_by_role("button", name="Arrêter le défilement").click()
    set_year(page, 1963)
    set_year(page, 1989)
    expect(told).to_contain_text("Chute du mur de Berlin")
    page.clock.run_for(1000)
    expect(spoken).to_have_text("Événement, 9 novembre 1989 : Chute du mur de Berlin")


def test_the_map_stays_still_from_a_year_with_a_landmark_to_one_without(
    page: Page, site: str
) -> None:
    open_map(page, site, "?date=1989")
    expect(page.locator("#carte-repere")).to_contain_text("Berlin")
    heights = []
    for year in (1989, 1990):
        set_year(page, year)
        expect(page.locator("#carte-repere")).to_contain_text(
            "Berlin" if year == 1989 else "Aucun repère"
        )
        box = page.locator(".carte-fond").bounding_box()
        assert box is not None
        heights.append(box["height"])
    assert heights[0] == heights[1]


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_a_landmark_covers_nothing_and_fits_the_screen(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_map(page, site, "?date=1963")
    expect(page.locator("#carte-repere p").first).to_contain_text(TREATY)
    covered = page.evaluate(
        """() => {
          const box = (node) => node.getBoundingClientRect();
          const row = box(document.getElementById("carte-repere"));
          const others = ".carte-temps__rang, .carte-temps__frise, .carte-fond";
          return [...document.querySelectorAll(others)]
            .filter((node) => box(node).bottom > row.top + 1 && box(node).top < row.bottom)
            .map((node) => node.className);
        }"""
    )
    assert covered == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_landmarks_speak_the_language_of_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/en/carte?date=1989")
    page.wait_for_selector("main.carte[data-prete]")
    told = page.locator("#carte-repere p").first
    expect(told).to_have_text("Event, 9 November 1989: Fall of the Berlin Wall")
