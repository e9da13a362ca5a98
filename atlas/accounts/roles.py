"""Roles, and what each may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ADMINISTRATOR, MAINTAINER, AGENT, READER = "administrateur", "mainteneur", "agent", "lecteur"


class Permission(StrEnum):
    """What a page or an act of the back office asks for."""

    #: See the back office, and one's own account.
    ENTER = "enter"
    #: Propose changes of the records in one's reach.
    PROPOSE = "propose"
    #: Change any record at once, and decide what others propose.
    EDIT = "edit"
    #: Import files and take imports back, settle doubtful matches, run campaigns.
    IMPORT = "import"
    #: Read the history of every record and who made it.
    AUDIT = "audit"
    #: Invite people, give roles, close accounts.
    PEOPLE = "people"


@dataclass(frozen=True)
class RoleTerms:
    """What a role is called and what it is for, in both languages."""

    label_fr: str
    label_en: str
    definition_fr: str
    definition_en: str


ROLES: Mapping[str, RoleTerms] = {
    ADMINISTRATOR: RoleTerms(
        "Administration",
        "Administrator",
        "Invite des personnes, donne les rôles, et fait tout ce que fait un mainteneur.",
        "Invites people, gives roles, and does all that a maintainer does.",
    ),
    MAINTAINER: RoleTerms(
        "Équipe nationale",
        "National maintainer",
        "Modifie toutes les fiches, décide des propositions, importe des fichiers.",
        "Changes every record, decides proposals, imports files.",
    ),
    AGENT: RoleTerms(
        "Agent d’une collectivité",
        "Agent of an authority",
        "Voit et propose de modifier les fiches de ses collectivités, et d’elles seules.",
        "Sees and proposes to change the records of their own authorities, and of no other.",
    ),
    READER: RoleTerms(
        "Lecture seule",
        "Read only",
        "Lit l’espace de gestion sans rien y changer.",
        "Reads the back office without changing anything.",
    ),
}

_P = Permission
_GRANTED: Mapping[str, frozenset[Permission]] = {
    ADMINISTRATOR: frozenset(Permission),
    MAINTAINER: frozenset({_P.ENTER, _P.PROPOSE, _P.EDIT, _P.IMPORT, _P.AUDIT}),
    AGENT: frozenset({_P.ENTER, _P.PROPOSE}),
    READER: frozenset({_P.ENTER, _P.AUDIT}),
}
#: Roles that must have a second factor: they can change everything.
SECOND_FACTOR = frozenset({ADMINISTRATOR, MAINTAINER})


def may(roles: Iterable[str], permission: Permission) -> bool:
    """Tell whether one of ``roles`` grants ``permission``; an unknown role grants nothing."""
    return any(permission in _GRANTED.get(role, frozenset()) for role in roles)


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Tell whether one of ``roles`` may not be used with a password alone."""
    return not SECOND_FACTOR.isdisjoint(roles)
