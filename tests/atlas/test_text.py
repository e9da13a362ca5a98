"""Folding and slugs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.text import fold, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'Haÿ-les-Roses", "l’hay les roses"),
        ("Œuilly", "OEUILLY"),
        ("Saint-Étienne", "saint etienne"),
        ("Mińsk Mazowiecki", "minsk mazowiecki"),
        ("Łódź", "lodz"),
        ("Großröhrsdorf", "GROSSROHRSDORF"),
        ("İzmir", "izmir"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_names_of_other_scripts_are_kept() -> None:
    assert fold("Київ") == "киів"
    assert fold("京都") == "京都"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_slug_needs_no_quoting_of_spaces(text: str) -> None:
    assert " " not in slug(text)
