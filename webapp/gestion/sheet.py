"""The form of a partnership: from a document to fields that people fill in, and back.

A sheet is what the fields hold, as text: it can be shown again as it was typed, and kept as a
draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from atlas.editing.documents import (
    PartnershipDocument,
)
from atlas.editing.stating import CONFIDENCE
from atlas.queries.authorities import (
    read_authorities,
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
PROGRAMME = "programme"
_FIELD = re.compile(r"(membres|evenements|financements)-(\d{1,3})-(\w+)")


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
                "programme": "1" if f.scope == PROGRAMME else "",
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


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def member_names(session: Session, sheet: Sheet) -> dict[str, str]:
    """Return the names of the members of a sheet whose code is known, by code."""
    codes = [row["qui"] for row in sheet["membres"] if row["qui"]]
    return {
        record.code: record.name_fr or record.name for record in read_authorities(session, codes)
    }
