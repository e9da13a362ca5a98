"""Changes of a record in words: what each field and entry is called, before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from flask_babel import gettext

from atlas.campaigns import answering
from atlas.editing.differences import Difference, differences
from atlas.editing.documents import PartnershipDocument
from atlas.editing.stating import is_declaration
from atlas.model import Account
from atlas.queries.authorities import read_authorities
from webapp.database import get_session, get_vocabulary
from webapp.i18n import language
from webapp.presentation.labels import (
    amount_kind_label,
    amount_label,
    date_label,
    event_label,
    field_label,
)


@dataclass(frozen=True)
class Change:
    """A line of a comparison: what changed, and its value before and after, as sentences."""

    label: str
    before: str
    after: str


def field_name(field: str) -> str:
    """Return what a field of a document is called."""
    return {
        "record": gettext("La fiche"),
        "link_type": gettext("Nature du lien"),
        "name": gettext("Nom de l’accord"),
        "note": gettext("Note"),
        "confidence": gettext("Fiabilité"),
        "last_verified": gettext("Vérifié le"),
        "members": gettext("Membre"),
        "events": gettext("Événement"),
        "themes": gettext("Thème"),
        "fundings": gettext("Financement"),
        "motivations": gettext("Motif"),
        "eras": gettext("Époque choisie"),
        "statements": gettext("Ce que dit une source"),
    }.get(field, field)


def changes(
    before: PartnershipDocument | None,
    after: PartnershipDocument | None,
    names: Mapping[str, str] | None = None,
) -> list[Change]:
    """Return what changed, ready to read; ``names`` are those of the members where they are known.

    Who words many documents asks for the names of all of them at once (:func:`names_of`).
    """
    names = names if names is not None else names_of(before, after)
    return [
        Change(
            field_name(one.field),
            _said(one, one.before, names),
            _said(one, one.after, names),
        )
        for one in differences(before, after)
        if not _only_hidden(one)
    ]


def contents(document: PartnershipDocument, names: Mapping[str, str] | None = None) -> list[Change]:
    """Return all that a document says, ready to read: nothing before, each value after."""
    bare = PartnershipDocument(link_type="", confidence="")
    return changes(bare, document, names)


def _only_hidden(one: Difference) -> bool:
    """Tell whether a statement changed only by giving its place on the page to another."""
    if one.field != "statements" or one.before is None or one.after is None:
        return False
    return bool(msgspec.structs.replace(one.before, shown=one.after.shown) == one.after)


def title(document: PartnershipDocument | None) -> str:
    """Return what a record is called by its members: « Grenoble – Essen »."""
    if document is None:
        return ""
    names = names_of(document)
    said = [names.get(member.code, member.code) for member in document.members]
    return document.name or "\N{NO-BREAK SPACE}– ".join(said)


#: What the history holds of where a change comes from (``atlas/editing/proposals.py``,
#: ``atlas/services/reports.py``).
_PROPOSED = re.compile(r"\[(\w+:\d+), proposition (\d+)\]")
_REPORTED = re.compile(r"\[signalement ([0-9A-Z]{4}-[0-9A-Z]{4})\]")


def why(reason: str) -> str:
    """Return why a record changed, with who proposed or reported it in words."""
    told = _PROPOSED.sub(
        lambda found: gettext(
            "(proposition n° %(numero)s, de %(qui)s)", numero=found[2], qui=who(found[1])
        ),
        reason,
    )
    return _REPORTED.sub(
        lambda found: gettext("(signalement %(reference)s)", reference=found[1]), told
    )


def who(author: str) -> str:
    """Return whom a change or proposal is by, for those who work on the atlas."""
    kind, _, number = author.partition(":")
    if kind == "user" and number.isdecimal():
        account = get_session().get(Account, int(number))
        return (account.name or account.email) if account is not None else gettext("compte effacé")
    if kind == "link" and number.isdecimal():
        return _campaign_author(int(number))
    return {
        "command": gettext("ligne de commande"),
        "import": gettext("import"),
        "load": gettext("chargement des jeux de données"),
    }.get(kind, author)


def _campaign_author(number: int) -> str:
    found = answering.speaker(get_session(), number)
    if found is None:
        return gettext("lien de vérification")
    campaign, name = found
    return gettext("%(campagne)s, pour %(nom)s", campagne=campaign, nom=name)


def names_of(*documents: PartnershipDocument | None) -> Mapping[str, str]:
    """Return the names of the members of documents that the atlas has, by code."""
    codes = {m.code for document in documents if document is not None for m in document.members}
    reader = language()
    return {r.code: r.display_name(reader) for r in read_authorities(get_session(), sorted(codes))}


def _said(difference: Difference, value: Any, names: Mapping[str, str]) -> str:
    """Return one value of a difference in words; empty where there is none."""
    if value is None or value == "":
        return ""
    if difference.field == "members":
        written = value.name_as_written
        shown = names.get(value.code, value.code)
        return f"{shown} ({written})" if written and written != shown else shown
    say = _SAID.get(difference.field)
    return say(value) if say is not None else str(value)


def _event(event: Any) -> str:
    date = date_label(event.date, circa=event.circa) if event.date else ""
    return ", ".join(filter(None, (event_label(event.kind), date, event.note, _source(event))))


def _theme(theme: Any) -> str:
    label = get_vocabulary().label("theme", theme.code, language())
    return f"{label} ({gettext('principal')})" if theme.main else label


def _motive(motive: Any) -> str:
    entry = get_vocabulary().motivations.get(motive.code)
    return entry.label(language()) if entry is not None else str(motive.code)


def _funding(line: Any) -> str:
    vocabulary, reader = get_vocabulary(), language()
    family = vocabulary.label("financement", line.family, reader) if line.family else ""
    instrument = vocabulary.instruments.get(line.instrument or "")
    years = "–".join(dict.fromkeys(str(y) for y in (line.year_from, line.year_to) if y))
    amount = amount_label(line.amount, line.currency) if line.amount is not None else ""
    parts = [
        family, instrument.label(reader) if instrument else "", line.detail, years, amount,
        amount_kind_label(line.kind), _source(line),
    ]  # fmt: skip
    return ", ".join(filter(None, parts))


def _source(entry: Any) -> str:
    return gettext("d’après %(source)s", source=entry.source.title) if entry.source else ""


def _statement(statement: Any) -> str:
    vocabulary, reader = get_vocabulary(), language()
    known = {"status": "statut", "link_type": "type", "themes": "theme"}.get(statement.field, "")
    codes = statement.value.split(";") if known else [statement.value]
    value = ", ".join(vocabulary.label(known, code, reader) for code in codes)
    if is_declaration(statement.field) or statement.field in ("year_start", "year_end"):
        value = date_label(statement.value)
    return f"{field_label(statement.field)}, {value} ({statement.source.title})"


_SAID: Mapping[str, Callable[[Any], str]] = {
    "record": title,
    "link_type": lambda code: get_vocabulary().label("type", code, language()),
    "confidence": lambda code: gettext("haute") if code == "haute" else gettext("moyenne"),
    "last_verified": date_label,
    "events": _event,
    "themes": _theme,
    "fundings": _funding,
    "motivations": _motive,
    "eras": lambda era: (
        f"{get_vocabulary().label('epoque', era.code, language())}, {era.reason_fr}"
    ),
    "statements": _statement,
}
