"""Reports of readers: taken or refused in words, followed by reference, answered with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.errors import AtlasError, NotFoundError
from atlas.services import reports, schema
from atlas.services.reports import Draft, InvalidReportError

ERROR = Draft("erreur", "partenariats/1", message="Le jumelage date de 1964, non de 1946.")
PROPOSAL = Draft(
    "proposition",
    french_side="Fontaine (Isère)",
    foreign_side="Schmalkalden, Allemagne",
    year="1963",
    source_url="https://example.org/jumelage",
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    schema.upgrade(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def sent(session: Session, draft: Draft) -> str:
    return reports.submit(session, draft, this_year=2026)


def test_a_report_gets_a_reference_that_leads_back_to_it(session: Session) -> None:
    reference = sent(session, ERROR)
    record = reports.find(session, reference.lower())
    assert (record.subject, record.message) == (ERROR.subject, ERROR.message)
    assert record.status == "recu"
    assert not record.closed


def test_a_report_sent_twice_is_one_report(session: Session) -> None:
    assert sent(session, ERROR) == sent(session, ERROR)
    assert len(reports.list_reports(session)) == 1


def test_a_proposal_names_both_sides_and_a_source(session: Session) -> None:
    record = reports.find(session, sent(session, PROPOSAL))
    assert (record.french_side, record.foreign_side, record.year) == (
        "Fontaine (Isère)",
        "Schmalkalden, Allemagne",
        1963,
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "autre"}, "kind"),
        ({"message": "faux"}, "message"),
        ({"message": "x" * 4001}, "message"),
        ({"message": "Le nom est faux\x00 ici"}, "message"),
        ({"year": "99999"}, "year"),
        ({"year": "2027"}, "year"),
        ({"year": "mil neuf cent"}, "year"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://[oups"}, "source_url"),
        ({"contact": "pas une adresse"}, "contact"),
    ],
)
def test_what_cannot_be_taken_is_told_field_by_field(
    session: Session, change: dict[str, str], field: str
) -> None:
    draft = Draft(**{**vars(ERROR), **change})
    with pytest.raises(InvalidReportError) as caught:
        sent(session, draft)
    assert [name for name, _ in caught.value.problems] == [field]
    assert reports.list_reports(session) == []


def test_a_proposal_without_anything_is_told_all_that_it_lacks(session: Session) -> None:
    with pytest.raises(InvalidReportError) as caught:
        sent(session, Draft("proposition"))
    assert {name for name, _ in caught.value.problems} == {
        "french_side",
        "foreign_side",
        "source_url",
    }


def test_a_decision_needs_a_reason_and_forgets_who_wrote(session: Session) -> None:
    reference = sent(session, Draft(**{**vars(ERROR), "contact": "maire@example.org"}))
    assert reports.contact_of(session, reference) == "maire@example.org"
    with pytest.raises(AtlasError, match="raison"):
        reports.answer(session, reference, "refuse", " ")
    record = reports.answer(session, reference, "accepte", "L’année est corrigée.")
    assert record.closed
    assert record.answer == "L’année est corrigée."
    assert reports.contact_of(session, reference) == ""
    assert reports.list_reports(session) == []
    assert [r.reference for r in reports.list_reports(session, closed=True)] == [reference]


def test_an_unknown_state_is_refused(session: Session) -> None:
    with pytest.raises(AtlasError, match="n’existe pas"):
        reports.answer(session, sent(session, ERROR), "perdu", "x")


@pytest.mark.parametrize("made_up", ["", "7KX4", "AAAA-0000", "' OR 1=1 --", "7KX4-QM2P", "\x00"])
def test_no_made_up_reference_finds_anything(session: Session, made_up: str) -> None:
    sent(session, ERROR)
    with pytest.raises(NotFoundError):
        reports.find(session, made_up)
