"""Keep the partner exchange: adverts, and the conversations that answer them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("population_from", sa.Integer(), nullable=True),
        sa.Column("population_to", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("published_at", sa.String(), nullable=True),
        sa.Column("expires_at", sa.String(), nullable=True),
        sa.Column("reminded_at", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('seek', 'offer')", name=op.f("ck_advert_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert")),
    )
    op.create_index(op.f("ix_advert_authority_code"), "advert", ["authority_code"])
    op.create_index(op.f("ix_advert_author"), "advert", ["author"])
    op.create_index("ix_advert_status", "advert", ["status", "expires_at"])
    op.create_table(
        "advert_term",
        sa.Column("advert_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advert_id"],
            ["advert.id"],
            name=op.f("fk_advert_term_advert_id_advert"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("advert_id", "field", "code", name=op.f("pk_advert_term")),
    )
    op.create_index("ix_advert_term_field", "advert_term", ["field", "code"])
    op.create_table(
        "advert_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advert_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advert_id"],
            ["advert.id"],
            name=op.f("fk_advert_reply_advert_id_advert"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert_reply")),
        sa.UniqueConstraint("secret", name=op.f("uq_advert_reply_secret")),
    )
    for column in ("advert_id", "contact", "status"):
        op.create_index(op.f(f"ix_advert_reply_{column}"), "advert_reply", [column])
    op.create_table(
        "advert_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["advert_reply.id"],
            name=op.f("fk_advert_message_reply_id_advert_reply"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert_message")),
    )
    op.create_index(op.f("ix_advert_message_reply_id"), "advert_message", ["reply_id"])
    op.add_column(
        "letter", sa.Column("passing", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("letter", "passing")
    op.drop_table("advert_message")
    op.drop_table("advert_reply")
    op.drop_table("advert_term")
    op.drop_table("advert")
