"""Personal links of a campaign: signed, and good until it closes or until they are revoked.

What is signed is the number of the invitation and its generation, so that a link is kept nowhere
and can be written again in a reminder.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from atlas.errors import AtlasError
from atlas.model import Campaign, CampaignInvitation


class DeadLinkError(AtlasError):
    """A link that was good once: its campaign is closed, or another link took its place.

    ``invitation`` is whose link it was, where the campaign is over: what was answered stays.
    """

    def __init__(self, template: str, invitation: CampaignInvitation | None = None) -> None:
        self.invitation = invitation
        super().__init__(template)


class UnknownLinkError(AtlasError):
    """A link that was never made: cut by a mail program, or invented."""


def make(secret_key: str, invitation: CampaignInvitation) -> str:
    """Return the token of the present link of an invitation."""
    return _serializer(secret_key).dumps([invitation.id, invitation.generation])


def read(session: Session, secret_key: str, token: str, today: dt.date) -> CampaignInvitation:
    """Return the invitation that a token is for.

    Raises :class:`UnknownLinkError` or :class:`DeadLinkError`.
    """
    try:
        number, generation = _serializer(secret_key).loads(token)
        invitation = session.get(CampaignInvitation, int(number))
    except (BadData, TypeError, ValueError):
        invitation = None
    if invitation is None:
        raise UnknownLinkError(
            "Ce lien est incomplet : copiez l’adresse entière depuis le message reçu."
        )
    campaign = session.get_one(Campaign, invitation.campaign_id)
    replaced = invitation.revoked_at is not None or generation != invitation.generation
    if campaign.closed_at is not None or campaign.closes_on < today.isoformat():
        raise DeadLinkError(
            "Cette campagne de vérification est close : merci de votre intérêt.",
            None if replaced else invitation,
        )
    if replaced:
        raise DeadLinkError(
            "Ce lien a été remplacé : suivez celui du message le plus récent que vous avez reçu."
        )
    return invitation


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret_key, salt="atlas-campagne", signer_kwargs={"digest_method": hashlib.sha256}
    )
