"""Settling what the atlas is not sure of, by keyboard: one press, one act."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.doubts.content import (
    FRENCH,
    AuthorityPairContent,
    Choice,
    PairContent,
    Party,
    Question,
    RowContent,
)
from atlas.doubts.queue import NewDoubt, add_doubts, find_doubt
from atlas.editing.authorities import add_all
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.declared import Declaration
from atlas.editing.documents import SourceRef
from tests.browser.axe import violations
from tests.browser.office import Office, log_in, set_up_second_factor, watched
from tests.browser.watch import Watch
from tests.support.editing import CAUSE


def row(name: str, other: str) -> RowContent:
    question = Question(FRENCH, name, "FR", choices=(Choice("38169", "Fontaine", 0.7),))
    return RowContent(
        "modele",
        Declaration(SourceRef("Bulletin"), "modele", "jumelage", year_start="1979"),
        (Party(name, question=question), Party(other, other)),
    )


@pytest.fixture
def workbench(office: Office, desk: BrowserContext) -> tuple[Page, Watch]:
    """The list of questions: two rows, two partners, two records."""
    engine = open_engine(office.database)
    town = AuthorityDocument("municipality", "Stadt Essen", "DE", names=("Assindia",))
    with transaction(engine) as session:
        add_all(session, {"de-stadt": town}, CAUSE)
        contents = (
            row("Grenobles", "de-essen"),
            row("Fontanil", "it-catania"),
            AuthorityPairContent(("de-essen", "de-stadt"), 0.9, (("distance", "0"),)),
            PairContent((4, 8), "split", 0.8, (("year", "1975 | 2016"),)),
        )
        add_doubts(session, [NewDoubt(one, line) for line, one in enumerate(contents)])
    engine.dispose()
    office.add("equipe@atlas.fr", "mainteneur")
    page, watch = watched(desk, office)
    page.goto(f"{office.address}/gestion/doutes")
    log_in(page, "equipe@atlas.fr")
    set_up_second_factor(page)
    page.get_by_role("link", name="Doutes").click()
    return page, watch


def state(office: Office, number: int) -> str:
    engine = open_engine(office.database)
    with Session(engine) as session:
        found = find_doubt(session, number).state
    engine.dispose()
    return found


def begin(page: Page) -> None:
    """Go to the first question; its keys work once the page is loaded."""
    with page.expect_navigation():
        page.get_by_role("link", name="Commencer").click()


def ready(page: Page, told: str) -> None:
    """Wait for the page that says ``told``, and for its keys."""
    expect(page.get_by_role("status").first).to_contain_text(told)
    page.wait_for_load_state()


def test_another_authority_is_found_and_chosen_by_keyboard_alone(
    office: Office, workbench: tuple[Page, Watch]
) -> None:
    page, watch = workbench
    expect(page.get_by_role("table")).to_contain_text("Essen et Stadt Essen (Allemagne)")
    begin(page)
    expect(page.get_by_role("heading", name="Grenobles")).to_be_visible()
    page.keyboard.press("a")
    other = page.get_by_role("combobox", name="Son nom, son code Insee ou son SIREN")
    expect(other).to_be_focused()
    page.keyboard.type("grenob")
    suggestion = page.get_by_role("option", name="Grenoble")
    expect(suggestion).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(suggestion).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(other).to_have_value("Grenoble, Commune, Isère (38185)")
    expect(suggestion).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("« Grenobles » est Grenoble (38185).")
    expect(page.get_by_role("heading", name="Fontanil")).to_be_visible()
    assert state(office, 1) == "settled"
    watch.check()


def test_who_chooses_another_answer_does_not_mean_what_was_written(
    workbench: tuple[Page, Watch],
) -> None:
    page, watch = workbench
    begin(page)
    other = page.get_by_role("combobox", name="Son nom, son code")
    other.fill("Voiron")
    expect(page.get_by_role("radio", name="Une autre collectivité")).to_be_checked()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("1")
    expect(other).to_have_value("")
    # Passing over the field changes nothing.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Fontaine")).to_be_checked()
    watch.check()


def test_a_key_that_is_held_or_pressed_again_acts_once(
    office: Office, workbench: tuple[Page, Watch]
) -> None:
    page, watch = workbench
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    begin(page)
    page.on("request", note)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    ready(page, "« Grenobles » est Fontaine (38169).")
    assert len(sent) == 1
    press = "new KeyboardEvent('keydown', {key: 'r', bubbles: true, repeat: %s})"
    page.evaluate(f"document.body.dispatchEvent({press % 'true'})")
    page.evaluate(
        "() => { for (let n = 0; n < 5; n += 1) document.body.dispatchEvent("
        + press % "n > 2"
        + "); }"
    )
    ready(page, "La réponse est reprise")
    assert len(sent) == 2
    assert state(office, 1) == "pending"
    # Nothing is left to take back, and the answers still have their keys.
    page.keyboard.press("r")
    page.keyboard.press("e")
    expect(page.get_by_role("status").first).to_contain_text("Cette ligne n’est pas utilisée.")
    assert len(sent) == 3
    watch.check()


def test_partners_and_records_are_settled_one_kind_after_the_other(
    office: Office, workbench: tuple[Page, Watch]
) -> None:
    page, watch = workbench
    page.get_by_role("link", name="À faire").click()
    assert violations(page) == []
    page.get_by_role("link", name="1 paire de partenaires").click()
    begin(page)
    expect(page.get_by_text("Assindia")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("est réuni à Essen (Allemagne)")
    page.goto(f"{office.address}/collectivites/de-stadt")
    expect(page).to_have_url(f"{office.address}/collectivites/de-essen")
    page.goto(f"{office.address}/gestion/doutes?sorte=fiches")
    begin(page)
    page.keyboard.press("e")
    expect(page.get_by_role("status").first).to_contain_text("Ce sont deux partenariats.")
    page.get_by_role("link", name="Celles qui sont tranchées").click()
    expect(page.get_by_role("table")).to_contain_text("C’est un seul partenaire")
    assert violations(page) == []
    page.get_by_role("table").get_by_role("link", name="Essen et Stadt").click()
    expect(page.get_by_text("Tranchée par Equipe le")).to_be_visible()
    assert violations(page) == []
    watch.check()


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_of_the_workbench_is_wider_than_its_screen(
    office: Office, workbench: tuple[Page, Watch], width: int
) -> None:
    page, watch = workbench
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("", "/1", "/3", "/4", "?etat=tranches"):
        for language in ("", "/en"):
            page.goto(f"{office.address}{language}/gestion/doutes{address}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    watch.check()
