"""Which funding suits whom: yes, no, and what the rules do not say."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from atlas.eligibility import Answer, Wish, answer, assess, is_closed

LARGER = {"maroc": "developpement", "developpement": "", "ue": "", "crise": ""}
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@dataclass(frozen=True)
class Rules:
    applicants: str = ""
    country_groups: str = ""
    themes: str = ""
    year_from: int | None = None
    year_to: int | None = None


@pytest.mark.parametrize(
    ("said", "code", "expected"),
    [
        ("", "commune", UNKNOWN),
        ("commune;epci?", "commune", YES),
        ("commune;epci?", "epci", UNKNOWN),
        ("commune;epci?", "region", NO),
        ("*", "region", YES),
        ("*;-maroc", "maroc", NO),
    ],
)
def test_a_rule_answers_yes_no_or_that_it_does_not_say(
    said: str, code: str, expected: Answer
) -> None:
    assert answer(said, code) is expected


@pytest.mark.parametrize(
    ("said", "group", "expected"),
    [
        ("developpement", "maroc", YES),
        ("developpement?", "maroc", UNKNOWN),
        ("developpement;-maroc", "maroc", NO),
        ("maroc", "maroc", YES),
        ("maroc", "developpement", UNKNOWN),
        ("maroc", "ue", NO),
        ("crise", "developpement", NO),
    ],
)
def test_what_is_open_to_a_larger_group_is_open_to_a_smaller_one_and_not_the_reverse(
    said: str, group: str, expected: Answer
) -> None:
    found = assess(Rules(country_groups=said), Wish(country_group=group), LARGER)
    assert found.country_group is expected


def test_one_no_is_a_no_and_one_unknown_leaves_the_whole_unknown() -> None:
    rules = Rules(applicants="commune", country_groups="maroc", themes="")
    whole = Wish("commune", "maroc", "eau")
    assert assess(rules, whole, LARGER).whole is UNKNOWN
    assert assess(rules, Wish("commune", "maroc"), LARGER).whole is YES
    assert assess(rules, Wish("region", "maroc", "eau"), LARGER).whole is NO


def test_a_scheme_is_closed_only_when_its_last_year_is_known_and_past() -> None:
    assert is_closed(Rules(year_to=2024), 2025)
    assert not is_closed(Rules(year_to=2025), 2025)
    assert not is_closed(Rules(year_from=1990), 2025)
