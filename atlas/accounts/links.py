"""Personal links sent by e-mail: signed, for one use, for a while."""

from __future__ import annotations

import hashlib

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from atlas.errors import AtlasError
from atlas.model import Account

#: For how long each kind of link can be followed, in seconds.
LASTING = {"invitation": 7 * 24 * 3600, "mot-de-passe": 3600}


class InvalidLinkError(AtlasError):
    """A personal link was cut, served already, or is too old."""


def make(secret_key: str, purpose: str, account: Account) -> str:
    """Return the token of a link for ``purpose``; it dies when the account's password changes."""
    return _serializer(secret_key, purpose).dumps([account.id, _state(account)])


def read(session: Session, secret_key: str, purpose: str, token: str) -> Account:
    """Return the account that a link is for; raise :class:`InvalidLinkError`."""
    try:
        number, state = _serializer(secret_key, purpose).loads(token, max_age=LASTING[purpose])
    except SignatureExpired:
        raise InvalidLinkError(
            "Ce lien n’est plus valable\N{NO-BREAK SPACE}: demandez-en un autre."
        ) from None
    except (BadData, ValueError):
        raise InvalidLinkError(
            "Ce lien est incomplet\N{NO-BREAK SPACE}: copiez l’adresse entière depuis le message."
        ) from None
    account = session.get(Account, number)
    if account is None or not account.active or state != _state(account):
        raise InvalidLinkError("Ce lien a déjà servi\N{NO-BREAK SPACE}: demandez-en un autre.")
    return account


def _state(account: Account) -> str:
    text = f"{account.fs_uniquifier}:{account.password or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _serializer(secret_key: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=f"atlas-{purpose}")
