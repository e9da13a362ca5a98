"""Yearly campaigns: collectivités asked, one by one, whether what the atlas says of them is right.

Nothing here holds a personal link: it is made again from the number of the invitation and its
``generation``, and signed (``atlas.campaigns.links``).
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base
from atlas.model.contributions import KEPT


class Campaign(Base):
    """A campaign: when its links can be used (ISO days, both included), and what its letter says.

    ``reminder_days`` is the least number of days between two letters to one collectivité.
    ``closed_at`` is set when it was closed before its last day.
    """

    __tablename__ = "campaign"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    opens_on: Mapped[str]
    closes_on: Mapped[str]
    subject: Mapped[str]
    letter: Mapped[str]
    reminder_days: Mapped[int]
    author: Mapped[str]
    created_at: Mapped[str]
    closed_at: Mapped[str | None]


class CampaignInvitation(Base):
    """A collectivité of a campaign, by its public code, and what it did with its link.

    ``email`` is empty when the team has no address. ``generation`` grows when a link is replaced:
    the former ones are dead then. ``answered_at`` is when nothing more was left to say.
    """

    __tablename__ = "campaign_invitation"
    __table_args__ = (UniqueConstraint("campaign_id", "code"), {"info": KEPT})
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(default="")
    generation: Mapped[int] = mapped_column(default=1)
    revoked_at: Mapped[str | None]
    opened_at: Mapped[str | None]
    answered_at: Mapped[str | None]


class CampaignLetter(Base):
    """A letter to a collectivité of a campaign: the first one, or a reminder."""

    __tablename__ = "campaign_letter"
    __table_args__ = ({"info": KEPT},)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("campaign_invitation.id", ondelete="CASCADE"), index=True
    )
    reminder: Mapped[bool]
    written_at: Mapped[str]


class CampaignAnswer(Base):
    """What a collectivité says of one partnership, or of one that is missing.

    ``record`` is the number of the partnership, ``ajout-1`` and so on for those that are missing.
    ``choice`` is one of ``atlas.campaigns.answers.CHOICES``, ``form`` what was typed (JSON).
    ``sent_at`` is empty while it is only kept for later, and so is ``proposal_id``.
    """

    __tablename__ = "campaign_answer"
    __table_args__ = (UniqueConstraint("invitation_id", "record"), {"info": KEPT})
    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("campaign_invitation.id", ondelete="CASCADE")
    )
    record: Mapped[str]
    choice: Mapped[str]
    form: Mapped[str]
    kept_at: Mapped[str]
    sent_at: Mapped[str | None]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
