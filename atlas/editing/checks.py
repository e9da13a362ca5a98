"""What is wrong with a document, and what is only strange.

A problem keeps a document from being written. A warning is a case that practice or the law rarely
knows: whoever is sure writes why, and goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from babel.numbers import list_currencies
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.dates import PartialDate, is_to_come
from atlas.editing.documents import EventEntry, FundingEntry, PartnershipDocument
from atlas.editing.funding_checks import strange_funding
from atlas.editing.lengths import overlong
from atlas.editing.remarks import Remark, remark
from atlas.events import EVENT_KINDS, FORESEEN_KINDS, START_KINDS
from atlas.model import (
    Authority,
    FundingFamily,
    Instrument,
    LinkType,
    Motivation,
    Partnership,
    PartnershipMember,
    Theme,
)

CONFIDENCES = ("haute", "moyenne")
FUNDING_KINDS = ("", "committed", "paid", "total_budget", "yearly")
_ENDS = ("ended", "broken_off")
#: The law of 6 February 1992 made these links a competence that somebody could declare and verify.
_FIRST_VERIFICATION = "1992"
#: Acts that a State may take part in; the others are conventions, which article L1115-1 of the
#: code of local authorities reserves to local authorities (L1115-5 forbids those with a State).
_WITH_STATES = frozenset({"urgence", "action_ponctuelle", "reseau", "transfrontalier"})


@dataclass(frozen=True)
class Check:
    """What an examination found."""

    problems: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def examine(
    session: Session,
    document: PartnershipDocument,
    *,
    today: dt.date,
    proposed: Collection[str] = (),
) -> Check:
    """Return what is wrong and what is strange in ``document``; nothing is written.

    ``today`` is the last day that has begun: see :func:`atlas.dates.latest_day`. ``proposed`` are
    the members that the atlas does not have yet: partners of a proposal, which whoever accepts it
    makes (:mod:`atlas.editing.proposed_partners`).
    """
    bodies = {
        row.code: row
        for row in session.execute(
            select(Authority.code, Authority.name, Authority.side, Authority.kind).where(
                Authority.code.in_([member.code for member in document.members])
            )
        )
    }
    problems = [
        *_members(document, bodies, proposed),
        *_codes(session, document),
        *overlong(document),
        *_verification(document, today.isoformat()),
        *(
            found
            for n, event in enumerate(document.events)
            if (found := _event(n, event, today.isoformat()))
        ),
        *(found for n, line in enumerate(document.fundings) if (found := _amount(n, line))),
    ]
    if problems:
        return Check(tuple(problems), ())
    instruments = {row.code: row for row in session.scalars(select(Instrument))}
    warnings = [
        *_order(document),
        *(
            w
            for n, line in enumerate(document.fundings)
            for w in strange_funding(n, line, instruments)
        ),
        *_states(document, bodies),
    ]
    return Check((), tuple(warnings))


def already_known(session: Session, document: PartnershipDocument) -> list[Remark]:
    """Return a warning where a record unites the members of a document that is to be one too.

    Two links may join the same bodies, a twinning and a cooperation; more often it is the same one.
    """
    codes = sorted({member.code for member in document.members})
    uniting = (
        select(PartnershipMember.partnership_id)
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .where(Authority.code.in_(codes))
        .group_by(PartnershipMember.partnership_id)
        .having(func.count() == len(codes))
    )
    found = session.execute(
        select(Partnership.id, Partnership.title)
        .where(Partnership.id.in_(uniting))
        .order_by(Partnership.link_type_code != document.link_type, Partnership.id)
        .limit(1)
    ).first()
    if found is None:
        return []
    return [
        remark(
            "members",
            None,
            "L’atlas connaît déjà un lien entre ces membres : « {title} », fiche n° {number}.",
            title=found.title,
            number=found.id,
        )
    ]


def _members(
    document: PartnershipDocument, bodies: Mapping[str, object], proposed: Collection[str]
) -> list[Remark]:
    found = [
        remark(
            "members",
            n,
            "Aucune collectivité ne porte le code « {code} ».",
            part="code",
            code=member.code[:60],
        )
        for n, member in enumerate(document.members)
        if member.code not in bodies and member.code not in proposed
    ]
    sides = [
        getattr(bodies.get(member.code), "side", "foreign" if member.code in proposed else "")
        for member in document.members
    ]
    if not found and "french" not in sides:
        found.append(remark("members", None, "Il manque une collectivité française."))
    if not found and "foreign" not in sides:
        found.append(remark("members", None, "Il manque un partenaire étranger."))
    codes = [member.code for member in document.members]
    found += [
        remark("members", n, "Ce membre est déjà cité.", part="code")
        for n, code in enumerate(codes)
        if code in codes[:n]
    ]
    return found


def _codes(session: Session, document: PartnershipDocument) -> list[Remark]:
    found: list[Remark] = []

    def known(field: str, entry: int | None, model: type, code: str | None) -> None:
        if code is not None and session.get(model, code) is None:
            found.append(remark(field, entry, "« {value} » n’existe pas.", value=code[:60]))

    known("link_type", None, LinkType, document.link_type)
    if document.confidence not in CONFIDENCES:
        found.append(
            remark("confidence", None, "« {value} » n’existe pas.", value=document.confidence[:60])
        )
    if sum(theme.main for theme in document.themes) > 1:
        found.append(remark("themes", None, "Un seul thème est le principal."))
    for n, theme in enumerate(document.themes):
        known("themes", n, Theme, theme.code)
    for n, motive in enumerate(document.motivations):
        known("motivations", n, Motivation, motive.code)
    for n, line in enumerate(document.fundings):
        known("fundings", n, FundingFamily, line.family)
        known("fundings", n, Instrument, line.instrument)
        if line.kind not in FUNDING_KINDS:
            found.append(remark("fundings", n, "« {value} » n’existe pas.", value=line.kind[:60]))
    return found


def _verification(document: PartnershipDocument, today: str) -> list[Remark]:
    said = document.last_verified
    if said is None:
        return []
    if not _is_date(said):
        return [_no_date("last_verified", None, said)]
    if said < _FIRST_VERIFICATION:
        return [
            remark(
                "last_verified",
                None,
                "Aucune fiche n’a été vérifiée avant {year} ({date}).",
                year=_FIRST_VERIFICATION,
                date=said,
            )
        ]
    if is_to_come(said, today):
        return [
            remark(
                "last_verified",
                None,
                "Une fiche n’est pas vérifiée d’un jour à venir ({date}).",
                date=said,
            )
        ]
    return []


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


def _no_date(field: str, entry: int | None, text: str) -> Remark:
    return remark(
        field,
        entry,
        "« {value} » n’est pas une date : écrivez une année (1963), un mois (1963-05) ou un "
        "jour (1963-05-14).",
        part="date" if field == "events" else "",
        value=text[:40],
    )


def _event(entry: int, event: EventEntry, today: str) -> Remark | None:
    if event.kind not in EVENT_KINDS:
        return remark(
            "events", entry, "« {value} » n’existe pas.", part="kind", value=event.kind[:60]
        )
    if event.date is None:
        return None
    if not _is_date(event.date):
        return _no_date("events", entry, event.date)
    if event.kind not in FORESEEN_KINDS and is_to_come(event.date, today):
        return remark(
            "events",
            entry,
            "Cette date est à venir ({date}) : une fiche dit ce qui a eu lieu. La fin que prévoit "
            "un accord se note comme « Échéance prévue ».",
            part="date",
            date=event.date,
        )
    return None


def _amount(entry: int, line: FundingEntry) -> Remark | None:
    if line.amount is not None and line.amount < 0:
        return remark("fundings", entry, "Un montant ne peut pas être négatif.", part="amount")
    if line.amount == 0:
        return remark(
            "fundings",
            entry,
            "Un montant de zéro ne finance rien : laissez le champ vide s’il est inconnu.",
            part="amount",
        )
    if line.currency not in list_currencies():
        return remark(
            "fundings",
            entry,
            "Une devise s’écrit en trois capitales : EUR, CHF, XOF.",
            part="currency",
        )
    if line.year_from and line.year_to and line.year_to < line.year_from:
        return remark("fundings", entry, "La dernière année précède la première.", part="year_to")
    return None


def _order(document: PartnershipDocument) -> list[Remark]:
    starts = [e.date for e in document.events if e.kind in START_KINDS and e.date]
    first = min(starts) if starts else None
    found = []
    for n, event in enumerate(document.events):
        if first and event.kind in _ENDS and event.date and event.date < first[: len(event.date)]:
            found.append(
                remark(
                    "events",
                    n,
                    "La fin ({end}) précède le début ({start}).",
                    part="date",
                    end=event.date,
                    start=first,
                )
            )
    return found


def _states(document: PartnershipDocument, bodies: Mapping[str, object]) -> list[Remark]:
    if document.link_type in _WITH_STATES:
        return []
    return [
        remark(
            "members",
            n,
            "« {name} » est un État : une collectivité ne signe qu’avec des autorités locales "
            "(article L. 1115-1 du code général des collectivités territoriales).",
            name=getattr(bodies[member.code], "name", member.code),
        )
        for n, member in enumerate(document.members)
        if getattr(bodies.get(member.code), "kind", "") == "state"
    ]
