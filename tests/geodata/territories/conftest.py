"""The small atlas with two more communes, two EPCI and their partnerships, to change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from atlas.database import open_engine, transaction
from atlas.services.derivation import refresh_all
from tests.support.embedded import EmbeddedAtlas
from tests.support.small_atlas import Builder

ISERE = {"departement_code": "38", "region_code": "84"}
VALLEY, HILLS = "200000001", "200000002"


@pytest.fixture
def engine(engine: Engine) -> Engine:
    enlarge(engine)
    return engine


@pytest.fixture(scope="module")
def property_engine(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One atlas for all the examples of a property, each of which leaves it as it was."""
    copy = shutil.copyfile(small_file, tmp_path_factory.mktemp("property") / "atlas.sqlite")
    opened = open_engine(f"sqlite:///{copy}")
    enlarge(opened)
    yield opened
    opened.dispose()


def enlarge(engine: Engine) -> None:
    """Add communes, EPCI and partnerships to the small atlas."""
    with transaction(engine) as session:
        build = Builder(session)
        build.authority(
            "38901", "Bourg", point=(5.5, 45.2), population=1000, siren="213809015",
            insee_code="38901", epci_siren=VALLEY, **ISERE,
        )  # fmt: skip
        build.authority(
            "38902", "Le Val", point=(5.6, 45.3), population=500, insee_code="38902",
            charniere_fr="du", epci_siren=HILLS, names=("Val-d'en-Haut",), **ISERE,
        )  # fmt: skip
        build.authority(
            "38903", "Combe", point=(5.7, 45.4), kind="ancienne", successor="38902",
            valid_to="1973-01-01", insee_code="38903", **ISERE,
        )  # fmt: skip
        for code, name in ((VALLEY, "Communauté de la Vallée"), (HILLS, "Communauté des Collines")):
            build.authority(code, name, kind="epci", siren=code, population=1000, **ISERE)
        build.partnership(11, ("38902", "de-essen"), year=1980)
        build.partnership(12, ("38901", "de-essen"), year=1990)
        build.partnership(13, ("38901", "38902", "it-catania"), year=2001)
        build.partnership(14, ("38902", "bf-ouagadougou"), year=1970, end=1985)
        build.partnership(15, (HILLS, "bf-ouagadougou"), year=2010, link_type="cooperation")
        refresh_all(session)


@pytest.fixture
def embedded_copy(embedded: EmbeddedAtlas, tmp_path: Path) -> Iterator[Engine]:
    copy = shutil.copyfile(embedded.path, tmp_path / "embedded.sqlite")
    opened = open_engine(f"sqlite:///{copy}")
    yield opened
    opened.dispose()
