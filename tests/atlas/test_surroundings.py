"""Neighbours and territories on the shipped data: near, true, and nobody counted twice."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from atlas.queries import countries, country_story, partnerships
from atlas.queries.authorities import get_authority, resolve_code
from atlas.queries.neighbourhood import neighbours
from atlas.queries.territories import bodies_above, commune_counts, communes_inside, most_telling
from atlas.selection import Selection
from tests.support.embedded import EmbeddedAtlas


@pytest.mark.parametrize("code", ["38185", "75056", "35238", "53R", "38D", "200040715"])
def test_neighbours_come_by_distance_and_share_what_they_are_said_to(
    embedded: EmbeddedAtlas, code: str
) -> None:
    with Session(embedded.engine) as session:
        found = neighbours(session, get_authority(session, code), countries=("DE", "ML"))
        assert 0 < len(found) <= 8
        distances = [item.kilometres for item in found]
        assert distances == sorted(distances)
        for item in found:
            assert item.authority.code != code
            for iso2 in item.countries:
                both = Selection(collectivite=(item.authority.code,), pays=(iso2,))
                assert partnerships.count(session, both) > 0


def test_neighbours_by_any_country_are_those_with_a_link(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        found = neighbours(session, get_authority(session, "94038"), countries=None)
        assert len(found) == 8
        assert all(item.countries and item.kilometres < 30 for item in found)


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("38185", {"200040715", "38D", "84R"}),
        ("75056", {"200054781", "11R"}),
        ("69123", {"69M", "84R", "69D"}),
        ("69M", {"69D", "84R"}),
        ("38D", {"84R"}),
        ("84R", set()),
        ("2A004", {"20R"}),
        ("98818", {"988"}),
    ],
)
def test_bodies_above_are_those_of_the_territory(
    embedded: EmbeddedAtlas, code: str, above: set[str]
) -> None:
    with Session(embedded.engine) as session:
        found = {body.code for body in bodies_above(session, get_authority(session, code))}
    assert above <= found
    assert {body for body in found - above if not body.isdigit() or len(body) < 9} == set()


@pytest.mark.parametrize(
    ("code", "selection"),
    [
        ("38D", Selection(departement=("38",), echelon=("commune",))),
        ("53R", Selection(region=("53",), echelon=("commune",))),
        ("6AE", Selection(departement=("67", "68"), echelon=("commune",))),
    ],
)
def test_the_links_of_communes_are_as_many_as_their_list(
    embedded: EmbeddedAtlas, code: str, selection: Selection
) -> None:
    with Session(embedded.engine) as session:
        inside = communes_inside(get_authority(session, code))
        assert inside is not None
        found = commune_counts(session, inside, limit=5)
        assert found.partnerships == partnerships.count(session, selection)
        for item in found.ranking:
            own = Selection(collectivite=(item.code,))
            assert item.partnerships == partnerships.count(session, own)


def test_the_communes_of_the_rhône_are_without_those_of_its_métropole(
    embedded: EmbeddedAtlas,
) -> None:
    with Session(embedded.engine) as session:
        names = {
            code: {item.name for item in commune_counts(session, inside, limit=99).ranking}
            for code in ("69D", "69M")
            if (inside := communes_inside(get_authority(session, code))) is not None
        }
    assert {"Lyon", "Villeurbanne"} <= names["69M"]
    assert names["69D"]
    assert not names["69D"] & names["69M"]


def test_the_ville_de_paris_is_its_commune(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        assert resolve_code(session, "75C") == resolve_code(session, "75c") == "75056"


def test_the_most_telling_links_are_at_most_five_and_of_the_selection(
    embedded: EmbeddedAtlas,
) -> None:
    with Session(embedded.engine) as session:
        total, links = most_telling(session, Selection(collectivite=("11R",)))
        assert total == partnerships.count(session, Selection(collectivite=("11R",)))
        assert len(links) == 5
        assert all("11R" in {m.code for m in link.members} for link in links)
        assert most_telling(session, Selection(collectivite=("94038",))) == (0, [])


@pytest.mark.parametrize(
    ("iso2", "told", "untold"),
    [
        ("RU", "Sotchi", "Berlin"),
        ("DE", "Élysée", "Sotchi"),
        ("ML", "Bamako", "Élysée"),
        ("HT", "Haïti", "Mali"),
    ],
)
def test_a_country_has_the_landmarks_that_speak_of_it(
    embedded: EmbeddedAtlas, iso2: str, told: str, untold: str
) -> None:
    with Session(embedded.engine) as session:
        marks = country_story.landmarks_of(session, countries.get_country(session, iso2))
    labels = " | ".join(mark.label_fr for mark in marks)
    assert told in labels
    assert untold not in labels


def test_niger_is_not_nigeria(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        assert country_story.landmarks_of(session, countries.get_country(session, "NG")) == []


def test_interruptions_agree_with_the_list(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        stopped = country_story.interrupted(session, Selection(pays=("RU",)))
        for status, years in stopped.items():
            selection = Selection(pays=("RU",), statut=(status,))
            assert sum(years.values()) == partnerships.count(session, selection)
        assert set(stopped) == {"suspendu", "rompu"}
