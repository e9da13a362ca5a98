"""How the atlas is cited: its title, the date of its data, the address."""

from __future__ import annotations

from flask_babel import gettext

from atlas.queries import provenance
from webapp.database import get_session
from webapp.presentation.labels import date_label


def citation(title: str, address: str) -> str:
    """Return the reference of a page or file of the atlas, in the reader's language."""
    loaded = {d.name: d for d in provenance.list_datasets(get_session())}.get("partenariats")
    return gettext(
        "«\N{NO-BREAK SPACE}%(titre)s\N{NO-BREAK SPACE}», Atlas des liens, données du "
        "%(date)s, %(adresse)s",
        titre=title,
        date=date_label(loaded.date if loaded is not None else None),
        adresse=address,
    )
