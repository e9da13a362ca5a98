"""The partner exchange: what authorities seek or offer, and what is written about it.

A load of the datasets replaces authorities, countries and themes, so these tables name them by
their codes.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atlas.model.base import Base
from atlas.model.contributions import KEPT


class Advert(Base):
    """What an authority seeks or offers. Times are ISO, UTC.

    ``kind`` is ``seek`` or ``offer``; ``author`` is who wrote it (``user:12``); ``status`` is
    ``draft``, ``proposed``, ``published``, ``refused``, ``withdrawn`` or ``expired``;
    ``answer`` is what a maintainer said of it. ``population_from`` and ``population_to`` bound the
    size of the partner that is wanted, in inhabitants. ``expires_at`` is set by publication,
    ``reminded_at`` once its author was told that the end is near.
    """

    __tablename__ = "advert"
    __table_args__ = (
        CheckConstraint("kind IN ('seek', 'offer')", name="kind"),
        Index("ix_advert_status", "status", "expires_at"),
        {"info": KEPT},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_code: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    population_from: Mapped[int | None]
    population_to: Mapped[int | None]
    language: Mapped[str]
    author: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    created_at: Mapped[str]
    changed_at: Mapped[str]
    published_at: Mapped[str | None]
    expires_at: Mapped[str | None]
    reminded_at: Mapped[str | None]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[str | None]
    answer: Mapped[str] = mapped_column(default="")

    terms: Mapped[list[AdvertTerm]] = relationship(
        cascade="all, delete-orphan", order_by="(AdvertTerm.field, AdvertTerm.position)"
    )


class AdvertTerm(Base):
    """A code that describes an advert.

    ``field`` is ``country`` (ISO 3166-1), ``continent``, ``theme``, ``language`` (ISO 639-1) or
    ``partner`` (the kind of authority that is wanted).
    """

    __tablename__ = "advert_term"
    __table_args__ = (
        Index("ix_advert_term_field", "field", "code"),
        {"info": KEPT},
    )
    advert_id: Mapped[int] = mapped_column(
        ForeignKey("advert.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class AdvertReply(Base):
    """Somebody's answer to an advert, and the conversation that it opens.

    ``secret`` is part of the links by which each side reads it. ``status`` is ``unconfirmed`` (the
    address was not proved yet), ``open``, ``reported`` or ``closed``; once closed, ``name``,
    ``body``, ``contact`` and the messages are erased and the row only counts. ``reported_by`` is
    the side that reports an abuse, ``reason`` its words.
    """

    __tablename__ = "advert_reply"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    advert_id: Mapped[int] = mapped_column(ForeignKey("advert.id", ondelete="CASCADE"), index=True)
    secret: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    body: Mapped[str]
    contact: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[str]
    last_at: Mapped[str]
    reported_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    messages: Mapped[list[AdvertMessage]] = relationship(
        cascade="all, delete-orphan", order_by="AdvertMessage.id"
    )
    advert: Mapped[Advert] = relationship()


class AdvertMessage(Base):
    """A message of a conversation; ``sender`` is ``reader`` or ``advertiser``."""

    __tablename__ = "advert_message"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(
        ForeignKey("advert_reply.id", ondelete="CASCADE"), index=True
    )
    sender: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[str]
