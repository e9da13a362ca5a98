"""Foreign names, in whatever language, to one authority; and names of countries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from geodata.reconciling.countries import CountryNames
from geodata.reconciling.foreign import ForeignMatcher
from geodata.reconciling.places import load_gazetteer
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture(scope="module")
def session(embedded: EmbeddedAtlas) -> Iterator[Session]:
    with Session(embedded.engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def matcher(session: Session) -> ForeignMatcher:
    return ForeignMatcher(load_gazetteer(session, "foreign"))


@pytest.mark.parametrize(
    ("name", "country", "point", "code"),
    [
        ("Essen", "DE", None, "de-essen"),
        ("Köln", "DE", None, "de-koln"),
        ("Cologne", "DE", (6.96, 50.94), "de-koln"),
        ("Colonia", "DE", (6.96, 50.94), "de-koln"),
        ("Catania", "IT", None, "it-catania"),
        ("Catane", "IT", (15.09, 37.5), "it-catania"),
        ("Ouagadougou", "BF", None, "bf-ouagadougou"),
        ("City of Essen", "DE", (7.01, 51.45), "de-essen"),
    ],
)
def test_a_town_has_one_code_in_every_language(
    matcher: ForeignMatcher,
    name: str,
    country: str,
    point: tuple[float, float] | None,
    code: str,
) -> None:
    assert matcher.match(name, country, point=point).code == code


@pytest.mark.parametrize(
    ("name", "country", "point"),
    [
        ("Essen", "IT", None),
        ("Essen", "DE", (10.0, 53.5)),
        ("Budenheim", "DE", (8.17, 50.02)),
        ("Personne", "DE", (7.01, 51.45)),
    ],
)
def test_another_country_another_place_or_another_name_is_somebody_else(
    matcher: ForeignMatcher, name: str, country: str, point: tuple[float, float] | None
) -> None:
    assert matcher.match(name, country, point=point).code is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Allemagne", "DE"),
        ("Germany", "DE"),
        ("United States of America", "US"),
        ("People's Republic of China", "CN"),
        ("Bosnia and Herzegovina", "BA"),
        ("Ivory Coast", "CI"),
        ("Angleterre", "GB"),
        ("de", "DE"),
        ("Prussia", None),
        ("", None),
    ],
)
def test_a_country_is_known_under_its_usual_names(
    session: Session, name: str, code: str | None
) -> None:
    assert CountryNames(session).code(name) == code
