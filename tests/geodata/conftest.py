"""A session on the embedded atlas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.support.embedded import EmbeddedAtlas


@pytest.fixture
def session(embedded: EmbeddedAtlas) -> Iterator[Session]:
    """A session on the embedded atlas whose changes are thrown away."""
    with Session(embedded.engine) as opened:
        yield opened
        opened.rollback()
