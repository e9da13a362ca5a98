"""What one person does to one authority: make it, correct it, remove it, take a change back.

Each is a revision, or nothing at all, and is public at once. Who does it by the thousand (imports,
a new official geography) uses :mod:`atlas.editing.authorities`.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.dates import today
from atlas.editing import history
from atlas.editing.authorities import (
    KIND,
    AuthorityChangedError,
    CodeGiver,
    add_all,
    remove_all,
    save_all,
    used_authorities,
)
from atlas.editing.authority_checks import examine_authority
from atlas.editing.authority_documents import (
    AuthorityDocument,
    decode,
    merge_authority,
    read_authority_document,
    version,
)
from atlas.editing.authority_writing import authority_ids
from atlas.editing.edited import edited_records
from atlas.editing.history import Cause
from atlas.editing.partnerships import touch
from atlas.errors import AtlasError, NotFoundError
from atlas.model import PartnershipMember, Revision
from atlas.text import to_translate


class AuthorityEditedError(AtlasError):
    """Somebody changed the authority since it was read; ``current`` is what it is now."""

    def __init__(self, current: AuthorityDocument | None) -> None:
        self.current = current
        super().__init__(
            to_translate(
                "Quelqu’un a modifié cette collectivité depuis que vous l’avez ouverte : rien n’a "
                "été enregistré, et rien n’est perdu."
            )
        )


class AuthorityInUseError(AtlasError):
    """An authority cannot be removed: something of the atlas has it, or the datasets do."""


def create_authority(session: Session, document: AuthorityDocument, cause: Cause) -> str:
    """Add a foreign authority; return its code."""
    code = CodeGiver(session).give(document)
    add_all(session, {code: document}, cause)
    touch(session)
    return code


def save_authority(
    session: Session, code: str, document: AuthorityDocument, *, expected: str, cause: Cause
) -> int | None:
    """Make an authority what ``document`` says; return the revision, None if unchanged.

    ``expected`` is the :func:`~atlas.editing.authority_documents.version` that the author read.
    Raises :class:`AuthorityEditedError`.
    """
    current = read_authority_document(session, code)
    if version(current) != expected:
        raise AuthorityEditedError(current)
    done = save_all(session, {code: document}, cause)
    touch(session)
    return done[0] if done else None


def is_added(session: Session, code: str) -> bool:
    """Tell whether an authority was added by people or imports, and no dataset has it."""
    row = edited_records(session, KIND, [code]).get(code)
    return row is not None and row.base is None and row.current is not None


def remove_authority(session: Session, code: str, cause: Cause) -> int:
    """Remove an authority that was added and that nothing has; return the revision.

    Raises :class:`AuthorityInUseError` where it must stay.
    """
    numbers = authority_ids(session, [code])
    if code not in numbers:
        raise NotFoundError(
            "Aucune collectivité ne porte le code « {code} ».", what="authority", code=code[:60]
        )
    if not is_added(session, code):
        raise AuthorityInUseError(
            "Cette collectivité est dans les jeux de données livrés : elle ne se retire pas."
        )
    links = session.scalar(
        select(func.count())
        .select_from(PartnershipMember)
        .where(PartnershipMember.authority_id == numbers[code])
    )
    if links:
        raise AuthorityInUseError(
            "Cette collectivité a des partenariats : retirez-la d’abord de leurs fiches."
        )
    if used_authorities(session, numbers):
        raise AuthorityInUseError(
            "Une annonce, un réseau ou un compte nomme cette collectivité : elle ne se retire pas."
        )
    (revision,) = remove_all(session, [code], cause)
    touch(session)
    return revision


def undo_authority(session: Session, revision: int, cause: Cause) -> list[int]:
    """Undo one change, whatever was changed elsewhere in the authority since; return the revisions.

    Raises :class:`AuthorityChangedError` where a later change is about the same thing or it was
    undone already, and what :func:`remove_authority` raises where the change made it.
    """
    row = session.get(Revision, revision)
    if row is None or row.kind != KIND:
        raise NotFoundError("La modification n° {number} n’existe pas.", number=revision)
    if revision in history.undone(session, KIND, row.record):
        raise AuthorityChangedError(
            "La modification n° {number} est déjà annulée.", number=revision
        )
    code, current = row.record, read_authority_document(session, row.record)
    undoing = Cause(cause.author, cause.reason, "undo", cause.run_id, undoes=revision)
    before = decode(row.before) if row.before is not None else None
    after = decode(row.after) if row.after is not None else None
    if before is None:
        if current != after:
            raise _changed_since()
        return [remove_authority(session, code, undoing)]
    if after is None:
        if current is not None:
            raise _changed_since()
        done = add_all(session, {code: before}, undoing)
    else:
        if current is None:
            raise _changed_since()
        merged = merge_authority(after, current, before)
        if merged.disputed:
            raise _changed_since()
        _require_right(session, code, merged.document)
        done = save_all(session, {code: merged.document}, undoing)
    touch(session)
    return done


def _require_right(session: Session, code: str, document: AuthorityDocument) -> None:
    found = examine_authority(
        session, document, code=code, this_year=today().year, is_outside=lambda *_: False
    )
    if found.problems:
        reason = found.problems[0]
        raise AuthorityChangedError(
            "Sans cette modification la collectivité ne tiendrait plus ({reason}) : annulez "
            "d’abord celles qui l’ont suivie.",
            reason=reason.template.format(**reason.params),
        )


def _changed_since() -> AuthorityChangedError:
    return AuthorityChangedError(
        "Cette modification ne peut pas être annulée seule : ce qu’elle a changé a été modifié de "
        "nouveau depuis."
    )
