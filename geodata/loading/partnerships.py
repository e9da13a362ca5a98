"""From the facts of ``partenariats/`` to partnerships, with every source kept.

Each row of ``faits.csv`` is one fact. The rows of one partnership are read together: the one whose
outcome is ``loaded`` gives the shown values, the ``merged`` ones add sources, events, themes and
money; the ``rejected`` ones are listed with their reason. ``liens.csv`` says which fact gives the
beginning and the status of each partnership.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from atlas.errors import DataFileError
from atlas.model import (
    Correction,
    Funding,
    LoadCount,
    Partnership,
    PartnershipEra,
    PartnershipEvent,
    PartnershipMember,
    PartnershipTheme,
    RejectedRow,
    Source,
    Statement,
)
from geodata.loading.accounts import Account
from geodata.loading.life import life_events
from geodata.loading.money import funding_values
from geodata.loading.reading import Row, read_rows
from geodata.loading.vocabularies import Vocabularies

OUTCOMES = ("loaded", "merged", "rejected")
WEB = ("https://", "http://")
#: A working paper that stands nowhere on the web: the name of the file that was read.
WORKING_PAPER = re.compile(r"reading/\d{3}_[0-9a-f]{16}\.txt")
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
        self._sources: dict[str, int] = {}
        self._rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self.accounts: dict[str, Account] = defaultdict(Account)

    def load(self, folder: Path) -> None:
        """Load the files of ``folder``; raise :class:`DataFileError`."""
        groups: dict[int, list[Row]] = defaultdict(list)
        facts = _each_once(folder / "faits.csv", ("fait",), ("partenariat", "outcome"))
        for row in facts:
            outcome = row.choice("outcome", OUTCOMES)
            self.accounts[row.required("fait").split(":")[0]].outcomes[outcome] += 1
            if outcome == "rejected":
                self._reject(row)
            else:
                groups[_number(row)].append(row)
        links = {_number(row): row for row in _each_once(folder / "liens.csv", ("partenariat",))}
        members = _by_link(_each_once(folder / "membres.csv", ("partenariat", "code")))
        dated = _by_link(_each_once(folder / "evenements.csv", ("fait", "kind", "date")))
        chosen = {_number(row): row for row in _each_once(folder / "epoques.csv", ("partenariat",))}
        for file, numbers in (
            ("membres.csv", set(members) ^ set(groups)),
            ("evenements.csv", set(dated) - set(groups)),
            ("epoques.csv", set(chosen) - set(groups)),
            ("liens.csv", set(links) - set(groups)),
        ):
            if numbers:
                raise DataFileError(
                    file=f"partenariats/{file}",
                    line=None,
                    column="partenariat",
                    value=str(min(numbers)),
                    reason="ce partenariat manque ici ou dans faits.csv",
                )
        for number in sorted(groups):
            if number not in links:
                raise groups[number][0].error("partenariat", "ce partenariat manque dans liens.csv")
            self._partnership(links[number], groups[number], members[number], dated[number])
        for number, row in sorted(chosen.items()):
            self._era(number, row)
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
            PartnershipEra,
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
        # One source per address: a page that two readers titled differently is still one page. A
        # working paper that stands nowhere on the web is cited by its title alone.
        address, title = row.required("source_url"), row.required("source_title")
        web = address.startswith(WEB)
        if not web and not WORKING_PAPER.fullmatch(address):
            raise row.error("source_url", "une adresse http ou https est attendue")
        key = address if web else title
        if key not in self._sources:
            self._sources[key] = len(self._sources) + 1
            self._add(
                Source,
                id=self._sources[key],
                url=address if web else "",
                title=title,
                licence="",
                read_on=None,
            )
        return self._sources[key]

    def _partnership(
        self, link: Row, rows: list[Row], members: list[Row], dated: list[Row]
    ) -> None:
        number = _number(link)
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
            note=link.text("note_fr"),
            confidence=first.choice("confidence", CONFIDENCES),
            last_verified=None,
        )
        self._members(number, ordered, members)
        link.choice("status", self._known.statuses)
        for event in life_events(link, ordered, dated):
            self._add(
                PartnershipEvent,
                partnership_id=number,
                kind=event.kind,
                date=event.date,
                circa=event.circa,
                note=event.note,
                source_id=self._source(event.fact),
            )
        themes = dict.fromkeys(
            theme for row in ordered for theme in row.several("themes", self._known.themes)
        )
        for theme in themes:
            self._add(PartnershipTheme, partnership_id=number, theme_code=theme, is_main=False)
        paid: list[dict[str, Any]] = []
        for row in ordered:
            # Two members of one project bring the same line of the same page.
            lines = [
                {"partnership_id": number, **values, "source_id": self._source(row)}
                for values in funding_values(row, self._known)
            ]
            paid += [line for line in lines if line not in paid]
            self._statements(number, row)
        for line in paid:
            self._add(Funding, **line)

    def _era(self, number: int, row: Row) -> None:
        # Given by a person from the words of a source: the rules, which need a year, keep it.
        reason = row.required("reason_fr")
        self._add(
            PartnershipEra,
            partnership_id=number,
            era_code=row.choice("era", self._known.eras),
            rank=1,
            rule_code="",
            explanation_fr=reason,
            explanation_en=row.required("reason_en"),
            override_reason=reason,
        )

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


def _number(row: Row) -> int:
    number = row.integer("partenariat", least=1)
    if number is None:
        raise row.error("partenariat", "un numéro de partenariat est attendu")
    return number


def _each_once(path: Path, key: tuple[str, ...], columns: tuple[str, ...] = ()) -> Iterator[Row]:
    """Yield the rows of a file; refuse one that is there twice, by its ``key`` columns."""
    seen: set[tuple[str, ...]] = set()
    for row in read_rows(path, (*key, *columns)):
        value = tuple(row.required(column) for column in key)
        if value in seen:
            raise row.error(key[-1], "cette ligne est déjà dans le fichier")
        seen.add(value)
        yield row


def _by_link(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[_number(row)].append(row)
    return found
