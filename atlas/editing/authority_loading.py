"""Authorities after a load of the datasets: what people and imports made of them is put back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.editing import history
from atlas.editing.authorities import KIND
from atlas.editing.authority_documents import (
    AuthorityDocument,
    MergedAuthority,
    decode,
    encode,
    merge_authority,
    read_authority_documents,
)
from atlas.editing.authority_writing import write_authorities
from atlas.editing.history import Cause, Change
from atlas.model import EditedRecord

_CHANGED = "Le jeu de données livré a changé."


def restore_after_load(session: Session) -> int:
    """Put back what was made of authorities, after a load; return how many records that is.

    One that was added and that the datasets have meanwhile is theirs from now on. A foreign one
    that was changed keeps what people said, and the revision tells where the datasets say something
    else now. A French one keeps what they do not know yet: where they say something new, they win.
    """
    rows = session.scalars(
        select(EditedRecord).where(EditedRecord.kind == KIND, EditedRecord.current.is_not(None))
    ).all()
    loaded = read_authority_documents(session, [row.record for row in rows])
    back: dict[str, AuthorityDocument] = {}
    for row in rows:
        mine, theirs = decode(row.current or ""), loaded.get(row.record)
        if theirs is None:
            back[row.record] = mine
            continue
        if mine.side == "foreign" and row.base is None:
            # What people change of it from now on is measured from what the datasets say.
            row.base = row.current = encode(theirs)
            continue
        merged = _merged(row.base, mine, theirs)
        if merged.document != mine or merged.disputed:
            _note(session, row, merged)
        if merged.document == theirs:
            session.delete(row)
            continue
        row.base, row.current = encode(theirs), encode(merged.document)
        back[row.record] = merged.document
    session.flush()
    write_authorities(session, back)
    return len(rows)


def _merged(
    base: str | None, mine: AuthorityDocument, theirs: AuthorityDocument
) -> MergedAuthority:
    if base is None:
        return MergedAuthority(theirs, ())
    if mine.side == "foreign":
        return merge_authority(decode(base), theirs, mine)
    return MergedAuthority(merge_authority(decode(base), mine, theirs).document, ())


def _note(session: Session, row: EditedRecord, merged: MergedAuthority) -> None:
    reason = _CHANGED
    if merged.disputed:
        reason += f" Gardé malgré lui : {', '.join(merged.disputed)}."
    change = Change(KIND, row.record, row.current, encode(merged.document))
    history.add_revisions(session, [change], Cause("load", reason, "merge"))
