"""What the form of a record shows first: a draft, one's own proposal, a report, or the record."""

from __future__ import annotations

from typing import cast

from flask import Response, request, session, url_for
from flask_babel import gettext

from atlas.accounts.roles import Permission
from atlas.editing import proposals
from atlas.editing.documents import PartnershipDocument, decode
from atlas.editing.drafts import read_draft
from atlas.editing.merging import merge
from atlas.errors import NotFoundError
from webapp.database import get_session
from webapp.gestion import from_report, sheet
from webapp.gestion.access import allowed, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.record_form import show_form

NEW = "nouveau"
_AMENDED = "proposition-"


def amended(proposal_id: int) -> str:
    """Return under what the draft of an amended proposal is kept."""
    return f"{_AMENDED}{proposal_id}"


def open_form(number: int | None, current: PartnershipDocument | None) -> Response:
    """Return a form: the draft of this person, or the record, filled in from a report if asked."""
    report, told = from_report.asked(), session.pop("fait", "")
    draft = read_draft(get_session(), somebody().id, draft_name(number))
    if draft is not None and request.args.get("brouillon") != "non":
        base = base_of(draft.form.pop("base", "")) or current
        shown = {**dict.fromkeys(sheet.CHANGE, ""), **draft.form}
        if report is not None:
            # The draft may be about something else: the report is beside it, and fills nothing in.
            from_report.attach(shown, report)
        return show_form(
            number,
            base,
            shown,
            told=told,
            draft_of=draft.saved_at,
            proposal_id=proposal_amended(),
        )
    if number is not None and not allowed(Permission.EDIT):
        mine = proposals.waiting(get_session(), number, author())
        if mine is not None and mine.document is not None:
            return _take_up(mine, current)
    shown = sheet.to_sheet(current) if current is not None else sheet.empty_sheet()
    taken = from_report.fill(shown, report) if report is not None else ()
    return show_form(number, current, shown, told=told, taken=taken)


def _take_up(mine: proposals.ProposalRecord, current: PartnershipDocument | None) -> Response:
    """Show the form of a record with what this person proposed, which another sending replaces."""
    wanted = merge(mine.base, mine.document, current).document or mine.document
    shown = sheet.to_sheet(cast(PartnershipDocument, wanted), current)
    shown["raison"] = mine.reason
    told = gettext(
        "Vous reprenez votre proposition du %(date)s\N{NO-BREAK SPACE}: proposer de nouveau la "
        "remplace.",
        date=moment(mine.created_at),
    )
    return show_form(mine.number, current, shown, told=told)


def proposal_amended() -> int | None:
    """Return the number of the proposal that the form accepts, amended; None for none."""
    asked = request.values.get("proposition", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def draft_name(number: int | None) -> str:
    """Return under what the draft of a form is kept: its proposal, its record, or a new one."""
    proposal_id = proposal_amended()
    if proposal_id is not None:
        return amended(proposal_id)
    return str(number) if number is not None else NEW


def base_of(text: str) -> PartnershipDocument | None:
    """Return the document that a form was shown from, as it holds it; None for a new record."""
    return decode(text) if text else None


def address_of(draft: str) -> str:
    """Return where the form of a draft is, by what it is kept under.

    Raises :class:`NotFoundError` for what is no name of a draft, and for a proposal that is gone.
    """
    name, _, proposal_id = draft.partition(_AMENDED)
    if not name and proposal_id.isdecimal() and len(proposal_id) < 10:
        number = proposals.find(get_session(), int(proposal_id)).number
        view = "gestion.fiche" if number is not None else "gestion.nouvelle_fiche"
        return url_for(view, number=number, proposition=proposal_id)
    if draft == NEW:
        return url_for("gestion.nouvelle_fiche")
    if draft.isdecimal():
        return url_for("gestion.fiche", number=int(draft))
    raise NotFoundError("Cette fiche n’existe pas.")
