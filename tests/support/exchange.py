"""Adverts and accounts for the tests of the exchange, at a moment of their own."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from atlas.accounts import people
from atlas.exchange import adverts
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.notices import Post
from atlas.exchange.replies import ReplyDraft
from atlas.typography import french_spaces

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
AGENT, READER = "agent@grenoble.fr", "lectrice@exemple.sn"


def say(reader: str, template: str, **params: object) -> str:
    """Say a template in French, marked with the language that was asked for when it is another."""
    mark = "" if reader == "fr" else f"[{reader}] "
    return mark + french_spaces(template).format(**params)


POST = Post(say, "https://atlas.exemple.fr", "un secret de trente-deux lettres !")


def content(**changes: object) -> AdvertContent:
    """Return an advert of Grenoble that seeks a partner for water in Burkina Faso."""
    values: dict[str, object] = {
        "authority": "38185",
        "kind": "seek",
        "title": "Un partenaire au Burkina Faso",
        "text": "La ville voudrait soutenir un service public de l’eau, avec ses agents.",
        "countries": ("BF",),
        "themes": ("eau",),
        "languages": ("fr",),
        **changes,
    }
    return AdvertContent(**values)  # type: ignore[arg-type]


def agent(session: Session, email: str = AGENT, *codes: str, language: str = "fr") -> str:
    """Open the account of an agent of Grenoble; return them as an author."""
    account = people.invite(session, email, "agent", authorities=codes or ("38185",))
    account.language = language
    return f"user:{account.id}"


def published(session: Session, author: str, *, now: dt.datetime = NOW, **changes: object) -> int:
    """Publish an advert; return its number."""
    number = adverts.create(session, content(**changes), author=author, language="fr", now=now)
    adverts.publish(session, number, by="user:99", now=now)
    return number


def reply(**changes: str) -> ReplyDraft:
    """Return an answer to an advert."""
    values = {
        "name": "Une adjointe",
        "body": "Commune de Thiès, Sénégal",
        "contact": READER,
        "message": "Nous cherchons justement un partenaire pour l’eau.",
        **changes,
    }
    return ReplyDraft(**values)
