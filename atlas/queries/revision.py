"""The revision of the data: a token that changes whenever anything published changes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from atlas.errors import DatabaseUnavailableError
from atlas.model import DataRevision


def loaded_datasets(session: Session) -> str:
    """Return the token of the datasets that were loaded, empty when there are none or unknown."""
    return session.scalar(select(DataRevision.loaded)) or ""


def current_revision_token(session: Session) -> str:
    """Return the token; raise :class:`DatabaseUnavailableError` when there are no data yet."""
    try:
        token: str | None = session.scalar(select(DataRevision.token))
    except (OperationalError, ProgrammingError) as error:
        raise DatabaseUnavailableError(
            "La base n’est pas prête : lancez « ./scripts/atlas init »."
        ) from error
    if token is None:
        raise DatabaseUnavailableError("La base est vide : lancez « ./scripts/atlas init ».")
    return token
