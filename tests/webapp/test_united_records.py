"""A record that was united with another leads to it, until that is taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from atlas.database import transaction
from atlas.doubts import settling
from atlas.doubts.content import PairContent
from atlas.doubts.queue import NewDoubt, add_doubts
from atlas.settings import load_settings
from webapp import create_app


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/partenariats/4", "/partenariats/8"),
        ("/en/partenariats/4", "/en/partenariats/8"),
        ("/api/v1/partenariats/4", "/api/v1/partenariats/8"),
    ],
)
def test_the_old_address_leads_to_the_record_that_was_kept(
    engine: Engine, old: str, new: str
) -> None:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{engine.url.database}"}))
    client = app.test_client()
    assert client.get(old).status_code == 200
    with transaction(engine) as session:
        add_doubts(session, [NewDoubt(PairContent((4, 8), "split", 0.8))])
        settling.settle(session, 1, ["8"], by="user:1")
    answer = client.get(old)
    assert (answer.status_code, answer.location) == (302, new)
    assert client.get(new).status_code == 200
    assert client.get("/partenariats/44").status_code == 404
    with transaction(engine) as session:
        settling.reopen(session, 1, by="user:1")
    assert client.get(old).status_code == 200
    app.extensions["atlas_database"][0].dispose()
