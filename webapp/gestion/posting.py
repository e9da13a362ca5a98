"""Sending letters once what they tell is committed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from sqlalchemy.orm import Session

from atlas.exchange.notices import Post
from atlas.services import letters
from atlas.settings import Settings
from webapp.database import writing_engine
from webapp.i18n import speaking, translate


def settings() -> Settings:
    """Return the settings of the application."""
    found: Settings = current_app.extensions["atlas_settings"]
    return found


#: How many letters of a campaign a page sends itself; the others go by the command line.
SENT_BY_A_PAGE = 20


def send_these(numbers: Sequence[int]) -> str:
    """Send some letters and no other; return why one could not leave, or nothing.

    Without a server nothing is tried, and they wait.
    """
    return letters.send_waiting(writing_engine(), settings(), only=numbers).problem


def send(recipient: str = "", *, most_of_many: int = 0) -> bool:
    """Send the letters that wait; tell whether none to ``recipient`` waits any more.

    Of those to many people, ``most_of_many`` at most: whoever asked for the page waits for it.
    """
    engine = writing_engine()
    letters.send_waiting(engine, settings(), most_of_many=most_of_many)
    with Session(engine) as session:
        return not letters.is_waited_for(session, recipient)


def site(reader: str) -> str:
    """Return the address of the site in a language, for letters.

    It is that of the settings: whoever asks for a page chooses the host that it is asked from.
    """
    return letters.site(settings().public_url, reader)


def exchange_post() -> Post:
    """Return what the letters of the partner exchange need of this site."""
    return Post(say, settings().public_url, str(current_app.secret_key))


def say(reader: str, template: str, **params: object) -> str:
    """Return a French template in the language of somebody else than the current reader."""
    with speaking(reader):
        return translate(template, **params)
