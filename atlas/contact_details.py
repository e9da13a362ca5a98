"""Finding, in a text that everybody will read, what somebody could be written to or called by."""

from __future__ import annotations

import re
from enum import StrEnum


class Contact(StrEnum):
    """What a text gives of somebody."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    WEB = "web"


#: « nom@ville.fr », and what people write to hide it: « nom (at) ville.fr », « nom arobase ville ».
_EMAIL = re.compile(
    r"[^\s@,;:<>()]+@[^\s@,;:<>()]+|[\[(]\s*(?:at|arobase)\s*[\])]|\w\s+arobase\s+\w", re.IGNORECASE
)
#: An international number, a French one, or any number of seven digits that is said to be one.
#: Populations and years are neither: they have no sign before them, and no zero at their head.
_TELEPHONE = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9](?:[\s.\-/()]*\d){8,13}(?!\d)"
    r"|(?<![\w.,])0[1-9](?:[\s.\-]*\d\d){4}(?!\d)"
    r"|\b(?:t[ée]l|t[ée]l[ée]phone|portable|mobile|fax|whatsapp|signal)\b[\s.:°n]*(?:\d[\s.\-/()]*){7,}",
    re.IGNORECASE,
)
#: A page, with or without its « https:// »; of bare names, those of the usual domains.
_WEB = re.compile(
    r"\bhttps?:|\bwww\.\w|(?<![\w@.])(?:[\w-]+\.)+(?:fr|com|org|net|eu|info|int)(?![\w.-]*\w)",
    re.IGNORECASE,
)


def find_contact(text: str) -> Contact | None:
    """Return the first kind of address that ``text`` holds: e-mail, telephone or page; or None."""
    for kind, pattern in (
        (Contact.EMAIL, _EMAIL),
        (Contact.TELEPHONE, _TELEPHONE),
        (Contact.WEB, _WEB),
    ):
        if pattern.search(text):
            return kind
    return None
