"""From the facts of ``partenariats/`` to partnerships, with every source kept.

Each row of ``faits.csv`` is one fact. The rows of one partnership are read together: the one whose
outcome is ``loaded`` gives the shown values, the ``merged`` ones add sources, events, themes and
money; the ``rejected`` ones are listed with their reason. ``liens.csv`` says which fact gives the
beginning and the status of each partnership.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from atlas.errors import DataFileError
from atlas.events import ONE_OFF_LINK_TYPES
from atlas.model import (
    Correction,
    Funding,
    LoadCount,
    Partnership,
    PartnershipEvent,
    PartnershipMember,
    PartnershipTheme,
    RejectedRow,
    Source,
    Statement,
)
from geodata.loading.accounts import Account
from geodata.loading.reading import Row, read_rows
from geodata.loading.vocabularies import Vocabularies

OUTCOMES = ("loaded", "merged", "rejected")
#: Link types whose first year is the engagement's own; a cooperation's may be a project's.
SIGNED_LINK_TYPES = frozenset({"jumelage", "jumelage_cooperation", "amitie"})
#: What a source's status tells of the life of a link.
STATUS_EVENTS = {
    "en_preparation": "prepared",
    "actif": "confirmed",
    "en_sommeil": "dormant",
    "suspendu": "suspended",
    "termine": "ended",
    "rompu": "broken_off",
    "repris": "taken_over",
    "inconnu": None,
}
ENDING_STATUSES = frozenset({"termine", "rompu"})
AMOUNT_KINDS = {"subvention": "committed", "budget_total": "total_budget", "annuel": "yearly"}
#: The kind of date of a fact that dates a project rather than the link.
PROJECT_DATE = "projet"
WEB = ("https://", "http://")
CONFIDENCES = ("haute", "moyenne")
#: The columns of a fact that become statements, and the field that each one states.
STATED = {
    "fr_original": "french_name",
    "partner_original": "foreign_name",
    "country_then": "country_then",
    "link_type": "link_type",
    "year_start": "year_start",
    "year_end": "year_end",
    "status": "status",
    "themes": "themes",
    "funding": "funding",
    "amount_eur": "amount",
}


class FactLoader:
    """Writes partnerships from facts, numbering what they share (sources) as it goes."""

    def __init__(
        self, connection: Connection, vocabularies: Vocabularies, authorities: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._known = vocabularies
        self._authorities = authorities
        self._sources: dict[tuple[str, str], int] = {}
        self._rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self.accounts: dict[str, Account] = defaultdict(Account)

    def load(self, folder: Path) -> None:
        """Load ``faits.csv`` and ``corrections.csv``; raise :class:`DataFileError`."""
        groups: dict[int, list[Row]] = defaultdict(list)
        for row in read_rows(folder / "faits.csv", ("fait", "partenariat", "outcome")):
            outcome = row.choice("outcome", OUTCOMES)
            self.accounts[row.required("fait").split(":")[0]].outcomes[outcome] += 1
            if outcome == "rejected":
                self._reject(row)
                continue
            number = row.integer("partenariat", least=1)
            if number is None:
                raise row.error("partenariat", "un numéro de partenariat est attendu")
            groups[number].append(row)
        links = {
            row.integer("partenariat", least=1) or 0: row for row in read_rows(folder / "liens.csv")
        }
        members: dict[int, list[Row]] = defaultdict(list)
        for row in read_rows(folder / "membres.csv"):
            members[row.integer("partenariat", least=1) or 0].append(row)
        orphans = set(members) ^ set(groups)
        if orphans:
            raise DataFileError(
                file="partenariats/membres.csv",
                line=None,
                column="partenariat",
                value=str(min(orphans)),
                reason="ce partenariat a des faits sans membres, ou des membres sans faits",
            )
        for number in sorted(groups):
            if number not in links:
                raise groups[number][0].error("partenariat", "ce partenariat manque dans liens.csv")
            self._partnership(links[number], groups[number], members[number])
        for row in read_rows(folder / "corrections.csv"):
            self._add(
                Correction,
                file=row.required("file"),
                line=row.integer("line"),
                column=row.required("column"),
                before=row.text("before"),
                after=row.text("after"),
                reason_fr=row.required("reason"),
            )
        for file, account in sorted(self.accounts.items()):
            self._add(
                LoadCount,
                file=file,
                rows_read=account.rows_read,
                **{name: account.outcomes[name] for name in OUTCOMES},
            )
        self._flush()

    def _add(self, model: type[Any], **values: Any) -> None:
        self._rows[model].append(values)

    def _flush(self) -> None:
        order = (
            Source,
            Partnership,
            PartnershipMember,
            PartnershipEvent,
            PartnershipTheme,
            Funding,
            Statement,
            RejectedRow,
            Correction,
            LoadCount,
        )
        for model in order:
            if self._rows[model]:
                self._connection.execute(insert(model), self._rows[model])
        self._rows.clear()

    def _reject(self, row: Row) -> None:
        self._add(
            RejectedRow,
            fact=row.required("fait"),
            french_name=row.text("fr_original"),
            foreign_name=row.text("partner_original"),
            country_iso2=row.text("country"),
            reason_fr=row.required("reject_reason"),
            source_url=row.text("source_url"),
        )

    def _source(self, row: Row) -> int:
        # A working paper that stands nowhere on the web is cited by its title alone.
        address = row.required("source_url")
        key = (address if address.startswith(WEB) else "", row.required("source_title"))
        if key not in self._sources:
            self._sources[key] = len(self._sources) + 1
            self._add(
                Source,
                id=self._sources[key],
                url=key[0],
                title=key[1],
                licence="",
                read_on=None,
            )
        return self._sources[key]

    def _partnership(self, link: Row, rows: list[Row], members: list[Row]) -> None:
        number = link.integer("partenariat", least=1) or 0
        shown = [row for row in rows if row.text("outcome") == "loaded"]
        if len(shown) != 1:
            raise rows[0].error(
                "partenariat",
                f"un seul fait doit donner les valeurs montrées, et non {len(shown)}",
            )
        first = shown[0]
        ordered = [first, *(row for row in rows if row is not first)]
        self._add(
            Partnership,
            id=number,
            link_type_code=link.choice("link_type", self._known.link_types),
            name=link.text("name_fr"),
            note=first.text("note"),
            confidence=first.choice("confidence", CONFIDENCES),
            last_verified=None,
        )
        self._members(number, ordered, members)
        self._events(number, link, ordered)
        themes = dict.fromkeys(
            theme for row in ordered for theme in row.several("themes", self._known.themes)
        )
        for theme in themes:
            self._add(PartnershipTheme, partnership_id=number, theme_code=theme, is_main=False)
        for row in ordered:
            self._fundings(number, row)
            self._statements(number, row)

    def _members(self, number: int, rows: list[Row], members: list[Row]) -> None:
        written: dict[str, str] = {}
        states: dict[str, Row] = {}
        for row in reversed(rows):
            written[row.required("fr_code")] = row.required("fr_original")
            written[row.required("partner_code")] = row.required("partner_original")
            if row.text("country_then"):
                states[row.required("partner_code")] = row
        for position, member in enumerate(members):
            code = member.required("code")
            authority_id = self._authorities.get(code)
            if authority_id is None:
                raise member.error("code", "aucune collectivité ne porte ce code")
            then = states.get(code)
            self._add(
                PartnershipMember,
                partnership_id=number,
                authority_id=authority_id,
                position=position,
                name_as_written=written.get(code, ""),
                historical_state_code=(
                    then.choice("country_then", self._known.states) if then is not None else None
                ),
                historical_state_method=(
                    then.text("country_then_method") if then is not None else ""
                ),
            )

    def _events(self, number: int, link: Row, rows: list[Row]) -> None:
        by_fact = {row.required("fait"): row for row in rows}
        start = link.year("year_start")
        if start is not None:
            origin = by_fact[link.choice("year_start_fact", by_fact)]
            signed = link.text("link_type") in SIGNED_LINK_TYPES
            of_project = origin.text("date_kind") == PROJECT_DATE
            kind = "signed" if signed and not of_project else "first_known"
            self._event(number, kind, origin, str(start), circa=link.text("circa") == "1")
        projects: dict[tuple[int, int | None], Row] = {}
        for row in rows:
            year = row.year("year_start")
            if year is not None and year != start and row.text("date_kind") == PROJECT_DATE:
                projects.setdefault((year, row.year("year_end")), row)
        for (year, until), row in sorted(projects.items(), key=lambda item: item[0][0]):
            span = str(year) if until in (None, year) else f"{year}–{until}"
            self._event(number, "project", row, str(year), note=span if until else "")
        self._status_event(number, link, by_fact)

    def _status_event(self, number: int, link: Row, by_fact: Mapping[str, Row]) -> None:
        status = link.choice("status", self._known.statuses)
        start, end = link.year("year_start"), link.year("year_end")
        if end is not None and start is not None and end < start:
            raise link.error("year_end", "la fin précède le début")
        origin = by_fact[link.choice("status_fact", by_fact)]
        one_off = link.text("link_type") in ONE_OFF_LINK_TYPES
        ending = status in ENDING_STATUSES or (end is not None and one_off)
        if end is not None and not ending:
            self._event(number, "term", origin, str(end))
        kind = "ended" if ending and status not in ENDING_STATUSES else STATUS_EVENTS[status]
        if kind is not None:
            self._event(number, kind, origin, str(end) if ending and end is not None else None)

    def _event(
        self,
        number: int,
        kind: str,
        row: Row,
        date: str | None,
        *,
        circa: bool = False,
        note: str = "",
    ) -> None:
        self._add(
            PartnershipEvent,
            partnership_id=number,
            kind=kind,
            date=date,
            circa=circa,
            note=note,
            source_id=self._source(row),
        )

    def _fundings(self, number: int, row: Row) -> None:
        families = row.several("funding", self._known.fundings)
        amount = row.integer("amount_eur", least=1)
        if not families and amount is None and not row.text("funding_detail"):
            return
        # An amount that a source gives for several families together is not shared out: it stands
        # on a line of its own, whose family is unknown.
        alone = len(families) == 1
        lines: list[tuple[str | None, int | None]] = [
            (family, amount if alone else None) for family in families
        ]
        if (amount is not None and not alone) or not families:
            lines.append((None, amount))
        year_from, year_to = _funding_years(row)
        for family, value in lines:
            self._add(
                Funding,
                partnership_id=number,
                family_code=family,
                instrument_code=None,
                detail=row.text("funding_detail"),
                year_from=year_from,
                year_to=year_to,
                amount=value,
                currency="EUR",
                kind=AMOUNT_KINDS.get(row.text("amount_kind"), "") if value is not None else "",
                source_id=self._source(row),
            )

    def _statements(self, number: int, row: Row) -> None:
        row.choice("link_type", self._known.link_types)
        row.choice("status", self._known.statuses)
        row.year("year_end")
        shown = row.text("outcome") == "loaded"
        for column, name in STATED.items():
            value = row.text(column)
            if not value:
                continue
            self._add(
                Statement,
                partnership_id=number,
                source_id=self._source(row),
                fact=row.required("fait"),
                field=name,
                value=value,
                original_value=value if name.endswith("_name") else "",
                confidence=row.choice("confidence", CONFIDENCES),
                shown=shown,
            )


_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def _funding_years(row: Row) -> tuple[int | None, int | None]:
    """Return the years of a funding line, None where the source does not tell.

    They are those that the name of the fund gives (« FICOL 2019 »), else those of a cooperation
    dated by a beginning and an end; a twinning's year says nothing of who pays today.
    """
    named = sorted({int(year) for year in _YEAR.findall(row.text("funding_detail"))})
    if named:
        return named[0], named[-1]
    start, end = row.year("year_start"), row.year("year_end")
    if row.text("link_type") in SIGNED_LINK_TYPES or end is None:
        return None, None
    return start, end
