"""Amounts as people write them."""

from __future__ import annotations

import pytest

from atlas.amounts import AmountError, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12500", (12500, "")), ("12 500,50 €", (12501, "EUR")), ("12 500,49 €", (12500, "EUR")),
        ("300 000,50 €", (300001, "EUR")), ("300\N{NARROW NO-BREAK SPACE}000", (300000, "")),
        ("12\N{NO-BREAK SPACE}500", (12500, "")), ("1.234.567", (1234567, "")),
        ("12.500", (12500, "")), ("12.5", (13, "")), ("1'000 CHF", (1000, "CHF")),
        ("1 234.50", (1235, "")), ("300,000.50", (300001, "")), ("1,234,567", (1234567, "")),
        ("1.234,56 €", (1235, "EUR")), ("€ 300", (300, "EUR")), ("USD 1 000", (1000, "USD")),
        ("5000 xof", (5000, "XOF")), ("234,5", (235, "")), ("1234.567", (1235, "")),
        ("12 500 Euros", (12500, "EUR")), ("0", (0, "")), ("0,00 €", (0, "EUR")),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_whole_units_with_its_currency(
    text: str, amount: tuple[int, str]
) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "n’est pas un montant"), ("12,5 M€", "n’est pas un montant"), ("12 50", "montant"),
        ("", "montant"), ("12,500", "deux façons"), ("12,500 €", "deux façons"),
        ("-3", "négatif"), ("\N{MINUS SIGN}3 €", "négatif"), ("NaN", "montant"), ("€", "montant"),
        ("€ 12 €", "montant"), ("1 à 2", "montant"), ("12 500 k€", "montant"), ("١٢", "montant"),
        ("9" * 13, "trop grand"), ("1" * 5000, "montant"), (" " * 5000 + "x", "montant"),
        ("1,23,456", "montant"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str, why: str) -> None:
    with pytest.raises(AmountError, match=why):
        read_amount(text)
