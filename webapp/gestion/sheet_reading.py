"""From what a form says to the document that it means, with what could not be understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from atlas.amounts import AmountError, read_amount
from atlas.dates import PartialDate
from atlas.editing.documents import (
    EventEntry,
    FundingEntry,
    MotivationEntry,
    PartnershipDocument,
    SourceRef,
    ThemeEntry,
    canonical,
)
from atlas.editing.lengths import ENTRIES, REASON
from atlas.editing.remarks import Remark, remark
from atlas.editing.stating import CONFIDENCE, with_statements
from atlas.events import EVENT_KINDS
from webapp.gestion.sheet import PROGRAMME, ROWS, Sheet
from webapp.gestion.sheet_members import read_members


@dataclass(frozen=True)
class Reading:
    """What a sheet says: a document, and what kept parts of it from being understood."""

    document: PartnershipDocument
    problems: tuple[Remark, ...]
    rows: Mapping[str, Mapping[Any, int]]

    def placed(self, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
        """Return remarks about entries of the document as remarks about rows of the sheet."""
        return tuple(self._placed(one) for one in remarks)

    def _placed(self, one: Remark) -> Remark:
        if one.entry is None or one.field not in self.rows:
            return one
        entry = getattr(self.document, one.field)[one.entry]
        row = self.rows[one.field].get(entry)
        return Remark(one.field, row, one.template, one.params, one.part)


def to_document(
    session: Session, sheet: Sheet, base: PartnershipDocument | None, *, partners: bool = False
) -> Reading:
    """Return the document that a sheet means, ``base`` being the one that it was made from.

    ``partners`` lets a member be named that the atlas does not have, with its country. What the
    sheet does not show (statements of sources, eras given by hand, States of the time) is that of
    ``base``. What is new in it cites the source that the author gives for the change.
    """
    problems: list[Remark] = []
    source = _source(sheet)
    old = base or PartnershipDocument(link_type="", confidence=CONFIDENCE)
    rows: dict[str, dict[Any, int]] = {
        "members": _numbered(read_members(session, sheet, old, problems, partners)),
        "events": _numbered(_events(sheet, old, source, problems)),
        "fundings": _numbered(_fundings(sheet, old, source, problems)),
    }
    written = PartnershipDocument(
        link_type=sheet["nature"],
        confidence=sheet["confiance"] or CONFIDENCE,
        name=sheet["nom"],
        note=sheet["note"],
        last_verified=_date(sheet["verifie"]),
        members=tuple(rows["members"]),
        events=tuple(rows["events"]),
        themes=tuple(ThemeEntry(code, main=code == sheet["principal"]) for code in sheet["themes"]),
        fundings=tuple(rows["fundings"]),
        motivations=tuple(_motivations(sheet, old, source)),
        eras=old.eras,
        statements=old.statements,
    )
    document = canonical(written)
    if any(len(sheet[kind]) > ENTRIES for kind in ROWS):
        problems.append(
            remark("raison", None, "Une fiche tient au plus {most} lignes.", most=ENTRIES)
        )
    if sheet["principal"] and sheet["principal"] not in sheet["themes"]:
        problems.append(
            remark("principal", None, "Le thème principal n’est pas coché parmi les thèmes.")
        )
    problems += [
        remark(name, None, "Ce texte est limité à {most} signes.", most=REASON)
        for name in ("raison", "justification", "reponse")
        if len(sheet[name]) > REASON
    ]
    if base is None or document != canonical(base):
        document = with_statements(document, base, source)
        if not sheet["raison"]:
            problems.append(remark("raison", None, "Dites pourquoi cette fiche change."))
        if source is None and _needs_source(document, base):
            problems.append(
                remark(
                    "source_titre",
                    None,
                    "Dites d’où vient ce que vous ajoutez : page, délibération, courrier…",
                )
            )
        if sheet["source_url"] and not re.fullmatch(r"https?://\S+\.\S+", sheet["source_url"]):
            problems.append(
                remark("source_url", None, "L’adresse d’une page commence par http:// ou https://.")
            )
    return Reading(document, tuple(problems), rows)


def _numbered(entries: Iterable[tuple[int, Any]]) -> dict[Any, int]:
    """Return the entries in order, each once, with the row that each comes from."""
    found: dict[Any, int] = {}
    for row, entry in entries:
        found.setdefault(entry, row)
    return found


def _source(sheet: Sheet) -> SourceRef | None:
    if not sheet["source_titre"]:
        return None
    return SourceRef(title=sheet["source_titre"], url=sheet["source_url"])


def uncited_source(
    sheet: Sheet, base: PartnershipDocument | None, document: PartnershipDocument
) -> SourceRef | None:
    """Return the source of a change that nothing new in ``document`` cites, None if one does.

    A name and a note cite nothing: why the record changed is then the place that keeps it.
    """
    source = _source(sheet)
    if source is None or document == base:
        return None
    cited = any(
        entry.source == source and (base is None or entry not in getattr(base, group))
        for group in ("events", "fundings", "motivations", "statements")
        for entry in getattr(document, group)
    )
    return None if cited else source


def _needs_source(document: PartnershipDocument, base: PartnershipDocument | None) -> bool:
    """Tell whether something is asserted that was not before; taking away asserts nothing."""
    if base is None:
        return True
    groups = ("events", "fundings", "themes", "motivations", "members")
    return document.link_type != base.link_type or any(
        set(getattr(document, group)) - set(getattr(base, group)) for group in groups
    )


def _origin(row: Mapping[str, str], entries: tuple[Any, ...]) -> Any:
    number = row.get("origine", "")
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else None


def _events(
    sheet: Sheet, old: PartnershipDocument, source: SourceRef | None, problems: list[Remark]
) -> Iterable[tuple[int, EventEntry]]:
    for n, row in enumerate(sheet["evenements"]):
        told = row["origine"] or row["date"] or row["note"]
        if not row["type"]:
            if told:
                problems.append(remark("events", n, "Dites ce qui s’est passé.", part="kind"))
            continue
        # « Fin » says something without a date; a signature that nothing dates does not.
        if not told and EVENT_KINDS.get(row["type"]) is None:
            continue
        former = _origin(row, old.events)
        entry = EventEntry(
            kind=row["type"],
            date=_date(row["date"]),
            circa=bool(row["environ"]),
            note=row["note"],
            source=former.source if former is not None else None,
        )
        yield n, (entry if entry == former else msgspec.structs.replace(entry, source=source))


def _fundings(
    sheet: Sheet, old: PartnershipDocument, source: SourceRef | None, problems: list[Remark]
) -> Iterable[tuple[int, FundingEntry]]:
    for n, row in enumerate(sheet["financements"]):
        said = [row[name] for name in ROWS["financements"] if name not in ("devise", "nature")]
        if not any(said):
            continue
        former = _origin(row, old.fundings)
        amount, currency = _amount(row, n, problems)
        entry = FundingEntry(
            family=row["famille"] or None,
            instrument=row["dispositif"] or None,
            detail=row["detail"],
            year_from=_number(row["de"], n, problems, part="year_from", most=2100),
            year_to=_number(row["a"], n, problems, part="year_to", most=2100),
            amount=amount,
            currency=currency,
            kind=row["nature"],
            scope=_scope(row, former),
            source=former.source if former is not None else None,
        )
        yield n, (entry if entry == former else msgspec.structs.replace(entry, source=source))


def _amount(row: Mapping[str, str], entry: int, problems: list[Remark]) -> tuple[int | None, str]:
    """Return the amount of a row and its currency, told in its own field or beside the amount."""
    currency = row["devise"].upper()
    if not row["montant"]:
        return None, currency or "EUR"
    try:
        amount, told = read_amount(row["montant"])
    except AmountError as error:
        problems.append(remark("fundings", entry, error.template, part="amount", **error.params))
        return None, currency or "EUR"
    if currency and told and told != currency:
        problems.append(
            remark(
                "fundings",
                entry,
                "Le montant est en {told}, et la devise dite est {currency}.",
                part="currency",
                told=told,
                currency=currency[:10],
            )
        )
    return amount, currency or told or "EUR"


def _scope(row: Mapping[str, str], former: FundingEntry | None) -> str:
    """Return what an amount is for: the form asks about programmes only, the rest stays."""
    if row["programme"]:
        return PROGRAMME
    return former.scope if former is not None and former.scope != PROGRAMME else ""


def _number(text: str, entry: int, problems: list[Remark], *, part: str, most: int) -> int | None:
    digits = re.sub(r"[\s.]", "", text.removesuffix("€"))
    if not digits:
        return None
    if not digits.isascii() or not digits.isdecimal() or int(digits) > most:
        problems.append(
            remark(
                "fundings",
                entry,
                "« {value} » n’est pas un nombre entier.",
                part=part,
                value=text[:40],
            )
        )
        return None
    return int(digits)


def _motivations(
    sheet: Sheet, old: PartnershipDocument, source: SourceRef | None
) -> Iterable[MotivationEntry]:
    former = {motive.code: motive for motive in old.motivations}
    for code in sheet["motivations"]:
        yield former.get(code) or MotivationEntry(code, source)


def _date(typed: str) -> str | None:
    """Return a date as documents hold it; as it was typed where it is none, to be told so."""
    if not typed:
        return None
    try:
        return PartialDate.read(typed).isoformat()
    except ValueError:
        return typed
