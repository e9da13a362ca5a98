"""What the form of a record shows first: a draft, one's own proposal, a report, or the record."""

from __future__ import annotations

from typing import cast

from flask import Response, request
from flask_babel import gettext

from atlas.accounts.roles import Permission
from atlas.editing import proposals
from atlas.editing.documents import PartnershipDocument, decode
from atlas.editing.drafts import read_draft
from atlas.editing.merging import merge
from webapp.database import get_session
from webapp.gestion import from_report, sheet
from webapp.gestion.access import allowed, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.record_form import show_form

NEW = "nouveau"


def amended(proposal_id: int) -> str:
    """Return under what the draft of an amended proposal is kept."""
    return f"proposition-{proposal_id}"


def open_form(number: int | None, current: PartnershipDocument | None) -> Response:
    """Return a form: the draft of this person, or the record, filled in from a report if asked."""
    report = from_report.asked()
    draft = read_draft(get_session(), somebody().id, draft_name(number))
    if draft is not None and request.args.get("brouillon") != "non":
        base = base_of(draft.form.pop("base", "")) or current
        shown = {**dict.fromkeys(sheet.CHANGE, ""), **draft.form}
        if report is not None:
            # The draft may be about something else: the report is beside it, and fills nothing in.
            from_report.attach(shown, report)
        return show_form(number, base, shown, draft_of=draft.saved_at)
    if number is not None and not allowed(Permission.EDIT):
        mine = proposals.waiting(get_session(), number, author())
        if mine is not None and mine.document is not None:
            return _take_up(mine, current)
    shown = sheet.to_sheet(current) if current is not None else sheet.empty_sheet()
    taken = from_report.fill(shown, report) if report is not None else ()
    return show_form(number, current, shown, taken=taken)


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


def draft_name(number: int | None) -> str:
    """Return under what the draft of a form is kept: its proposal, its record, or a new one."""
    proposal_id = request.form.get("proposition", "")
    if proposal_id.isdecimal():
        return amended(int(proposal_id))
    return str(number) if number is not None else NEW


def base_of(text: str) -> PartnershipDocument | None:
    """Return the document that a form was shown from, as it holds it; None for a new record."""
    return decode(text) if text else None
