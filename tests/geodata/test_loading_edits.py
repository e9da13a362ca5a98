"""What people changed survives the next load of the datasets, merged with what these changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.editing import history
from atlas.editing.authority_changes import create_authority, save_authority
from atlas.editing.authority_documents import (
    AuthorityDocument,
    read_authority_document,
    version,
)
from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    ThemeEntry,
    canonical,
    decode,
    encode,
)
from atlas.editing.partnerships import create, merge_after_load, save_all
from atlas.editing.reading import read_document, read_documents
from atlas.model import EditedRecord, Partnership
from atlas.queries.record_reading import read_records
from atlas.queries.revision import current_revision_token, loaded_datasets
from geodata.loading.embedded import embedded_token, load_embedded
from tests.support.editing import CAUSE
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture
def engine(embedded: EmbeddedAtlas, tmp_path: Path) -> Iterator[Engine]:
    copy = shutil.copyfile(embedded.path, tmp_path / "atlas.sqlite")
    opened = open_engine(f"sqlite:///{copy}")
    yield opened
    opened.dispose()


def document(session: Session, number: int) -> PartnershipDocument:
    found = read_document(session, number)
    assert found is not None
    return found


def test_edits_come_through_a_load_with_what_the_datasets_changed(engine: Engine) -> None:
    mine = PartnershipDocument(
        "jumelage",
        "haute",
        members=(Member("38185"), Member("de-essen")),
        events=(EventEntry("signed", "2025-05-09"),),
    )
    with transaction(engine) as session:
        shipped = read_documents(session, [1, 2, 3, 4])
        ended = canonical(
            msgspec.structs.replace(
                shipped[1], events=(*shipped[1].events, EventEntry("ended", "2024"))
            )
        )
        themed = msgspec.structs.replace(shipped[3], themes=(ThemeEntry("sport"),))
        own = create(session, mine, CAUSE)
        save_all(session, {1: ended, 2: None, 3: themed}, CAUSE)
        # As if the datasets had said something else of 3 and 4 when people changed them.
        stale = msgspec.structs.replace(shipped[3], note="Ancienne note.")
        row = session.get(EditedRecord, ("partnership", "3"))
        assert row is not None
        row.base = encode(stale)
        row.current = encode(msgspec.structs.replace(themed, note="Ancienne note."))
        session.add(
            EditedRecord(
                kind="partnership",
                record="4",
                base=encode(msgspec.structs.replace(shipped[4], confidence="moyenne", name="a")),
                current=encode(msgspec.structs.replace(shipped[4], name="b")),
            )
        )
    with transaction(engine) as session:
        load_embedded(session)
    with Session(engine) as session:
        assert document(session, 1) == ended
        assert read_document(session, 2) is None
        assert document(session, 3) == themed
        assert document(session, 4) == msgspec.structs.replace(shipped[4], name="b")
        assert document(session, own) == mine
        (record,) = read_records(session, [1])
        assert (record.status, record.year_end) == ("termine", 2024)
        (record,) = read_records(session, [own])
        assert (record.title, record.primary_era.code) == (
            "Grenoble\N{NO-BREAK SPACE}– Essen",
            "mondialisation",
        )
        (merged,) = history.revisions_of(session, "partnership", "3")[:1]
        assert (merged.action, merged.author) == ("merge", "load")
        assert decode(merged.after or "") == themed
        assert "name" in history.revisions_of(session, "partnership", "4")[0].reason
        assert len(history.revisions_of(session, "partnership", "1")) == 1
        assert history.first_broken(session) is None
        assert loaded_datasets(session) == embedded_token()
        assert current_revision_token(session) != embedded_token()
        before = history.count(session)
    with transaction(engine) as session:
        assert merge_after_load(session) == (5, 0)
    with Session(engine) as session:
        assert document(session, 1) == ended
        assert history.count(session) == before


def test_an_edit_does_not_make_the_datasets_look_out_of_date(engine: Engine) -> None:
    with transaction(engine) as session:
        noted = msgspec.structs.replace(document(session, 1), note="Une note.")
        save_all(session, {1: noted}, CAUSE)
        assert loaded_datasets(session) == embedded_token()
        assert current_revision_token(session) != embedded_token()


def test_authorities_that_people_made_and_corrected_come_through_a_load_with_their_links(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        made = create_authority(session, AuthorityDocument("municipality", "Neustadt", "DE"), CAUSE)
        shipped = read_authority_document(session, "de-essen")
        assert shipped is not None
        corrected = msgspec.structs.replace(shipped, name="Essen an der Ruhr", wikidata="Q2066")
        save_authority(session, "de-essen", corrected, expected=version(shipped), cause=CAUSE)
        number = create(
            session,
            PartnershipDocument("jumelage", "haute", members=(Member("38185"), Member(made))),
            CAUSE,
        )
        load_embedded(session)
    with Session(engine) as session:
        assert read_authority_document(session, "de-essen") == corrected
        (record,) = read_records(session, [number])
        assert [member.code for member in record.members] == ["38185", made]
        titles = session.scalars(
            select(Partnership.title).where(Partnership.title.contains("Essen an der Ruhr"))
        ).all()
        assert [title.partition("\N{NO-BREAK SPACE}")[0] for title in titles] == ["Grenoble"]
        assert history.first_broken(session) is None
