"""Countries by what people type."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from atlas.model import Country
from atlas.queries.country_names import CountryNames, read_country_names


@pytest.fixture
def names(session: Session) -> CountryNames:
    session.add(
        Country(
            iso2="AE", iso3="ARE", name_fr="Émirats arabes unis", name_en="United Arab Emirates",
            article_fr="les", preposition_fr="aux", continent="AS", lon=54.5, lat=23.5,
            other_names="EAU|UAE",
        )
    )  # fmt: skip
    session.flush()
    return read_country_names(session)


@pytest.mark.parametrize(
    "typed",
    [
        "Émirats arabes unis",
        "les emirats Arabes-unis",
        "United Arab Emirates",
        "EAU",
        "are",
        "AE",
    ],
)
def test_a_country_is_known_by_its_names_and_codes(names: CountryNames, typed: str) -> None:
    assert names.code(typed) == "AE"


@pytest.mark.parametrize("typed", ["", "  ", "Syldavie", "les", "émirats"])
def test_what_is_no_country_is_none(names: CountryNames, typed: str) -> None:
    assert names.code(typed) is None


def test_a_misspelt_name_is_near_its_country(names: CountryNames) -> None:
    assert names.near("Alemagne")[0] == "Allemagne"
    assert names.near("Emirat arabe uni")[0] == "Émirats arabes unis"
    assert names.near("") == names.near("xqz") == []
