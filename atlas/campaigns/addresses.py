"""Whom a campaign writes to: addresses that the team gives, or those of agents who have an account.

The atlas invents no address: a collectivité without one is listed, and written to by other means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.accounts.guard import normalised
from atlas.campaigns.choosing import resolve_all
from atlas.model import Account, AccountAuthority
from atlas.text import is_email

_COLUMNS = re.compile(r"[;,\t]")
_LONGEST = 200


class Why(StrEnum):
    """Why a line of a table of addresses is not used."""

    CODE = "code"  # No collectivité, or several, bear its code.
    EMAIL = "email"  # It holds no e-mail address.
    REPEATED = "repeated"  # Another line gives another address to the same collectivité.


@dataclass(frozen=True)
class RefusedLine:
    """A line that is not used: its number from 1, what it says, and why."""

    number: int
    text: str
    why: Why


@dataclass(frozen=True)
class Addresses:
    """Addresses by the code of a collectivité of today, and the lines that are not used."""

    found: dict[str, str]
    refused: tuple[RefusedLine, ...]


def read_addresses(session: Session, text: str) -> Addresses:
    """Return the addresses of a table « code;courriel », whose first line may be a heading.

    Columns are parted by a semicolon, a comma or a tab, codes are those that the atlas understands;
    the first address of a collectivité counts, and another one is refused: nobody would know which
    of two was written to.
    """
    rows: list[tuple[int, str, str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in _COLUMNS.split(line)]
        if any(cells):
            rows.append((number, cells[0], normalised(cells[1]) if len(cells) > 1 else "", line))
    if rows and not is_email(rows[0][2]) and "@" not in rows[0][3]:
        rows = rows[1:]
    codes = resolve_all(session, (code for _, code, _, _ in rows))
    found: dict[str, str] = {}
    refused: list[RefusedLine] = []
    for number, code, email, line in rows:
        public = codes[code]
        why: Why | None = None
        if public is None:
            why = Why.CODE
        elif not is_email(email) or len(email) > _LONGEST:
            why = Why.EMAIL
        elif found.setdefault(public, email) != email:
            why = Why.REPEATED
        if why is not None:
            refused.append(RefusedLine(number, line.strip()[:120], why))
    return Addresses(found, tuple(refused))


def of_accounts(session: Session) -> dict[str, str]:
    """Return the address of an agent of each collectivité that has one, by its code.

    Of several, it is the one who logged in last; who never joined is not written to.
    """
    rows = session.execute(
        select(AccountAuthority.code, Account.email)
        .join(Account, Account.id == AccountAuthority.account_id)
        .where(Account.active, Account.password.is_not(None))
        .order_by(Account.last_login_at)
    )
    return dict(rows.all())
