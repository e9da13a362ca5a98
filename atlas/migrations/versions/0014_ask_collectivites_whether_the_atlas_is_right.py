"""Ask collectivités whether what the atlas says of them is right"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "letter", sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "proposal", sa.Column("action", sa.String(), nullable=False, server_default="edit")
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_on", sa.String(), nullable=False),
        sa.Column("closes_on", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("reminder_days", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("closed_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "campaign_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.Column("opened_at", sa.String(), nullable=True),
        sa.Column("answered_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_invitation_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_invitation")),
        sa.UniqueConstraint("campaign_id", "code", name=op.f("uq_campaign_invitation_campaign_id")),
    )
    op.create_index(op.f("ix_campaign_invitation_code"), "campaign_invitation", ["code"])
    op.create_table(
        "campaign_letter",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("reminder", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_campaign_letter_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["campaign_invitation.id"],
            name=op.f("fk_campaign_letter_invitation_id_campaign_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_campaign_letter")),
    )
    op.create_index(op.f("ix_campaign_letter_invitation_id"), "campaign_letter", ["invitation_id"])
    op.create_table(
        "campaign_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.Column("sent_at", sa.String(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["campaign_invitation.id"],
            name=op.f("fk_campaign_answer_invitation_id_campaign_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_campaign_answer_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_answer")),
        sa.UniqueConstraint(
            "invitation_id", "record", name=op.f("uq_campaign_answer_invitation_id")
        ),
    )
    op.create_index(op.f("ix_campaign_answer_proposal_id"), "campaign_answer", ["proposal_id"])


def downgrade() -> None:
    op.drop_table("campaign_answer")
    op.drop_table("campaign_letter")
    op.drop_table("campaign_invitation")
    op.drop_table("campaign")
    op.drop_column("proposal", "action")
    op.drop_column("letter", "bulk")
