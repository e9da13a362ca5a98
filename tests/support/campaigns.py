"""A campaign on the small atlas, ready to be answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.campaigns import running
from atlas.campaigns.choosing import Criteria
from atlas.campaigns.running import Draft
from atlas.campaigns.writing import Post
from atlas.database import transaction
from atlas.dates import today
from atlas.model import CampaignInvitation, Letter

TODAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
KEY = "a key of the tests, long enough to sign"
POST = Post(KEY, "https://atlas.test")
ADDRESSES = "code;courriel\n38185;Mairie@Grenoble.fr\n38169;accueil@fontaine.fr\n"
MAINTAINER = "user:1"


def draft(**values: object) -> Draft:
    """Return the draft of a campaign of 2026 about every collectivité that has links."""
    usual = {
        "title": "Campagne 2026",
        "opens_on": "2026-03-01",
        "closes_on": "2026-04-30",
        "addresses": ADDRESSES,
    }
    return Draft(**(usual | values))  # type: ignore[arg-type]


def make(engine: Engine, **values: object) -> int:
    """Make the campaign of :func:`draft`; return its number."""
    with transaction(engine) as session:
        return running.make(session, draft(**values), author=MAINTAINER, today=TODAY)


def make_for(engine: Engine, *codes: str, **values: object) -> int:
    """Make a campaign that asks the collectivités of ``codes``."""
    return make(engine, criteria=Criteria(codes=codes), **values)


def invitation_of(session: Session, code: str) -> CampaignInvitation:
    """Return the latest invitation of a collectivité."""
    query = select(CampaignInvitation).where(CampaignInvitation.code == code)
    return session.scalars(query.order_by(CampaignInvitation.id.desc())).first()  # type: ignore[return-value]


def all_gone(session: Session, day: str) -> None:
    """Make every letter one that has left."""
    for letter in session.scalars(select(Letter)):
        letter.sent_at, letter.body = letter.sent_at or day, ""


def make_now(engine: Engine, *codes: str, days: int = 60) -> int:
    """Make a campaign that is open today, for what asks the clock."""
    first = today()
    values = draft(
        opens_on=first.isoformat(),
        closes_on=(first + dt.timedelta(days=days)).isoformat(),
        criteria=Criteria(codes=codes),
    )
    with transaction(engine) as session:
        return running.make(session, values, author=MAINTAINER, today=first)
