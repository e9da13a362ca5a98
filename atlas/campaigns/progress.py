"""How far a campaign is: what each collectivité did, and the figures of each département."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.model import (
    Authority,
    CampaignAnswer,
    CampaignInvitation,
    CampaignLetter,
    Letter,
    Proposal,
)
from atlas.services.server_answers import is_refusal

#: What an invitation may be, from nothing done to all said.
NO_ADDRESS, PREPARED, WAITING, FAILED, SENT, OPENED, BEGUN, ANSWERED = (
    "sans-adresse",
    "prepare",
    "en-attente",
    "echec",
    "envoye",
    "ouvert",
    "commence",
    "repondu",
)
STATES = (NO_ADDRESS, PREPARED, WAITING, FAILED, SENT, OPENED, BEGUN, ANSWERED)


@dataclass(frozen=True)
class InvitationRecord:
    """An invitation as lists show it.

    ``letters`` are the letters written, each with its day, whether it was a reminder, and when it
    left (None while it waits); ``problem`` why the last could not, as the server says it.
    ``answers`` counts those sent, by choice; ``kept`` tells that some are only kept for later.
    """

    id: int
    campaign: int
    code: str
    name: str
    kind: str
    departement: str | None
    region: str | None
    email: str
    revoked: bool
    opened_at: str | None
    answered_at: str | None
    letters: tuple[tuple[str, bool, str | None], ...]
    problem: str
    answers: dict[str, int]
    kept: bool

    @property
    def state(self) -> str:
        """How far it is, one of :data:`STATES`."""
        if self.answered_at is not None:
            return ANSWERED
        if self.answers or self.kept:
            return BEGUN
        if self.opened_at is not None:
            return OPENED
        if not self.letters:
            return PREPARED if self.email else NO_ADDRESS
        if is_refusal(self.problem):
            return FAILED
        return SENT if any(left for _, _, left in self.letters) else WAITING

    @property
    def reminders(self) -> tuple[str, ...]:
        """The days on which reminders were written."""
        return tuple(day for day, reminder, _ in self.letters if reminder)


def list_invitations(session: Session, campaign: int) -> list[InvitationRecord]:
    """Return the invitations of a campaign, by département and name."""
    return _read(session, CampaignInvitation.campaign_id == campaign)


def get_invitation(session: Session, campaign: int, number: int) -> InvitationRecord:
    """Return one invitation of a campaign; raise :class:`NotFoundError`."""
    found = [
        one for one in _read(session, CampaignInvitation.id == number) if one.campaign == campaign
    ]
    if not found:
        raise NotFoundError("Cette campagne n’a pas d’invitation n° {number}.", number=number)
    return found[0]


def _read(session: Session, which: ColumnElement[bool]) -> list[InvitationRecord]:
    chosen = select(CampaignInvitation.id).where(which)
    letters: dict[int, list[tuple[str, bool, str | None]]] = defaultdict(list)
    problems: dict[int, str] = {}
    for row in session.execute(
        select(
            CampaignLetter.invitation_id,
            CampaignLetter.written_at,
            CampaignLetter.reminder,
            Letter.sent_at,
            Letter.problem,
        )
        .join(Letter, Letter.id == CampaignLetter.letter_id)
        .where(CampaignLetter.invitation_id.in_(chosen))
        .order_by(CampaignLetter.letter_id)
    ):
        letters[row.invitation_id].append((row.written_at, row.reminder, row.sent_at))
        problems[row.invitation_id] = "" if row.sent_at else row.problem
    answers: dict[int, dict[str, int]] = defaultdict(dict)
    for number, choice, count in session.execute(
        select(CampaignAnswer.invitation_id, CampaignAnswer.choice, func.count())
        .where(CampaignAnswer.invitation_id.in_(chosen), CampaignAnswer.sent_at.is_not(None))
        .group_by(CampaignAnswer.invitation_id, CampaignAnswer.choice)
    ):
        answers[number][choice] = count
    kept = set(
        session.scalars(
            select(CampaignAnswer.invitation_id).where(
                CampaignAnswer.invitation_id.in_(chosen), CampaignAnswer.sent_at.is_(None)
            )
        )
    )
    rows = session.execute(
        select(
            CampaignInvitation,
            Authority.name,
            Authority.kind,
            Authority.departement_code,
            Authority.region_code,
        )
        .outerjoin(Authority, Authority.code == CampaignInvitation.code)
        .where(which)
        .order_by(Authority.departement_code, Authority.name, CampaignInvitation.code)
    )
    return [
        InvitationRecord(
            id=row.id,
            campaign=row.campaign_id,
            code=row.code,
            name=name or row.code,
            kind=kind or "",
            departement=departement,
            region=region,
            email=row.email,
            revoked=row.revoked_at is not None,
            opened_at=row.opened_at,
            answered_at=row.answered_at,
            letters=tuple(letters[row.id]),
            problem=problems.get(row.id, ""),
            answers=answers[row.id],
            kept=row.id in kept,
        )
        for row, name, kind, departement, region in rows
    ]


@dataclass(frozen=True)
class Figures:
    """How many were asked, and how many did what; ``links`` counts the answers sent, by choice."""

    asked: int
    addressed: int
    written: int
    opened: int
    begun: int
    answered: int
    reminded: int
    failed: int
    links: dict[str, int]

    @property
    def share(self) -> float:
        """The share, 0 to 1, of those asked who answered."""
        return self.answered / self.asked if self.asked else 0.0


def figures(invitations: Iterable[InvitationRecord]) -> Figures:
    """Return the figures of ``invitations``."""
    found = list(invitations)
    links: Counter[str] = Counter()
    for one in found:
        links.update(one.answers)
    states = Counter(one.state for one in found)
    return Figures(
        asked=len(found),
        addressed=sum(bool(one.email) for one in found),
        written=sum(bool(one.letters) for one in found),
        opened=sum(one.opened_at is not None for one in found),
        begun=states[BEGUN],
        answered=states[ANSWERED],
        reminded=sum(bool(one.reminders) for one in found),
        failed=states[FAILED],
        links=dict(links),
    )


def by_departement(invitations: Iterable[InvitationRecord]) -> dict[str, Figures]:
    """Return the figures of each département; those of régions and the like are under ``""``."""
    groups: dict[str, list[InvitationRecord]] = defaultdict(list)
    for one in invitations:
        groups[one.departement or ""].append(one)
    return {code: figures(found) for code, found in sorted(groups.items())}


@dataclass(frozen=True)
class Decisions:
    """What became of the answers of a campaign."""

    waiting: int
    accepted: int
    refused: int


def decisions(session: Session, campaign: int) -> Decisions:
    """Return how many answers of a campaign wait, were accepted and were refused."""

    def number(*statuses: str) -> ColumnElement[int]:
        return func.sum(case((Proposal.status.in_(statuses), 1), else_=0))

    row = session.execute(
        select(number("pending"), number("accepted", "amended"), number("refused"))
        .join(CampaignAnswer, CampaignAnswer.proposal_id == Proposal.id)
        .join(CampaignInvitation, CampaignInvitation.id == CampaignAnswer.invitation_id)
        .where(CampaignInvitation.campaign_id == campaign)
    ).one()
    return Decisions(*(int(value or 0) for value in row))
