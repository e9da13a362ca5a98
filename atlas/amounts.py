"""Amounts as people write them, in forms and in files alike.

The atlas keeps whole units of a currency: what it shows is money given over years, where cents say
nothing. Cents are read, and rounded to the nearest unit, fifty of them up.
"""

from __future__ import annotations

import re

from atlas.errors import AtlasError

#: The most that anybody pays: a thousand billions.
MOST = 10**12
#: Thousands in groups of three, or none, then what is less than a unit. A comma may part groups
#: only where that cannot be taken for cents: several times, or with cents after a point.
_WRITTEN = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<units>[0-9]{1,3}(?:[\s'’.][0-9]{3})+|[0-9]+)(?:[.,](?P<cents>[0-9]+))?",
        r"(?P<units>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<cents>[0-9]+)",
        r"(?P<units>[0-9]{1,3}(?:,[0-9]{3}){2,})(?P<cents>)",
    )
)
_TWO_WAYS = re.compile(r"[0-9]{1,3},[0-9]{3}")
_NEGATIVE = re.compile(r"[–−-]\s*[0-9]")
_UNIT = r"[^0-9\s.,'’+–−-]*"
_WITH_UNIT = re.compile(rf"(?P<before>{_UNIT})\s*(?P<number>.*?)\s*(?P<after>{_UNIT})", re.DOTALL)
_LONGEST = 60
_EUROS = frozenset({"€", "eur", "euro", "euros"})


class AmountError(AtlasError):
    """A text is no amount, or may be two of them."""


def read_amount(text: str) -> tuple[int, str]:
    """Return an amount in whole units, and its currency (ISO 4217), empty when it is not told.

    « 12 500,50 € » is 12,501 EUR, « 1'000 CHF » is 1,000 CHF. Raises :class:`AmountError`.
    """
    match = _WITH_UNIT.fullmatch(text.strip()[:_LONGEST])
    before, number, after = match.group("before", "number", "after") if match else ("", text, "")
    currency = _currency(before, after)
    if _NEGATIVE.match(number):
        raise AmountError("Un montant ne peut pas être négatif ({value}).", value=text[:40])
    if _TWO_WAYS.fullmatch(number):
        raise AmountError(
            "« {value} » se lit de deux façons : écrivez le montant sans virgule.", value=text[:40]
        )
    written = next(filter(None, (pattern.fullmatch(number) for pattern in _WRITTEN)), None)
    if written is None or currency is None:
        raise AmountError("« {value} » n’est pas un montant.", value=text[:40])
    amount = int(re.sub(r"\D", "", written["units"])) + ((written["cents"] or "0")[0] >= "5")
    if amount > MOST:
        raise AmountError("« {value} » est un montant trop grand.", value=text[:40])
    return amount, currency


def _currency(before: str, after: str) -> str | None:
    """Return the code of the currency written on a side of a number, None for what is none."""
    unit = before or after
    if (before and after) or not unit:
        return None if unit else ""
    if unit.lower() in _EUROS:
        return "EUR"
    return unit.upper() if len(unit) == 3 and unit.isascii() and unit.isalpha() else None
