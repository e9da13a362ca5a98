"""Which records a person may see and change: an agent those of their authorities, others all."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atlas.accounts.roles import AGENT
from atlas.editing.documents import PartnershipDocument
from atlas.errors import NotFoundError
from atlas.exchange import adverts
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.terms import DRAFT
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


def find_advert(session: Session, person: User, number: int) -> AdvertRecord:
    """Return an advert that a person may see: an agent those of their authorities.

    Raises :class:`NotFoundError` for another, and for the draft of somebody else.
    """
    advert = adverts.find(session, number)
    if is_limited(person):
        if advert.content.authority not in codes_in_reach(session, person):
            raise adverts.unknown(number)
    elif advert.status == DRAFT and advert.author != f"user:{person.id}":
        raise adverts.unknown(number)
    return advert


def writes_for(session: Session, person: User, advert: AdvertRecord) -> bool:
    """Tell whether a person reads the answers to an advert: its author, its authority's agents."""
    if is_limited(person):
        return advert.content.authority in codes_in_reach(session, person)
    return advert.author == f"user:{person.id}"
