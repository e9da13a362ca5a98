"""What time does to the exchange: letters before the end, the end itself, and what is erased.

Each advert has a transaction of its own, with the letter that tells of it: a command that dies has
done some of them wholly, the others not at all, and another one goes on from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.exchange import notices, reading, replies
from atlas.exchange.adverts import record
from atlas.exchange.notices import Post
from atlas.exchange.terms import EXPIRED, PUBLISHED, WARNING, iso
from atlas.model import Advert


@dataclass(frozen=True)
class Passage:
    """How many adverts were told of, how many ended, how many conversations were erased."""

    reminded: int
    expired: int
    erased: int


def pass_time(engine: Engine, post: Post, *, now: dt.datetime) -> Passage:
    """Do all that is due at ``now``; done twice, it does nothing more."""
    expired = sum(
        _each(engine, number, _is_over(now), _end) for number in _numbers(engine, _is_over(now))
    )
    reminded = sum(
        _each(engine, number, _is_near(now), lambda session, row: _warn(session, post, row, now))
        for number in _numbers(engine, _is_near(now))
    )
    with transaction(engine) as session:
        erased = replies.erase_old(session, now=now)
    return Passage(reminded, expired, erased)


def _is_over(now: dt.datetime) -> ColumnElement[bool]:
    return (Advert.status == PUBLISHED) & (Advert.expires_at <= iso(now))


def _is_near(now: dt.datetime) -> ColumnElement[bool]:
    return (
        (Advert.status == PUBLISHED)
        & (Advert.expires_at > iso(now))
        & (Advert.expires_at <= iso(now + WARNING))
        & Advert.reminded_at.is_(None)
    )


def _numbers(engine: Engine, due: ColumnElement[bool]) -> list[int]:
    with Session(engine) as session:
        return list(session.scalars(select(Advert.id).where(due).order_by(Advert.id)))


def _each(
    engine: Engine, number: int, due: ColumnElement[bool], act: Callable[[Session, Advert], None]
) -> bool:
    """Do ``act`` on an advert if it is still due: another command may have been quicker."""
    with transaction(engine) as session:
        row = session.scalars(select(Advert).where(Advert.id == number, due)).first()
        if row is None:
            return False
        act(session, row)
        return True


def _end(_session: Session, row: Advert) -> None:
    row.status = EXPIRED


def _warn(session: Session, post: Post, row: Advert, now: dt.datetime) -> None:
    row.reminded_at = iso(now)
    advert = record(row)
    account = reading.correspondent(session, advert)
    if account is not None and advert.expires_at is not None:
        left = dt.datetime.fromisoformat(advert.expires_at) - now
        notices.near_end(session, post, advert, account, days=-(-left // dt.timedelta(days=1)))
