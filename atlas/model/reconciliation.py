"""What waits for a person to say who is meant, and what people have said."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base
from atlas.model.contributions import KEPT


class Doubt(Base):
    """A question that the atlas does not answer by itself.

    ``kind`` is ``row`` (a row of a file whose places are not certain), ``partnerships`` (two
    records that may be one) or ``authorities`` (two foreign authorities that may be one);
    ``content`` is its JSON document. ``key`` tells a question that was
    asked before. ``state`` is ``pending``, ``settled`` or ``dropped``; ``answer`` is JSON. Times
    are ISO, UTC.
    """

    __tablename__ = "doubt"
    __table_args__ = (Index("ix_doubt_state_kind", "state", "kind", "id"), {"info": KEPT})
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    line: Mapped[int | None]
    content: Mapped[str]
    created_at: Mapped[str]
    state: Mapped[str]
    answer: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[str | None]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))


class NameDecision(Base):
    """Whom a name means, as a person said once: the same question is not asked twice.

    ``key`` is the question (side, country, département, folded name, rounded place).
    """

    __tablename__ = "name_decision"
    __table_args__ = ({"info": KEPT},)
    key: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    doubt_id: Mapped[int] = mapped_column(ForeignKey("doubt.id"), index=True)
