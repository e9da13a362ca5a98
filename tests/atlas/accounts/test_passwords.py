"""Which passwords are good enough."""

from __future__ import annotations

import pytest

from atlas.accounts import passwords
from atlas.accounts.people import InvalidAccountError

KNOWN = ("service.jumelages@ville.fr", "Service Jumelages")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "au moins 12"),
        ("court", "au moins 12"),
        ("x" * 129, "limité à 128"),
        ("azertyuiop123", "se devine"),
        ("motdepasse2024", "se devine"),
        ("111111111111111", "se devine"),
        ("servicejumelages1", "se devine"),
    ],
)
def test_a_weak_password_is_refused(password: str, said: str) -> None:
    with pytest.raises(InvalidAccountError, match=said):
        passwords.check(password, KNOWN)


@pytest.mark.parametrize(
    "password", ["girafe lampe soupe vélo", "éééééZx9!kQ2#rT", "日本語パスワード長い文字列"]
)
def test_a_strong_one_is_taken_whatever_its_letters(password: str) -> None:
    passwords.check(password, KNOWN)
