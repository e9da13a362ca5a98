"""Alembic environment. The connection is given by the caller; there is no alembic.ini."""

from __future__ import annotations

from alembic import context

from atlas.model import Base
from atlas.services.schema import compare_object

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=compare_object,
    render_as_batch=False,
)
context.run_migrations()
