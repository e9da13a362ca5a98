"""The form of a campaign: what was typed, and the campaign that it means."""

from __future__ import annotations

import datetime as dt
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from atlas.campaigns import running
from atlas.campaigns.choosing import NEVER, Criteria, split_codes
from atlas.campaigns.running import Draft, InvalidCampaignError
from webapp.database import get_vocabulary
from webapp.i18n import language

#: The ages, in years, that the form offers.
AGES = (NEVER, 1, 2, 3, 5)
Typed = dict[str, Any]


def empty(today: dt.date) -> Typed:
    """Return the form of a campaign of two months, from today."""
    return {
        "titre": f"Campagne {today.year}",
        "ouvre": today.isoformat(),
        "ferme": (today + dt.timedelta(days=60)).isoformat(),
        "objet": running.SUBJECT,
        "lettre": running.LETTER,
        "rappel": "14",
        "regions": [],
        "departements": "",
        "natures": [],
        "age": "",
        "codes": "",
        "adresses": "",
    }


def read(form: MultiDict[str, str], file: FileStorage | None) -> Typed:
    """Return what was typed; the addresses of a file come before those of the field."""
    typed: Typed = {
        name: form.get(name, "").strip() for name in empty(dt.date.min.replace(year=2000))
    }
    typed["regions"], typed["natures"] = form.getlist("regions"), form.getlist("natures")
    if file is not None and file.filename:
        # The file first: it is the one that may begin with a heading.
        typed["adresses"] = f"{_decoded(file.read())}\n{typed['adresses']}".strip()
    return typed


def _decoded(content: bytes) -> str:
    """Return the text of a file, as spreadsheets save them: in UTF-8, or as Windows does."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def to_draft(typed: Typed) -> Draft:
    """Return the campaign that was typed; raise :class:`InvalidCampaignError`."""
    vocabulary = get_vocabulary()
    for field, codes, known in (
        ("regions", typed["regions"], vocabulary.regions),
        ("departements", split_codes(typed["departements"]), vocabulary.departements),
        ("natures", typed["natures"], vocabulary.french_kinds),
    ):
        for code in codes:
            if code not in known:
                raise InvalidCampaignError(field, "« {value} » n’existe pas.", value=code[:40])
    age, days = typed["age"], typed["rappel"]
    if age and age not in {str(years) for years in AGES}:
        raise InvalidCampaignError("age", "« {value} » n’existe pas.", value=age[:40])
    return Draft(
        title=typed["titre"],
        opens_on=typed["ouvre"],
        closes_on=typed["ferme"],
        subject=typed["objet"],
        letter=typed["lettre"],
        reminder_days=int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0,
        criteria=Criteria(
            departements=split_codes(typed["departements"]),
            regions=tuple(typed["regions"]),
            kinds=tuple(typed["natures"]),
            stale_years=int(age) if age else None,
            codes=split_codes(typed["codes"]),
        ),
        addresses=typed["adresses"],
    )


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return the régions and the kinds of collectivités that a campaign may be about."""
    vocabulary, reader = get_vocabulary(), language()
    return {
        "regions": [(code, entry.label(reader)) for code, entry in vocabulary.regions.items()],
        "natures": [(code, entry.label(reader)) for code, entry in vocabulary.french_kinds.items()],
    }
