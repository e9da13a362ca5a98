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


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Land de Hesse", "DE", "de-hessen"),
        ("Voïvodie de Silésie", "PL", "pl-wojewodztwo-slaskie"),
        ("Région du Centre", "BF", "bf-region-du-centre"),
        ("Canton de Genève", "CH", "ch-canton-de-geneve"),
        ("Tuebingen", "DE", "de-tubingen"),
        ("Comune di Torino", "IT", "it-torino"),
        ("Alexandria, Virginia", "US", "us-alexandria"),
    ],
)
def test_the_words_of_a_name_tell_a_town_from_a_region(
    matcher: ForeignMatcher, name: str, country: str, code: str
) -> None:
    assert matcher.match(name, country).code == code


@pytest.mark.parametrize(
    ("name", "country"),
    [
        # Known as regions only; the towns are not in the atlas.
        ("Genève", "CH"),
        ("Siem Reap", "KH"),
        ("Opole", "PL"),
        # Of which there are several.
        ("Springfield", "US"),
        ("Neustadt", "DE"),
        ("Paris, Texas", "US"),
        # Neighbours of what is known.
        ("Voïvodie de Basse-Silésie", "PL"),
        ("Esslingen", "DE"),
        ("Londres", "GB"),
    ],
)
def test_what_may_be_somebody_else_is_not_applied(
    matcher: ForeignMatcher, name: str, country: str
) -> None:
    assert matcher.match(name, country).code is None


def test_a_point_tells_namesakes_apart(matcher: ForeignMatcher) -> None:
    assert matcher.match("Frankfurt", "DE", point=(8.68, 50.11)).code == "de-frankfurt-am-main"
    assert matcher.match("Frankfurt", "DE", point=(14.55, 52.34)).code == "de-frankfurt-oder"
    assert matcher.match("Frankfurt", "DE").code is None
