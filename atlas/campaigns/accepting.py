"""Accepting together what collectivités confirm: a transaction and a revision for each record."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session, aliased

from atlas.database import transaction
from atlas.editing import proposals
from atlas.editing.partnerships import KIND, ChangedMeanwhileError
from atlas.editing.proposals import PENDING, VERIFY, DecisionError
from atlas.editing.reading import read_document, read_documents
from atlas.editing.stating import without_verification
from atlas.errors import NotFoundError
from atlas.model import CampaignAnswer, CampaignInvitation, Proposal, Revision


@dataclass(frozen=True)
class Accepted:
    """What became of confirmations: accepted, left to be decided one by one, not reached."""

    accepted: int
    left: int
    remaining: int = 0


@dataclass(frozen=True)
class Confirmations:
    """The confirmations that wait: proposals to accept together, and those to decide one by one.

    The latter have their number and title: the record changed since, or another collectivité says
    something else of it.
    """

    together: tuple[int, ...]
    one_by_one: tuple[tuple[int, str], ...]


def sort_confirmations(
    session: Session, campaign: int, invitation: int | None = None
) -> Confirmations:
    """Return what a campaign, or one collectivité, confirms, by how it may be decided."""
    free = {*waiting_confirmations(session, campaign, invitation)}
    rows = session.execute(
        _confirming(campaign, invitation).add_columns(Proposal.title, Proposal.record)
    ).all()
    touched = _touched(session, campaign, invitation)
    doubtful = [row for row in rows if row.id in free and row.id in touched]
    documents = read_documents(session, [int(row.record) for row in doubtful])
    changed = {
        row.id
        for row in doubtful
        if without_verification(documents.get(int(row.record)))
        != without_verification(proposals.find(session, row.id).base)
    }
    alone = [row for row in rows if row.id not in free or row.id in changed]
    return Confirmations(tuple(sorted(free - changed)), tuple((row.id, row.title) for row in alone))


def _touched(session: Session, campaign: int, invitation: int | None) -> set[int]:
    """Return the confirmations whose record has a revision since: few are to be compared."""
    query = _confirming(campaign, invitation).join(
        Revision,
        (Revision.kind == KIND)
        & (Revision.record == Proposal.record)
        & (Revision.at >= Proposal.created_at),
    )
    return {*session.scalars(query)}


def waiting_confirmations(
    session: Session, campaign: int, invitation: int | None = None
) -> list[int]:
    """Return what a campaign, or one collectivité, confirms and can be accepted together.

    Where another collectivité says something else of the same link, somebody decides.
    """
    query = _confirming(campaign, invitation).where(Proposal.record.not_in(_contested()))
    return list(session.scalars(query))


def _confirming(campaign: int, invitation: int | None) -> Select[int]:
    query = (
        select(Proposal.id)
        .join(CampaignAnswer, CampaignAnswer.proposal_id == Proposal.id)
        .join(CampaignInvitation, CampaignInvitation.id == CampaignAnswer.invitation_id)
        .where(
            CampaignInvitation.campaign_id == campaign,
            Proposal.status == PENDING,
            Proposal.action == VERIFY,
        )
        .order_by(Proposal.id)
    )
    if invitation is not None:
        query = query.where(CampaignInvitation.id == invitation)
    return query


def _contested() -> Select[str]:
    other = aliased(Proposal)
    return select(other.record).where(
        other.status == PENDING, other.action != VERIFY, other.record != ""
    )


def accept_confirmations(
    engine: Engine,
    numbers: list[int],
    *,
    by: str,
    most_seconds: float | None = None,
    progress: Callable[[int], None] = lambda _n: None,
) -> Accepted:
    """Accept proposals that confirm; stop after ``most_seconds``, to be gone on with.

    One whose record is no longer what was confirmed is left to be decided by a person.
    """
    until = time.monotonic() + most_seconds if most_seconds is not None else None
    accepted = left = 0
    for number in numbers:
        if until is not None and time.monotonic() > until:
            break
        if _accept(engine, number, by):
            accepted += 1
        else:
            left += 1
        progress(1)
    return Accepted(accepted, left, len(numbers) - accepted - left)


def _accept(engine: Engine, number: int, by: str) -> bool:
    with transaction(engine) as session:
        try:
            found = proposals.find(session, number)
            current = read_document(session, found.number) if found.number is not None else None
            if without_verification(current) != without_verification(found.base):
                return False
            proposals.accept(session, number, by=by)
        except (ChangedMeanwhileError, DecisionError, NotFoundError):
            return False
    return True
