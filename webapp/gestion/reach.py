"""Which records a person may see and change: an agent those of their authorities, others all."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atlas.accounts.roles import AGENT
from atlas.editing.documents import PartnershipDocument
from atlas.errors import NotFoundError
from atlas.queries.authorities import family_codes
from webapp.gestion.identity import User


def is_limited(person: User) -> bool:
    """Tell whether a person sees the records of their own authorities only."""
    return person.role_names == [AGENT]


def codes_in_reach(session: Session, person: User) -> frozenset[str]:
    """Return the codes of a person's authorities, those merged into them included."""
    return family_codes(session, person.codes)


def in_reach(session: Session, person: User, document: PartnershipDocument | None) -> bool:
    """Tell whether a person may see and propose to change a record."""
    if not is_limited(person):
        return True
    if document is None:
        return False
    mine = codes_in_reach(session, person)
    return any(member.code in mine for member in document.members)


def require(session: Session, person: User, document: PartnershipDocument | None) -> None:
    """Raise :class:`NotFoundError` for a record that is out of reach, as for one that is not."""
    if not in_reach(session, person, document):
        raise NotFoundError("Cette fiche n’est pas de celles de vos collectivités.")
