"""The links by which two people who do not know each other's address read one conversation."""

from __future__ import annotations

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from atlas.errors import AtlasError
from atlas.exchange.terms import KEPT_FOR, TO_CONFIRM

#: The side of a conversation that a link is for: who answered the advert, or who wrote it.
READER, ADVERTISER = "reader", "advertiser"
_CONFIRM = "confirm"
#: In seconds. A conversation lives as long as it is written to; its links longer than it can.
_LASTING = {
    _CONFIRM: int(TO_CONFIRM.total_seconds()),
    READER: 8 * int(KEPT_FOR.total_seconds()),
    ADVERTISER: 8 * int(KEPT_FOR.total_seconds()),
}


class DeadLinkError(AtlasError):
    """A link of the exchange is incomplete, too old, or its conversation is over."""


def make(secret_key: str, purpose: str, reply_secret: str, account_id: int = 0) -> str:
    """Return the token of a link; ``account_id`` is that of the advertiser, whose link it is."""
    return _serializer(secret_key, purpose).dumps([reply_secret, account_id])


def read(secret_key: str, purpose: str, token: str) -> tuple[str, int]:
    """Return the secret of the conversation and the account that a link is for.

    Raises :class:`DeadLinkError`.
    """
    try:
        secret, account_id = _serializer(secret_key, purpose).loads(
            token, max_age=_LASTING[purpose]
        )
    except SignatureExpired:
        raise DeadLinkError("Ce lien n’est plus valable.") from None
    except (BadData, ValueError, TypeError):
        raise DeadLinkError(
            "Ce lien est incomplet : copiez l’adresse entière depuis le message."
        ) from None
    return str(secret), int(account_id)


def confirming(secret_key: str, reply_secret: str) -> str:
    """Return the token by which somebody proves their address."""
    return make(secret_key, _CONFIRM, reply_secret)


def read_confirming(secret_key: str, token: str) -> str:
    """Return the secret of the conversation to confirm; raise :class:`DeadLinkError`."""
    return read(secret_key, _CONFIRM, token)[0]


def _serializer(secret_key: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=f"atlas-bourse-{purpose}")
