"""What the page of an authority says of its surroundings: bodies above, communes, neighbours."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

from flask import url_for
from flask_babel import format_decimal, gettext

from atlas.public_codes import CARVED_OUT, SEVERAL_DEPARTEMENTS
from atlas.queries import neighbourhood, networks, territories
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection
from webapp.database import cached, get_session, get_vocabulary
from webapp.i18n import data_text, language
from webapp.presentation import naming
from webapp.public.lists import presenter

_RANKED = 10
#: An address that names more communes than this is too long to be shared.
_MOST_CODES = 40


def above(record: AuthorityRecord) -> list[SimpleNamespace]:
    """Return the bodies above an authority, each with its number of links and the most telling."""

    session = get_session()

    def told(body: AuthorityRecord) -> tuple[int, list[PartnershipRecord]]:
        # Kept by body: a département is above hundreds of communes.
        return cached(
            ("au-dessus", body.code),
            lambda: territories.most_telling(session, Selection(collectivite=(body.code,))),
        )

    above_it = [(body, *told(body)) for body in territories.bodies_above(session, record)]
    view = presenter()
    return [
        SimpleNamespace(
            name=body.display_name(language()),
            de_name=naming.of_authority(body, language()),
            kind_label=get_vocabulary().kind(body.kind).label(language()),
            url=url_for("public.collectivite", code=body.code),
            list_url=f"{url_for('public.liste')}?{urlencode({'collectivite': body.code})}",
            count=number,
            links=[view.partnership(link) for link in links],
        )
        for body, number, links in above_it
    ]


def communes(record: AuthorityRecord) -> SimpleNamespace | None:
    """Return the links of the communes of a territory, as a ranking; None where it has none."""
    inside = territories.communes_inside(record)
    if inside is None:
        return None
    found = cached(
        ("communes", record.code),
        lambda: territories.commune_counts(get_session(), inside, limit=_MOST_CODES + 1),
    )
    if not found.communes:
        return None
    return SimpleNamespace(
        partnerships=found.partnerships,
        communes=found.communes,
        url=_list_of_communes(record, found),
        top=found.ranking[0].partnerships,
        ranking=[
            SimpleNamespace(
                label=item.name,
                count=item.partnerships,
                url=url_for("public.collectivite", code=item.code),
            )
            for item in found.ranking[:_RANKED]
        ],
    )


def _list_of_communes(record: AuthorityRecord, found: territories.Communes) -> str:
    if record.kind == "epci" or record.code == "69M" or record.code in CARVED_OUT:
        if found.communes > _MOST_CODES:
            return ""
        query = urlencode([("collectivite", item.code) for item in found.ranking])
    elif record.code in SEVERAL_DEPARTEMENTS:
        several = [("departement", code) for code in SEVERAL_DEPARTEMENTS[record.code]]
        query = urlencode([*several, ("echelon", "commune")])
    else:
        field = "departement" if record.kind == "departement" else "region"
        code = record.departement_code if field == "departement" else record.region_code
        if code is None:
            return ""
        query = urlencode([(field, code), ("echelon", "commune")])
    return f"{url_for('public.liste')}?{query}"


def nearby(
    record: AuthorityRecord, links: list[PartnershipRecord], *, limit: int = 8
) -> list[SimpleNamespace]:
    """Return the nearest peers that share a country or a theme; without links, any that has one."""
    countries = sorted({m.country_iso2 for link in links for m in link.foreign_members})
    themes = sorted({theme for link in links for theme in link.themes})
    found = cached(
        ("voisins", record.code),
        lambda: neighbourhood.neighbours(
            get_session(),
            record,
            countries=countries if links else None,
            themes=themes,
            limit=limit,
        ),
    )
    vocabulary, reader = get_vocabulary(), language()
    return [
        SimpleNamespace(
            name=item.authority.display_name(reader),
            url=url_for("public.collectivite", code=item.authority.code),
            kind_label=vocabulary.kind(item.authority.kind).label(reader),
            distance=_distance(item.kilometres),
            same=_same_territory(record, item.authority),
            countries=[
                SimpleNamespace(
                    label=vocabulary.countries[code].label(reader),
                    url=f"{url_for('public.liste')}?"
                    + urlencode({"collectivite": item.authority.code, "pays": code}),
                )
                for code in item.countries
            ],
            themes=[vocabulary.themes[code].label(reader) for code in item.themes],
        )
        for item in found
    ]


def _distance(kilometres: float) -> str:
    if kilometres < 1:
        return gettext("moins de 1\N{NO-BREAK SPACE}km")
    return f"{format_decimal(round(kilometres))}\N{NO-BREAK SPACE}km"


def _same_territory(record: AuthorityRecord, other: AuthorityRecord) -> str:
    if record.epci_siren and record.epci_siren in (other.epci_siren, other.siren, other.code):
        return gettext("même intercommunalité")
    if record.departement_code and record.departement_code == other.departement_code:
        return gettext("même département")
    return ""


def regional_networks(record: AuthorityRecord) -> list[SimpleNamespace]:
    """Return the regional multi-actor networks that an authority may turn to."""
    if record.region_code is None:
        return []
    region = get_vocabulary().regions.get(record.region_code)
    return [
        SimpleNamespace(
            name=network.name(language()),
            region=region.label(language()) if region is not None else "",
            scope=data_text(network.scope),
            governance=data_text(network.governance),
            means=data_text(network.means),
            source=network.source,
        )
        for network in networks.list_networks(get_session())
        if network.kind == "rrma" and network.region_code == record.region_code
    ]


def own_networks(record: AuthorityRecord) -> list[SimpleNamespace]:
    """Return the networks that an authority is known to belong to."""
    return [
        SimpleNamespace(
            name=item.name(language()),
            years="–".join(str(year) for year in (item.year_from, item.year_to) if year),
        )
        for item in territories.memberships(get_session(), record)
    ]
