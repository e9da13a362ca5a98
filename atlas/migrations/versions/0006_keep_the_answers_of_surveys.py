"""Keep the answers of surveys"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXTS_BEFORE = ("survey", "table_code", "table_fr", "table_en", "label_fr", "label_en")
_TEXTS_AFTER = ("unit_fr", "unit_en", "base_fr", "base_en", "source")


def upgrade() -> None:
    op.create_table(
        "survey_result",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS_BEFORE),
        sa.Column("value", sa.Double(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS_AFTER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_result")),
    )


def downgrade() -> None:
    op.drop_table("survey_result")
