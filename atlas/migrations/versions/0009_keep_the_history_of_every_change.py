"""Keep the history of every change"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from atlas import spatial

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("finished_at", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_revision_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["revision.id"], name=op.f("fk_revision_undoes_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_at"), "revision", ["at"])
    op.create_index(op.f("ix_revision_author"), "revision", ["author"])
    op.create_index(op.f("ix_revision_run_id"), "revision", ["run_id"])
    op.create_index("ix_revision_kind_record", "revision", ["kind", "record"])
    op.create_table(
        "edited_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=True),
        sa.Column("current", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "record", name=op.f("pk_edited_record")),
    )
    op.add_column(
        "data_revision", sa.Column("loaded", sa.String(), nullable=False, server_default="")
    )
    spatial.forbid_changes(op.get_bind(), "revision")


def downgrade() -> None:
    spatial.allow_changes(op.get_bind(), "revision")
    op.drop_column("data_revision", "loaded")
    for table in ("edited_record", "revision", "import_run"):
        op.drop_table(table)
