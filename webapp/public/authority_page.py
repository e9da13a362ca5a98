"""The page of an authority: its links told, drawn and listed, and what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.dates import PartialDate, today
from atlas.exchange import reading
from atlas.queries import authorities, partnerships
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection
from atlas.text import fold
from webapp.database import get_session, get_vocabulary
from webapp.errors import redirect_to
from webapp.figures import link_timeline
from webapp.figures.locator import Locator, Place
from webapp.i18n import language
from webapp.presentation import freshness, naming, prose
from webapp.presentation.charts import FIRST_AXIS_YEAR
from webapp.presentation.labels import country_name, date_label
from webapp.presentation.rows import PartnershipView
from webapp.public import exchange_page, locating, territory_views
from webapp.public.blueprint import blueprint
from webapp.public.lists import presenter, view_selection

#: An authority's page reads all of its links; none has more than this.
_ALL = 1000
#: Rows in sight; the others are in the list, one link away.
_ROWS = 40


@blueprint.get("/collectivites/<code>")
def collectivite(code: str) -> str | Response:
    """Show an authority; a former commune's address shows the commune of today, and says so.

    That of a foreign authority which was united with another leads to it.
    """
    session = get_session()
    public = authorities.resolve_code(session, code)
    if public != code:
        return redirect_to(url_for("public.collectivite", code=public))
    asked = authorities.get_authority(session, code)
    record = authorities.current_successor(session, asked)
    if record.side == "foreign" and record.code != asked.code:
        # One partner had two codes: nothing ceased, and there is nothing to say of the other. Not
        # for good: browsers must find both again once the union is taken back.
        return redirect_to(url_for("public.collectivite", code=record.code), 302)
    selection = Selection(collectivite=(record.code,))
    links = partnerships.list_page(session, selection, size=_ALL, sort="debut").items
    present = presenter()
    rows = [present.partnership(link) for link in links]
    is_french = record.side == "french"
    now = today()
    return render_template(
        "public/collectivite.html",
        collectivite=_authority_view(record, links),
        prose=prose.sentences_of_authority(
            links,
            naming.of_authority(record, language()),
            is_french=is_french,
            vocabulary=get_vocabulary(),
            language=language(),
        ),
        situation=_locator(record, links),
        partenariats=rows[:_ROWS],
        total=len(rows),
        fraicheur=freshness.of_authority(links, now) if links else "",
        selection=view_selection(selection, url_for("public.liste"), None),
        axe=(FIRST_AXIS_YEAR, now.year),
        chronologie=link_timeline.build(rows[:_ROWS], today=now.year) if len(rows) > 1 else None,
        argent=_money(rows),
        annonces=exchange_page.views(
            reading.open_of_authority(session, record.code, exchange_page.now())
        ),
        homonymes=_homonyms(record),
        depuis_code=_asked_former(asked, record),
        **(_surroundings(record, links) if is_french else {}),
    )


def _surroundings(record: AuthorityRecord, links: Sequence[PartnershipRecord]) -> dict[str, Any]:
    return {
        "au_dessus": territory_views.above(record),
        "communes": territory_views.communes(record),
        "voisins": territory_views.nearby(record, list(links)),
        "rrma": territory_views.regional_networks(record),
        "reseaux": territory_views.own_networks(record),
    }


def _locator(record: AuthorityRecord, links: Sequence[PartnershipRecord]) -> Locator | None:
    """Draw the partners of ``record``; those known by their country alone have no true place."""
    if record.lon is None or record.lat is None or record.location_precision == "country":
        return None
    places: dict[str, Place] = {}
    for link in links:
        others = link.foreign_members if record.side == "french" else link.french_members
        for member in others:
            if member.lon is None or member.lat is None or member.location_precision == "country":
                continue
            known = places.get(member.code)
            places[member.code] = Place(
                member.display_name(language()),
                (member.lon, member.lat),
                known.era if known is not None else link.primary_era.code,
                known.links + 1 if known is not None else 1,
            )
    home = (record.display_name(language()), (record.lon, record.lat))
    return locating.draw(record.code, list(places.values()), home=home)


def _money(rows: Sequence[PartnershipView]) -> SimpleNamespace:
    """Return the funding lines of the links that have any, and how many links have none."""
    funded = [row for row in rows if row.fundings]
    return SimpleNamespace(
        lines=[(row, line) for row in funded for line in row.fundings],
        funded=len(funded),
        unknown=len(rows) - len(funded),
    )


def _homonyms(record: AuthorityRecord) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            name=other.name,
            url=url_for("public.collectivite", code=other.code),
            detail=_where(other),
        )
        for other in authorities.homonyms(get_session(), record)
    ]


def _asked_former(asked: AuthorityRecord, record: AuthorityRecord) -> SimpleNamespace | None:
    """Return what to say when the address named a body that is now ``record``, or is no more."""
    if record.code == asked.code:
        if asked.valid_to is None:
            return None
        return SimpleNamespace(name=asked.name, note=_dated(gettext("dissoute"), asked.valid_to))
    if fold(asked.name) == fold(record.name):
        old = gettext("ancien code %(de_nom)s", de_nom=naming.of_authority(record, language()))
        return SimpleNamespace(name=asked.code, note=old)
    if asked.kind == "arrondissement":
        # Part of its city still: nothing was merged.
        kind = get_vocabulary().kind(asked.kind).label(language()).lower()
        return SimpleNamespace(name=asked.name, note=kind)
    place = naming.at_place(record.name, language())
    if asked.valid_to is None:
        note = gettext("réunie depuis %(a_nom)s", a_nom=place)
    else:
        note = _dated(gettext("réunie %(a_nom)s", a_nom=place), asked.valid_to)
    return SimpleNamespace(name=asked.name, note=note)


def _dated(what: str, date: str) -> str:
    """Return what happened and when: « réunie à Annecy le 1er janvier 2017 », « … en 2021 »."""
    if PartialDate.parse(date).day is None:
        return gettext("%(fait)s en %(date)s", fait=what, date=date_label(date))
    return gettext("%(fait)s le %(date)s", fait=what, date=date_label(date))


def _authority_view(record: AuthorityRecord, links: Sequence[PartnershipRecord]) -> SimpleNamespace:
    vocabulary, reader = get_vocabulary(), language()
    is_french = record.side == "french"
    return SimpleNamespace(
        code=record.code,
        name=record.display_name(reader),
        de_name=naming.of_authority(record, reader),
        kind=record.kind,
        kind_label=vocabulary.kind(record.kind).label(reader),
        is_french=is_french,
        country_name=country_name(record, reader),
        country_url=url_for("public.pays", iso2=record.country_iso2),
        population=record.population,
        population_year=record.population_year,
        wikidata=record.wikidata,
        parents=_parents(record) if is_french else [],
        location_note=_location_note(record) if links else "",
        other_names=list(record.other_display_names(reader)),
        former=_former(record, links) if is_french else [],
    )


def _former(record: AuthorityRecord, links: Sequence[PartnershipRecord]) -> list[SimpleNamespace]:
    """Return the bodies merged into ``record``, those that brought a link first, with it.

    A link was signed by a former commune when it is a member of it, or when its source names it.
    """
    merged = authorities.merged_into(get_session(), record)
    present = presenter()
    former = []
    for item in merged:
        if item.kind == "arrondissement":
            continue  # A part of its commune since ever, which was never a commune.
        brought = [
            link
            for link in links
            if any(
                item.code == m.code
                or (m.code == record.code and fold(m.name_as_written) == fold(item.name))
                for m in link.french_members
            )
            and fold(item.name) != fold(record.name)
        ]
        kind = get_vocabulary().kind(item.kind).label(language()).lower()
        year = item.valid_to[:4] if item.valid_to is not None else ""
        former.append(
            SimpleNamespace(
                name=item.name,
                note=", ".join(filter(None, (kind, year))),
                links=[present.partnership(link) for link in brought],
            )
        )
    return sorted(former, key=lambda item: not item.links)


def _parents(record: AuthorityRecord) -> list[SimpleNamespace]:
    vocabulary, reader = get_vocabulary(), language()
    parents: list[SimpleNamespace] = []
    for name, code in (
        ("departement", record.departement_code),
        ("region", record.region_code),
    ):
        entry = (vocabulary.of_field(name) or {}).get(code or "")
        if entry is None or entry.label(reader) == record.name:
            continue
        if entry.label(reader) not in {parent.label for parent in parents}:
            url = f"{url_for('public.liste')}?{name}={entry.code}"
            parents.append(SimpleNamespace(label=entry.label(reader), url=url))
    return parents


def _where(record: AuthorityRecord) -> str:
    entry = get_vocabulary().departements.get(record.departement_code or "")
    return entry.label(language()) if entry is not None else record.admin1 or ""


def _location_note(record: AuthorityRecord) -> str:
    if record.kind == "state":
        return ""
    return {
        "place": "",
        "admin": gettext("Sur la carte, au centre ou au chef-lieu de son territoire."),
        "country": gettext("Lieu exact inconnu : sur la carte, au centre du pays."),
        "none": gettext("Lieu inconnu : absente de la carte."),
    }[record.location_precision]
