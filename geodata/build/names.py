"""Articles of French place names, for sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: INSEE « type de nom en clair » (TNCC): article and the form after « de », per code.
ARTICLES = {
    0: ("", "de"),
    1: ("", "d'"),
    2: ("LE", "du"),
    3: ("LA", "de la"),
    4: ("LES", "des"),
    5: ("L'", "de l'"),
    6: ("AUX", "des"),
    7: ("LAS", "de las"),
    8: ("LOS", "de los"),
}


def name_article(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the article of a name and its form after « de » (« LE », « du »).

    Overseas collectivités have no TNCC in the source: theirs is told from the spelling.
    """
    kind = row.get("typeLiaison")
    if kind is None:
        name = row["nom"]
        for start, code in (("Le ", 2), ("La ", 3), ("Les ", 4), ("L'", 5)):
            if name.startswith(start):
                kind = code
        if kind is None:
            kind = 1 if name[0] in "AEÉIÎOUY" else 0
    return ARTICLES[kind]
