"""The letters of a campaign: a first one to each collectivité, then reminders to who is silent.

They are written by hundreds, each hundred in a transaction with the note that it was written: a
command that is killed writes nobody twice. Sending them is another matter (``services.letters``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from sqlalchemy import Engine, Select, case, exists, func, insert, select
from sqlalchemy.orm import Session

from atlas.campaigns import links, running, unsent
from atlas.campaigns.choosing import count_links
from atlas.campaigns.running import CampaignRecord
from atlas.database import AT_ONCE, in_batches, transaction
from atlas.model import Authority, CampaignAnswer, CampaignInvitation, CampaignLetter, Letter
from atlas.services import letters
from atlas.typography import french_spaces, ordinal_first

#: Reminders that one collectivité gets at most.
MOST_REMINDERS = 2

_REMINDER = "Rappel : {subject}"
_SILENT = (
    "Madame, Monsieur,\n\nNous vous avons écrit le {date} et n’avons pas encore votre réponse. "
    "Voici de nouveau notre message.\n\n— — —\n\n{letter}"
)
_BEGUN = (
    "Madame, Monsieur,\n\nMerci d’avoir commencé : vos réponses sont gardées, et il en manque "
    "encore. Le lien ci-dessous reprend où vous en étiez.\n\n— — —\n\n{letter}"
)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Post:
    """What letters need of the site: the secret that signs links, and its public address."""

    secret_key: str
    site: str

    def link(self, invitation: CampaignInvitation) -> str:
        """Return the address of the personal page of an invitation."""
        return f"{self.site}/verifier/{links.make(self.secret_key, invitation)}"


def count_unwritten(session: Session, campaign: int) -> int:
    """Return how many collectivités can be written to and were not."""
    return session.scalar(select(func.count()).select_from(_unwritten(campaign).subquery())) or 0


def count_due(session: Session, campaign: int, at: dt.datetime) -> int:
    """Return how many collectivités would get a reminder at ``at`` (UTC)."""
    due = _due(running.find(session, campaign), at)
    return session.scalar(select(func.count()).select_from(due.subquery())) or 0


def write_first(
    engine: Engine, campaign: int, post: Post, at: dt.datetime, progress: Progress = lambda _n: None
) -> int:
    """Write to each collectivité that was not written to; return how many letters.

    ``progress`` is told how many more were written. Raises where the campaign is not open.
    """
    return _write(engine, campaign, post, at, progress, reminder=False)


def write_reminders(
    engine: Engine, campaign: int, post: Post, at: dt.datetime, progress: Progress = lambda _n: None
) -> int:
    """Write again to who has not answered, if the last letter is old enough; return how many.

    Nobody gets more than :data:`MOST_REMINDERS`, or one before the last letter has left.
    """
    return _write(engine, campaign, post, at, progress, reminder=True)


def write_again(session: Session, invitation: CampaignInvitation, post: Post) -> list[int]:
    """Write to one collectivité with another link: the former ones are dead; return the letter."""
    campaign = running.find(session, invitation.campaign_id)
    invitation.generation += 1
    invitation.revoked_at = None
    session.flush()
    unsent.take_back(session, invitation)
    at = dt.datetime.now(dt.UTC)
    return _note(session, campaign, [invitation], post, at, reminder=False)


def forget_late(engine: Engine, today: dt.date) -> None:
    """Erase the letters of campaigns whose last day is over, that have not left."""
    with transaction(engine) as session:
        for one in running.list_campaigns(session):
            if one.closes_on < today.isoformat():
                unsent.take_back_all(session, one.id)


def _write(
    engine: Engine,
    number: int,
    post: Post,
    at: dt.datetime,
    progress: Progress,
    *,
    reminder: bool,
) -> int:
    written = 0
    while True:
        with transaction(engine) as session:
            campaign = running.find(session, number)
            running.require_open(campaign, at.date())
            query = _due(campaign, at) if reminder else _unwritten(number)
            some = session.scalars(query.order_by(CampaignInvitation.id).limit(AT_ONCE)).all()
            _note(session, campaign, some, post, at, reminder=reminder)
        written += len(some)
        progress(len(some))
        if len(some) < AT_ONCE:
            return written


def _writable(campaign: int) -> Select[Any]:
    return select(CampaignInvitation).where(
        CampaignInvitation.campaign_id == campaign,
        CampaignInvitation.email != "",
        CampaignInvitation.revoked_at.is_(None),
        CampaignInvitation.answered_at.is_(None),
    )


def _unwritten(campaign: int) -> Select[Any]:
    written = exists().where(CampaignLetter.invitation_id == CampaignInvitation.id)
    return _writable(campaign).where(~written)


def _due(campaign: CampaignRecord, at: dt.datetime) -> Select[Any]:
    sent = (
        select(
            CampaignLetter.invitation_id,
            func.max(CampaignLetter.written_at).label("last"),
            func.sum(case((CampaignLetter.reminder, 1), else_=0)).label("reminders"),
            func.sum(case((Letter.sent_at.is_(None), 1), else_=0)).label("waiting"),
        )
        .join(Letter, Letter.id == CampaignLetter.letter_id)
        .group_by(CampaignLetter.invitation_id)
        .subquery()
    )
    before = at - dt.timedelta(days=campaign.reminder_days)
    return (
        _writable(campaign.id)
        .join(sent, sent.c.invitation_id == CampaignInvitation.id)
        .where(
            sent.c.last <= _iso(before),
            sent.c.reminders < MOST_REMINDERS,
            sent.c.waiting == 0,
        )
    )


def _note(
    session: Session,
    campaign: CampaignRecord,
    invitations: Sequence[CampaignInvitation],
    post: Post,
    at: dt.datetime,
    *,
    reminder: bool,
) -> list[int]:
    """Write a letter to each invitation, and that it was written; return their numbers."""
    if not invitations:
        return []
    fill = _Filling(session, campaign, invitations, post)
    say = fill.reminder if reminder else fill.first
    numbers = letters.write_many(session, [say(one) for one in invitations])
    session.execute(
        insert(CampaignLetter),
        [
            {
                "letter_id": number,
                "invitation_id": one.id,
                "reminder": reminder,
                "written_at": _iso(at),
            }
            for number, one in zip(numbers, invitations, strict=True)
        ],
    )
    return numbers


class _Filling:
    """Fills the letter of a campaign in for some of its invitations."""

    def __init__(
        self,
        session: Session,
        campaign: CampaignRecord,
        invitations: Sequence[CampaignInvitation],
        post: Post,
    ) -> None:
        self._campaign, self._post = campaign, post
        codes = [one.code for one in invitations]
        self._links = count_links(session, codes)
        self._names: dict[str, str] = {}
        self._first: dict[int, str] = {}
        self._begun: set[int] = set()
        for batch in in_batches(codes):
            names = select(Authority.code, Authority.name).where(Authority.code.in_(batch))
            self._names.update(dict(session.execute(names).all()))
        for ids in in_batches([one.id for one in invitations]):
            first = (
                select(CampaignLetter.invitation_id, func.min(CampaignLetter.written_at))
                .where(CampaignLetter.invitation_id.in_(ids))
                .group_by(CampaignLetter.invitation_id)
            )
            self._first.update(dict(session.execute(first).all()))
            begun = select(CampaignAnswer.invitation_id).where(
                CampaignAnswer.invitation_id.in_(ids)
            )
            self._begun.update(session.scalars(begun))

    def first(self, invitation: CampaignInvitation) -> tuple[str, str, str]:
        """Return the recipient, subject and text of a first letter."""
        return invitation.email, french_spaces(self._campaign.subject), self._body(invitation)

    def reminder(self, invitation: CampaignInvitation) -> tuple[str, str, str]:
        """Return those of a reminder."""
        template = _BEGUN if invitation.id in self._begun else _SILENT
        body = french_spaces(template).format(
            date=_in_french(self._first[invitation.id][:10]), letter=self._body(invitation)
        )
        subject = french_spaces(_REMINDER.format(subject=self._campaign.subject))
        return invitation.email, subject, body

    def _body(self, invitation: CampaignInvitation) -> str:
        count = self._links.get(invitation.code, 0)
        values = {
            "collectivite": self._names.get(invitation.code, invitation.code),
            "liens": f"{count} liens" if count > 1 else f"{count} lien" if count else "aucun lien",
            "date": _in_french(self._campaign.closes_on),
            "lien": self._post.link(invitation),
        }
        # Not str.format: what a name holds is text, whatever its braces.
        parts = running.PLACE.split(french_spaces(self._campaign.letter))
        return "".join(values[part] if n % 2 else part for n, part in enumerate(parts))


def _in_french(day: str) -> str:
    return ordinal_first(str(format_date(dt.date.fromisoformat(day), "long", locale="fr")))


def _iso(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
