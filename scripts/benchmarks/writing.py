"""Writing the national set into a database, through the model and the loaders of the atlas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from atlas.model import (
    DataRevision,
    DatasetVersion,
    Funding,
    LoadCount,
    Partnership,
    PartnershipEvent,
    PartnershipMember,
    PartnershipTheme,
    Source,
    Statement,
)
from atlas.services.derivation import refresh_all
from geodata.loading.authorities import AuthorityWriter
from geodata.loading.bodies import load_foreign_names
from geodata.loading.cog import load_french_authorities
from geodata.loading.countries import load_countries
from geodata.loading.embedded import version_row
from geodata.loading.outlines import load_outlines
from geodata.loading.reading import Row
from geodata.loading.vocabularies import load_vocabularies
from geodata.manifests import read_all
from scripts.benchmarks.links import Link, NationalSet

#: Link types whose year is that of a signature.
_SIGNED = frozenset({"jumelage", "jumelage_cooperation", "amitie"})
_ENDINGS = frozenset({"ended", "broken_off"})
_FILE = "jeu_national"
_ORDER = (
    Source,
    Partnership,
    PartnershipMember,
    PartnershipEvent,
    PartnershipTheme,
    Funding,
    Statement,
)

Progress = Callable[[str, float], None]


def write(
    session: Session, datasets: Path, national: NationalSet, token: str, progress: Progress
) -> None:
    """Write reference data from ``datasets``, then the links of ``national``; ``token`` dates them.

    The database is empty and at the current revision; the caller commits.
    """
    connection = session.connection()
    progress("Vocabulaires et pays", 0.0)
    load_vocabularies(connection, datasets / "vocabulaires")
    load_countries(connection, datasets / "pays")
    progress("Collectivités françaises", 0.05)
    writer = AuthorityWriter(connection)
    load_french_authorities(writer, connection, datasets / "cog")
    load_outlines(connection, datasets / "contours", datasets / "cog", writer.ids)
    progress("Lieux du monde", 0.25)
    _write_foreign(writer, national)
    load_foreign_names(writer, connection, datasets / "noms")
    progress("Partenariats", 0.3)
    names = {body.code: body.name for body in national.french}
    names |= {body.code: body.name for body in national.foreign}
    rows = _rows(national.links, writer.ids, names)
    for model in _ORDER:
        if rows[model]:
            connection.execute(insert(model), rows[model])
    refresh_all(
        session,
        progress=lambda done, total: progress("Époques et titres", 0.4 + 0.6 * done / total),
    )
    count = len(national.links)
    connection.execute(
        insert(LoadCount),
        [{"file": _FILE, "rows_read": count, "loaded": count, "merged": 0, "rejected": 0}],
    )
    connection.execute(
        insert(DatasetVersion),
        [version_row(manifest, position) for position, manifest in enumerate(read_all(datasets))],
    )
    connection.execute(insert(DataRevision), [{"id": 1, "token": token}])
    progress("Terminé", 1.0)


def _write_foreign(writer: AuthorityWriter, national: NationalSet) -> None:
    for line, body in enumerate(national.foreign, start=1):
        writer.add(
            Row(_FILE, line, {}),
            (body.lon, body.lat),
            code=body.code,
            side="foreign",
            kind="municipality",
            name=body.name,
            country_iso2=body.iso2,
            admin1=body.admin1 or None,
            geonames_id=body.geonames_id,
            population=body.population,
            location_method="geonames:exact",
            location_precision="place",
        )
    writer.flush()


def _rows(
    links: tuple[Link, ...], ids: Mapping[str, int], names: Mapping[str, str]
) -> dict[type[Any], list[dict[str, Any]]]:
    rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
    rows[Source] = [
        {"id": number + 1, "url": _source_url(number), "title": f"Registre engendré n° {number}"}
        for number in sorted({link.source for link in links})
    ]
    for number, link in enumerate(links, start=1):
        rows[Partnership].append(
            {"id": number, "link_type_code": link.link_type, "confidence": link.confidence}
        )
        own = {"partnership_id": number}
        sourced = {**own, "source_id": link.source + 1}
        rows[PartnershipMember] += [
            {
                **own,
                "authority_id": ids[code],
                "position": position,
                "name_as_written": names[code],
                "historical_state_code": link.states_then.get(code),
            }
            for position, code in enumerate((*link.french, *link.foreign))
        ]
        rows[PartnershipEvent] += [{**sourced, **event} for event in _events(link)]
        rows[PartnershipTheme] += [{**own, "theme_code": theme} for theme in link.themes]
        rows[Funding] += [
            {
                **sourced,
                "family_code": family,
                "amount": amount,
                "kind": "committed" if amount is not None else "",
            }
            for family, amount in link.fundings
        ]
        rows[Statement] += [
            {
                **sourced,
                "fact": f"{_FILE}:{number}",
                "field": name,
                "value": value,
                "confidence": link.confidence,
                "shown": True,
            }
            for name, value in _statements(link, names)
        ]
    return rows


def _source_url(number: int) -> str:
    # RFC 2606 keeps this domain for examples: nobody's page is quoted.
    return f"https://example.org/registre/{number}"


def _events(link: Link) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    if link.year is not None:
        kind = "signed" if link.link_type in _SIGNED else "first_known"
        events.append({"kind": kind, "date": str(link.year), "circa": link.circa})
    if link.last_event:
        dated = link.last_event in _ENDINGS and link.year_end is not None
        date = str(link.year_end) if dated else None
        events.append({"kind": link.last_event, "date": date, "circa": False})
    return events


def _statements(link: Link, names: Mapping[str, str]) -> list[tuple[str, str]]:
    values = [
        *(("french_name", names[code]) for code in link.french),
        *(("foreign_name", names[code]) for code in link.foreign),
        ("link_type", link.link_type),
        ("year_start", str(link.year or "")),
        ("year_end", str(link.year_end or "")),
        ("themes", ";".join(link.themes)),
        ("funding", ";".join(family for family, _ in link.fundings)),
    ]
    return [(name, value) for name, value in values if value]
