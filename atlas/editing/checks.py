"""What is wrong with a document, and what is only strange.

A problem keeps a document from being written. A warning is a case that practice or the law rarely
knows: whoever is sure writes why, and goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.dates import PartialDate
from atlas.editing.documents import EventEntry, FundingEntry, PartnershipDocument
from atlas.events import EVENT_KINDS, START_KINDS
from atlas.model import (
    Authority,
    FundingFamily,
    Instrument,
    LinkType,
    Motivation,
    Theme,
)

CONFIDENCES = ("haute", "moyenne")
FUNDING_KINDS = ("", "committed", "paid", "total_budget", "yearly")
_ENDS = ("ended", "broken_off")
#: The FICOL funds projects of three years at most, between 200,000 and 1,500,000 € (AFD; the
#: amounts are those of the instrument ``afd_ficol`` of the facts).
_FICOL, _FICOL_YEARS = "afd_ficol", 3
#: The first year of each « 1 % »: laws of 9 February 2005 (water), 7 December 2006 (energy) and
#: 7 July 2014 (waste), as told by ``familles_financement.csv``.
_ONE_PERCENT = {"un_pourcent_eau": 2005, "un_pourcent_energie": 2006, "un_pourcent_dechets": 2014}
#: Acts that a State may take part in; the others are conventions, which article L1115-1 of the
#: code of local authorities reserves to local authorities (L1115-5 forbids those with a State).
_WITH_STATES = frozenset({"urgence", "action_ponctuelle", "reseau", "transfrontalier"})


@dataclass(frozen=True)
class Remark:
    """A sentence about one place of a document: its field, and the entry by position.

    ``template`` is French and translated when it is shown, ``params`` fill it in.
    """

    field: str
    entry: int | None
    template: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Check:
    """What an examination found."""

    problems: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def remark(field: str, entry: int | None, template: str, **params: object) -> Remark:
    """Return a remark; what collects the texts to translate looks for this name."""
    return Remark(field, entry, template, params)


def examine(
    session: Session,
    document: PartnershipDocument,
    *,
    this_year: int,
    proposed: Collection[str] = (),
) -> Check:
    """Return what is wrong and what is strange in ``document``; nothing is written.

    ``proposed`` are the members that the atlas does not have yet: partners of a proposal, which
    whoever accepts it makes (:mod:`atlas.editing.proposed_partners`).
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
        *_verification(document),
        *(found for n, event in enumerate(document.events) if (found := _event(n, event))),
        *(found for n, line in enumerate(document.fundings) if (found := _amount(n, line))),
    ]
    if problems:
        return Check(tuple(problems), ())
    instruments = {row.code: row for row in session.scalars(select(Instrument))}
    warnings = [
        *_order(document, this_year),
        *(w for n, line in enumerate(document.fundings) for w in _money(n, line, instruments)),
        *_states(document, bodies),
    ]
    return Check((), tuple(warnings))


def _members(
    document: PartnershipDocument, bodies: Mapping[str, object], proposed: Collection[str]
) -> list[Remark]:
    found = [
        remark("members", n, "Aucune collectivité ne porte le code « {code} ».", code=member.code)
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
        remark("members", n, "Ce membre est déjà cité.")
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


def _verification(document: PartnershipDocument) -> list[Remark]:
    if document.last_verified is None or _is_date(document.last_verified):
        return []
    return [_no_date("last_verified", None, document.last_verified)]


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
        value=text[:40],
    )


def _event(entry: int, event: EventEntry) -> Remark | None:
    if event.kind not in EVENT_KINDS:
        return remark("events", entry, "« {value} » n’existe pas.", value=event.kind[:60])
    if event.date is None or _is_date(event.date):
        return None
    return _no_date("events", entry, event.date)


def _amount(entry: int, line: FundingEntry) -> Remark | None:
    if line.amount is not None and line.amount < 0:
        return remark("fundings", entry, "Un montant ne peut pas être négatif.")
    if len(line.currency) != 3 or not line.currency.isupper():
        return remark("fundings", entry, "Une devise s’écrit en trois capitales : EUR, CHF, XOF.")
    if line.year_from and line.year_to and line.year_to < line.year_from:
        return remark("fundings", entry, "La dernière année précède la première.")
    return None


def _order(document: PartnershipDocument, this_year: int) -> list[Remark]:
    starts = [e.date for e in document.events if e.kind in START_KINDS and e.date]
    first = min(starts) if starts else None
    found = []
    for n, event in enumerate(document.events):
        if (
            event.date
            and int(event.date[:4]) > this_year
            and event.kind not in ("term", "prepared")
        ):
            found.append(
                remark("events", n, "Cette date est dans l’avenir ({date}).", date=event.date)
            )
        if first and event.kind in _ENDS and event.date and event.date < first[: len(event.date)]:
            found.append(
                remark(
                    "events",
                    n,
                    "La fin ({end}) précède le début ({start}).",
                    end=event.date,
                    start=first,
                )
            )
    return found


def _money(entry: int, line: FundingEntry, instruments: Mapping[str, Instrument]) -> list[Remark]:
    found = []
    begins = line.year_from or line.year_to
    first = _ONE_PERCENT.get(line.family or "")
    if first is not None and begins is not None and begins < first:
        found.append(
            remark(
                "fundings",
                entry,
                "Ce « 1 % » est daté de {year} : la loi ne le permet que depuis {first}.",
                year=begins,
                first=first,
            )
        )
    if line.family == _FICOL:
        found += _ficol(entry, line, instruments.get(line.instrument or _FICOL))
    instrument = instruments.get(line.instrument or "")
    opened = instrument.year_from if instrument is not None else None
    if first is None and opened is not None and begins is not None and begins < opened:
        found.append(
            remark(
                "fundings",
                entry,
                "Ce dispositif n’existe que depuis {first}, et la ligne est datée de {year}.",
                first=opened,
                year=begins,
            )
        )
    return found


def _ficol(entry: int, line: FundingEntry, instrument: Instrument | None) -> list[Remark]:
    found = []
    least = (instrument.min_eur if instrument is not None else None) or 0
    most = (instrument.max_eur if instrument is not None else None) or sys.maxsize
    granted = line.amount if line.currency == "EUR" and line.kind != "total_budget" else None
    if granted is not None and not least <= granted <= most:
        found.append(
            remark(
                "fundings",
                entry,
                "Une FICOL va de {least} à {most} €, et ce montant est de {amount} €.",
                least=_spaced(least),
                most=_spaced(most),
                amount=_spaced(granted),
            )
        )
    if line.year_from and line.year_to and line.year_to - line.year_from > _FICOL_YEARS:
        years = line.year_to - line.year_from
        found.append(
            remark(
                "fundings", entry, "Une FICOL dure trois ans au plus ({years} ici).", years=years
            )
        )
    return found


def _spaced(amount: int) -> str:
    return f"{amount:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


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
