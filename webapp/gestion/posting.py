"""Sending letters once what they tell is committed."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from atlas.services import letters
from atlas.settings import Settings
from webapp.database import writing_engine


def settings() -> Settings:
    """Return the settings of the application."""
    found: Settings = current_app.extensions["atlas_settings"]
    return found


def send(recipient: str = "") -> bool:
    """Send the letters that wait; tell whether none to ``recipient`` waits any more."""
    engine = writing_engine()
    letters.send_waiting(engine, settings())
    with Session(engine) as session:
        return all(letter.recipient != recipient for letter in letters.list_waiting(session))


def site(reader: str) -> str:
    """Return the address of the site in a language, for letters.

    It is that of the settings: whoever asks for a page chooses the host that it is asked from.
    """
    return letters.site(settings().public_url, reader)
