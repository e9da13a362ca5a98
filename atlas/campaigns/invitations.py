"""Changing the invitations of a campaign: their addresses, and the links that are taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.accounts.guard import normalised
from atlas.campaigns import running, unsent
from atlas.campaigns.addresses import RefusedLine, read_addresses
from atlas.campaigns.running import InvalidCampaignError
from atlas.editing.history import now
from atlas.errors import NotFoundError
from atlas.model import CampaignInvitation
from atlas.text import is_email


@dataclass(frozen=True)
class Addressed:
    """What became of a table of addresses: invitations changed, and lines that were refused."""

    changed: int
    refused: tuple[RefusedLine, ...]


def find(session: Session, campaign: int, number: int) -> CampaignInvitation:
    """Return an invitation of a campaign; raise :class:`NotFoundError`."""
    row = session.get(CampaignInvitation, number)
    if row is None or row.campaign_id != campaign:
        raise NotFoundError("Cette campagne n’a pas d’invitation n° {number}.", number=number)
    return row


def add_addresses(session: Session, campaign: int, text: str) -> Addressed:
    """Give the collectivités of a campaign the addresses of a table « code;courriel »."""
    running.find(session, campaign)
    given = read_addresses(session, text)
    changed = 0
    query = select(CampaignInvitation).where(CampaignInvitation.campaign_id == campaign)
    for row in session.scalars(query):
        email = given.found.get(row.code)
        if email is not None and email != row.email:
            change_address(session, row, email)
            changed += 1
    session.flush()
    return Addressed(changed, given.refused)


def change_address(session: Session, invitation: CampaignInvitation, email: str) -> list[int]:
    """Give a collectivité another address, or none; return its letters that wait, which go there.

    Without address they are taken back. Raises :class:`InvalidCampaignError`.
    """
    address = normalised(email)
    if address and not is_email(address):
        raise InvalidCampaignError(
            "courriel", "« {email} » n’est pas une adresse électronique.", email=email[:60]
        )
    invitation.email = address
    session.flush()
    if not address:
        unsent.take_back(session, invitation)
        return []
    return unsent.redirect(session, invitation)


def revoke(session: Session, invitation: CampaignInvitation) -> None:
    """Kill the link of a collectivité, which is not written to until it is given another."""
    invitation.revoked_at = invitation.revoked_at or now()
    unsent.take_back(session, invitation)
