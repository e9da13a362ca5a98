"""What a server of mail answers when it does not take a letter."""

from __future__ import annotations

import re
import smtplib

_FOR_EVER = re.compile(r"5\d\d\b")


def in_words(error: Exception) -> str:
    """Return what the server answers: its code, then what it says (« 550 no such mailbox »).

    What it says of something else than the recipient begins with what that is.
    """
    said: bytes | str
    what = ""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        what, code, said = type(error).__name__, error.smtp_code, error.smtp_error
    else:
        return str(error)
    # Servers send bytes; the library puts a text of its own where a connection is lost.
    words = said if isinstance(said, str) else said.decode("utf-8", "replace")
    return " ".join(f"{what} {code} {words}".split())


def is_refusal(problem: str) -> bool:
    """Tell whether a server answered that it never takes letters to a recipient (RFC 5321: 5yz)."""
    return _FOR_EVER.match(problem) is not None
