"""Make click speak French: its own sentences go through gettext, we bring the catalogue."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from atlas.settings import PROJECT_ROOT

CATALOGUE = Path(__file__).parent / "translations" / "fr.po"
COMPILED = PROJECT_ROOT / "build" / "translations"
#: The domain that click's calls to gettext look into.
DOMAIN = "messages"


def speak_french(catalogue: Path = CATALOGUE, compiled: Path = COMPILED) -> None:
    """Bind click's sentences to ``catalogue``, compiled under ``compiled`` when it has changed."""
    binary = compiled / "fr" / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not binary.exists() or binary.stat().st_mtime < catalogue.stat().st_mtime:
        _compile(catalogue, binary)
    # gettext picks the language from the environment alone.
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(DOMAIN, compiled)


def _compile(catalogue: Path, binary: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    binary.parent.mkdir(parents=True, exist_ok=True)
    fresh = binary.with_suffix(f".{os.getpid()}")
    with catalogue.open("rb") as source, fresh.open("wb") as target:
        write_mo(target, read_po(source, locale="fr"))
    fresh.replace(binary)
