"""Reading what cells say: dates, amounts, words of a vocabulary; a sentence where it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping

from atlas.amounts import AmountError, read_amount
from atlas.dates import PartialDate
from atlas.errors import AtlasError
from atlas.text import fold


class RefusedError(AtlasError):
    """A row that cannot be used, with the sentence that says why."""


class SkippedError(AtlasError):
    """A row that tells no link of a French authority with a foreign one, with the sentence."""


_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T[\d:.]+Z?")


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
        raise RefusedError(
            "« {value} » n’est pas une date : écrivez 1979, 05/1979 ou 14/05/1979.",
            value=text[:40],
        ) from None


def read_year(text: str) -> int | None:
    """Return a year; None for an empty text. Raises :class:`RefusedError`."""
    date = read_date(text)
    return int(date[:4]) if date else None


def read_money(text: str) -> tuple[int, str]:
    """Return an amount in whole units and its currency, the euro where none is told.

    Cents are rounded (:func:`atlas.amounts.read_amount`). Raises :class:`RefusedError` for what is
    no amount, or a negative one.
    """
    try:
        amount, currency = read_amount(text)
    except AmountError as error:
        raise RefusedError(error.template, **error.params) from None
    return amount, currency or "EUR"


def said(values: Mapping[str, str], text: str) -> str | None:
    """Return what the words of a column mean, whatever their case and accents; None if unknown."""
    known = {fold(words): meaning for words, meaning in values.items()}
    return known.get(fold(text))
