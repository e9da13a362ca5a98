"""Which passwords are good enough."""

from __future__ import annotations

import re
from collections.abc import Iterable

from atlas.accounts.people import InvalidAccountError

#: ANSSI and CNIL (deliberation 2022-100) ask for twelve signs or as much strength.
SHORTEST = 12
LONGEST = 128
#: The strength, from 0 to 4, under which zxcvbn finds a password easy to guess.
_STRONG = 3
#: What people of this trade and language would type, which zxcvbn's English lists lack.
_COMMON = (
    "motdepasse", "azerty", "azertyuiop", "qsdfghjklm", "wxcvbn", "bonjour", "soleil", "doudou",
    "secret", "france", "paris", "marseille", "mairie", "ville", "commune", "departement", "region",
    "jumelage", "cooperation", "international", "collectivite", "atlas", "atlasdesliens",
)  # fmt: skip


def check(password: str, known: Iterable[str]) -> None:
    """Raise :class:`InvalidAccountError` for a password that is short, long or easy to guess.

    ``known`` is what anybody knows of the person: name, address.
    """
    if len(password) < SHORTEST:
        raise InvalidAccountError(
            "mot_de_passe",
            "Le mot de passe doit avoir au moins {least} signes\N{NO-BREAK SPACE}: "
            "quatre mots sans rapport font l’affaire.",
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        raise InvalidAccountError(
            "mot_de_passe", "Le mot de passe est limité à {most} signes.", most=LONGEST
        )
    from zxcvbn import zxcvbn  # two megabytes of words, wanted once in a while

    parts = [re.split(r"\W+", text) for text in known]
    said = [word for group in parts for word in (*group, "".join(group), "".join(group[:2]))]
    words = [word for word in (*said, *_COMMON) if word]
    if zxcvbn(password[:72], user_inputs=words)["score"] < _STRONG:
        raise InvalidAccountError(
            "mot_de_passe",
            "Ce mot de passe se devine facilement\N{NO-BREAK SPACE}: évitez les suites, les dates, "
            "votre nom\N{NARROW NO-BREAK SPACE}; quatre mots sans rapport font l’affaire.",
        )
