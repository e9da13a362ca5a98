"""Identify authorities elsewhere, and date their population"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("authority", sa.Column("wikidata_id", sa.String()))
    op.create_index("ix_authority_wikidata_id", "authority", ["wikidata_id"])
    op.add_column("authority", sa.Column("local_code", sa.String()))
    op.add_column("authority", sa.Column("population_year", sa.Integer()))


def downgrade() -> None:
    op.drop_column("authority", "population_year")
    op.drop_column("authority", "local_code")
    op.drop_index("ix_authority_wikidata_id", "authority")
    op.drop_column("authority", "wikidata_id")
