"""Recovery codes: what lets somebody in who lost the telephone that gives their one-time codes."""

from __future__ import annotations

import hashlib
import re
import secrets

from atlas.model import Account

NUMBER = 10
#: Letters and figures that nobody takes for another.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUP, _GROUPS = 5, 2


def renew(account: Account) -> list[str]:
    """Give an account fresh recovery codes, and return them: they are not kept readable."""
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(NUMBER)
    ]
    account.recovery_codes = " ".join(_digest(code) for code in codes)
    return codes


def use(account: Account, code: str) -> bool:
    """Tell whether ``code`` is one of the account's recovery codes; it serves once."""
    digests = account.recovery_codes.split()
    digest = _digest(code)
    if digest not in digests:
        return False
    digests.remove(digest)
    account.recovery_codes = " ".join(digests)
    return True


def left(account: Account) -> int:
    """Return how many recovery codes an account still has."""
    return len(account.recovery_codes.split())


def _digest(code: str) -> str:
    # Fifty random bits, tried under the guard of logins: a plain digest does.
    plain = re.sub(r"[^0-9a-z]", "", code.lower())
    return hashlib.sha256(plain.encode()).hexdigest()
