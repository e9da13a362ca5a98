"""Proposals: what agents and the public would change, until somebody decides."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import Session

from atlas.editing import history, partnerships
from atlas.editing.documents import PartnershipDocument, decode, encode, version
from atlas.editing.history import Cause
from atlas.editing.merging import merge
from atlas.editing.partnerships import ChangedMeanwhileError
from atlas.editing.proposed_partners import with_partner
from atlas.editing.reading import read_document
from atlas.errors import AtlasError, NotFoundError
from atlas.model import Proposal

PENDING, ACCEPTED, AMENDED, REFUSED, WITHDRAWN = (
    "pending",
    "accepted",
    "amended",
    "refused",
    "withdrawn",
)

#: What a proposal is that says nothing but that a record is right.
VERIFY = "verify"


class DecisionError(AtlasError):
    """A decision cannot be taken: it was already, or says nothing of why."""


@dataclass(frozen=True)
class ProposalRecord:
    """A proposal with its documents."""

    id: int
    number: int | None
    title: str
    base: PartnershipDocument | None
    document: PartnershipDocument | None
    author: str
    reason: str
    created_at: str
    status: str
    decided_by: str
    decided_at: str | None
    answer: str
    revision_id: int | None
    action: str


def propose(
    session: Session,
    number: int | None,
    document: PartnershipDocument | None,
    *,
    title: str,
    base: PartnershipDocument | None,
    author: str,
    reason: str,
    action: str = "edit",
) -> int:
    """Keep a proposal for the partnership ``number``, None for one to be made; return its number.

    A proposal of the same author about the same record that waits is replaced by this one; the same
    new record proposed twice is one proposal.
    ``action`` is ``verify`` for one that says that all is right.
    """
    record = str(number) if number is not None else ""
    if record:
        for former in session.scalars(_waiting(record, author)):
            former.status, former.decided_at = WITHDRAWN, history.now()
    text = encode(document) if document is not None else None
    if not record:
        same = session.scalars(_waiting("", author).where(Proposal.document == text)).first()
        if same is not None:
            return same.id
    row = Proposal(
        kind=partnerships.KIND,
        record=record,
        title=title,
        base=encode(base) if base is not None else None,
        document=text,
        author=author,
        reason=reason,
        created_at=history.now(),
        status=PENDING,
        decided_by="",
        decided_at=None,
        answer="",
        revision_id=None,
        action=action,
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, proposal_id: int) -> ProposalRecord:
    """Return a proposal; raise :class:`NotFoundError`."""
    return _record(_row(session, proposal_id))


def waiting(session: Session, number: int, author: str) -> ProposalRecord | None:
    """Return the proposal of an author about a record that nobody decided yet."""
    row = session.scalars(_waiting(str(number), author)).first()
    return _record(row) if row is not None else None


def _waiting(record: str, author: str) -> Select[Proposal]:
    return select(Proposal).where(
        Proposal.record == record, Proposal.author == author, Proposal.status == PENDING
    )


def list_proposals(
    session: Session,
    *,
    status: str | None = PENDING,
    author: str | None = None,
    confirmations: bool = True,
    offset: int = 0,
    limit: int | None = None,
) -> list[ProposalRecord]:
    """Return proposals of a status (None for all), those that wait longest first.

    ``confirmations`` leaves out, when false, what collectivités confirm in a campaign: thousands,
    which are accepted together.
    """
    query = select(Proposal).order_by(Proposal.id).offset(offset).limit(limit)
    if status is not None:
        query = query.where(Proposal.status == status)
    if author is not None:
        query = query.where(Proposal.author == author)
    if not confirmations:
        query = query.where(not_(_confirmation()))
    return [_record(row) for row in session.scalars(query)]


def count_pending(session: Session, *, confirmations: bool = False) -> int:
    """Return how many proposals wait: the confirmations of campaigns, or all others."""
    which = _confirmation() if confirmations else not_(_confirmation())
    query = select(func.count()).select_from(Proposal).where(Proposal.status == PENDING, which)
    return session.scalar(query) or 0


def _confirmation() -> ColumnElement[bool]:
    return and_(Proposal.action == VERIFY, Proposal.author.startswith("link:"))


def refuse(session: Session, proposal_id: int, *, by: str, answer: str) -> None:
    """Refuse a proposal, with a reason that its author will read."""
    if not answer.strip():
        raise DecisionError("Dites pourquoi : l’auteur de la proposition le lira.")
    _decide(_pending(session, proposal_id), REFUSED, by, answer)
    session.flush()


def withdraw(session: Session, proposal_id: int, *, author: str) -> None:
    """Take back one's own proposal."""
    row = _pending(session, proposal_id)
    if row.author != author:
        raise DecisionError("Seul l’auteur d’une proposition la retire.")
    _decide(row, WITHDRAWN, author, "")
    session.flush()


def accept(
    session: Session,
    proposal_id: int,
    *,
    by: str,
    answer: str = "",
    amended: PartnershipDocument | None = None,
    expected: str = "",
) -> int:
    """Make the record what the proposal says, or ``amended`` says; return the record's number.

    What changed in the record since the proposal is kept where it is about something else; raises
    :class:`ChangedMeanwhileError` where it is not, and where who amends did not read the record as
    it is (``expected`` is the version that they read).
    """
    row = _pending(session, proposal_id)
    proposal = _record(row)
    cause = Cause(by, _reason(proposal, answer), proposal.action if amended is None else "edit")
    if proposal.number is None:
        wanted = amended or proposal.document
        if wanted is None:
            raise DecisionError("Cette proposition est vide.")
        number = partnerships.create(session, wanted, Cause(by, cause.reason, "create"))
        done = history.revisions_of(session, partnerships.KIND, str(number))
        row.record = str(number)
        revision: int | None = done[0].id
    else:
        number = proposal.number
        current = read_document(session, number)
        if amended is None:
            merged = merge(proposal.base, current, proposal.document)
            if merged.disputed:
                raise ChangedMeanwhileError(current)
            amended_document = merged.document
        elif version(current) != expected:
            raise ChangedMeanwhileError(current)
        else:
            amended_document = amended
        revisions = partnerships.save_all(session, {number: amended_document}, cause)
        revision = revisions[0] if revisions else None
    row.revision_id = revision
    _decide(row, AMENDED if amended is not None else ACCEPTED, by, answer)
    session.flush()
    return number


def accept_with_partner(
    session: Session, proposal_id: int, position: int, code: str, *, by: str, answer: str = ""
) -> int:
    """Accept a proposal with the authority ``code`` as its member at ``position``.

    It was named only, as the atlas did not have it; raises what :func:`accept` raises.
    """
    proposal = find(session, proposal_id)
    if proposal.document is None:
        raise DecisionError("Cette proposition est vide.")
    wanted = with_partner(proposal.document, position, code)
    expected = ""
    if proposal.number is not None:
        current = read_document(session, proposal.number)
        merged = merge(proposal.base, wanted, current)
        if merged.disputed or merged.document is None:
            raise ChangedMeanwhileError(current)
        wanted, expected = merged.document, version(current)
    return accept(session, proposal_id, by=by, answer=answer, amended=wanted, expected=expected)


def _reason(proposal: ProposalRecord, answer: str) -> str:
    """Return why, as the history tells it: who proposed it, and their words."""
    words = f"{proposal.reason} [{proposal.author}, proposition {proposal.id}]"
    # The form that amends a proposal begins with its reason: it is told once.
    return f"{words} {answer.removeprefix(proposal.reason).strip()}".strip()


def _decide(row: Proposal, status: str, by: str, answer: str) -> None:
    row.status, row.decided_by, row.answer = status, by, answer.strip()
    row.decided_at = history.now()


def _row(session: Session, proposal_id: int) -> Proposal:
    row = session.get(Proposal, proposal_id)
    if row is None:
        raise NotFoundError("La proposition n° {number} n’existe pas.", number=proposal_id)
    return row


def _pending(session: Session, proposal_id: int) -> Proposal:
    row = _row(session, proposal_id)
    if row.status != PENDING:
        raise DecisionError("Cette proposition a déjà été décidée.")
    return row


def _record(row: Proposal) -> ProposalRecord:
    return ProposalRecord(
        id=row.id,
        number=int(row.record) if row.record else None,
        title=row.title,
        base=decode(row.base) if row.base is not None else None,
        document=decode(row.document) if row.document is not None else None,
        author=row.author,
        reason=row.reason,
        created_at=row.created_at,
        status=row.status,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
        revision_id=row.revision_id,
        action=row.action,
    )
