"""The form of a partnership: from a document to fields that people fill in, and back.

A sheet is what the fields hold, as text: it can be shown again as it was typed, and kept as a
draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from atlas.amounts import AmountError, read_amount
from atlas.dates import PartialDate
from atlas.editing.documents import (
    EventEntry,
    FundingEntry,
    Member,
    MotivationEntry,
    PartnershipDocument,
    SourceRef,
    ThemeEntry,
    canonical,
)
from atlas.editing.lengths import ENTRIES, REASON
from atlas.editing.proposed_partners import is_partner, known_partner
from atlas.editing.remarks import Remark, remark
from atlas.editing.stating import CONFIDENCE, with_statements
from atlas.errors import AtlasError
from atlas.events import EVENT_KINDS
from atlas.queries.authorities import (
    current_successor,
    get_authority,
    named,
    read_authorities,
    resolve_code,
)

Sheet = dict[str, Any]
#: The fields of each kind of row, besides ``origine``: the row of the document that it shows.
ROWS: Mapping[str, tuple[str, ...]] = {
    "membres": ("qui", "ecrit"),
    "evenements": ("type", "date", "environ", "note"),
    "financements": (
        "famille", "dispositif", "detail", "de", "a", "montant", "devise", "nature", "programme",
    ),
}  # fmt: skip
_PLAIN = ("nature", "nom", "note", "confiance", "verifie")
#: What is said of the change; ``signalement`` is the report that it answers, ``reponse`` how.
CHANGE = (
    "source_titre", "source_url", "raison", "justification", "exacte", "signalement", "reponse",
)  # fmt: skip
#: The scope of an amount that covers more than this link.
_PROGRAMME = "programme"
_FIELD = re.compile(r"(membres|evenements|financements)-(\d{1,3})-(\w+)")


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


def empty_sheet() -> Sheet:
    """Return the sheet of a partnership to be made."""
    blank = PartnershipDocument(link_type="jumelage", confidence=CONFIDENCE)
    sheet = to_sheet(blank)
    sheet["membres"] = [new_row("membres"), new_row("membres")]
    sheet["evenements"] = [{**new_row("evenements"), "type": "signed"}]
    return sheet


def new_row(kind: str) -> dict[str, str]:
    """Return an empty row."""
    row = dict.fromkeys(ROWS[kind], "") | {"origine": ""}
    if kind == "financements":
        row["devise"] = "EUR"
    return row


def to_sheet(document: PartnershipDocument, base: PartnershipDocument | None = None) -> Sheet:
    """Return the sheet that shows ``document``, to be compared with ``base`` (itself by default).

    What is not in ``base`` is new, and the source that it cites is that of the change.
    """
    base = base if base is not None else document
    sheet = _shown(document, base)
    new = [
        entry.source
        for group in ("events", "fundings", "motivations")
        for entry in getattr(document, group)
        if entry not in getattr(base, group) and entry.source is not None
    ]
    if new:
        sheet["source_titre"], sheet["source_url"] = new[0].title, new[0].url
    return sheet


def _shown(document: PartnershipDocument, base: PartnershipDocument) -> Sheet:
    def origin(entry: Any, entries: tuple[Any, ...]) -> str:
        return str(entries.index(entry)) if entry in entries else ""

    return {
        "nature": document.link_type,
        "nom": document.name,
        "note": document.note,
        "confiance": document.confidence,
        "verifie": document.last_verified or "",
        "themes": [theme.code for theme in document.themes],
        "principal": next((theme.code for theme in document.themes if theme.main), ""),
        "motivations": [motive.code for motive in document.motivations],
        "membres": [
            {"origine": origin(m, base.members), "qui": m.code, "ecrit": m.name_as_written}
            for m in document.members
        ],
        "evenements": [
            {
                "origine": origin(e, base.events),
                "type": e.kind,
                "date": e.date or "",
                "environ": "1" if e.circa else "",
                "note": e.note,
            }
            for e in document.events
        ],
        "financements": [
            {
                "origine": origin(f, base.fundings),
                "famille": f.family or "",
                "dispositif": f.instrument or "",
                "detail": f.detail,
                "de": _text(f.year_from),
                "a": _text(f.year_to),
                "montant": _text(f.amount),
                "devise": f.currency,
                "nature": f.kind,
                "programme": "1" if f.scope == _PROGRAMME else "",
            }
            for f in document.fundings
        ],
        **dict.fromkeys(CHANGE, ""),
    }


def read_form(form: MultiDict[str, str]) -> Sheet:
    """Return what was typed; rows marked ``retirer`` are gone, fields unknown here are ignored.

    Nothing is cut: what is too long is told, and shown again as it was typed.
    """
    sheet: Sheet = {name: _typed(form.get(name, "")) for name in (*_PLAIN, *CHANGE)}
    for name in ("themes", "motivations"):
        sheet[name] = list(dict.fromkeys(form.getlist(name)))
    sheet["principal"] = form.get("principal", "")
    rows: dict[str, dict[int, dict[str, str]]] = {kind: {} for kind in ROWS}
    for key, value in form.items(multi=True):
        found = _FIELD.fullmatch(key)
        if found is None:
            continue
        kind, number, name = found.group(1), int(found.group(2)), found.group(3)
        if name in (*ROWS[kind], "origine", "retirer"):
            row = rows[kind].setdefault(number, new_row(kind) | {"devise": ""})
            row[name] = _typed(value)
    for kind, numbered in rows.items():
        ordered = [numbered[number] for number in sorted(numbered)]
        sheet[kind] = [
            {name: row.get(name, "") for name in (*ROWS[kind], "origine")}
            for row in ordered
            if not row.get("retirer")
        ]
    return sheet


def _typed(value: str) -> str:
    """Return the value of a field; a browser ends the lines of what is typed with two signs."""
    return value.replace("\r\n", "\n").strip()


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
        "members": _numbered(_members(session, sheet, old, problems, partners)),
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


def _needs_source(document: PartnershipDocument, base: PartnershipDocument | None) -> bool:
    """Tell whether something is asserted that was not before; taking away asserts nothing."""
    if base is None:
        return True
    groups = ("events", "fundings", "themes", "motivations", "members")
    return document.link_type != base.link_type or any(
        set(getattr(document, group)) - set(getattr(base, group)) for group in groups
    )


def _members(
    session: Session,
    sheet: Sheet,
    old: PartnershipDocument,
    problems: list[Remark],
    partners: bool,
) -> Iterable[tuple[int, Member]]:
    for n, row in enumerate(sheet["membres"]):
        if not row["qui"]:
            if row["ecrit"]:
                problems.append(
                    remark("members", n, "Écrivez le nom ou le code de ce membre.", part="code")
                )
            continue
        code = member_code(session, row["qui"], n, problems, partners)
        former = next((m for m in old.members if m.code == code), None)
        if former is None:
            yield n, Member(code, name_as_written=row["ecrit"] or _typed_name(row["qui"], code))
        else:
            yield n, msgspec.structs.replace(former, name_as_written=row["ecrit"])


def _typed_name(typed: str, code: str) -> str:
    return "" if typed == code else typed


def member_code(
    session: Session, typed: str, entry: int, problems: list[Remark], partners: bool
) -> str:
    """Return the code that was typed, or that of the one authority of the name that was.

    A partner with its country, « Neustadt (Allemagne) », that nobody is stays as it is for
    ``partners``.
    """
    try:
        found = get_authority(session, resolve_code(session, typed))
        # A foreign code that was united with another stands for it; a French one is its own.
        return found.code if found.side == "french" else current_successor(session, found).code
    except AtlasError:
        pass
    if is_partner(session, typed):
        known = known_partner(session, typed)
        if known is not None or partners:
            return known or typed
    candidates = named(session, typed)
    if len(candidates) == 1:
        return candidates[0].code
    if candidates:
        problems.append(
            remark(
                "members",
                entry,
                "Plusieurs collectivités portent le nom « {name} » : écrivez le code de la bonne "
                "({codes}).",
                part="code",
                name=typed[:60],
                codes=", ".join(f"{c.name} {c.code}" for c in candidates),
            )
        )
    else:
        problems.append(
            remark(
                "members",
                entry,
                "Aucune collectivité connue ne s’appelle « {name} », ni n’a ce code.",
                part="code",
                name=typed[:60],
            )
        )
    return typed


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
        return _PROGRAMME
    return former.scope if former is not None and former.scope != _PROGRAMME else ""


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


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def member_names(session: Session, sheet: Sheet) -> dict[str, str]:
    """Return the names of the members of a sheet whose code is known, by code."""
    codes = [row["qui"] for row in sheet["membres"] if row["qui"]]
    return {
        record.code: record.name_fr or record.name for record in read_authorities(session, codes)
    }


def _date(typed: str) -> str | None:
    """Return a date as documents hold it; as it was typed where it is none, to be told so."""
    if not typed:
        return None
    try:
        return PartialDate.read(typed).isoformat()
    except ValueError:
        return typed
