"""The home page and the pages about the atlas itself: eras, method, data."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from flask import render_template
from flask_babel import gettext

from atlas.language import in_language
from atlas.queries import eras, figures, partnerships, provenance
from atlas.queries.figures import KeyFigures
from atlas.selection import Selection
from webapp.database import cached, get_session, get_vocabulary, read_facets
from webapp.figures import teaser
from webapp.i18n import data_text, language
from webapp.presentation.charts import ERAS, OUTSIDE_ERAS, EraCount, era_counts, years_axis
from webapp.presentation.labels import column_label, date_label
from webapp.presentation.reconciling import reconciling_figures
from webapp.presentation.rows import PartnershipView, Term
from webapp.presentation.rules import rank_label, rule_years
from webapp.public import outlines
from webapp.public.blueprint import blueprint
from webapp.public.coverage_view import coverage_context
from webapp.public.lists import presenter

_EVERYTHING = Selection()
#: The eras whose best documented partnership the home page tells.
_STORY_ERAS = ("guerre_froide", "decolonisation", "apres_guerre")


@blueprint.get("/")
def accueil() -> str:
    """Show what the atlas is, in figures, eras and stories."""
    totals = _totals()
    return render_template(
        "public/accueil.html",
        key_figures=_key_figures(totals),
        teaser=cached(("teaser", language()), _teaser),
        epoques=_era_counts(ERAS),
        hors_epoques=_era_counts(OUTSIDE_ERAS),
        annees=_curve(),
        histoires=_stories(),
        unknowns=_unknowns(totals),
        reference=_reference(),
    )


@blueprint.get("/epoques")
def epoques() -> str:
    """Explain the eras and the rules that give them."""
    vocabulary, reader = get_vocabulary(), language()
    return render_template(
        "public/epoques.html",
        epoques=_era_counts(ERAS),
        hors_epoques=_era_counts(OUTSIDE_ERAS),
        annees=_curve(),
        regles=[
            SimpleNamespace(
                code=rule.code,
                era=Term(rule.era, vocabulary.eras[rule.era].label(reader)),
                years=rule_years(rule.year_from, rule.year_to),
                zone_label=", ".join(zone.label(reader) for zone in rule.zones),
                rank=rule.rank,
                rank_label=rank_label(rule.era, rule.rank),
                explanation=rule.explanation(reader),
            )
            for rule in eras.list_rules(get_session())
        ],
        reperes=_landmarks(),
        examples={story.primary_era.code: story for story in _stories(ERAS)},
    )


@blueprint.get("/methode")
def methode() -> str:
    """Tell how the atlas is made and what it does not know."""
    totals = _totals()
    return render_template(
        "public/methode.html",
        key_figures=_key_figures(totals),
        unknowns=_unknowns(totals),
        chargement=_account(),
        confiances=_confidences(totals),
        emplacements=_locations(),
        reference=_reference(),
        rapprochement=reconciling_figures(),
        **coverage_context(),
    )


@blueprint.get("/donnees")
def donnees() -> str:
    """List the datasets, what was rejected and what was corrected."""
    session, reader = get_session(), language()
    corrections = provenance.list_corrections(session)
    return render_template(
        "public/donnees.html",
        jeux=[
            SimpleNamespace(
                title=in_language(reader, item.title_fr, item.title_en),
                description=data_text(item.description_fr),
                publisher=data_text(item.publisher),
                licence=item.licence,
                licence_url=item.licence_url,
                date=date_label(item.date),
                version=data_text(item.source_version),
                rows=item.rows,
                source_url=item.source_url,
            )
            for item in provenance.list_datasets(session)
        ],
        chargement=_account(),
        rejets=[
            SimpleNamespace(
                fact=item.fact,
                french=item.french_name,
                partner=item.foreign_name,
                country=_country(item.country_iso2),
                reason=data_text(item.reason_fr),
                source_title="",
                source_url=item.source_url,
            )
            for item in provenance.list_rejections(session)
        ],
        corrections=_alike(corrections),
        nombre_corrections=len(corrections),
    )


def _country(iso2: str) -> str:
    """Return the name of a country as far as the vocabulary knows it, its code otherwise."""
    term = (get_vocabulary().of_field("pays") or {}).get(iso2)
    return term.label(language()) if term is not None else iso2


def _alike(corrections: Sequence[provenance.CorrectionRecord]) -> list[SimpleNamespace]:
    """Return corrections with those that change the same values for the same reason together."""
    vocabulary, reader = get_vocabulary(), language()
    terms = {"status": vocabulary.statuses, "link_type": vocabulary.link_types}

    def shown(column: str, value: str) -> str:
        term = terms.get(column, {}).get(value)
        return term.label(reader) if term is not None else value

    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for item in corrections:
        before, after = shown(item.column, item.before), shown(item.column, item.after)
        key = (column_label(item.column), before, after, data_text(item.reason_fr))
        groups.setdefault(key, []).append(f"{item.file}:{item.line}")
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [
        SimpleNamespace(column=column, before=before, after=after, reason=reason, facts=facts)
        for (column, before, after, reason), facts in ordered
    ]


def _totals() -> KeyFigures:
    return cached("totals", lambda: figures.key_figures(get_session(), _EVERYTHING))


def _curve() -> list[Any]:
    return cached("curve", lambda: years_axis(figures.starts_by_year(get_session(), _EVERYTHING)))


def _key_figures(totals: KeyFigures) -> SimpleNamespace:
    columns = _curve()
    return SimpleNamespace(
        partnerships=totals.partnerships,
        french=totals.french_authorities,
        foreign=totals.foreign_authorities,
        countries=totals.countries,
        sources=totals.sources,
        dated=totals.dated,
        first_year=columns[0].year if columns else None,
    )


def _era_counts(codes: tuple[str, ...]) -> list[EraCount]:
    values = read_facets(_EVERYTHING).values["epoque"]
    return era_counts(values, get_vocabulary(), language(), codes=codes)


def _stories(codes: tuple[str, ...] = _STORY_ERAS) -> list[PartnershipView]:
    """Return the best documented partnership of each era, for the reader's language."""

    def make() -> list[PartnershipView]:
        present = presenter()
        return [
            present.partnership(partnerships.get_partnership(get_session(), number))
            for code in codes
            for number in figures.best_documented(get_session(), code, limit=1)
        ]

    return cached(("stories", language(), codes), make)


def _teaser() -> teaser.Teaser | None:
    """Return the home page's figure, or None while there is nothing to draw."""
    points = figures.partner_points(get_session(), _EVERYTHING)
    if not points:
        return None
    vocabulary = get_vocabulary()
    layers = [(code, vocabulary.eras[code].label(language())) for code in (*ERAS, "non_date")]
    return teaser.build(outlines.land_seen_from_france(), layers, points)


def _share(label: str, count: int, total: int) -> SimpleNamespace:
    return SimpleNamespace(
        label=label, count=count, total=total, share=count / total if total else 0.0
    )


def _unknowns(totals: KeyFigures) -> list[SimpleNamespace]:
    whole = totals.partnerships
    shares = [
        _share(gettext("sans date de début"), whole - totals.dated, whole),
        _share(gettext("sans thème connu"), whole - totals.themed, whole),
        _share(gettext("sans financement connu"), whole - totals.funded, whole),
        _share(gettext("dont un membre n’est pas situé"), whole - totals.located, whole),
    ]
    return [share for share in shares if share.count]


def _confidences(totals: KeyFigures) -> list[SimpleNamespace]:
    meanings = {
        "haute": gettext("la source parle directement du lien"),
        "moyenne": gettext("source secondaire, ou sources qui divergent d’une année"),
    }
    counts = cached("confidence", lambda: figures.count_by_confidence(get_session()))
    whole = totals.partnerships
    return [
        SimpleNamespace(
            code=code,
            label=code,
            count=counts.get(code, 0),
            share=counts.get(code, 0) / whole if whole else 0.0,
            meaning=meaning,
        )
        for code, meaning in meanings.items()
    ]


def _locations() -> list[SimpleNamespace]:
    counts = cached("precision", lambda: figures.count_by_precision(get_session()))
    whole = sum(counts.values())
    labels = {
        "place": gettext("placés à leur lieu"),
        "admin": gettext("placés au centre ou au chef-lieu de leur territoire"),
        "country": gettext("placés au centre de leur pays"),
        "none": gettext("non placés"),
    }
    shares = [_share(label, counts.get(code, 0), whole) for code, label in labels.items()]
    return [share for share in shares if share.count]


def _account() -> SimpleNamespace:
    accounts = provenance.list_accounts(get_session())
    return SimpleNamespace(
        read=sum(account.rows_read for account in accounts),
        loaded=sum(account.loaded for account in accounts),
        merged=sum(account.merged for account in accounts),
        rejected=sum(account.rejected for account in accounts),
    )


def _reference() -> SimpleNamespace | None:
    figure = figures.reference_figure(get_session(), "partenariats_en_cours")
    if figure is None:
        return None
    return SimpleNamespace(
        partnerships=int(figure.value),
        date=figure.date,
        source_title=figure.source,
        source_url="",
    )


def _landmarks() -> dict[str, list[SimpleNamespace]]:
    groups: dict[str, list[SimpleNamespace]] = {}
    for landmark in eras.list_landmarks(get_session()):
        for era in landmark.eras:
            groups.setdefault(era, []).append(
                SimpleNamespace(
                    year=landmark.date[:4],
                    label=landmark.label(language()),
                    source_url=landmark.source_url,
                )
            )
    return groups
