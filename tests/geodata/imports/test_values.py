"""Dates, amounts and words as tables hold them."""

from __future__ import annotations

import pytest

from geodata.imports.values import RefusedError, read_date, read_money, read_year, said


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("", ""), ("1963", "1963"), ("05/1963", "1963-05"), ("14.05.1963", "1963-05-14"),
        ("31/12/2019", "2019-12-31"), ("1963-05-14", "1963-05-14"),
        ("1963-01-01T00:00:00Z", "1963"), ("1963-05-14T00:00:00Z", "1963-05-14"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text: str, date: str) -> None:
    assert read_date(text) == date
    assert read_year(text) == (int(date[:4]) if date else None)


@pytest.mark.parametrize("text", ["l’an dernier", "1964/65", "31/02/2019", "12", "0963", "2019-13"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="n’est pas une date"):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12500", (12500, "EUR")), ("12 500,50 €", (12501, "EUR")),
        ("12\N{NO-BREAK SPACE}500", (12500, "EUR")),
        ("1.234.567", (1234567, "EUR")), ("12.500", (12500, "EUR")), ("1'000 CHF", (1000, "CHF")),
        ("5000 xof", (5000, "XOF")), ("234,5", (235, "EUR")), ("1234.567", (1235, "EUR")),
        ("12 500 euros", (12500, "EUR")),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_whole_units_with_its_currency(
    text: str, amount: tuple[int, str]
) -> None:
    assert read_money(text) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "n’est pas un montant"), ("12,5 M€", "n’est pas un montant"), ("12 50", "montant"),
        ("", "montant"), ("12,500", "deux façons"), ("-3", "négatif"), ("NaN", "montant"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        read_money(text)


def test_words_are_known_whatever_their_case_and_accents() -> None:
    assert said({"städtepartnerschaft": "jumelage"}, "STADTEPARTNERSCHAFT") == "jumelage"
    assert said({"p": "jumelage"}, "q") is None
