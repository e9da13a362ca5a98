"""Let go of an authority quickly: what cites one is found without reading the whole table"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_postcode_authority_id"), "postcode", ["authority_id"])
    op.create_index(
        op.f("ix_network_membership_authority_id"), "network_membership", ["authority_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_network_membership_authority_id"), "network_membership")
    op.drop_index(op.f("ix_postcode_authority_id"), "postcode")
