"""Name foreign authorities in English"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("authority", sa.Column("name_en", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("authority", "name_en")
