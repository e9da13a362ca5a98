"""Partnerships and what is known of each: members, events, eras, themes, money, motives."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atlas.model.base import Base
from atlas.model.geography import Authority
from atlas.model.provenance import Source


class Partnership(Base):
    """One link between two or more authorities.

    The columns under « derived » are recomputed by ``atlas.services.derivation`` from the members,
    events and eras; nothing else writes them. ``name`` is the name that an agreement bears, empty
    for most: the title is then made of the members. ``active_to`` is the last year in which the
    link is known to have been in force, empty while it runs.
    """

    __tablename__ = "partnership"
    id: Mapped[int] = mapped_column(primary_key=True)
    link_type_code: Mapped[str] = mapped_column(ForeignKey("link_type.code"), index=True)
    name: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    confidence: Mapped[str]
    last_verified: Mapped[str | None]

    # derived
    title: Mapped[str] = mapped_column(default="")
    status_code: Mapped[str] = mapped_column(
        ForeignKey("status.code"), index=True, default="inconnu"
    )
    primary_era_code: Mapped[str] = mapped_column(
        ForeignKey("era.code"), index=True, default="non_date"
    )
    year_start: Mapped[int | None] = mapped_column(index=True)
    circa: Mapped[bool] = mapped_column(default=False)
    year_end: Mapped[int | None]
    active_to: Mapped[int | None]
    search_text: Mapped[str] = mapped_column(default="")
    sort_french: Mapped[str] = mapped_column(default="")
    sort_foreign: Mapped[str] = mapped_column(default="")
    sort_country: Mapped[str] = mapped_column(default="")

    members: Mapped[list[PartnershipMember]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipMember.position"
    )
    events: Mapped[list[PartnershipEvent]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipEvent.id"
    )
    eras: Mapped[list[PartnershipEra]] = relationship(
        cascade="all, delete-orphan", order_by="(PartnershipEra.rank, PartnershipEra.id)"
    )
    themes: Mapped[list[PartnershipTheme]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipTheme.theme_code"
    )
    fundings: Mapped[list[Funding]] = relationship(
        cascade="all, delete-orphan", order_by="Funding.id"
    )


class PartnershipMember(Base):
    """An authority's place in a partnership, under the name that the source wrote.

    ``historical_state_code`` is the State the member belonged to at signature, when different.
    """

    __tablename__ = "partnership_member"
    __table_args__ = (UniqueConstraint("partnership_id", "authority_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), index=True
    )
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    position: Mapped[int]
    name_as_written: Mapped[str]
    historical_state_code: Mapped[str | None] = mapped_column(ForeignKey("historical_state.code"))
    historical_state_method: Mapped[str] = mapped_column(default="")

    authority: Mapped[Authority] = relationship()


class PartnershipEvent(Base):
    """Something that happened to a partnership; ``date`` is partial ISO, empty when unknown.

    ``kind`` is one of ``atlas.events.EVENT_KINDS``.
    """

    __tablename__ = "partnership_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    date: Mapped[str | None]
    circa: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))

    source: Mapped[Source | None] = relationship()


class PartnershipEra(Base):
    """An era of a partnership: rank 1 is the primary one; the rule or the editor who gave it."""

    __tablename__ = "partnership_era"
    __table_args__ = (
        UniqueConstraint("partnership_id", "era_code"),
        CheckConstraint("rule_code <> '' OR override_reason <> ''", name="reasoned"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), index=True
    )
    era_code: Mapped[str] = mapped_column(ForeignKey("era.code"), index=True)
    rank: Mapped[int]
    rule_code: Mapped[str] = mapped_column(default="")
    explanation_fr: Mapped[str]
    explanation_en: Mapped[str]
    override_reason: Mapped[str] = mapped_column(default="")


class PartnershipTheme(Base):
    """A theme that a source states for a partnership; at most one is main."""

    __tablename__ = "partnership_theme"
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True
    )
    theme_code: Mapped[str] = mapped_column(ForeignKey("theme.code"), primary_key=True, index=True)
    is_main: Mapped[bool] = mapped_column(default=False)


class Funding(Base):
    """A funding line. ``amount`` is in ``currency``; empty when the source gives none.

    ``kind``: committed, paid, total_budget, yearly, or empty when unknown. ``scope`` is
    ``programme`` when the amount covers more than this partnership: it then belongs in no total.
    """

    __tablename__ = "funding"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), index=True
    )
    family_code: Mapped[str | None] = mapped_column(ForeignKey("funding_family.code"), index=True)
    instrument_code: Mapped[str | None] = mapped_column(ForeignKey("instrument.code"))
    detail: Mapped[str] = mapped_column(default="")
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    amount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="EUR")
    kind: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))

    source: Mapped[Source | None] = relationship()


class PartnershipMotivation(Base):
    """A motive that a source gives; rarely said and never certain."""

    __tablename__ = "partnership_motivation"
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True
    )
    motivation_code: Mapped[str] = mapped_column(ForeignKey("motivation.code"), primary_key=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))


class NetworkMembership(Base):
    """An authority's membership of a network, with years when known."""

    __tablename__ = "network_membership"
    network_code: Mapped[str] = mapped_column(ForeignKey("network.code"), primary_key=True)
    authority_id: Mapped[int] = mapped_column(
        ForeignKey("authority.id"), primary_key=True, index=True
    )
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
