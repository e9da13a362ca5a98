"""Status and years as the outcome of events."""

from __future__ import annotations

import pytest

from atlas.events import EVENT_KINDS, Event, derive_span, derive_status


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "inconnu"),
        ([Event("signed", "1963")], "inconnu"),
        ([Event("signed", "1963"), Event("confirmed", None)], "actif"),
        ([Event("confirmed", None), Event("ended", "2024")], "termine"),
        ([Event("suspended", "2022"), Event("confirmed", None)], "suspendu"),
        ([Event("dormant", "2012"), Event("confirmed", "2019")], "actif"),
        ([Event("renewed", "2012"), Event("dormant", None)], "en_sommeil"),
        ([Event("suspended", "2022-03"), Event("renewed", "2019")], "suspendu"),
        ([Event("suspended", "2022"), Event("resumed", "2024")], "actif"),
        ([Event("renewed", "2019"), Event("ended", None)], "termine"),
        ([Event("signed", "1963"), Event("term", "2019")], "inconnu"),
        ([Event("broken_off", "2014"), Event("signed", "1980")], "rompu"),
    ],
)
def test_the_last_event_that_tells_decides(events: list[Event], status: str) -> None:
    assert derive_status(events) == status


def test_the_engagement_dates_a_link_before_any_project() -> None:
    events = [Event("project", "2010"), Event("signed", "2015", circa=True)]
    span = derive_span(events, link_type="cooperation", last_evidence=None)
    assert (span.start, span.circa) == (2015, True)


def test_an_act_of_another_sort_that_led_to_the_engagement_begins_the_link() -> None:
    events = [Event("signed", "2019"), Event("opened", "2003")]
    span = derive_span(events, link_type="jumelage", last_evidence=None)
    assert span.start == 2003
    assert derive_status(events) == "inconnu"


def test_a_running_link_has_no_end() -> None:
    span = derive_span(
        [Event("signed", "1963"), Event("confirmed", None)],
        link_type="jumelage",
        last_evidence=2020,
    )
    assert (span.end, span.active_to) == (None, None)


def test_a_link_that_ended_in_a_known_year_is_in_force_until_then() -> None:
    span = derive_span(
        [Event("signed", "1963"), Event("ended", "2001-05")],
        link_type="jumelage",
        last_evidence=None,
    )
    assert (span.end, span.active_to) == (2001, 2001)


def test_a_link_that_ended_in_an_unknown_year_lasts_as_far_as_evidence_goes() -> None:
    span = derive_span(
        [Event("signed", "2005"), Event("ended", None)], link_type="cooperation", last_evidence=2009
    )
    assert (span.end, span.active_to) == (None, 2009)


def test_a_one_off_action_does_not_last() -> None:
    span = derive_span(
        [Event("first_known", "2016")], link_type="action_ponctuelle", last_evidence=None
    )
    assert (span.start, span.active_to) == (2016, 2016)


def test_a_suspended_link_is_in_force_up_to_its_suspension() -> None:
    events = [Event("signed", "1984"), Event("suspended", "2022-03")]
    span = derive_span(events, link_type="jumelage", last_evidence=None)
    assert (span.end, span.active_to) == (None, 2022)
    events.append(Event("resumed", "2024"))
    assert derive_span(events, link_type="jumelage", last_evidence=None).active_to is None


def test_every_kind_of_event_leads_to_a_known_status_or_none() -> None:
    assert set(EVENT_KINDS.values()) <= {
        None,
        *("actif", "en_preparation", "en_sommeil", "suspendu", "termine", "rompu", "repris"),
    }
