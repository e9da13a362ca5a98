"""The landmarks of a year: what changed the law or the world before what concerned a few bodies."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atlas.queries.landmarks import TELLING, landmarks_by_year
from tests.support.embedded import EmbeddedAtlas


def test_the_most_telling_landmark_of_a_year_comes_first(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        years = landmarks_by_year(session)
    assert years[1989][0].label_fr == "Chute du mur de Berlin"
    assert years[1963][0].kind == "traite"
    assert [item.date for item in years[1995][:2]] == ["1995", "1995-11-09"]


def test_every_landmark_is_told_in_its_year_and_every_kind_is_ranked(
    embedded: EmbeddedAtlas,
) -> None:
    with Session(embedded.engine) as session:
        years = landmarks_by_year(session)
    assert 1953 not in years
    for year, items in years.items():
        assert items
        assert {item.date[:4] for item in items} == {str(year)}
        assert {item.kind for item in items} <= set(TELLING)
