"""Keeping what a collectivité answers, and turning it into proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.campaigns import unsent
from atlas.campaigns.answers import ADD, CONFIRM, CORRECT, ENDED, Answer, added, proposed
from atlas.editing import proposals
from atlas.editing.documents import PartnershipDocument, SourceRef
from atlas.editing.history import now
from atlas.editing.reading import read_documents
from atlas.editing.stating import Declaration
from atlas.errors import AtlasError
from atlas.model import (
    Authority,
    Campaign,
    CampaignAnswer,
    CampaignInvitation,
    Partnership,
    PartnershipMember,
    Proposal,
)
from atlas.queries.authorities import family_ids, get_authority, named
from atlas.queries.country_names import read_country_names

_ADDED = "ajout-"
#: Links that one collectivité may add in one campaign: more is an import, not an answer.
MOST_ADDED = 30
_SAID = {
    CONFIRM: "{campaign} : {name} confirme la fiche.",
    CORRECT: "{campaign} : {name} corrige la fiche.",
    ENDED: "{campaign} : {name} dit que ce lien a pris fin.",
    ADD: "{campaign} : {name} ajoute ce lien.",
}


class AnswerError(AtlasError):
    """An answer cannot be taken."""


@dataclass(frozen=True)
class Given:
    """An answer as it was given: kept for later, or sent, and what became of it.

    ``status`` is that of its proposal, empty while there is none. ``changed`` tells that it was
    changed after it was sent.
    """

    record: str
    answer: Answer
    sent: bool
    changed: bool
    status: str
    reply: str


def records_of(session: Session, code: str) -> list[int]:
    """Return the partnerships of a collectivité and of those merged into it, by partner."""
    return list(
        session.scalars(
            select(Partnership.id)
            .join(PartnershipMember, PartnershipMember.partnership_id == Partnership.id)
            .where(PartnershipMember.authority_id.in_(family_ids(session, [code])))
            .distinct()
            .order_by(Partnership.sort_country, Partnership.sort_foreign, Partnership.id)
        )
    )


def given(session: Session, invitation_id: int) -> dict[str, Given]:
    """Return what was answered so far, by record; what was added last, in order."""
    rows = session.execute(
        select(CampaignAnswer, Proposal.status, Proposal.answer)
        .outerjoin(Proposal, Proposal.id == CampaignAnswer.proposal_id)
        .where(CampaignAnswer.invitation_id == invitation_id)
        .order_by(CampaignAnswer.id)
    )
    return {
        row.record: Given(
            row.record,
            msgspec.json.decode(row.form, type=Answer),
            sent=row.sent_at is not None,
            changed=row.sent_at is not None and row.kept_at > row.sent_at,
            status=status or "",
            reply=reply or "",
        )
        for row, status, reply in rows
    }


def note_opened(session: Session, invitation: CampaignInvitation) -> None:
    """Note that the page of an invitation was opened, the first time."""
    if invitation.opened_at is None:
        invitation.opened_at = now()
        session.flush()


def keep(session: Session, invitation: CampaignInvitation, answers: Mapping[str, Answer]) -> None:
    """Keep answers for later, by record, as they were typed: nobody reads them yet."""
    known = _rows(session, invitation)
    for record, answer in answers.items():
        _keep(session, invitation, known, record, answer)
    session.flush()


def _rows(session: Session, invitation: CampaignInvitation) -> dict[str, CampaignAnswer]:
    query = select(CampaignAnswer).where(CampaignAnswer.invitation_id == invitation.id)
    return {row.record: row for row in session.scalars(query)}


def _keep(
    session: Session,
    invitation: CampaignInvitation,
    known: dict[str, CampaignAnswer],
    record: str,
    answer: Answer,
) -> CampaignAnswer:
    form = msgspec.json.encode(answer).decode()
    row = known.get(record)
    if row is None:
        row = known[record] = CampaignAnswer(
            invitation_id=invitation.id,
            record=record,
            choice=answer.choice,
            form=form,
            kept_at=now(),
            sent_at=None,
            proposal_id=None,
        )
        session.add(row)
    elif row.form != form:
        row.choice, row.form, row.kept_at = answer.choice, form, now()
    return row


def send(
    session: Session,
    invitation: CampaignInvitation,
    answers: Mapping[str, Answer],
    today: dt.date,
) -> int:
    """Make answers about known links proposals; return how many are new.

    They were examined. One that was sent already, with the same words, is left as it is; another
    takes the place of what waits. Raises :class:`AnswerError` for a record that is not theirs.
    """
    mine = records_of(session, invitation.code)
    if not {*answers} <= {str(number) for number in mine}:
        raise AnswerError("Ce lien n’est pas de ceux de cette collectivité.")
    known = _rows(session, invitation)
    documents = read_documents(session, [int(record) for record in answers])
    titles = _titles(session, documents)
    speaker = _Speaker(session, invitation, today)
    made = 0
    for record, answer in answers.items():
        row = _keep(session, invitation, known, record, answer)
        if row.sent_at is not None and row.sent_at >= row.kept_at:
            continue
        number = int(record)
        base = documents[number]
        row.proposal_id = proposals.propose(
            session,
            number,
            proposed(answer, base, speaker.declaration),
            title=titles[number],
            base=base,
            author=speaker.author,
            reason=speaker.reason(answer),
            action=proposals.VERIFY if answer.choice == CONFIRM else "edit",
        )
        row.sent_at = now()
        made += 1
    session.flush()
    _note_finished(session, invitation, mine)
    return made


def send_added(
    session: Session, invitation: CampaignInvitation, answer: Answer, today: dt.date
) -> None:
    """Make a link that was missing a proposal.

    The same one twice is one; raises :class:`AnswerError` when too many were added.
    """
    known = _rows(session, invitation)
    form = msgspec.json.encode(answer).decode()
    former = [row for row in known.values() if row.record.startswith(_ADDED)]
    if any(row.form == form for row in former):
        return
    if len(former) >= MOST_ADDED:
        raise AnswerError(
            "Vous avez ajouté {most} liens : pour les suivants, envoyez un tableau à l’équipe.",
            most=MOST_ADDED,
        )
    speaker = _Speaker(session, invitation, today)
    row = _keep(session, invitation, known, f"{_ADDED}{len(former) + 1}", answer)
    document = added(answer, invitation.code, _partner(session, answer), speaker.declaration)
    row.proposal_id = proposals.propose(
        session,
        None,
        document,
        title=f"{speaker.name}\N{NO-BREAK SPACE}– {answer.partner}",
        base=None,
        author=speaker.author,
        reason=speaker.reason(answer),
    )
    row.sent_at = now()
    session.flush()


def confirm_the_rest(session: Session, invitation: CampaignInvitation, today: dt.date) -> int:
    """Confirm every link of which nothing was said; return how many."""
    known = _rows(session, invitation)
    silent = [str(n) for n in records_of(session, invitation.code) if str(n) not in known]
    return send(session, invitation, dict.fromkeys(silent, Answer(CONFIRM)), today)


def finish(session: Session, invitation: CampaignInvitation) -> None:
    """Note that a collectivité has nothing more to say: it is not reminded."""
    if invitation.answered_at is None:
        invitation.answered_at = now()
        unsent.take_back(session, invitation)
        session.flush()


def _note_finished(session: Session, invitation: CampaignInvitation, mine: Sequence[int]) -> None:
    sent = session.scalar(
        select(func.count()).where(
            CampaignAnswer.invitation_id == invitation.id,
            CampaignAnswer.sent_at.is_not(None),
            CampaignAnswer.record.in_([str(number) for number in mine]),
        )
    )
    if mine and sent == len(mine):
        finish(session, invitation)


def _titles(session: Session, documents: Mapping[int, PartnershipDocument]) -> dict[int, str]:
    query = select(Partnership.id, Partnership.title).where(Partnership.id.in_(documents))
    return dict(session.execute(query).all())


def _partner(session: Session, answer: Answer) -> str:
    """Return the code of the one foreign authority of that name in that country, or the words.

    The words are the name and the country in French, for whoever decides which authority it is.
    """
    countries = read_country_names(session)
    country = countries.code(answer.country) or ""
    found = [
        body
        for body in named(session, answer.partner)
        if body.side == "foreign" and body.country_iso2 == country
    ]
    if len(found) == 1:
        return found[0].code
    return f"{answer.partner} ({countries.names.get(country, answer.country)})"


class _Speaker:
    """Who answers: the collectivité of an invitation, in its campaign."""

    def __init__(self, session: Session, invitation: CampaignInvitation, today: dt.date) -> None:
        campaign = session.get_one(Campaign, invitation.campaign_id)
        self.name = get_authority(session, invitation.code).name
        self.author = f"link:{invitation.id}"
        self._campaign = campaign.title
        # One source for each collectivité and year, which nothing else ever changes: its date is
        # that of each statement.
        source = SourceRef(
            f"Déclaration de la collectivité ({self.name}, {invitation.code}), "
            f"campagne {campaign.opens_on[:4]}"
        )
        self.declaration = Declaration(invitation.code, today.isoformat(), source)

    def reason(self, answer: Answer) -> str:
        """Return why a record changes, with what was said in words."""
        said = _SAID[answer.choice].format(campaign=self._campaign, name=self.name)
        if answer.choice == CORRECT and answer.partner:
            said += f" Le partenaire : {answer.partner}."
        return f"{said} {answer.words}".strip()


def speaker(session: Session, number: int) -> tuple[str, str] | None:
    """Return the campaign and the collectivité that ``link:<number>`` stands for, or None."""
    row = session.execute(
        select(Campaign.title, Authority.name, CampaignInvitation.code)
        .join(CampaignInvitation, CampaignInvitation.campaign_id == Campaign.id)
        .outerjoin(Authority, Authority.code == CampaignInvitation.code)
        .where(CampaignInvitation.id == number)
    ).first()
    return (row.title, row.name or row.code) if row is not None else None
