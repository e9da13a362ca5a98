"""A mixed load on every kind of page and address of the API, and how long each takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.model import Authority, Partnership, PartnershipMember
from scripts.benchmarks.report import Measure, percentile
from scripts.benchmarks.site import Site, timed_get

#: Addresses of each kind, and requests at the same time under load.
_EACH = 24
_AT_ONCE = 4
_SEED = 7
_MEMORY_TARGET = 250.0
#: The most that a page may take of the server (ms, p95), connection included.
_PAGE_TARGET = 200.0

Addresses = Mapping[str, Sequence[str]]


def addresses(database: Path, port: int) -> dict[str, list[str]]:
    """Return addresses to ask for, by kind; those of a kind differ, so that few are cached.

    ``port`` is where the site listens: oEmbed is asked about whole addresses.
    """
    rng = Random(_SEED)
    engine = open_engine(f"sqlite:///{database}")
    try:
        with Session(engine) as session:
            ids = list(session.scalars(select(Partnership.id).order_by(Partnership.id)))
            linked = (
                select(Authority.code)
                .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
                .group_by(Authority.code)
                .order_by(desc(func.count()), Authority.code)
            )
            codes = list(session.scalars(linked))
            countries = list(
                session.scalars(
                    select(Authority.country_iso2)
                    .where(Authority.side == "foreign")
                    .group_by(Authority.country_iso2)
                    .order_by(desc(func.count()), Authority.country_iso2)
                    .limit(_EACH)
                )
            )
    finally:
        engine.dispose()
    # The bodies with most links are the heaviest pages: half of the sample.
    bodies = [*codes[: _EACH // 2], *rng.sample(codes[_EACH // 2 :], _EACH - _EACH // 2)]
    chosen = rng.sample(ids, _EACH)
    selections = _selections(countries)
    return {
        "page_home": ["/"] * _EACH,
        "page_map": ["/carte", *(f"/carte?{one}" for one in selections)],
        "page_list": [
            "/liste", "/liste?page=200", "/liste?tri=pays&ordre=desc",
            *(f"/liste?{one}" for one in selections),
        ],
        "page_partnership": [f"/partenariats/{number}" for number in chosen],
        "page_authority": [f"/collectivites/{code}" for code in bodies],
        "page_country": [f"/pays/{iso2}" for iso2 in countries],
        "page_eras": ["/epoques"] * _EACH,
        "page_era": [f"/epoques/{code}" for code in _ERAS] * 4,
        "page_themes": ["/themes"] * 4,
        "page_theme": [f"/themes/{code}" for code in _THEMES] * 4,
        "page_fundings": ["/financements", "/financements?qui=commune"] * 4,
        "page_funding": [f"/financements/{code}" for code in _INSTRUMENTS] * 4,
        "page_actors": ["/acteurs", *(f"/acteurs?region={code}" for code in ("84", "53", "11"))],
        "map_landmarks": ["/carte/reperes.json"] * 4,
        "map_populations": ["/carte/populations.json"] * 4,
        "page_numbers": ["/chiffres", *(f"/chiffres?{one}" for one in selections)],
        "page_compare": ["/comparer", "/comparer?collectivite=38185&collectivite=35238"] * 4,
        "page_method": ["/methode"] * _EACH,
        "page_data": ["/donnees"] * _EACH,
        "page_legal": ["/mentions-legales", "/accessibilite"] * 4,
        "page_report": [
            "/signaler", *(f"/signaler?sujet=partenariats/{number}" for number in chosen)
        ],
        "page_exchange": ["/bourse", *(f"/bourse?pays={iso2}" for iso2 in countries)],
        "page_download": ["/export", *(f"/export?{one}" for one in selections)],
        "file_schema": ["/export/partenariats.schema.json"] * 4,
        "ogc_document": ["/ogc", "/ogc/api", "/ogc/conformance", "/ogc/collections",
                         "/ogc/collections/partenariats"],
        "ogc_items": [*(f"/ogc/collections/partenariats/items?{one}" for one in selections),
                      "/ogc/collections/partenaires/items?bbox=5,45,15,55"],
        "ogc_item": [f"/ogc/collections/partenariats/items/{number}" for number in chosen],
        "page_share": [f"/partager?adresse=/collectivites/{code}" for code in bodies],
        "share_preview": ["/apercu.png", *(f"/apercu.png?adresse=/pays/{c}" for c in countries)],
        "share_qr": [f"/qr.svg?adresse=/partenariats/{number}" for number in chosen],
        "share_oembed": [
            f"/oembed?url=http://127.0.0.1:{port}/pays/{iso2}" for iso2 in countries
        ],
        "map_feed": ["/carte/donnees.json", *(f"/carte/donnees.json?{one}" for one in selections)],
        "map_names": ["/carte/lieux.json"] * 4,
        "api_partnerships": [
            "/api/v1/partenariats?par_page=500", "/api/v1/partenariats?format=geojson&par_page=500",
            *(f"/api/v1/partenariats?{one}" for one in selections),
        ],
        "api_partnership": [f"/api/v1/partenariats/{number}" for number in chosen],
        "api_authorities": [f"/api/v1/collectivites?{one}" for one in selections],
        "api_authority": [f"/api/v1/collectivites/{code}" for code in bodies],
        "api_countries": ["/api/v1/pays", *(f"/api/v1/pays?{one}" for one in selections)],
        "api_flows": [
            *(f"/api/v1/flux?niveau={level}" for level in
              ("pays", "region", "departement", "collectivite")),
            *(f"/api/v1/flux?niveau=region&{one}" for one in selections),
        ],
        "api_facets": ["/api/v1/facettes", *(f"/api/v1/facettes?{one}" for one in selections)],
        "api_search": [f"/api/v1/recherche?q={text}" for text in _TYPED],
    }  # fmt: skip


_ERAS = (
    "apres_guerre", "decolonisation", "guerre_froide", "mondialisation", "avant_1945", "non_date",
)  # fmt: skip
_THEMES = ("eau", "culture", "jeunesse", "education", "sante", "sport")
_INSTRUMENTS = ("afd_ficol", "faceco", "un_pourcent_eau", "aesn")

#: What people type, letter after letter.
_TYPED = (
    "g", "gr", "gre", "gren", "greno", "grenoble", "s", "sa", "sai", "saint", "saint-m", "ber",
    "berl", "berlin", "bam", "bamako", "a", "all", "allem", "allemagne", "j", "ju", "jum", "l",
)  # fmt: skip


def _selections(countries: Sequence[str]) -> list[str]:
    """Return query strings of varied selections, narrow and wide."""
    first = [
        "epoque=guerre_froide", "epoque=mondialisation", "epoque=apres_guerre&pays=DE",
        "theme=eau", "theme=culture&theme=education", "financement=meae_daect",
        "type=jumelage", "type=cooperation&statut=actif", "region=84", "region=11&epoque=non_date",
        "departement=38", "de=1960&a=1975", "date=1989", "bbox=-10,35,30,60", "q=saint",
        "echelon=region",
    ]  # fmt: skip
    return [*first, *(f"pays={iso2}" for iso2 in countries[: _EACH - len(first)])]


def measure_traffic(site: Site, asked: Addresses) -> list[Measure]:
    """Return the p50 and p95 of each kind, asked for one after the other."""
    measures = []
    for name, list_of_kind in asked.items():
        times = [timed_get(site.port, address)[0] for address in list_of_kind]
        for label, share in (("p50", 0.5), ("p95", 0.95)):
            measures.append(
                Measure(
                    f"server_{name}_{label}_ms",
                    f"serveur, {_LABELS[name]}, {label}",
                    percentile(times, share),
                    "ms",
                    _PAGE_TARGET if label == "p95" and name.startswith("page_") else None,
                )
            )
    return measures


def measure_memory(site: Site, asked: Addresses) -> list[Measure]:
    """Return the memory of the heaviest worker once it has served everything, several at once."""
    everything = [address for list_of_kind in asked.values() for address in list_of_kind]
    Random(_SEED).shuffle(everything)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(lambda address: timed_get(site.port, address), everything * 2):
            pass
    workers = site.memory()
    return [
        Measure(
            "worker_memory_mb",
            "mémoire d’un processus du serveur, au plus haut",
            max(worker.peak for worker in workers),
            "Mo",
            _MEMORY_TARGET,
        ),
        Measure(
            "worker_resident_mb",
            "mémoire d’un processus après la charge (RSS)",
            max(worker.resident for worker in workers),
            "Mo",
        ),
        Measure(
            "worker_proportional_mb",
            "la même, pages partagées divisées (PSS)",
            max(worker.proportional for worker in workers),
            "Mo",
        ),
    ]


_LABELS = {
    "page_home": "/",
    "page_map": "/carte",
    "page_list": "/liste",
    "page_partnership": "/partenariats/<id>",
    "page_authority": "/collectivites/<code>",
    "page_country": "/pays/<iso2>",
    "page_eras": "/epoques",
    "page_era": "/epoques/<ere>",
    "page_themes": "/themes",
    "page_theme": "/themes/<theme>",
    "page_fundings": "/financements",
    "page_funding": "/financements/<instrument>",
    "page_actors": "/acteurs",
    "map_landmarks": "/carte/reperes.json",
    "map_populations": "/carte/populations.json",
    "page_numbers": "/chiffres",
    "page_compare": "/comparer",
    "page_method": "/methode",
    "page_data": "/donnees",
    "page_legal": "/mentions-legales",
    "page_report": "/signaler",
    "page_exchange": "/bourse",
    "page_download": "/export",
    "file_schema": "/export/partenariats.schema.json",
    "ogc_document": "/ogc",
    "ogc_items": "/ogc/collections/<collection>/items",
    "ogc_item": "/ogc/collections/<collection>/items/<id>",
    "page_share": "/partager",
    "share_preview": "/apercu.png",
    "share_qr": "/qr.svg",
    "share_oembed": "/oembed",
    "map_feed": "/carte/donnees.json",
    "map_names": "/carte/lieux.json",
    "api_partnerships": "/api/v1/partenariats",
    "api_partnership": "/api/v1/partenariats/<id>",
    "api_authorities": "/api/v1/collectivites",
    "api_authority": "/api/v1/collectivites/<code>",
    "api_countries": "/api/v1/pays",
    "api_flows": "/api/v1/flux",
    "api_facets": "/api/v1/facettes",
    "api_search": "/api/v1/recherche",
}
