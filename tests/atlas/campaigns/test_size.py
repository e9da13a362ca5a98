"""A national campaign: five thousand collectivités, in seconds."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.campaigns import progress, running, writing
from atlas.campaigns.choosing import Criteria
from atlas.database import open_engine, transaction
from atlas.model import Authority
from tests.support.campaigns import AT, MAINTAINER, POST, TODAY, draft
from tests.support.embedded import EmbeddedAtlas

NUMBER = 5000
#: Five times what it takes on two slow cores.
SECONDS = 10


def test_five_thousand_invitations_are_prepared_written_and_counted_in_seconds(
    embedded: EmbeddedAtlas, tmp_path: Path
) -> None:
    copy = shutil.copyfile(embedded.path, tmp_path / "atlas.sqlite")
    engine = open_engine(f"sqlite:///{copy}")
    with Session(engine) as session:
        communes = select(Authority.code).where(
            Authority.kind == "commune", Authority.successor_id.is_(None)
        )
        codes = tuple(session.scalars(communes.limit(NUMBER)))
    addresses = "\n".join(f"{code};mairie@{code.lower()}.fr" for code in codes)
    asked = draft(criteria=Criteria(codes=codes), addresses=addresses)
    begun = time.monotonic()
    with transaction(engine) as session:
        number = running.make(session, asked, author=MAINTAINER, today=TODAY)
    assert writing.write_first(engine, number, POST, AT) == NUMBER
    with Session(engine) as session:
        found = progress.figures(progress.list_invitations(session, number))
    assert time.monotonic() - begun < SECONDS
    assert (found.asked, found.addressed, found.written) == (NUMBER, NUMBER, NUMBER)
    engine.dispose()
