"""Drafts of records: what was typed is kept, also while its writer goes and makes a partner."""

from __future__ import annotations

import json
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from atlas.editing.documents import PartnershipDocument, encode
from atlas.editing.drafts import keep_draft
from atlas.editing.remarks import Remark
from webapp.database import get_session, writing
from webapp.gestion import sheet, sheet_members
from webapp.gestion.access import somebody
from webapp.gestion.record_opening import draft_name


def keep_form(number: int | None, base: PartnershipDocument | None, typed: sheet.Sheet) -> str:
    """Keep a form in place of the former draft; return when."""
    kept: dict[str, Any] = {**typed, "base": encode(base) if base is not None else ""}
    with writing() as writer:
        text = json.dumps(kept, ensure_ascii=False)
        return keep_draft(writer, somebody().id, draft_name(number), text)


def leave_for_partner(
    number: int | None, base: PartnershipDocument | None, typed: sheet.Sheet, row: str
) -> Response:
    """Keep what was typed, and go and make the partner of a row; without one, of the best one."""
    members = typed["membres"]
    place = int(row) if row.isdecimal() and int(row) < len(members) else _row_to_fill(members)
    if place == len(members):
        members.append(sheet.new_row("membres"))
    keep_form(number, base, typed)
    return redirect(
        url_for("gestion.nouvelle_collectivite", fiche=draft_name(number), rang=place), 303
    )


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
        code = sheet_members.member_code(get_session(), row["qui"], n, problems, partners=False)
        if problems:
            return n
        if code != row["qui"]:
            by_name = n
    return empty if empty < len(rows) else by_name
