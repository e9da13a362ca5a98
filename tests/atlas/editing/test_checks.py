"""What is wrong and what is strange in a document, said as a practitioner would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing.checks import Check, examine
from atlas.editing.documents import (
    EventEntry,
    FundingEntry,
    Member,
    PartnershipDocument,
    SourceRef,
    ThemeEntry,
)
from atlas.editing.reading import read_documents
from atlas.model import Partnership
from tests.support.embedded import EmbeddedAtlas

GOOD = PartnershipDocument(
    "jumelage",
    "haute",
    members=(Member("38185"), Member("de-essen")),
    events=(EventEntry("signed", "1979"),),
)


@pytest.fixture(scope="module")
def session(embedded: EmbeddedAtlas) -> Iterator[Session]:
    with Session(embedded.engine) as opened:
        yield opened


def look(session: Session, **values: object) -> Check:
    return examine(session, msgspec.structs.replace(GOOD, **values), today=dt.date(2026, 11, 28))


def said(check: Check) -> list[str]:
    return [one.template.format(**one.params) for one in (*check.problems, *check.warnings)]


def test_a_good_document_calls_for_nothing(session: Session) -> None:
    assert look(session) == Check((), ())


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"members": (Member("de-essen"),)}, "Il manque une collectivité française."),
        ({"members": (Member("38185"),)}, "Il manque un partenaire étranger."),
        ({"members": (*GOOD.members, Member("zz-rien"))}, "« zz-rien »"),
        ({"members": (*GOOD.members, Member("38185"))}, "déjà cité"),
        ({"link_type": "mariage"}, "« mariage » n’existe pas."),
        ({"confidence": "totale"}, "« totale » n’existe pas."),
        ({"themes": (ThemeEntry("magie"),)}, "« magie » n’existe pas."),
        ({"themes": (ThemeEntry("eau", main=True), ThemeEntry("sport", main=True))}, "Un seul"),
        ({"events": (EventEntry("bagarre"),)}, "« bagarre » n’existe pas."),
        ({"events": (EventEntry("signed", "63"),)}, "« 63 » n’est pas une date"),
        ({"events": (EventEntry("signed", "2001-02-30"),)}, "n’est pas une date"),
        ({"events": (EventEntry("signed", "2031"),)}, "est à venir (2031)"),
        ({"events": (EventEntry("signed", "2026-11-29"),)}, "est à venir (2026-11-29)"),
        ({"events": (*GOOD.events, EventEntry("ended", "2026-12"))}, "Échéance prévue"),
        ({"last_verified": "2026-11-29"}, "jour à venir (2026-11-29)"),
        ({"last_verified": "2027"}, "jour à venir (2027)"),
        ({"last_verified": "1850-01-01"}, "avant 1992 (1850-01-01)"),
        ({"name": "n" * 201}, "Le nom de l’accord compte 201 signes : il est limité à 200."),
        ({"note": "n" * 200_000}, "200\N{NARROW NO-BREAK SPACE}000 signes"),
        ({"note": "Un\x00rien"}, "caractère de contrôle"),
        ({"members": (Member("38185", "n" * 201), Member("de-essen"))}, "Le nom de ce membre"),
        ({"events": (EventEntry("signed", "1979", note="n" * 501),)}, "Cette précision compte"),
        ({"fundings": (FundingEntry(detail="n" * 501),)}, "Cette précision compte 501"),
        (
            {"events": (EventEntry("signed", "1979", source=SourceRef("n" * 301)),)},
            "Le titre d’une source",
        ),
        ({"events": (EventEntry("renewed"),) * 301}, "au plus 300 lignes"),
        ({"fundings": (FundingEntry(family="loto"),)}, "« loto » n’existe pas."),
        ({"fundings": (FundingEntry(amount=-1),)}, "négatif"),
        ({"fundings": (FundingEntry(currency="euro"),)}, "trois capitales"),
        ({"fundings": (FundingEntry(currency="XYZ"),)}, "trois capitales"),
        ({"fundings": (FundingEntry(amount=0),)}, "Un montant de zéro ne finance rien"),
        ({"fundings": (FundingEntry(year_from=2010, year_to=2009),)}, "précède la première"),
    ],
)
def test_a_problem_keeps_a_document_from_being_written(
    session: Session, values: dict[str, object], words: str
) -> None:
    found = look(session, **values)
    assert found.problems
    assert words in " ".join(said(found))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"fundings": (FundingEntry(family="afd_ficol", amount=150_000),)},
            "Une FICOL va de 200\N{NARROW NO-BREAK SPACE}000 à",
        ),
        ({"fundings": (FundingEntry(family="afd_ficol", amount=1_500_001),)}, "Une FICOL va de"),
        (
            {"fundings": (FundingEntry(family="afd_ficol", year_from=2016, year_to=2020),)},
            "trois ans au plus (4 ici)",
        ),
        ({"fundings": (FundingEntry(family="un_pourcent_eau", year_from=2004),)}, "depuis 2005"),
        (
            {"fundings": (FundingEntry(family="un_pourcent_dechets", year_from=2013),)},
            "depuis 2014",
        ),
        (
            {"fundings": (FundingEntry(instrument="afd_ficol", year_from=2012),)},
            "n’existe que depuis 2014",
        ),
        ({"events": (*GOOD.events, EventEntry("ended", "1978"))}, "La fin (1978) précède"),
        ({"members": (*GOOD.members, Member("ua-etat"))}, "est un État"),
    ],
)
def test_what_surprises_is_a_warning_that_lets_through(
    session: Session, values: dict[str, object], words: str
) -> None:
    found = look(session, **values)
    assert found.problems == ()
    (sentence,) = said(found)
    assert words in sentence


@pytest.mark.parametrize(
    "values",
    [
        {"fundings": (FundingEntry(family="afd_ficol", amount=200_000),)},
        {"fundings": (FundingEntry(family="afd_ficol", amount=9_000_000, kind="total_budget"),)},
        {"fundings": (FundingEntry(family="un_pourcent_eau", year_from=2005),)},
        {"events": (*GOOD.events, EventEntry("ended", "1979-06"))},
        {"events": (*GOOD.events, EventEntry("term", "2031"))},
        {"events": (*GOOD.events, EventEntry("renewed", "2026-11-28"))},
        {"events": (*GOOD.events, EventEntry("renewed", "2026-11"))},
        {"last_verified": "2026-11-28"},
        {"last_verified": "2026"},
        {"name": "n" * 200, "note": "Une ligne.\nUne autre." + "n" * 3000},
        {"link_type": "urgence", "members": (*GOOD.members, Member("ua-etat"))},
    ],
)
def test_what_is_usual_calls_for_nothing(session: Session, values: dict[str, object]) -> None:
    assert look(session, **values) == Check((), ())


def test_the_shipped_partnerships_have_no_problem(session: Session) -> None:
    numbers = list(session.scalars(select(Partnership.id)))
    wrong = {
        number: said(found)
        for batch in in_batches(numbers)
        for number, document in read_documents(session, batch).items()
        if (found := examine(session, document, today=dt.date(2026, 11, 28))).problems
    }
    assert wrong == {}
    assert len(numbers) > 1500
