"""Short links: a few letters for a long address of the site. The same address, the same letters."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re

from sqlalchemy.orm import Session

from atlas.errors import AtlasError, NotFoundError
from atlas.model import ShortLink

LONGEST_TARGET = 2000
#: Letters of a code: 40 bits, then more where two addresses would share them.
_LENGTHS = (8, 12, 16)
#: Printable ASCII below the host, as browsers write addresses.
_TARGET = re.compile(r"/[\x21-\x5b\x5d-\x7e]*")
_CODE = re.compile(r"[a-z2-7]{8,16}")


def shorten(session: Session, target: str) -> str:
    """Return the code of ``target``, an address below the host (``/carte?pays=DE#4/50/10``).

    It does not depend on when, or on which machine, it is asked for. Raises :class:`AtlasError`
    when ``target`` is no address of the site or is too long.
    """
    if not _TARGET.fullmatch(target) or target.startswith("//"):
        raise AtlasError("Seule une adresse de l’atlas peut avoir un lien court.")
    if len(target) > LONGEST_TARGET:
        raise AtlasError("Cette adresse est trop longue pour un lien court.")
    letters = base64.b32encode(hashlib.sha256(target.encode()).digest()).decode().lower()
    for length in _LENGTHS:
        code = letters[:length]
        known = session.get(ShortLink, code)
        if known is None:
            session.add(ShortLink(code=code, target=target, created_at=_now()))
            session.flush()
            return code
        if known.target == target:
            return code
    raise AtlasError("Aucun lien court n’est libre pour cette adresse.")


def resolve(session: Session, code: str) -> str:
    """Return the address that ``code`` stands for; raise :class:`NotFoundError`."""
    known = session.get(ShortLink, code.lower()) if _CODE.fullmatch(code.lower()) else None
    if known is None:
        raise NotFoundError(
            "Aucun lien court ne s’écrit «\N{NO-BREAK SPACE}{code}\N{NO-BREAK SPACE}»"
            "\N{NO-BREAK SPACE}: il a pu être recopié avec une faute.",
            code=code[:40],
        )
    return known.target


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
