"""French punctuation is never parted from its words."""

from __future__ import annotations

import pytest

from atlas.errors import AtlasError, DataFileError
from atlas.typography import french_spaces

NB, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Le champ « q » : vide.", f"Le champ «{NB}q{NB}»{NB}: vide."),
        ("Quoi ? Rien ; si !", f"Quoi{NARROW}? Rien{NARROW}; si{NARROW}!"),
        (f"Déjà «{NB}dit{NB}»{NB}:", f"Déjà «{NB}dit{NB}»{NB}:"),
        ("http://127.0.0.1:8000/liste?q=a;b", "http://127.0.0.1:8000/liste?q=a;b"),
    ],
)
def test_spaces_before_marks_do_not_break(written: str, shown: str) -> None:
    assert french_spaces(written) == shown


def test_an_error_says_its_sentence_so_and_leaves_values_as_they_were_typed() -> None:
    error = AtlasError("La valeur « {value} » est inconnue ; voyez :", value="a ; b")
    assert str(error) == f"La valeur «{NB}a ; b{NB}» est inconnue{NARROW}; voyez{NB}:"
    assert error.template == "La valeur « {value} » est inconnue ; voyez :"


def test_a_row_that_cannot_be_used_is_told_so_too() -> None:
    error = DataFileError(
        file="liens.csv", line=3, column="kind", value="x", reason="« x » n’est pas connu"
    )
    assert str(error) == (
        f"liens.csv, ligne 3, colonne «{NB}kind{NB}», valeur «{NB}x{NB}»{NB}: "
        f"«{NB}x{NB}» n’est pas connu"
    )
