"""Reading what cells say: dates, amounts, words of a vocabulary; a sentence where it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from atlas.dates import PartialDate
from atlas.text import fold


class RefusedError(Exception):
    """A row that cannot be used, with the French sentence that says why."""


_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T[\d:.]+Z?")
#: Thousands in groups of three, or none; « 12,500 » may be twelve thousand or twelve and a half.
_AMOUNT = re.compile(r"(-?)(\d{1,3}(?:[\s'’.]\d{3})+|\d+)(?:[.,](\d+))?")
_UNCLEAR = re.compile(r"\d{1,3},\d{3}")
_CURRENCIES = {"": "EUR", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR"}


def read_date(text: str) -> str:
    """Return a date as partial ISO: ``1963``, ``05/1963``, ``14.05.1963``, ``1963-05-14``.

    Empty for an empty text; raises :class:`RefusedError` for what is no date.
    """
    text = text.strip()
    if not text:
        return ""
    if match := _WITH_TIME.fullmatch(text):
        # Wikidata tells a year as its first of January, at midnight.
        text = match[1].removesuffix("-01-01")
    try:
        return PartialDate.read(text).isoformat()
    except ValueError:
        raise RefusedError(f"« {text[:40]} » n’est pas une date.") from None


def read_year(text: str) -> int | None:
    """Return a year; None for an empty text. Raises :class:`RefusedError`."""
    date = read_date(text)
    return int(date[:4]) if date else None


def read_amount(text: str) -> tuple[int, str]:
    """Return an amount in whole units, rounded, and its currency: « 12 500,50 € » is 12,501 EUR.

    Raises :class:`RefusedError` for what is no amount, or a negative one.
    """
    match = re.fullmatch(r"(.*?)\s*([^\d\s.,'’-]*)", text.strip())
    number, unit = match.groups() if match else (text, "")
    currency = _CURRENCIES.get(unit.lower()) or (unit.upper() if len(unit) == 3 else "")
    digits = _AMOUNT.fullmatch(number)
    if digits is None or not currency or not currency.isascii():
        raise RefusedError(f"« {text[:40]} » n’est pas un montant.")
    if _UNCLEAR.fullmatch(number):
        raise RefusedError(
            f"« {text[:40]} » se lit de deux façons : écrivez le montant sans virgule."
        )
    sign, units, cents = digits.groups()
    if sign:
        raise RefusedError(f"Un montant ne peut pas être négatif ({text[:40]}).")
    return int(re.sub(r"\D", "", units)) + ((cents or "0")[0] >= "5"), currency


def said(values: Mapping[str, str], text: str) -> str | None:
    """Return what the words of a column mean, whatever their case and accents; None if unknown."""
    known = {fold(words): meaning for words, meaning in values.items()}
    return known.get(fold(text))
