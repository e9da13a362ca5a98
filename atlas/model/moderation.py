"""What waits for a decision, and what is not finished: proposals and drafts."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base
from atlas.model.contributions import KEPT


class Proposal(Base):
    """A change of a record that somebody proposes, and what was decided.

    ``record`` is empty for a record that does not exist yet. ``base`` is its document as the author
    saw it, ``document`` as they would have it. ``status`` is ``pending``, ``accepted``,
    ``amended``, ``refused`` or ``withdrawn``; ``revision_id`` the revision that it led to.
    ``action`` is that of this revision: ``verify`` where it only says that all is right.
    """

    __tablename__ = "proposal"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    record: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    base: Mapped[str | None]
    document: Mapped[str | None]
    author: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    created_at: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[str | None]
    answer: Mapped[str] = mapped_column(default="")
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    action: Mapped[str] = mapped_column(default="edit")


class Draft(Base):
    """A form that somebody has not sent yet, kept as they typed it (JSON)."""

    __tablename__ = "draft"
    __table_args__ = ({"info": KEPT},)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    record: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str]
    saved_at: Mapped[str]
