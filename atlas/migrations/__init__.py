"""Alembic migrations of the atlas; run them through ``atlas.services.schema``."""
