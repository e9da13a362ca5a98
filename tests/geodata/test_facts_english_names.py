"""The English names of partners: decided by hand, checked against those that GeoNames lists."""

from __future__ import annotations

import pytest

from atlas.text import fold
from geodata import manifests
from geodata.facts.gazetteer import Gazetteer
from geodata.facts.partners import PartnerRegister, read_english_names
from geodata.facts.tables import CurationError


def _names_of_geonames(number: str) -> set[str]:
    towns = manifests.read_rows(manifests.DATASETS / "lieux", "lieux.csv")
    world = manifests.read_rows(manifests.DATASETS / "noms", "noms.csv")
    found = {row["name"] for row in towns if row["geonames_id"] == number}
    for row in world:
        if row["geonames_id"] == number:
            found.update(row["names"].split("|"))
    return {fold(name) for name in found}


def test_every_english_name_stands_in_the_dataset_beside_another_name() -> None:
    rows = manifests.read_rows(manifests.DATASETS / "partenariats", "partenaires.csv")
    named = {row["code"]: row["name_en"] for row in rows if row["name_en"]}
    assert named == read_english_names()
    assert all(row["name_en"] != row["name"] for row in rows)


@pytest.mark.parametrize(
    "code", ["de-koln", "it-roma", "ps-bethleem", "ru-sotchi", "ua-zaporijjia", "vn-hai-phong"]
)
def test_the_english_name_of_a_town_is_one_that_the_world_uses(code: str) -> None:
    rows = manifests.read_rows(manifests.DATASETS / "partenariats", "partenaires.csv")
    town = next(row for row in rows if row["code"] == code)
    assert fold(town["name_en"]) in _names_of_geonames(town["geonames_id"])


@pytest.mark.parametrize(
    ("code", "name"), [("de-koln", "Cologne"), ("de-dresden", "Dresden")], ids=["nobody", "same"]
)
def test_a_name_that_no_partner_needs_is_a_mistake(code: str, name: str) -> None:
    register = PartnerRegister(Gazetteer(), [], {"DE": ("10", "51")})
    register.meet("DE", "Dresden", "commune")
    register.assign_codes()
    with pytest.raises(CurationError, match=code):
        register.name_in_english({code: name})
