"""From what a form says of members to authorities: a code, a name, or a partner to be made."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy.orm import Session

from atlas.editing.documents import (
    Member,
    PartnershipDocument,
)
from atlas.editing.proposed_partners import is_partner, known_partner
from atlas.editing.remarks import Remark, remark
from atlas.errors import AtlasError
from atlas.queries.authorities import (
    current_successor,
    get_authority,
    named,
    resolve_code,
)
from webapp.gestion.sheet import Sheet


def read_members(
    session: Session,
    sheet: Sheet,
    old: PartnershipDocument,
    problems: list[Remark],
    partners: bool,
) -> Iterable[tuple[int, Member]]:
    """Yield the members that the rows of a sheet name, each with the number of its row.

    ``old`` is the document that the sheet was made from; what is not understood is added to
    ``problems``. ``partners`` as in :func:`member_code`.
    """
    for n, row in enumerate(sheet["membres"]):
        if not row["qui"]:
            if row["ecrit"]:
                problems.append(
                    remark("members", n, "Écrivez le nom ou le code de ce membre.", part="code")
                )
            continue
        code = member_code(session, row["qui"], n, problems, partners)
        former = next((m for m in old.members if m.code == code), None)
        if former is None:
            yield n, Member(code, name_as_written=row["ecrit"] or _typed_name(row["qui"], code))
        else:
            yield n, msgspec.structs.replace(former, name_as_written=row["ecrit"])


def _typed_name(typed: str, code: str) -> str:
    return "" if typed == code else typed


def member_code(
    session: Session, typed: str, entry: int, problems: list[Remark], partners: bool
) -> str:
    """Return the code that was typed, or that of the one authority of the name that was.

    A partner with its country, « Neustadt (Allemagne) », that nobody is stays as it is for
    ``partners``.
    """
    try:
        found = get_authority(session, resolve_code(session, typed))
        # A foreign code that was united with another stands for it; a French one is its own.
        return found.code if found.side == "french" else current_successor(session, found).code
    except AtlasError:
        pass
    if is_partner(session, typed):
        known = known_partner(session, typed)
        if known is not None or partners:
            return known or typed
    candidates = named(session, typed)
    if len(candidates) == 1:
        return candidates[0].code
    if candidates:
        problems.append(
            remark(
                "members",
                entry,
                "Plusieurs collectivités portent le nom « {name} » : écrivez le code de la bonne "
                "({codes}).",
                part="code",
                name=typed[:60],
                codes=", ".join(f"{c.name} {c.code}" for c in candidates),
            )
        )
    else:
        problems.append(
            remark(
                "members",
                entry,
                "Aucune collectivité connue ne s’appelle « {name} », ni n’a ce code.",
                part="code",
                name=typed[:60],
            )
        )
    return typed
