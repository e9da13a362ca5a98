"""The events of a partnership, as its facts, its dates and its status tell them."""

from __future__ import annotations

import pytest

from atlas.errors import DataFileError
from geodata.loading.life import LifeEvent, life_events
from geodata.loading.reading import Row

LINK = {
    "link_type": "jumelage",
    "year_start": "2003",
    "year_start_fact": "f:2",
    "circa": "",
    "year_end": "",
    "status": "actif",
    "status_fact": "f:2",
}
VALUES = {
    "fait": "f:2",
    "year_start": "2003",
    "year_end": "",
    "date_kind": "",
    "confidence": "moyenne",
}
FACT = Row("faits.csv", 2, VALUES)


def events_of(*dated: tuple[str, str], **link: str) -> list[LifeEvent]:
    rows = [
        Row(
            "evenements.csv",
            line,
            {"fait": "f:2", "kind": kind, "date": date, "circa": "", "note_fr": ""},
        )
        for line, (kind, date) in enumerate(dated, start=2)
    ]
    return life_events(Row("liens.csv", 2, {**LINK, **link}), [FACT], rows)


def told(events: list[LifeEvent]) -> list[tuple[str, str | None]]:
    return [(event.kind, event.date) for event in events]


def test_a_twinning_without_dated_events_is_signed_and_confirmed() -> None:
    assert told(events_of()) == [("signed", "2003"), ("confirmed", None)]


def test_the_beginning_is_credited_to_the_surest_page_that_gives_its_year() -> None:
    surer = Row("faits.csv", 3, {**VALUES, "fait": "f:3", "confidence": "haute"})
    other_year = Row(
        "faits.csv", 4, {**VALUES, "fait": "f:4", "confidence": "haute", "year_start": "2004"}
    )
    events = life_events(Row("liens.csv", 2, LINK), [FACT, surer, other_year], [])
    assert events[0].fact is surer


def test_a_dated_suspension_takes_the_place_of_the_undated_one_and_of_its_term() -> None:
    events = events_of(("suspended", "2025-06-26"), status="suspendu", year_end="2025")
    assert told(events) == [("signed", "2003"), ("suspended", "2025-06-26")]


def test_an_exact_signature_takes_the_place_of_its_year_and_a_second_one_stays() -> None:
    events = events_of(("signed", "2003-05-02"), ("signed", "2019"))
    assert told(events) == [("signed", "2003-05-02"), ("signed", "2019"), ("confirmed", None)]


def test_a_pact_before_the_signature_takes_the_place_of_the_beginning() -> None:
    events = events_of(("opened", "2003"), ("signed", "2019"))
    assert told(events) == [("opened", "2003"), ("signed", "2019"), ("confirmed", None)]


def test_a_dated_end_is_told_once() -> None:
    events = events_of(("ended", "2019-06-11"), status="termine", year_end="2019")
    assert told(events) == [("signed", "2003"), ("ended", "2019-06-11")]


def test_an_action_of_one_year_has_no_end_that_nobody_tells() -> None:
    assert told(events_of(link_type="urgence", status="termine")) == [("first_known", "2003")]
    dated = told(events_of(link_type="urgence", status="termine", year_end="2004"))
    assert dated == [("first_known", "2003"), ("ended", "2004")]


@pytest.mark.parametrize(
    ("dated", "link", "reason"),
    [
        (("signed", "1998"), {}, "déplacerait le début"),
        (("opened", "1998"), {}, "déplacerait le début"),
        (("signed", "2016"), {"link_type": "cooperation"}, "déplacerait le début"),
        (("suspended", "2025"), {"status": "inconnu"}, "suspendu"),
        (("suspended", "été 2025"), {}, "date ISO"),
        (("party", "2025"), {}, "vocabulaire"),
    ],
)
def test_an_event_that_contradicts_the_link_is_refused(
    dated: tuple[str, str], link: dict[str, str], reason: str
) -> None:
    with pytest.raises(DataFileError) as caught:
        events_of(dated, **link)
    assert reason in caught.value.reason
    assert caught.value.file == "evenements.csv"
