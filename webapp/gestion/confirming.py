"""Saying, with the form of a record, that all in it is right."""

from __future__ import annotations

from flask_babel import gettext

from atlas.dates import today
from atlas.editing.documents import PartnershipDocument, SourceRef
from atlas.editing.proposals import VERIFY
from atlas.editing.stating import Declaration, verified, without_verification
from atlas.queries.authorities import get_authority
from webapp.database import get_session
from webapp.gestion import reach
from webapp.gestion.identity import User


def confirmed(person: User, document: PartnershipDocument) -> PartnershipDocument:
    """Return ``document`` as verified today: by an agent's authority, or by the maintainers."""
    if not reach.is_limited(person):
        return verified(document, today().isoformat())
    mine = reach.codes_in_reach(get_session(), person)
    code = next(member.code for member in document.members if member.code in mine)
    name = get_authority(get_session(), code).name
    # As a campaign does: one source for each collectivité and year, dated by its statements.
    source = SourceRef(f"Déclaration de la collectivité ({name}, {code}), {today().year}")
    return verified(document, today().isoformat(), Declaration(code, today().isoformat(), source))


def action(before: PartnershipDocument | None, after: PartnershipDocument) -> str:
    """Return what kind of change it is: ``verify`` when it says nothing but that all is right."""
    same = before is not None and without_verification(before) == without_verification(after)
    return VERIFY if same and before != after else "edit"


def reason() -> str:
    """Return why a record changes that is only confirmed."""
    return gettext("La fiche est exacte.")
