"""Ask people what is doubtful, and remember what they answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_doubt_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_doubt_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
        sa.UniqueConstraint("key", name=op.f("uq_doubt_key")),
    )
    op.create_index("ix_doubt_state_kind", "doubt", ["state", "kind", "id"])
    op.create_index(op.f("ix_doubt_run_id"), "doubt", ["run_id"])
    op.create_table(
        "name_decision",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("doubt_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["doubt_id"], ["doubt.id"], name=op.f("fk_name_decision_doubt_id_doubt")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_name_decision")),
    )
    op.create_index(op.f("ix_name_decision_doubt_id"), "name_decision", ["doubt_id"])


def downgrade() -> None:
    op.drop_table("name_decision")
    op.drop_table("doubt")
