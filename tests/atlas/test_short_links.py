"""Short links: the same address, the same letters; only addresses of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.errors import AtlasError, NotFoundError
from atlas.model import ShortLink
from atlas.services import schema, short_links

TARGET = "/carte?epoque=guerre_froide&pays=DE#5/51.0/10.0/pays:DE"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    schema.upgrade(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def test_an_address_has_one_short_link_that_leads_to_it(session: Session) -> None:
    code = short_links.shorten(session, TARGET)
    assert short_links.shorten(session, TARGET) == code
    assert short_links.resolve(session, code) == TARGET
    assert short_links.resolve(session, code.upper()) == TARGET
    assert len(code) == 8


def test_a_code_that_another_address_holds_grows(session: Session) -> None:
    code = short_links.shorten(session, TARGET)
    session.get_one(ShortLink, code).target = "/liste"
    session.flush()
    longer = short_links.shorten(session, TARGET)
    assert longer.startswith(code)
    assert len(longer) > len(code)
    assert short_links.resolve(session, longer) == TARGET
    assert short_links.resolve(session, code) == "/liste"


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "carte",
        "",
        "/carte\r\nSet-Cookie: x",
        "/é",
        "/" + "a" * 2000,
    ],
)
def test_only_an_address_of_the_site_is_shortened(session: Session, target: str) -> None:
    with pytest.raises(AtlasError):
        short_links.shorten(session, target)


@pytest.mark.parametrize("code", ["", "zzzzzzzz", "a" * 40, "11111111", "../../x"])
def test_an_unknown_code_leads_nowhere(session: Session, code: str) -> None:
    with pytest.raises(NotFoundError):
        short_links.resolve(session, code)
