"""Changing partnerships: save, create, remove, undo. Each is a revision, or nothing at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.dates import latest_day
from atlas.editing import history
from atlas.editing.checks import examine
from atlas.editing.documents import DocumentError, PartnershipDocument, decode, encode, version
from atlas.editing.edited import remember
from atlas.editing.history import Cause, Change
from atlas.editing.lengths import overlong
from atlas.editing.merging import merge
from atlas.editing.reading import read_document, read_documents
from atlas.editing.writing import write_documents
from atlas.errors import AtlasError, NotFoundError
from atlas.model import DataRevision, DatasetVersion, EditedRecord, Partnership, Revision
from atlas.text import to_translate

KIND = "partnership"
#: The dataset that partnerships come from.
_DATASET = "partenariats"
#: The first number of the partnerships that no dataset has; curation never goes so far.
FIRST_OWN = 1_000_001


class ChangedMeanwhileError(AtlasError):
    """Somebody changed the record since it was read; ``current`` is what it is now."""

    def __init__(self, current: PartnershipDocument | None) -> None:
        self.current = current
        super().__init__(
            to_translate(
                "Quelqu’un a modifié cette fiche depuis que vous l’avez ouverte"
                "\N{NO-BREAK SPACE}: rien n’a été enregistré, et rien n’est perdu."
            )
        )


class CannotUndoError(AtlasError):
    """A change cannot be undone by itself: what it changed was changed again since."""


def document_at(session: Session, number: int, day: dt.date) -> PartnershipDocument | None:
    """Return the document of a partnership at the end of a day (UTC); None when there was none."""
    current = read_document(session, number)
    text = history.text_at(
        session,
        KIND,
        str(number),
        f"{day.isoformat()}T23:59:59.999999Z",
        encode(current) if current is not None else None,
    )
    return decode(text) if text is not None else None


def known_since(session: Session, number: int) -> dt.date | None:
    """Return the first day of a record: that of its making, or of the datasets that brought it.

    None where nothing tells it. A dataset that is replaced takes the day of the latest one, and a
    record is known at the latest since its first change.
    """
    first = session.execute(
        select(Revision.at, Revision.before)
        .where(Revision.kind == KIND, Revision.record == str(number))
        .order_by(Revision.id)
        .limit(1)
    ).first()
    days = [first.at[:10]] if first is not None else []
    if first is None or first.before is not None:
        days += session.scalars(
            select(DatasetVersion.date).where(DatasetVersion.name == _DATASET)
        ).all()
    return dt.date.fromisoformat(min(days)) if days else None


def save(
    session: Session,
    number: int,
    document: PartnershipDocument | None,
    *,
    expected: str,
    cause: Cause,
) -> int | None:
    """Make partnership ``number`` what ``document`` says; return the revision, None if unchanged.

    ``expected`` is the :func:`version` that the author read. None for ``document`` removes it.
    Raises :class:`ChangedMeanwhileError`, and what writing raises.
    """
    current = read_document(session, number)
    if version(current) != expected:
        raise ChangedMeanwhileError(current)
    done = save_all(session, {number: document}, cause)
    return done[0] if done else None


def create(session: Session, document: PartnershipDocument, cause: Cause) -> int:
    """Add a partnership; return its number."""
    number = next_number(session)
    save_all(session, {number: document}, cause)
    return number


def next_number(session: Session) -> int:
    """Return the number of the next partnership that no dataset has; a number serves once."""
    highest = session.scalar(select(func.max(Partnership.id))) or 0
    used = session.scalars(
        select(EditedRecord.record).where(EditedRecord.kind == KIND, EditedRecord.base.is_(None))
    )
    return max([FIRST_OWN - 1, highest, *(int(record) for record in used)]) + 1


def save_all(
    session: Session,
    documents: Mapping[int, PartnershipDocument | None],
    cause: Cause,
    *,
    derive: bool = True,
) -> list[int]:
    """Make each partnership what its document says; return the numbers of the revisions.

    Those that are so already are left alone. The caller's transaction keeps all or nothing. Raises
    :class:`DocumentError` for one that holds more than a record can.
    """
    current = read_documents(session, sorted(documents))
    texts = {number: encode(document) for number, document in current.items()}
    wanted = {
        number: (document, encode(document) if document is not None else None)
        for number, document in documents.items()
    }
    changed = {
        number: document for number, (document, text) in wanted.items() if text != texts.get(number)
    }
    if not changed:
        return []
    for number, document in changed.items():
        _refuse_overlong(document, current.get(number))
    write_documents(session, changed, derive=derive)
    changes = [
        Change(KIND, str(number), texts.get(number), wanted[number][1]) for number in changed
    ]
    revisions = history.add_revisions(session, changes, cause)
    remember(session, KIND, changes)
    touch(session)
    return revisions


def _refuse_overlong(wanted: PartnershipDocument | None, held: PartnershipDocument | None) -> None:
    """Raise :class:`DocumentError` for what is too long, unless the record holds it already."""
    found = overlong(wanted) if wanted is not None else []
    if found and held is not None:
        known = overlong(held)
        found = [one for one in found if one not in known]
    if found:
        raise DocumentError(found[0].template, **found[0].params)


def touch(session: Session) -> None:
    """Give the data a new token, so that no cache shows what was."""
    row = session.get(DataRevision, 1)
    if row is not None:
        row.token = f"{row.loaded}.{session.scalar(select(func.max(Revision.id))) or 0}"
        session.flush()


def undo(session: Session, revision: int, cause: Cause) -> list[int]:
    """Undo one change, whatever was changed elsewhere in the record since; return the revisions.

    Raises :class:`CannotUndoError` where a later change is about the same thing, or it was undone
    already.
    """
    row = session.get(Revision, revision)
    if row is None or row.kind != KIND:
        raise NotFoundError("La modification n° {number} n’existe pas.", number=revision)
    if revision in history.undone(session, KIND, row.record):
        raise CannotUndoError("La modification n° {number} est déjà annulée.", number=revision)
    before = decode(row.before) if row.before is not None else None
    after = decode(row.after) if row.after is not None else None
    current = read_document(session, int(row.record))
    merged = merge(after, current, before)
    if merged.disputed:
        raise CannotUndoError(
            "Cette modification ne peut pas être annulée seule\N{NO-BREAK SPACE}: "
            "ce qu’elle a changé a été modifié de nouveau depuis."
        )
    if merged.document is not None:
        problems = examine(session, merged.document, today=latest_day()).problems
        if problems:
            raise CannotUndoError(
                "Sans cette modification la fiche ne tiendrait plus ({reason})\N{NO-BREAK SPACE}: "
                "annulez d’abord celles qui l’ont suivie.",
                reason=problems[0].sentence(),
            )
    return save_all(
        session,
        {int(row.record): merged.document},
        Cause(cause.author, cause.reason, "undo", cause.run_id, undoes=revision),
    )


def merge_after_load(session: Session) -> tuple[int, int]:
    """Put back what people changed, after a load; return how many records, and how many disputed.

    What the datasets changed elsewhere in the record is kept. In what both changed, people win, and
    the revision tells which fields. Titles and eras are left to be derived by the caller.
    """
    edited = session.scalars(select(EditedRecord).where(EditedRecord.kind == KIND)).all()
    disputes = 0
    for batch in in_batches(edited):
        loaded = read_documents(session, [int(row.record) for row in batch])
        back: dict[int, PartnershipDocument | None] = {}
        for row in batch:
            number = int(row.record)
            theirs = loaded.get(number)
            base = decode(row.base) if row.base is not None else None
            mine = decode(row.current) if row.current is not None else None
            merged = merge(base, mine, theirs)
            text = encode(merged.document) if merged.document is not None else None
            if text != row.current or merged.disputed:
                _note_merge(session, row, text, merged.disputed)
            disputes += bool(merged.disputed)
            row.base = encode(theirs) if theirs is not None else None
            row.current = text
            if merged.document != theirs:
                back[number] = merged.document
        write_documents(session, back, derive=False)
        session.flush()
    return len(edited), disputes


def _note_merge(
    session: Session, row: EditedRecord, text: str | None, disputed: tuple[str, ...]
) -> None:
    reason = "Le jeu de données livré a changé."
    if disputed:
        reason += f" Gardé malgré lui : {', '.join(disputed)}."
    history.add_revisions(
        session, [Change(KIND, row.record, row.current, text)], Cause("load", reason, "merge")
    )
