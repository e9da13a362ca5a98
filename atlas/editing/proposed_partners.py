"""Partners that a proposal names and that the atlas does not have: « Neustadt (Allemagne) ».

A document names its members by code. A proposal may name one by what somebody called it, its
country in brackets: it cannot be written so, and whoever accepts says which authority that is, or
makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.editing.documents import Member, PartnershipDocument
from atlas.model import Authority
from atlas.public_codes import FRENCH_ISO
from atlas.queries.authorities import named
from atlas.queries.countries import find_country

_WORDS = re.compile(r"(?P<name>.*\S)\s*\((?P<country>[^()]+)\)\s*")


@dataclass(frozen=True)
class ProposedPartner:
    """What is said of a partner: its name, and its country (ISO code), empty when not understood.

    ``position`` is its place among the members of the document.
    """

    name: str
    country: str
    position: int = 0


def partner_words(name: str, country: str) -> str:
    """Return how a document names a partner that the atlas does not have."""
    return f"{name} ({country})"


def read_partner(session: Session, words: str) -> ProposedPartner:
    """Return what ``words`` say; without a country that is known, all of them are the name."""
    told = _WORDS.fullmatch(words)
    country = find_country(session, told["country"]) if told is not None else None
    if told is None or country is None:
        return ProposedPartner(words.strip(), "")
    return ProposedPartner(told["name"], country)


def is_partner(session: Session, words: str) -> bool:
    """Tell whether ``words`` name a foreign partner with its country, as a proposal may."""
    return read_partner(session, words).country not in ("", *FRENCH_ISO)


def known_partner(session: Session, words: str) -> str | None:
    """Return the code of the one foreign authority that ``words`` name in its country, or None."""
    said = read_partner(session, words)
    found = [
        body.code
        for body in named(session, said.name)
        if body.side == "foreign" and body.country_iso2 == said.country
    ]
    return found[0] if len(found) == 1 else None


def unknown_partners(
    session: Session, document: PartnershipDocument | None
) -> list[ProposedPartner]:
    """Return the members of a document that no authority is, in order."""
    if document is None:
        return []
    codes = [member.code for member in document.members]
    known = set(session.scalars(select(Authority.code).where(Authority.code.in_(codes))))
    found = []
    for position, member in enumerate(document.members):
        if member.code not in known:
            said = read_partner(session, member.code)
            found.append(ProposedPartner(said.name, said.country, position))
    return found


def proposed_codes(session: Session, document: PartnershipDocument) -> list[str]:
    """Return the members of a document that are partners to be made, as it names them."""
    unknown = [document.members[one.position].code for one in unknown_partners(session, document)]
    return [code for code in unknown if is_partner(session, code)]


def with_partner(document: PartnershipDocument, position: int, code: str) -> PartnershipDocument:
    """Return ``document`` with the authority ``code`` in the place of the member at ``position``.

    What it was called stays beside it, as its source wrote it.
    """
    member = document.members[position]
    written = member.name_as_written or _WORDS.sub(r"\g<name>", member.code)
    members = list(document.members)
    members[position] = Member(code, name_as_written=written)
    return msgspec.structs.replace(document, members=tuple(members))
