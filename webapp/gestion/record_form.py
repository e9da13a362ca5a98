"""The page of the form of a record: its choices, and each remark beside the field it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext

from atlas.accounts.roles import Permission
from atlas.editing import lengths
from atlas.editing.checks import CONFIDENCES, FUNDING_KINDS, Check
from atlas.editing.documents import PartnershipDocument, encode
from atlas.editing.remarks import Remark
from atlas.events import EVENT_KINDS
from webapp.database import get_session, get_vocabulary
from webapp.gestion import from_report, sheet, wording
from webapp.gestion.access import allowed
from webapp.gestion.account_page import moment
from webapp.i18n import language, translate
from webapp.presentation.labels import amount_kind_label, event_label

#: The rows that show the entries of a document, and the field of a row for each part of an entry.
_ROWS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "members": ("membres", {"": "qui", "code": "qui", "name_as_written": "ecrit"}),
    "events": ("evenements", {"": "date", "kind": "type", "date": "date", "note": "note"}),
    "fundings": (
        "financements",
        {
            "": "famille", "detail": "detail", "amount": "montant", "currency": "devise",
            "year_from": "de", "year_to": "a",
        },
    ),
}  # fmt: skip
#: Where the others are: fields, and headings of groups.
_PLACES = {
    "members": "t-membres",
    "events": "t-evenements",
    "themes": "t-themes",
    "fundings": "t-argent",
    "motivations": "t-motifs",
    "statements": "t-pourquoi",
    "link_type": "nature",
    "name": "nom",
    "confidence": "confiance",
    "last_verified": "verifie",
    "sources.title": "source_titre",
    "sources.url": "source_url",
}


#: The places in the order of the page; rows come after the heading of their group.
_ORDER = (
    "t-membres", "membres", "nature", "nom", "confiance", "verifie", "note", "t-evenements",
    "evenements", "t-themes", "principal", "t-argent", "financements", "t-motifs", "t-pourquoi",
    "source_titre", "source_url", "raison", "justification", "reponse",
)  # fmt: skip


def place_of(one: Remark) -> str:
    """Return the id of the field or heading of the form that a remark is about."""
    if one.entry is not None and one.field in _ROWS:
        rows, parts = _ROWS[one.field]
        return f"{rows}-{one.entry}-{parts.get(one.part, parts[''])}"
    name = f"{one.field}.{one.part}" if one.field == "sources" else one.field
    return _PLACES.get(name, name)


def _told(remarks: Iterable[Remark]) -> dict[str, str]:
    """Return what is said of each place, in the order of the page."""
    told: dict[str, list[str]] = {}
    for one in remarks:
        sentences = told.setdefault(place_of(one), [])
        sentence = translate(one.template, **one.params)
        if sentence not in sentences:
            sentences.append(sentence)
    return {place: " ".join(told[place]) for place in sorted(told, key=_position)}


def _position(place: str) -> tuple[int, int]:
    if place in _ORDER:
        return _ORDER.index(place), 0
    rows, number, _ = place.split("-", 2)
    return _ORDER.index(rows), int(number)


def once(said: Iterable[Remark], found: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return the remarks of ``said`` and those of ``found`` that are about something else.

    What the form cannot be read for is told by the form; the examination of what was read of it
    would say it again in other words.
    """
    said = tuple(said)
    places = {(one.field, one.entry) for one in said}
    fields = {one.field for one in said}
    return (
        *said,
        *(
            one
            for one in found
            if (one.field, one.entry) not in places
            and not (one.entry is None and one.field in fields)
        ),
    )


def show_form(
    number: int | None,
    base: PartnershipDocument | None,
    shown: sheet.Sheet,
    *,
    check: Check | None = None,
    problem: str = "",
    conflict: object = None,
    told: str = "",
    draft_of: str = "",
    focus: str = "",
    proposal_id: int | None = None,
    taken: Iterable[str] = (),
    status: int = 200,
) -> Response:
    """Return the page of the form of a record, filled in with ``shown``.

    ``base`` is the document that changes are measured from; ``proposal_id`` the proposal that
    sending the form would accept, amended; ``focus`` the field to begin with; ``problem`` what is
    wrong with the form as a whole; ``taken`` what was filled in from a report.
    """
    vocabulary, reader = get_vocabulary(), language()

    def options(terms: Any) -> list[tuple[str, str]]:
        return [(code, entry.label(reader)) for code, entry in terms.items()]

    problems = _told(check.problems) if check is not None else {}
    page = render_template(
        "gestion/fiche.html",
        numero=number,
        titre=wording.title(base) if base is not None else gettext("Nouveau partenariat"),
        base=encode(base) if base is not None else "",
        f=shown,
        noms=sheet.member_names(get_session(), shown),
        types=options(vocabulary.link_types),
        themes=options(vocabulary.themes),
        motivations=options(vocabulary.motivations),
        familles=options(vocabulary.fundings),
        dispositifs=options(vocabulary.instruments),
        genres_evenement=[(kind, event_label(kind)) for kind in EVENT_KINDS],
        genres_montant=[(k, amount_kind_label(k) or gettext("inconnue")) for k in FUNDING_KINDS],
        confiances=CONFIDENCES,
        longueurs=lengths,
        problemes={"": problem, **problems} if problem else problems,
        alertes=_told(check.warnings) if check is not None else {},
        conflit=conflict,
        fait=told,
        brouillon=moment(draft_of),
        debut=focus,
        proposition=proposal_id or request.form.get("proposition", ""),
        direct=allowed(Permission.EDIT),
        signalement=from_report.shown_beside(shown),
        repris=list(taken),
    )
    return make_response(page, status)
