"""Partnerships as templates show them; the attributes are listed in ``public/_macros.html``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext

from atlas.language import in_language
from atlas.queries.records import (
    EraRecord,
    FundingRecord,
    MemberRecord,
    PartnershipRecord,
)
from atlas.vocabulary import Vocabulary
from webapp.presentation import naming
from webapp.presentation.labels import (
    amount_kind_label,
    amount_label,
    country_name,
    date_label,
    event_label,
    field_label,
)
from webapp.presentation.periods import period_label, start_label

#: Fields whose disagreements are worth showing: sources that word a name otherwise do not disagree.
_COMPARED_FIELDS = ("year_start", "year_end", "status", "link_type")
_CONFIDENCE_ORDER = ("haute", "moyenne")


@dataclass(frozen=True)
class Term:
    """A vocabulary term in the reader's language."""

    code: str
    label: str


@dataclass(frozen=True)
class EraView:
    """An era of a partnership with its explanation and the rule that gave it.

    ``rank_label`` is empty where there is no era of the four; so is ``rule`` where none applied.
    """

    code: str
    label: str
    rule: str
    rank_label: str
    explanation: str


@dataclass(frozen=True)
class MemberView:
    """A member of a partnership, linked to its page.

    ``article`` goes before the name in a French sentence: ``la ``, ``l’``, or nothing.
    """

    code: str
    name: str
    article: str
    kind_label: str
    country_code: str
    country_name: str
    country_then: str
    url: str


@dataclass(frozen=True)
class SourceView:
    """A source of a partnership and what it says of it."""

    title: str
    url: str
    publisher: str
    confidence: str
    original_spelling: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class EventView:
    """An event of the timeline."""

    kind: str
    date_label: str
    label: str
    note: str
    source_title: str


@dataclass(frozen=True)
class FundingView:
    """A funding line; empty strings where nothing is known."""

    family_label: str
    instrument_label: str
    instrument: Term | None
    year: str
    amount_label: str
    kind_label: str
    source_title: str
    source_url: str


@dataclass(frozen=True)
class ClaimView:
    """A value given for a field on which sources disagree, with the titles of all who give it."""

    value: str
    shown: bool
    sources: tuple[str, ...]


@dataclass(frozen=True)
class DisagreementView:
    """A field on which sources disagree, with each value once, the one shown first.

    ``shown`` is what the record shows, where it is none of them: its events tell more.
    """

    field_label: str
    values: tuple[ClaimView, ...]
    shown: str = ""


@dataclass(frozen=True)
class PartnershipView:
    """A partnership with labels and addresses in the reader's language."""

    id: int
    url: str
    title: str
    french_members: tuple[MemberView, ...]
    foreign_members: tuple[MemberView, ...]
    link_type_label: str
    link_type_definition: str
    status: str
    status_label: str
    year_start: int | None
    circa: bool
    year_end: int | None
    active_to: int | None
    period_label: str
    start_label: str
    primary_era: EraView
    secondary_eras: tuple[EraView, ...]
    themes: tuple[Term, ...]
    confidence: str
    sources: tuple[SourceView, ...]
    events: tuple[EventView, ...]
    fundings: tuple[FundingView, ...]
    disagreements: tuple[DisagreementView, ...]
    note: str


class RowPresenter:
    """Turns records into views, in one language."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language

    def partnership(self, record: PartnershipRecord) -> PartnershipView:
        """Return the view of a partnership, complete."""
        vocabulary, language = self.vocabulary, self.language
        link_type = vocabulary.link_types[record.link_type]
        return PartnershipView(
            id=record.id,
            url=url_for("public.partenariat", partnership_id=record.id),
            title=naming.title_of(record, language),
            french_members=tuple(self._member(m) for m in record.french_members),
            foreign_members=tuple(self._member(m) for m in record.foreign_members),
            link_type_label=link_type.label(language),
            link_type_definition=link_type.definition(language),
            status=record.status,
            status_label=vocabulary.statuses[record.status].label(language),
            year_start=record.year_start,
            circa=record.circa,
            year_end=record.year_end,
            active_to=record.active_to,
            period_label=period_label(record),
            start_label=start_label(record),
            primary_era=self._era(record.primary_era, record.year_start),
            secondary_eras=tuple(self._era(era, record.year_start) for era in record.eras[1:]),
            themes=tuple(
                Term(code, vocabulary.themes[code].label(language)) for code in record.themes
            ),
            confidence=record.confidence,
            sources=self._sources(record),
            events=self._events(record),
            fundings=tuple(self._funding(record, line) for line in record.fundings),
            disagreements=self._disagreements(record),
            note=record.note,
        )

    def _member(self, member: MemberRecord) -> MemberView:
        then = in_language(self.language, member.state_then_fr, member.state_then_en)
        # Shown between brackets, which hold no others: « GDR (East Germany) » is said with a comma.
        then = then.replace(" (", ", ").replace(")", "")
        return MemberView(
            code=member.code,
            name=member.display_name(self.language),
            article=naming.article_of(member, self.language),
            kind_label=self.vocabulary.kind(member.kind).label(self.language),
            country_code=member.country_iso2,
            country_name=country_name(member, self.language),
            country_then=then,
            url=url_for("public.collectivite", code=member.code),
        )

    def _era(self, era: EraRecord, year_start: int | None) -> EraView:
        undated = era.code == "non_date"
        if era.code in ("non_date", "avant_1945"):
            rank = ""
        elif era.override_reason:
            rank = gettext("époque retenue d’après la source")
        elif year_start is None:
            rank = gettext("époque probable")
        else:
            rank = gettext("époque principale") if era.rank == 1 else gettext("époque secondaire")
        return EraView(
            code=era.code,
            label=self.vocabulary.eras[era.code].label(self.language),
            # « Undated » is the absence of a rule: the template says so in its own words.
            rule="" if undated else era.rule,
            rank_label=rank,
            explanation="" if undated else era.explanation(self.language),
        )

    def _sources(self, record: PartnershipRecord) -> tuple[SourceView, ...]:
        shown_names = {name for m in record.members for name in (m.name, m.name_fr, m.name_en)}
        views = []
        for source in record.sources:
            said = [s for s in record.statements if s.source_id == source.id]
            spellings = dict.fromkeys(
                s.original_value or s.value
                for s in said
                if s.field in ("french_name", "foreign_name")
            )
            facts = dict.fromkeys(
                gettext(
                    "%(champ)s %(valeur)s",
                    champ=field_label(s.field).lower(),
                    valeur=self._value(s.field, s.value),
                )
                for s in said
                if s.field in ("year_start", "year_end") and s.value
            )
            views.append(
                SourceView(
                    title=source.title,
                    url=source.url,
                    publisher=urlsplit(source.url).hostname or "",
                    confidence=min(
                        (s.confidence for s in said),
                        key=_CONFIDENCE_ORDER.index,
                        default=record.confidence,
                    ),
                    original_spelling=", ".join(
                        name for name in spellings if name not in shown_names
                    ),
                    facts=tuple(facts),
                )
            )
        return tuple(views)

    def _events(self, record: PartnershipRecord) -> tuple[EventView, ...]:
        views = []
        for event in record.events:
            source = record.source(event.source_id)
            views.append(
                EventView(
                    kind=event.kind,
                    date_label=date_label(event.date, circa=event.circa),
                    label=event_label(event.kind),
                    note=event.note,
                    source_title=source.title if source is not None else "",
                )
            )
        return tuple(views)

    def _funding(self, record: PartnershipRecord, line: FundingRecord) -> FundingView:
        family = self.vocabulary.fundings.get(line.family or "")
        named = self.vocabulary.instruments.get(line.instrument or "")
        source = record.source(line.source_id)
        years = [year for year in (line.year_from, line.year_to) if year is not None]
        amount = ""
        if line.amount is not None:
            amount = amount_label(line.amount, line.currency)
        return FundingView(
            family_label=(
                family.label(self.language) if family is not None else gettext("Financeur inconnu")
            ),
            instrument_label=line.detail,
            instrument=(
                Term(named.code, named.label(self.language)) if named is not None else None
            ),
            year="–".join(str(year) for year in dict.fromkeys(years)),
            amount_label=amount,
            kind_label=amount_kind_label(line.kind),
            source_title=source.title if source is not None else "",
            source_url=source.url if source is not None else "",
        )

    def _disagreements(self, record: PartnershipRecord) -> tuple[DisagreementView, ...]:
        views = []
        ordered = sorted(record.statements, key=lambda s: (s.field, not s.shown))
        for field, group in groupby(ordered, key=lambda s: s.field):
            # A source that does not know the status contradicts nobody.
            claims = [s for s in group if s.value and (field, s.value) != ("status", "inconnu")]
            if field not in _COMPARED_FIELDS or len({s.stated for s in claims}) < 2:
                continue
            # One page that speaks of a link and of a later project does not contradict itself.
            if len({s.source_id for s in claims}) < 2:
                continue
            values = []
            for value in dict.fromkeys(claim.stated for claim in claims):
                same = [claim for claim in claims if claim.stated == value]
                cited = [record.source(claim.source_id) for claim in same]
                titles = [source.title or source.url for source in cited if source is not None]
                values.append(
                    ClaimView(
                        value=self._value(field, value),
                        shown=same[0].shown,
                        sources=tuple(dict.fromkeys(titles)),
                    )
                )
            shown = "" if any(value.shown for value in values) else self._shown(record, field)
            views.append(DisagreementView(field_label(field), tuple(values), shown))
        return tuple(views)

    def _shown(self, record: PartnershipRecord, field: str) -> str:
        value = getattr(record, field)
        return gettext("aucune") if value is None else self._value(field, str(value))

    def _value(self, field: str, value: str) -> str:
        terms = {
            "status": self.vocabulary.statuses,
            "link_type": self.vocabulary.link_types,
        }.get(field)
        if terms is not None and value in terms:
            return terms[value].label(self.language)
        return value
