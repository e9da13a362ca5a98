"""The title of a partnership names its members as the reader's language does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Partnership
from atlas.queries.authorities import get_authority
from atlas.queries.record_reading import read_records
from tests.support.embedded import EmbeddedAtlas
from webapp.presentation import naming
from webapp.presentation.charts import years_axis

DASH = "\N{NO-BREAK SPACE}\N{EN DASH} "


def _titles(embedded: EmbeddedAtlas, title: str) -> tuple[str, str]:
    with Session(embedded.engine) as session:
        number = session.scalars(select(Partnership.id).where(Partnership.title == title)).one()
        (record,) = read_records(session, [number])
        return naming.title_of(record, "fr"), naming.title_of(record, "en")


@pytest.mark.parametrize(
    ("french", "english"),
    [
        (f"Lille{DASH}Cologne", f"Lille{DASH}Cologne"),
        (f"Lille{DASH}Turin", f"Lille{DASH}Turin"),
        (f"Grenoble{DASH}Bethléem", f"Grenoble{DASH}Bethlehem"),
        (f"Saint-Étienne{DASH}Lougansk", f"Saint-Étienne{DASH}Luhansk"),
        ("Serment de la place Saint-Marc", "Serment de la place Saint-Marc"),
    ],
)
def test_a_title_follows_the_language_unless_the_partnership_has_a_name(
    embedded: EmbeddedAtlas, french: str, english: str
) -> None:
    assert _titles(embedded, french) == (french, english)


def test_beyond_three_members_of_a_side_the_others_are_counted(
    embedded: EmbeddedAtlas, small_app: Flask
) -> None:
    with Session(embedded.engine) as session:
        number = session.scalars(
            select(Partnership.id).where(Partnership.title == f"Lille{DASH}Cologne")
        ).one()
        (record,) = read_records(session, [number])
    crowd = replace(record, members=record.french_members + record.foreign_members * 4)
    with small_app.test_request_context("/en/"):
        small_app.preprocess_request()
        assert naming.title_of(crowd, "en") == f"Lille{DASH}Cologne and 3 others"


def test_a_body_is_told_by_its_other_names_beside_the_one_shown(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        catania = get_authority(session, "it-catania")
    assert (catania.display_name("fr"), catania.other_display_names("fr")) == (
        "Catane", ("Catania",),
    )  # fmt: skip
    assert (catania.display_name("en"), catania.other_display_names("en")) == (
        "Catania", ("Catane",),
    )  # fmt: skip


def test_every_chart_of_years_has_the_same_axis() -> None:
    one, other = years_axis({1950: {"apres_guerre": 2}}), years_axis({2020: {"mondialisation": 1}})
    assert [column.year for column in one] == [column.year for column in other]
    assert one[0].year == 1945
    assert sum(column.total for column in one) == 2
