"""The territories whose authority has a code of its own."""

from __future__ import annotations

import pytest

from atlas.public_codes import (
    AUTHORITY_OF_ISO,
    DEPARTEMENT_AUTHORITY,
    REGION_AUTHORITY,
    authority_of_territory,
)
from geodata import manifests


@pytest.mark.parametrize(
    ("code", "authority"),
    [
        ("94R", "20R"),
        ("02R", "972R"),
        ("06r", "976D"),
        ("67", "6AE"),
        ("67D", "6AE"),
        ("2ad", "20R"),
        ("972D", "972R"),
    ],
)
def test_a_territory_leads_to_the_body_that_runs_it(code: str, authority: str) -> None:
    assert authority_of_territory(code) == authority


@pytest.mark.parametrize("code", ["38", "38D", "84R", "67R", "", "D", "38185", "é", "67DD", "²²D"])
def test_other_codes_lead_nowhere(code: str) -> None:
    assert authority_of_territory(code) is None


def test_the_shipped_geography_knows_these_bodies() -> None:
    folder = manifests.DATASETS / "cog"
    bodies = {row["ctcd"] for row in manifests.read_rows(folder, "departements.csv")}
    bodies |= {row["public_code"] for row in manifests.read_rows(folder, "regions.csv")}
    bodies |= {row["code"] for row in manifests.read_rows(folder, "outre_mer.csv")}
    named = {*AUTHORITY_OF_ISO.values(), *DEPARTEMENT_AUTHORITY.values()}
    assert named | set(REGION_AUTHORITY.values()) <= bodies
