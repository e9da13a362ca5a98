"""Recomputing what follows from a partnership's members and events: eras, status, years, title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from atlas.database import in_batches
from atlas.eras import Classification, EraEngine, PartnerState, Rule, ZoneSpan
from atlas.events import Event, derive_span, derive_status
from atlas.model import (
    Authority,
    Country,
    EraRule,
    HistoricalState,
    Partnership,
    PartnershipEra,
    PartnershipMember,
    ZoneMembership,
)
from atlas.model.geography import GEONAMES
from atlas.text import fold

#: Between the two sides of a title: a dash that does not begin a line.
_DASH = "\N{NO-BREAK SPACE}\N{EN DASH} "


@dataclass(frozen=True)
class Names:
    """The States that members belong to, with their names, by code."""

    countries: dict[str, Country]
    states: dict[str, HistoricalState]


def load_engine(session: Session) -> EraEngine:
    """Return the engine made of the rules and zones of the database."""
    rules = [
        Rule(
            code=row.code,
            era=row.era_code,
            year_from=row.year_from,
            year_to=row.year_to,
            zones=frozenset(row.zones.split(";")),
            rank=row.rank,
            explanation_fr=row.explanation_fr,
            explanation_en=row.explanation_en,
        )
        for row in session.scalars(select(EraRule).order_by(EraRule.position))
    ]
    zones = [
        ZoneSpan(row.zone, row.state_code, row.year_from, row.year_to)
        for row in session.scalars(select(ZoneMembership))
    ]
    return EraEngine(rules, zones)


def refresh_all(
    session: Session, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> int:
    """Recompute every partnership; return how many. ``progress`` is told (done, total)."""
    ids = session.scalars(select(Partnership.id).order_by(Partnership.id)).all()
    done = 0
    for batch in in_batches(ids):
        refresh(session, batch)
        done += len(batch)
        progress(done, len(ids))
    return done


def refresh(session: Session, ids: Sequence[int]) -> None:
    """Recompute the derived columns and the rule-given eras of the partnerships of ``ids``.

    An era that an editor gave, with a reason, is kept.
    """
    engine = load_engine(session)
    names = Names(
        {row.iso2: row for row in session.scalars(select(Country))},
        {row.code: row for row in session.scalars(select(HistoricalState))},
    )
    partnerships = session.scalars(
        select(Partnership)
        .where(Partnership.id.in_(ids))
        .options(
            selectinload(Partnership.members)
            .joinedload(PartnershipMember.authority)
            .selectinload(Authority.names),
            selectinload(Partnership.events),
            selectinload(Partnership.eras),
            selectinload(Partnership.fundings),
        )
    )
    for partnership in partnerships:
        _refresh_dates(partnership)
        _refresh_names(partnership, names)
        _refresh_eras(partnership, classify(partnership, engine, names))
    session.flush()


def classify(partnership: Partnership, engine: EraEngine, names: Names) -> Classification:
    """Return the eras that the rules give to ``partnership``, from its year and its members."""
    return engine.classify(
        partnership.year_start,
        [_state(member, names) for member in partnership.members if _is_foreign(member)],
    )


def _state(member: PartnershipMember, names: Names) -> PartnerState:
    country = names.countries[member.authority.country_iso2]
    then = names.states.get(member.historical_state_code or "")
    return PartnerState(
        iso2=country.iso2,
        name_fr=country.name_fr,
        name_en=country.name_en,
        historical_code=then.code if then is not None else None,
        historical_name_fr=then.name_fr if then is not None else "",
        historical_name_en=then.name_en if then is not None else "",
    )


def _is_foreign(member: PartnershipMember) -> bool:
    return member.authority.side == "foreign"


def _refresh_dates(partnership: Partnership) -> None:
    events = [Event(e.kind, e.date, e.circa) for e in partnership.events]
    years = [
        year
        for line in partnership.fundings
        for year in (line.year_from, line.year_to)
        if year is not None
    ]
    span = derive_span(
        events,
        link_type=partnership.link_type_code,
        last_evidence=max(years) if years else None,
    )
    partnership.status_code = derive_status(events)
    partnership.year_start, partnership.circa = span.start, span.circa
    partnership.year_end, partnership.active_to = span.end, span.active_to


def _refresh_names(partnership: Partnership, names: Names) -> None:
    members = sorted(partnership.members, key=lambda member: member.position)
    home = [m.authority for m in members if not _is_foreign(m)]
    away = [m.authority for m in members if _is_foreign(m)]
    sides = _DASH.join(_enumerated(side) for side in (home, away) if side)
    partnership.title = partnership.name or sides
    partnership.sort_french = fold(" ".join(a.name for a in home))
    partnership.sort_foreign = fold(" ".join(a.name_fr or a.name for a in away))
    countries = list(dict.fromkeys(a.country_iso2 for a in away))
    partnership.sort_country = fold(" ".join(names.countries[c].name_fr for c in countries))
    words = [
        partnership.name,
        *(m.authority.name for m in members),
        *(m.authority.name_fr for m in members),
        *(m.name_as_written for m in members),
        *(alias.name for m in members for alias in m.authority.names if alias.origin != GEONAMES),
        *(m.authority.successor.name for m in members if m.authority.successor is not None),
        *(names.countries[code].name_fr for code in countries),
        *(names.countries[code].name_en for code in countries),
        *(
            names.states[m.historical_state_code].name_fr
            for m in members
            if m.historical_state_code
        ),
    ]
    distinct_words = dict.fromkeys(word for text in words for word in fold(text).split())
    # Each word stands behind a space, so that a search matches the beginnings of words.
    partnership.search_text = "".join(f" {word}" for word in distinct_words)


def _enumerated(authorities: list[Authority]) -> str:
    """Name one, two or three bodies; beyond, the first and how many others."""
    shown = [a.name_fr or a.name for a in authorities]
    if len(shown) <= 3:
        return ", ".join(shown)
    return f"{shown[0]} et {len(shown) - 1} autres"


def _refresh_eras(partnership: Partnership, classification: Classification) -> None:
    chosen = [era for era in partnership.eras if era.override_reason]
    taken = {era.era_code for era in chosen}
    shift = max((era.rank for era in chosen), default=0)
    given = [match for match in classification.matches if match.era not in taken]
    wanted = {match.era: match for match in given}
    for era in [*partnership.eras]:
        if not era.override_reason and era.era_code not in wanted:
            partnership.eras.remove(era)
    present = {era.era_code: era for era in partnership.eras}
    for match in given:
        row = present.get(match.era)
        if row is None:
            row = PartnershipEra(era_code=match.era)
            partnership.eras.append(row)
        row.rank = match.rank + shift
        row.rule_code = match.rule
        row.explanation_fr = match.explanation_fr
        row.explanation_en = match.explanation_en
    partnership.primary_era_code = min(partnership.eras, key=lambda era: era.rank).era_code
