"""The names that the world gives to partner towns: which are kept, and what becomes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.model import Authority, AuthorityName, Partnership
from atlas.model.geography import GEONAMES
from atlas.queries.authorities import get_authority
from atlas.queries.filters import partnership_ids
from atlas.selection import Selection
from geodata import manifests
from geodata.build.exonyms import scripts_of_country, useful_names
from geodata.manifests import DATASETS
from tests.support.embedded import EmbeddedAtlas


def test_names_in_latin_letters_and_in_the_script_of_the_country_are_kept() -> None:
    names = ["Athens", "Athènes", "Αθήνα", "Афины", "雅典", "atene"]
    assert useful_names(names, "GR") == ["Athens", "Athènes", "Αθήνα"]
    assert useful_names(["Beijing", "北京", "Пекин"], "CN") == ["Beijing", "北京"]


@pytest.mark.parametrize(
    "name",
    ["WAW", "Phoenix City", "Paris of the North", "Lungsod ng München", "mi wnik", "a|b", ""],
)
def test_what_nobody_types_is_left_out(name: str) -> None:
    assert useful_names(["Warsaw", name], "PL") == ["Warsaw"]


def test_of_two_spellings_that_fold_alike_the_likelier_is_kept() -> None:
    assert useful_names(["Munich", "Múnich", "Munchen", "München"], "DE") == ["Munich", "München"]
    assert useful_names(["Beijing", "Pekín", "Pékin"], "CN") == ["Beijing", "Pékin"]


def test_scripts_are_those_of_the_languages_of_a_country() -> None:
    assert "Latn" in scripts_of_country("FR")
    assert "Cyrl" in scripts_of_country("RU")
    assert {"Jpan"} <= scripts_of_country("JP")
    assert "Arab" in scripts_of_country("MA")


def test_the_dataset_holds_partner_towns_only_and_is_small() -> None:
    partners = {
        row["geonames_id"]: row
        for row in manifests.read_rows(DATASETS / "partenariats", "partenaires.csv")
        if row["kind"] == "municipality"
    }
    rows = manifests.read_rows(DATASETS / "noms", "noms.csv")
    assert {row["geonames_id"] for row in rows} <= partners.keys()
    assert (DATASETS / "noms" / "noms.csv").stat().st_size < 300_000
    assert manifests.read_manifest(DATASETS / "noms").licence == "CC BY 4.0"


def test_a_town_has_its_names_without_its_page_listing_them_all(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        names = session.scalars(
            select(AuthorityName.name)
            .join(Authority, Authority.id == AuthorityName.authority_id)
            .where(Authority.code == "de-munchen", AuthorityName.origin == GEONAMES)
        ).all()
        assert "Monaco di Baviera" in names
        assert "Munich" not in names  # known already, from the facts
        assert "Monaco di Baviera" not in get_authority(session, "de-munchen").other_names


def test_the_list_finds_a_town_by_a_whole_name_and_not_by_a_piece(embedded: EmbeddedAtlas) -> None:
    def count(session: Session, selection: Selection) -> int:
        wanted = partnership_ids(session, selection)
        query = select(func.count()).where(Partnership.id.in_(wanted))
        return session.scalar(query) or 0

    with Session(embedded.engine) as session:
        linked = count(session, Selection(collectivite=("de-munchen",)))
        assert linked > 0
        assert count(session, Selection(q="Monaco di Baviera")) == linked
        assert count(session, Selection(q="monaco di")) == 0
