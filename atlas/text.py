"""Comparing and sorting names as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import dropwhile
from urllib.parse import urlsplit

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ħ": "h", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ŋ": "n", "ŧ": "t", "ə": "a",
        "\N{MODIFIER LETTER TURNED COMMA}": "", "\N{MODIFIER LETTER APOSTROPHE}": "",
    }
)  # fmt: skip


def to_translate(text: str) -> str:
    """Return ``text``: a French sentence that is translated later, when it is shown.

    What collects the texts to translate (``scripts/translations``) looks for this name.
    """
    return text


_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, punctuation or doubled spaces.

    Two spellings of one name fold to the same string: ``L'Haÿ-les-Roses`` and
    ``l’hay les roses`` both give ``l hay les roses``. Letters of other scripts are kept.
    """
    # Compatibility forms first: a letter of mathematics becomes the capital that is then lowered.
    lowered = unicodedata.normalize("NFKC", text).casefold()
    decomposed = unicodedata.normalize("NFKD", lowered).casefold()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_ALPHANUMERIC.sub(" ", bare.translate(_UNDECOMPOSED)).strip()


def slug(text: str) -> str:
    """Return ``text`` folded, with hyphens for spaces, for use in an address."""
    return fold(text).replace(" ", "-")


#: What people shorten in names of places, folded, and what it stands for.
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def spellings(word: str) -> tuple[str, ...]:
    """Return the folded beginnings of words that a folded word of a search may stand for."""
    full = _ABBREVIATIONS.get(word)
    return (word, full) if full is not None else (word,)


#: What people put before the name of an authority, folded.
_HEADINGS = frozenset({"ville", "commune", "mairie", "departement", "region", "metropole"})
_LINKING = frozenset({"de", "d", "du", "des", "l", "la", "le", "les"})


def without_heading(words: Sequence[str]) -> list[str]:
    """Return folded ``words`` without « ville de », « département de la »… at their head."""
    if not words or words[0] not in _HEADINGS:
        return list(words)
    rest = list(dropwhile(_LINKING.__contains__, words[1:]))
    return rest or list(words)


#: Enough to write to, not to prove that the address exists. What separates or wraps addresses in
#: the header of a letter is refused: one address would be several, or have several spellings.
_EMAIL = re.compile(
    r"""[^@\s,;:<>()\[\]"\\]{1,64}@[^@\s,;:<>()\[\]"\\]+\.[^@\s.,;:<>()\[\]"\\]{2,}"""
)


def is_email(text: str) -> bool:
    """Tell whether ``text`` has the form of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Tell whether ``text`` has the form of the address of a page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


#: Line ends and tabs excepted; halves of characters (surrogates) included.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def has_control_character(text: str) -> bool:
    """Tell whether ``text`` holds a character that no keyboard types; lines may end."""
    return _CONTROL.search(text) is not None


def without_control_characters(text: str) -> str:
    """Return ``text`` with a mark (U+FFFD) in the place of each character that nobody types."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


#: Format characters (category Cf), which nothing shows: they come with what is pasted. Joiners
#: belong to the spelling of other scripts, behind one of their letters.
_FORMAT = re.compile(
    r"[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0001-\U000e007f]|(?<![\u0600-\u0dff])[\u200c\u200d]"
)


def without_format_characters(text: str) -> str:
    """Return ``text`` without the characters that show nothing, and make one name two."""
    return _FORMAT.sub("", text)


def close_to(code: str, known: Iterable[str], *, number: int = 5) -> list[str]:
    """Return the codes of ``known`` that look most like ``code``, the closest first."""
    wanted = code.lower()
    return sorted(known, key=lambda one: -SequenceMatcher(None, wanted, one).ratio())[:number]
