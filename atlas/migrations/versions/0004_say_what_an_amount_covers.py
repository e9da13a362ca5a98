"""Say what an amount covers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("funding", sa.Column("scope", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("funding", "scope")
