"""Drafts of records: what was typed is kept, also while its writer goes and makes a partner."""

from __future__ import annotations

import json
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from atlas.editing.checks import Remark
from atlas.editing.documents import PartnershipDocument, encode
from atlas.editing.drafts import keep_draft
from webapp.database import get_session, writing
from webapp.gestion import sheet
from webapp.gestion.access import somebody

#: What the draft of a record to be made is kept under.
NEW = "nouveau"


def keep_form(number: int | None, base: PartnershipDocument | None, typed: sheet.Sheet) -> str:
    """Keep a form in place of the former draft, with the proposal that it amends; return when."""
    kept: dict[str, Any] = {
        **typed,
        "base": encode(base) if base is not None else "",
        "proposition": request.form.get("proposition", ""),
    }
    with writing() as writer:
        record = str(number) if number is not None else NEW
        return keep_draft(writer, somebody().id, record, json.dumps(kept, ensure_ascii=False))


def leave_for_partner(
    number: int | None, base: PartnershipDocument | None, typed: sheet.Sheet, row: str
) -> Response:
    """Keep what was typed, and go and make the partner of a row; without one, of the best one."""
    members = typed["membres"]
    place = int(row) if row.isdecimal() and int(row) < len(members) else _row_to_fill(members)
    if place == len(members):
        members.append(sheet.new_row("membres"))
    keep_form(number, base, typed)
    record = str(number) if number is not None else NEW
    return redirect(url_for("gestion.nouvelle_collectivite", fiche=record, rang=place), 303)


def _row_to_fill(rows: list[dict[str, str]]) -> int:
    """Return which row a partner goes to.

    It is one that names nobody known, else an empty one, else the last that was typed as a name
    (another town of that name may be meant), else a new one.
    """
    empty, by_name = len(rows), len(rows)
    for n, row in enumerate(rows):
        problems: list[Remark] = []
        if not row["qui"]:
            empty = min(empty, n)
            continue
        code = sheet.member_code(get_session(), row["qui"], n, problems, partners=False)
        if problems:
            return n
        if code != row["qui"]:
            by_name = n
    return empty if empty < len(rows) else by_name
