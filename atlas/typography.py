"""The spaces of French punctuation, put in one place where a sentence becomes a message."""

from __future__ import annotations

import re

_INSIDE_OR_BEFORE_COLON = re.compile(r"(?<=«) | (?=[»:])")
_BEFORE_HIGH_MARK = re.compile(r" (?=[;!?])")


def french_spaces(text: str) -> str:
    """Return a French sentence that no line break can part from its punctuation.

    A no-break space goes inside « » and before a colon, a narrow one before ; ! ? (Imprimerie
    nationale, *Lexique des règles typographiques*). Sentences of errors are written with ordinary
    spaces and pass through here; what fills their parameters, often typed by someone, does not.
    """
    bound = _INSIDE_OR_BEFORE_COLON.sub("\N{NO-BREAK SPACE}", text)
    return _BEFORE_HIGH_MARK.sub("\N{NARROW NO-BREAK SPACE}", bound)


def ordinal_first(day: str) -> str:
    """Return a French date with the first of a month as French counts it: 1er mai 1963.

    The long format of the Unicode CLDR writes « 1 mai 1963 ».
    """
    return day.replace("1 ", "1er\N{NO-BREAK SPACE}", 1) if day.startswith("1 ") else day
