"""Tell landmarks by era, and what instruments ask for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ADDED = (
    ("landmark", "eras"),
    ("instrument", "law_dates"),
    ("instrument", "applicants"),
    ("instrument", "country_groups"),
    ("instrument", "themes"),
)


def upgrade() -> None:
    op.create_table(
        "country_group",
        sa.Column("within", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country_group")),
    )
    for table, column in _ADDED:
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for table, column in reversed(_ADDED):
        op.drop_column(table, column)
    op.drop_table("country_group")
