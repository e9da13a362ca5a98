"""What a row declares of a partnership: dates, themes, money, source."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.dates import is_to_come, latest_day
from atlas.editing.declared import Declaration
from atlas.editing.documents import FundingEntry, SourceRef
from atlas.model import LinkType, Theme
from atlas.text import close_to, fold, to_translate
from geodata.imports.reading import ImportRow
from geodata.imports.sources import Source
from geodata.imports.values import (
    RefusedError,
    SkippedError,
    read_date,
    read_money,
    read_year,
    said,
)

_DAC = re.compile(r"\d{5}")
#: What people put between several themes where the atlas reads « ; ».
_OTHER_SEPARATORS = re.compile(r"[,/|+&]")
_DECLARED = "Aide publique au développement déclarée"
#: Why a row cannot be of a link: of itself, or of the one that the atlas knows.
END_FIRST = to_translate("La fin ({end}) précède le début ({start}).")
_LINK = re.compile(r"https?://\S+")


class Declarer:
    """Reads rows of one source."""

    def __init__(self, session: Session, source: Source) -> None:
        self._source = source
        self._link_types = set(session.scalars(select(LinkType.code)))
        themes = session.execute(select(Theme.code, Theme.label_fr, Theme.dac_purposes)).all()
        self._themes = {row.code for row in themes}
        self._labels = {row.code: row.label_fr for row in themes}
        self._by_label = {fold(row.label_fr): row.code for row in themes}
        self._by_purpose = {
            purpose: row.code
            for row in themes
            for purpose in row.dac_purposes.split(";")
            if purpose
        }

    def declare(self, row: ImportRow) -> Declaration:
        """Return what a row says; raise :class:`~geodata.imports.values.RefusedError`."""
        source = self._source_of(row)
        year_end = read_date(row.text("year_end"))
        status = self._meaning("status", row.text("status"))
        year_start = read_date(row.text("year_signed")) or read_date(row.text("year_start"))
        if year_start and year_end and year_end < year_start[: len(year_end)]:
            raise RefusedError(END_FIRST, end=year_end, start=year_start)
        today = latest_day().isoformat()
        # A date of end that is to come is that of the agreement, not of the link.
        is_foreseen = is_to_come(year_end, today)
        is_over = status == "over" or (bool(year_end) and status != "running" and not is_foreseen)
        if is_to_come(year_start, today) or (is_over and is_foreseen):
            raise RefusedError(
                "Cette date est à venir ({date}) : une fiche dit ce qui a eu lieu. La fin que "
                "prévoit un accord se note comme « Échéance prévue ».",
                date=year_start if is_to_come(year_start, today) else year_end,
            )
        link_type, original = self._link_type(row)
        return Declaration(
            source=source,
            fact=self._source.name,
            link_type=link_type,
            confidence=self._source.confidence,
            foreign_name=row.text("foreign_name"),
            year_start=year_start,
            year_end=year_end if is_over else "",
            is_over=is_over,
            is_running=status == "running",
            term="" if is_over else year_end,
            themes=self._themes_of(row),
            fundings=self._fundings(row, source),
            note=row.text("note"),
            original=original,
        )

    def _source_of(self, row: ImportRow) -> SourceRef:
        if ["source_title"] in self._source.required and not row.text("source_title"):
            raise RefusedError("La source n’est pas dite.")
        title = row.text("source_title") or self._source.title_fr
        if not row.text("source_title") and row.text("year_paid"):
            title = f"{title}, {row.text('year_paid')}"
        url = row.text("source_url")
        if url and not _LINK.fullmatch(url):
            raise RefusedError("« {value} » n’est pas une adresse (http…).", value=url[:60])
        return SourceRef(title, url or self._source.url, self._source.licence)

    def _link_type(self, row: ImportRow) -> tuple[str, dict[str, str]]:
        words = row.text("link_type")
        if not words:
            return self._source.link_type, {}
        code = self._meaning("link_type", words) or fold(words).replace(" ", "_")
        if code not in self._link_types:
            raise RefusedError("La nature « {value} » n’existe pas.", value=words[:60])
        return code, {"link_type": words}

    def _meaning(self, column: str, words: str) -> str | None:
        return said(self._source.values.get(column, {}), words) if words else None

    def _themes_of(self, row: ImportRow) -> tuple[str, ...]:
        found = [self._theme(words) for words in row.text("themes").split(";") if words.strip()]
        # The finest label that is known says what the sheet is about.
        finest = (row.text(name) for name in ("subsubtheme", "subtheme", "theme"))
        known = (self._meaning("theme", words) for words in finest)
        found += [code for code in (next(filter(None, known), None),) if code]
        others = (self._meaning("theme", words) for words in row.text("other_themes").split(";"))
        found += [code for code in others if code]
        for purpose in _DAC.findall(row.text("sector")):
            if purpose in self._by_purpose:
                found.append(self._by_purpose[purpose])
        return tuple(dict.fromkeys(code for code in found if code in self._themes))

    def _theme(self, words: str) -> str:
        code = fold(words).replace(" ", "_")
        code = code if code in self._themes else self._by_label.get(fold(words), "")
        if not code:
            raise self._unknown_theme(words.strip())
        return code

    def _unknown_theme(self, words: str) -> RefusedError:
        if any(self._knows(one) for one in _OTHER_SEPARATORS.split(words)):
            return RefusedError(
                "Le thème « {value} » n’existe pas : séparez plusieurs thèmes par « ; ».",
                value=words[:60],
            )
        if near := close_to(fold(words), self._by_label, number=1):
            return RefusedError(
                "Le thème « {value} » n’existe pas. Le plus proche est « {near} ».",
                value=words[:60],
                near=self._labels[self._by_label[near[0]]],
            )
        return RefusedError("Le thème « {value} » n’existe pas.", value=words[:60])

    def _knows(self, words: str) -> bool:
        return fold(words).replace(" ", "_") in self._themes or fold(words) in self._by_label

    def _fundings(self, row: ImportRow, source: SourceRef) -> tuple[FundingEntry, ...]:
        if not row.text("amount"):
            return ()
        amount, currency = read_money(row.text("amount"))
        if not amount:
            raise SkippedError("Le montant est nul : rien n’a été versé.")
        year = read_year(row.text("year_paid"))
        if year is None:
            raise RefusedError("L’année du versement manque.")
        kind = self._meaning("amount_kind", row.text("amount_kind")) or "paid"
        if kind == "paid" and is_to_come(str(year), latest_day().isoformat()):
            raise RefusedError(
                "Un montant n’est pas versé d’une année à venir ({year}).", year=str(year)
            )
        return (
            FundingEntry(
                # The declaration says what was paid, not out of which purse.
                detail=row.text("note") or _DECLARED,
                year_from=year,
                year_to=year,
                amount=amount,
                currency=currency,
                kind=kind,
                source=source,
            ),
        )
