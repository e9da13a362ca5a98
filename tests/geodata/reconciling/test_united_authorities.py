"""Two authorities that a person made one, or said to be two, as matching and loading know them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.doubts import settling
from atlas.doubts.queue import NewDoubt, add_doubts
from atlas.editing.authorities import add_all
from atlas.editing.authority_documents import AuthorityDocument, read_authority_documents
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.partnerships import create
from atlas.editing.reading import read_document
from geodata.loading.embedded import load_embedded
from geodata.reconciling.doubles import find_double_authorities, question_about
from geodata.reconciling.duplicates import find_duplicates
from geodata.reconciling.foreign import ForeignMatcher
from geodata.reconciling.places import load_gazetteer
from tests.support.editing import CAUSE
from tests.support.embedded import EmbeddedAtlas

CODES = ("de-essen", "de-stadt-essen")
TWIN = AuthorityDocument(
    "municipality", "Stadt Essen", "DE", lon=7.0131, lat=51.4582, location_precision="place",
    names=("Assindia",),
)  # fmt: skip


@pytest.fixture
def twin(embedded: EmbeddedAtlas, tmp_path: Path) -> Iterator[tuple[Engine, int]]:
    """The shipped atlas where Essen has a second code, with a link that Grenoble has already."""
    engine = open_engine(f"sqlite:///{shutil.copyfile(embedded.path, tmp_path / 'atlas.sqlite')}")
    with transaction(engine) as session:
        add_all(session, {CODES[1]: TWIN}, CAUSE)
        members = (Member("38185"), Member(CODES[1]))
        number = create(session, PartnershipDocument("jumelage", "haute", members=members), CAUSE)
        (double,) = [
            one for one in find_double_authorities(session) if (one.first, one.second) == CODES
        ]
        assert [one for one in find_duplicates(session) if number in (one.first, one.second)]
        add_doubts(session, [NewDoubt(question_about(double))])
    yield engine, number
    engine.dispose()


def doubles(session: Session) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in find_double_authorities(session)]


def test_the_names_of_the_other_one_mean_the_one_that_is_kept(twin: tuple[Engine, int]) -> None:
    engine, _ = twin
    with transaction(engine) as session:
        settling.settle(session, 1, ["de-essen"], by="user:1")
    with Session(engine) as session:
        assert CODES not in doubles(session)
        places = load_gazetteer(session, "foreign")
        assert CODES[1] not in places.number
        for name in ("Stadt Essen", "Assindia"):
            assert ForeignMatcher(places).match(name, "DE").code == "de-essen"


def test_a_union_comes_through_a_load_and_is_undone_after_it(twin: tuple[Engine, int]) -> None:
    engine, number = twin
    with transaction(engine) as session:
        # The one that ships is the one that gives way.
        settling.settle(session, 1, [CODES[1]], by="user:1")
    with transaction(engine) as session:
        load_embedded(session)
    with transaction(engine) as session:
        assert read_authority_documents(session, ["de-essen"])["de-essen"].successor == CODES[1]
        assert CODES not in doubles(session)
        document = read_document(session, number)
        assert document is not None
        assert [member.code for member in document.members] == ["38185", CODES[1]]
        settling.reopen(session, 1, by="user:1")
        assert read_authority_documents(session, ["de-essen"])["de-essen"].successor is None
        assert CODES in doubles(session)


def test_two_that_a_person_said_to_be_two_are_not_asked_about_again(
    twin: tuple[Engine, int],
) -> None:
    engine, number = twin
    with transaction(engine) as session:
        settling.drop(session, 1, by="user:1")
    with Session(engine) as session:
        assert CODES not in doubles(session)
        found = [(one.first, one.second) for one in find_duplicates(session)]
        assert not [pair for pair in found if number in pair]
