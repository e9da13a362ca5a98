"""The timeline of links: where bars lie, what their ends mean, what is listed apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from flask import Flask, get_template_attribute

from webapp.figures import link_timeline


@dataclass(frozen=True)
class Link:
    title: str
    year_start: int | None
    active_to: int | None = None
    status: str = "actif"
    circa: bool = False
    url: str = "/partenariats/1"
    primary_era: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(code="apres_guerre", label="Après-guerre")
    )


def test_bars_start_at_their_first_year_on_an_axis_that_begins_with_a_decade() -> None:
    drawn = link_timeline.build([Link("B", 1975, 2000), Link("A", 1963)], today=2023)
    assert (drawn.first, drawn.last) == (1960, 2023)
    assert [bar.link.title for bar in drawn.bars] == ["A", "B"]
    first, second = drawn.bars
    assert first.x == pytest.approx(100 * 3 / 63, abs=0.01)
    assert first.x + first.width == pytest.approx(100, abs=0.02)
    assert second.width == pytest.approx(100 * 25 / 63, abs=0.01)


@pytest.mark.parametrize(
    ("active_to", "status", "end", "last"),
    [
        (1999, "termine", "known", 1999),
        (None, "actif", "running", 2020),
        (None, "inconnu", "unknown", 2020),
        (None, "en_sommeil", "stopped", 2020),
        (None, "suspendu", "stopped", 2020),
    ],
)
def test_the_right_end_says_whether_the_link_is_known_to_go_on(
    active_to: int | None, status: str, end: str, last: int
) -> None:
    (bar,) = link_timeline.build([Link("A", 1990, active_to, status)], today=2020).bars
    assert (bar.end, bar.last) == (end, last)


def test_a_link_of_one_year_is_seen_and_stays_on_the_axis() -> None:
    drawn = link_timeline.build([Link("A", 1950, 1950), Link("B", 2020, 2020)], today=2020)
    assert all(bar.width >= link_timeline.LEAST_WIDTH for bar in drawn.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in drawn.bars)


def test_undated_links_are_listed_apart() -> None:
    drawn = link_timeline.build([Link("A", None), Link("B", 1990)], today=2020)
    assert [link.title for link in drawn.undated] == ["A"]
    assert [bar.link.title for bar in drawn.bars] == ["B"]


def test_no_link_at_all_gives_an_empty_timeline() -> None:
    drawn = link_timeline.build([], today=2020)
    assert (drawn.bars, drawn.undated) == ((), ())


@pytest.mark.parametrize(
    ("first", "last"), [(1920, 2026), (1960, 2026), (2010, 2026), (1150, 2026)]
)
def test_marks_are_round_years_within_the_axis(first: int, last: int) -> None:
    marks = link_timeline.axis_marks(first, last)
    assert 2 <= len(marks) <= 10
    assert all(first <= year < last and year % 5 == 0 and 0 <= x < 100 for year, x in marks)


def test_the_drawing_names_each_link_once_and_keeps_its_table(small_app: Flask) -> None:
    links = [
        Link("<b>Rennes</b>", 1958, circa=True),
        Link("Brest", 1970, 1990, "termine"),
        Link("Vitré", None),
    ]
    with small_app.test_request_context("/"):
        frise = get_template_attribute("public/_frise.html", "frise")
        with_table = frise(link_timeline.build(links, today=2020), "Les liens")
        bare = frise(link_timeline.build(links, today=2020), "Les liens", tableau=False)
    assert "&lt;b&gt;Rennes&lt;/b&gt;" in bare
    assert "<b>Rennes" not in bare
    assert "vers 1958, en cours" in bare
    assert "1970 – 1990" in bare
    assert "Sans date connue" in bare
    assert bare.count("Vitré") == 1
    assert "<table" not in bare
    assert with_table.count("<tr>") == 3
    assert "rien ne dit s’il dure encore" not in bare
