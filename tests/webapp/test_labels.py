"""Amounts are written as the reader's language writes them."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp.presentation.labels import amount_label

THIN, NB = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("address", "amount", "currency", "label"),
    [
        ("/", 1332000, "EUR", f"1{THIN}332{THIN}000{NB}€"),
        ("/en/", 1332000, "EUR", "€1,332,000"),
        ("/", 0, "EUR", f"0{NB}€"),
        ("/", 12000, "USD", f"12{THIN}000{NB}USD"),
        ("/en/", 12000, "USD", f"12,000{NB}USD"),
    ],
)
def test_an_amount_is_written_as_the_language_does(
    small_app: Flask, address: str, amount: int, currency: str, label: str
) -> None:
    with small_app.test_request_context(address):
        small_app.preprocess_request()
        assert amount_label(amount, currency) == label
