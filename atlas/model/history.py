"""What was changed, by whom, when and why; and what people changed in the shipped datasets."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base
from atlas.model.contributions import KEPT


class ImportRun(Base):
    """One import of a file: who, from which source, what it did; undone as a whole.

    ``status`` is ``done`` or ``reverted``. ``digest`` is that of the file, ``summary`` the JSON
    account of what it did. Times are ISO, UTC.
    """

    __tablename__ = "import_run"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    file_name: Mapped[str]
    digest: Mapped[str]
    author: Mapped[str]
    started_at: Mapped[str]
    finished_at: Mapped[str]
    status: Mapped[str]
    summary: Mapped[str]


class Revision(Base):
    """One change of one record. Rows are only ever added: the database refuses anything else.

    ``kind`` and ``record`` name the record (``partnership``, ``12``); ``before`` and ``after`` are
    its documents, None where it did not exist. ``author`` is ``user:<number>``, ``command``,
    ``import``, ``load``, ``link:<number>``. ``seal`` is a digest of the row and of the seal of the
    row before it. ``at`` is ISO, UTC, with microseconds.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_kind_record", "kind", "record"), {"info": KEPT})
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(index=True)
    author: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    record: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    seal: Mapped[str]


class EditedRecord(Base):
    """A record that is not as the shipped datasets have it.

    ``base`` is its document as they last had it, None where they do not have it; ``current`` is
    what the atlas shows, None where it was removed.
    """

    __tablename__ = "edited_record"
    __table_args__ = ({"info": KEPT},)
    kind: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True)
    base: Mapped[str | None]
    current: Mapped[str | None]
