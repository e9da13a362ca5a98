"""Making a campaign, finding it, closing it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from atlas.campaigns import unsent
from atlas.campaigns.addresses import RefusedLine, of_accounts, read_addresses
from atlas.campaigns.choosing import Chosen, Criteria, choose
from atlas.editing.history import now
from atlas.errors import AtlasError, NotFoundError
from atlas.model import Campaign, CampaignInvitation

#: What a letter may hold in braces, and what it must.
PLACES = ("collectivite", "liens", "date", "lien")
PLACE = re.compile(r"\{(\w*)\}")
_LONGEST = {"title": 120, "subject": 150, "letter": 8000}

#: What is written unless the team has its own words. It is sent, so it is not translated.
SUBJECT = "Vos partenariats internationaux dans l’Atlas des liens : tout est-il exact ?"
LETTER = """Madame, Monsieur,

L’Atlas des liens recense l’action internationale des collectivités françaises. Voici ce qu’il \
connaît pour {collectivite} : {liens}. Pouvez-vous dire si c’est exact ? Cinq minutes suffisent, \
sans compte ni mot de passe :

{lien}

Ce lien est personnel. Il sert autant de fois qu’il le faut, jusqu’au {date} ; vous pouvez le \
transmettre à la personne qui suit ces dossiers. Vos réponses sont relues avant d’être publiées.

L’Atlas des liens
"""


class InvalidCampaignError(AtlasError):
    """What was asked of a campaign cannot be; ``field`` is the field of the form it is about.

    ``others`` are what else is wrong, in other fields.
    """

    others: tuple[InvalidCampaignError, ...] = ()

    def __init__(self, field: str, template: str, **params: object) -> None:
        self.field = field
        super().__init__(template, **params)


@dataclass(frozen=True)
class Draft:
    """A campaign to be made; days are ISO, ``addresses`` a table « code;courriel »."""

    title: str
    opens_on: str
    closes_on: str
    subject: str = SUBJECT
    letter: str = LETTER
    reminder_days: int = 14
    criteria: Criteria = field(default_factory=Criteria)
    addresses: str = ""


@dataclass(frozen=True)
class Plan:
    """Whom a campaign would ask: each collectivité, its address (empty without one), and doubts.

    ``unused`` counts the addresses of collectivités that are not asked.
    """

    asked: tuple[tuple[Chosen, str], ...]
    wrong_codes: tuple[str, ...]
    refused: tuple[RefusedLine, ...]
    unused: int

    @property
    def addressed(self) -> int:
        """How many have an address."""
        return sum(bool(email) for _, email in self.asked)


@dataclass(frozen=True)
class CampaignRecord:
    """A campaign, free of the session."""

    id: int
    title: str
    opens_on: str
    closes_on: str
    subject: str
    letter: str
    reminder_days: int
    author: str
    created_at: str
    closed_at: str | None
    invitations: int

    @property
    def year(self) -> int:
        """The year that it is called by."""
        return int(self.opens_on[:4])

    def is_open(self, today: dt.date) -> bool:
        """Tell whether its links can be used on ``today``."""
        return self.closed_at is None and self.opens_on <= today.isoformat() <= self.closes_on


def plan(session: Session, draft: Draft, today: dt.date) -> Plan:
    """Return whom ``draft`` would ask; nothing is written. Raises :class:`InvalidCampaignError`."""
    _check(draft, today)
    chosen, wrong = choose(session, draft.criteria, today)
    given = read_addresses(session, draft.addresses)
    known = {**of_accounts(session), **given.found}
    asked = tuple((one, known.get(one.code, "")) for one in chosen)
    codes = {one.code for one in chosen}
    return Plan(asked, tuple(wrong), given.refused, sum(code not in codes for code in given.found))


def make(session: Session, draft: Draft, *, author: str, today: dt.date) -> int:
    """Make a campaign with its invitations, and write nobody; return its number.

    Raises :class:`InvalidCampaignError`.
    """
    planned = plan(session, draft, today)
    if not planned.asked:
        raise InvalidCampaignError("choix", "Aucune collectivité ne répond à ce choix.")
    row = Campaign(
        title=draft.title.strip(),
        opens_on=draft.opens_on,
        closes_on=draft.closes_on,
        subject=draft.subject.strip(),
        letter=draft.letter.strip().replace("\r\n", "\n") + "\n",
        reminder_days=draft.reminder_days,
        author=author,
        created_at=now(),
        closed_at=None,
    )
    session.add(row)
    session.flush()
    session.execute(
        insert(CampaignInvitation),
        [
            {"campaign_id": row.id, "code": one.code, "email": email, "generation": 1}
            for one, email in planned.asked
        ],
    )
    return row.id


def _check(draft: Draft, today: dt.date) -> None:
    """Raise what is wrong in a draft, the first of each field."""
    found: dict[str, InvalidCampaignError] = {}
    for problem in _problems(draft, today):
        found.setdefault(problem.field, problem)
    if found:
        first, *others = found.values()
        first.others = tuple(others)
        raise first


def _problems(draft: Draft, today: dt.date) -> Iterator[InvalidCampaignError]:
    for name, longest in _LONGEST.items():
        text = getattr(draft, name)
        if not text.strip():
            yield InvalidCampaignError(_FIELDS[name], "Ce texte manque.")
        elif len(text) > longest:
            yield InvalidCampaignError(_FIELDS[name], "Ce texte est trop long.")
    for name in ("opens_on", "closes_on"):
        try:
            dt.date.fromisoformat(getattr(draft, name))
        except ValueError:
            yield InvalidCampaignError(
                _FIELDS[name], "Une date s’écrit 2026-03-01 : année, mois, jour."
            )
    if draft.closes_on < max(draft.opens_on, today.isoformat()):
        yield InvalidCampaignError(
            "ferme", "Le dernier jour ne peut ni précéder le premier, ni être passé."
        )
    if not 1 <= draft.reminder_days <= 365:
        yield InvalidCampaignError("rappel", "Un délai de rappel va de 1 à 365 jours.")
    used = PLACE.findall(draft.letter)
    unknown = [name for name in used if name not in PLACES]
    if unknown:
        yield InvalidCampaignError(
            "lettre",
            "« {name} » n’est pas un repère de la lettre : {places}.",
            name=f"{{{unknown[0][:40]}}}",
            places=", ".join(f"{{{name}}}" for name in PLACES),
        )
    if "lien" not in used:
        yield InvalidCampaignError(
            "lettre", "La lettre doit contenir {place} : le lien personnel.", place="{lien}"
        )


#: The field of the form for each part of a draft.
_FIELDS = {
    "title": "titre",
    "subject": "objet",
    "letter": "lettre",
    "opens_on": "ouvre",
    "closes_on": "ferme",
}


def find(session: Session, number: int) -> CampaignRecord:
    """Return a campaign; raise :class:`NotFoundError`."""
    row = session.get(Campaign, number)
    if row is None:
        raise NotFoundError("La campagne n° {number} n’existe pas.", number=number)
    return _record(session, row)


def list_campaigns(session: Session) -> list[CampaignRecord]:
    """Return every campaign, the latest first."""
    rows = session.scalars(select(Campaign).order_by(Campaign.id.desc())).all()
    return [_record(session, row) for row in rows]


def list_open(session: Session, today: dt.date) -> list[CampaignRecord]:
    """Return the campaigns whose links can be used on ``today``, the oldest first."""
    return [one for one in reversed(list_campaigns(session)) if one.is_open(today)]


def close(session: Session, number: int) -> None:
    """Close a campaign: its links are dead, its letters do not leave, what was answered stays."""
    find(session, number)
    row = session.get_one(Campaign, number)
    row.closed_at = row.closed_at or now()
    unsent.take_back_all(session, number)
    session.flush()


def require_open(campaign: CampaignRecord, today: dt.date) -> None:
    """Raise :class:`InvalidCampaignError` where nobody can be written to on ``today``."""
    if not campaign.is_open(today):
        raise InvalidCampaignError(
            "",
            "Cette campagne n’est pas ouverte : ses liens servent du {first} au {last}.",
            first=campaign.opens_on,
            last=campaign.closes_on,
        )


def _record(session: Session, row: Campaign) -> CampaignRecord:
    count = session.scalar(select(func.count()).where(CampaignInvitation.campaign_id == row.id))
    return CampaignRecord(
        row.id, row.title, row.opens_on, row.closes_on, row.subject, row.letter,
        row.reminder_days, row.author, row.created_at, row.closed_at, count or 0,
    )  # fmt: skip
