"""Inhabitants of départements: those of the communes of today."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atlas.queries.populations import departement_populations
from tests.support.embedded import EmbeddedAtlas


def test_a_departement_has_the_inhabitants_of_its_communes(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        people = departement_populations(session)
    assert 1_200_000 < people["38"] < 1_400_000
    assert 2_000_000 < people["75"] < 2_300_000
    assert set(people) >= {"2A", "2B", "971", "974", "976"}
    assert 66_000_000 < sum(people.values()) < 70_000_000
    assert all(people.values())  # unknown is left out, never zero
