"""Keys under which names that differ only in their writing are the same."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"^(?:le|la|les|l) (?=.)")
#: What a typewriter without accents makes of ä, ö, ü (German), å, ø (Danish).
_DIGRAPH = re.compile(r"([aou])e(?!\b)|aa")


def joined(key: str) -> str:
    """Return a plain name without its spaces: ``N'Djamena`` and ``Ndjamena`` are one."""
    return key.replace(" ", "")


def bare(key: str) -> str:
    """Return a plain name without the article it begins with: ``le havre`` gives ``havre``."""
    return _ARTICLE.sub("", key)


def loose(key: str) -> str:
    """Return a plain name as one who has neither accents nor spaces may have written it."""
    return joined(_DIGRAPH.sub(lambda found: found.group(1) or "a", key))


def beginnings(key: str) -> list[str]:
    """Return the names that a longer one may be shortened to: its first words, by number.

    ``le puy en velay`` gives ``le puy``. An article, « Saint » or a linking word does not end one.
    """
    words = key.split()
    return [
        " ".join(words[:count])
        for count in range(1, len(words))
        if words[count - 1] not in _OPEN and len(words[count - 1]) > 1
    ]


#: Words that a name does not end with.
_OPEN = frozenset(
    (
        *("le", "la", "les", "l", "de", "du", "des", "d", "en", "sur", "sous", "aux", "au", "a"),
        *("saint", "sainte", "saints", "notre", "dame", "et", "mont", "bad", "st", "san", "santa"),
        *("sant", "sao", "am", "an", "im", "in", "der", "den", "dem", "vor"),
    )
)
