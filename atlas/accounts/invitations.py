"""The letters that carry a personal link: an invitation, or another password."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from atlas.accounts import links
from atlas.errors import AtlasError
from atlas.model import Account
from atlas.services import letters
from atlas.text import to_translate
from atlas.typography import french_spaces

_TEXTS = {
    "invitation": (
        to_translate("Vous êtes invité à travailler sur l’Atlas des liens"),
        to_translate(
            "Bonjour,\n\nUn compte vous attend sur l’Atlas des liens, qui recense l’action "
            "internationale des collectivités françaises. Choisissez votre mot de passe ici, dans "
            "les sept jours :\n\n{link}\n\nSi vous n’attendiez pas ce message, ignorez-le.\n\n"
            "L’Atlas des liens\n"
        ),
    ),
    "mot-de-passe": (
        to_translate("Choisir un autre mot de passe pour l’Atlas des liens"),
        to_translate(
            "Bonjour,\n\nPour choisir un autre mot de passe, suivez ce lien dans l’heure :\n\n"
            "{link}\n\nSi vous n’avez rien demandé, ignorez ce message : votre mot de passe reste "
            "le même.\n\nL’Atlas des liens\n"
        ),
    ),
}
#: Says a French template in another language, filled in.
Translate = Callable[..., str]


def in_french(template: str, **params: object) -> str:
    """Return a template as it is, filled in."""
    return french_spaces(template).format(**params)


def write_link(
    session: Session,
    account: Account,
    *,
    secret_key: str,
    site: str,
    translate: Translate = in_french,
) -> str:
    """Write the letter with which somebody chooses a password; return the address in it.

    ``site`` is the public address of the atlas, with the language if it is not French
    (``https://atlas.fr/en``).
    """
    if not account.active:
        raise AtlasError("Ce compte est fermé : rouvrez-le d’abord.")
    purpose = "mot-de-passe" if account.password is not None else "invitation"
    token = links.make(secret_key, purpose, account)
    address = f"{site}/gestion/lien/{purpose}/{token}"
    subject, body = _TEXTS[purpose]
    letters.write(session, account.email, translate(subject), translate(body, link=address))
    return address
