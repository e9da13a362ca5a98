"""What others published is read whole, with of whom it speaks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atlas.queries import reference
from tests.support.embedded import EmbeddedAtlas


def test_the_survey_of_2021_is_read_question_by_question(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        tables = reference.survey_tables(session, "enquete_2021")
    assert [table.code for table in tables] == ["typologie", "domaines", "budget", "citoyens"]
    kinds = tables[0]
    assert len(kinds.answers) == 9
    assert kinds.base("fr") == "39 collectivités"
    assert kinds.base("en") == "39 authorities"
    twinning = next(answer for answer in kinds.answers if answer.label("en") == "Twinning")
    assert (twinning.label("fr"), twinning.value, twinning.unit("fr")) == ("Jumelages", 69, "%")


def test_a_survey_that_was_not_loaded_has_no_table(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        assert reference.survey_tables(session, "enquete_1999") == []


def test_the_figures_of_the_state_are_read_by_code(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        figures = reference.published_figures(session)
    links = figures["partenariats_en_cours"]
    assert (links.value, links.date) == (10440, "2021")
    assert links.label("en") == "Current partnerships"
