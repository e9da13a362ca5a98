"""How long the texts of a record may be, whoever writes them: a form, a file, a command.

The longest that public sources gave so far are 64 signs for a name and 108 for a note; the limits
are what a page can show, and far above that.
"""

from __future__ import annotations

from collections.abc import Iterator

from atlas.editing.documents import PartnershipDocument, SourceRef
from atlas.editing.remarks import Remark, remark, spaced
from atlas.text import has_control_character, to_translate

NAME = 200
NOTE = 4000
AS_WRITTEN = 200
DETAIL = 500
SOURCE_TITLE = 300
SOURCE_ADDRESS = 2000
ORIGINAL = 1000
#: What says why a record changes, or why what surprises is right.
REASON = 2000
#: Entries of one kind in one record: more is nobody's work.
ENTRIES = 300


def overlong(document: PartnershipDocument) -> list[Remark]:
    """Return what no record can hold: texts that are too long, signs that nobody types."""
    found = [one for place in _texts(document) if (one := _look(*place)) is not None]
    found += [
        remark(field, None, "Une fiche tient au plus {most} lignes.", most=ENTRIES)
        for field in ("members", "events", "fundings")
        if len(getattr(document, field)) > ENTRIES
    ]
    return found


_Place = tuple[str, int | None, str, str, int, str]


def _texts(document: PartnershipDocument) -> Iterator[_Place]:
    """Yield each text of a document: its place, what it says, its limit, and how to say so."""
    yield (
        "name", None, "", document.name, NAME,
        to_translate("Le nom de l’accord compte {found} signes : il est limité à {most}."),
    )  # fmt: skip
    yield (
        "note", None, "", document.note, NOTE,
        to_translate("La note compte {found} signes : elle est limitée à {most}."),
    )  # fmt: skip
    for n, member in enumerate(document.members):
        yield (
            "members", n, "name_as_written", member.name_as_written, AS_WRITTEN,
            to_translate("Le nom de ce membre compte {found} signes : il est limité à {most}."),
        )  # fmt: skip
    for n, event in enumerate(document.events):
        yield ("events", n, "note", event.note, DETAIL, _DETAIL)
    for n, line in enumerate(document.fundings):
        yield ("fundings", n, "detail", line.detail, DETAIL, _DETAIL)
    for source in dict.fromkeys(document.sources()):
        yield from _source_texts(source)
    for said in document.statements:
        longest = max(said.value, said.original_value, said.fact, key=len)
        yield (
            "statements", None, "", longest, ORIGINAL,
            to_translate("Ce que dit une source compte {found} signes : c’est limité à {most}."),
        )  # fmt: skip


def _source_texts(source: SourceRef) -> Iterator[_Place]:
    yield (
        "sources", None, "title", source.title, SOURCE_TITLE,
        to_translate("Le titre d’une source compte {found} signes : il est limité à {most}."),
    )  # fmt: skip
    yield (
        "sources", None, "url", source.url, SOURCE_ADDRESS,
        to_translate("L’adresse d’une source compte {found} signes : elle est limitée à {most}."),
    )  # fmt: skip


_DETAIL = to_translate("Cette précision compte {found} signes : elle est limitée à {most}.")


def _look(
    field: str, entry: int | None, part: str, text: str, most: int, sentence: str
) -> Remark | None:
    if len(text) > most:
        return Remark(
            field, entry, sentence, {"found": spaced(len(text)), "most": spaced(most)}, part
        )
    if has_control_character(text):
        return remark(field, entry, "Ce texte contient un caractère de contrôle.", part=part)
    return None
