"""Letters of a campaign that have not left: sent elsewhere, or taken back once they are vain."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from atlas.model import CampaignInvitation, CampaignLetter, Letter
from atlas.services import unsent_letters


def redirect(session: Session, invitation: CampaignInvitation) -> list[int]:
    """Send what waits for a collectivité to its present address; return the letters."""
    numbers = _unsent(session, CampaignLetter.invitation_id == invitation.id)
    return unsent_letters.redirect(session, numbers, invitation.email)


def take_back(session: Session, invitation: CampaignInvitation) -> None:
    """Erase what waits for a collectivité: its address or its link is dead, or it has answered."""
    _take_back(session, CampaignLetter.invitation_id == invitation.id)


def take_back_all(session: Session, campaign: int) -> None:
    """Erase what waits of a campaign that is over: its links lead nowhere."""
    asked = select(CampaignInvitation.id).where(CampaignInvitation.campaign_id == campaign)
    _take_back(session, CampaignLetter.invitation_id.in_(asked))


def _take_back(session: Session, whose: ColumnElement[bool]) -> None:
    numbers = _unsent(session, whose)
    if numbers:
        waiting = select(Letter.id).where(Letter.sent_at.is_(None))
        session.execute(delete(CampaignLetter).where(whose, CampaignLetter.letter_id.in_(waiting)))
        unsent_letters.take_back(session, numbers)
        session.flush()


def _unsent(session: Session, whose: ColumnElement[bool]) -> list[int]:
    query = (
        select(CampaignLetter.letter_id)
        .join(Letter, Letter.id == CampaignLetter.letter_id)
        .where(whose, Letter.sent_at.is_(None))
    )
    return list(session.scalars(query))
