"""Documents: their text, and what tells two of them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.editing.documents import (
    DocumentError,
    EventEntry,
    PartnershipDocument,
    ThemeEntry,
    decode,
    encode,
    version,
)
from tests.support.editing import documents

drawn = documents(["38185", "de-essen", "it-catania"], ["culture", "eau"])


@given(drawn)
def test_a_document_survives_its_text(document: PartnershipDocument) -> None:
    assert decode(encode(document)) == document


@given(drawn, st.randoms())
def test_the_order_of_what_has_none_changes_nothing(
    document: PartnershipDocument, random: object
) -> None:
    import msgspec

    shuffled = msgspec.structs.replace(document, themes=tuple(reversed(document.themes)))
    assert encode(shuffled) == encode(document)
    assert version(shuffled) == version(document)


def test_a_change_is_another_version_and_nothing_has_none() -> None:
    plain = PartnershipDocument("jumelage", "haute")
    dated = PartnershipDocument("jumelage", "haute", events=(EventEntry("signed", "1963"),))
    assert version(plain) != version(dated)
    assert version(None) == ""


def test_undated_events_come_last_and_an_entry_once() -> None:
    document = PartnershipDocument(
        "jumelage",
        "haute",
        events=(EventEntry("confirmed"), EventEntry("signed", "1963"), EventEntry("confirmed")),
        themes=(ThemeEntry("eau"), ThemeEntry("culture")),
    )
    read = decode(encode(document))
    assert [event.date for event in read.events] == ["1963", None]
    assert [theme.code for theme in read.themes] == ["culture", "eau"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"link_type":"jumelage"}',
        '{"link_type":"jumelage","confidence":"haute","surprise":1}',
        '{"link_type":"jumelage","confidence":3}',
        '{"link_type":"jumelage","confidence":"haute","events":[{"kind":"signed","date":1963}]}',
        "\udcff",
    ],
)
def test_what_is_no_document_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(DocumentError, match="ne peut pas être lu"):
        decode(text)
