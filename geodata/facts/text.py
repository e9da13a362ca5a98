"""Comparing and coding names: search keys and slugs."""

from __future__ import annotations

import re
import unicodedata

#: Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)  # fmt: skip


def key(text: str) -> str:
    """Return a form for comparing names: lower case, no accents, single spaces between words."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def slug(text: str) -> str:
    """Return what stands for a name in a public code: ``Saint-Hélier`` → ``saint-helier``."""
    return key(text).replace(" ", "-")
