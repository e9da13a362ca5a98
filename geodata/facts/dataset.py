"""Writing ``datasets/partenariats/`` from what the curation found."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from atlas.events import EVENT_KINDS
from geodata import manifests
from geodata.facts import normalise
from geodata.facts.curate import Curated
from geodata.facts.events import Told
from geodata.facts.instruments import named_instruments
from geodata.facts.merging import Link, Summary, summarise
from geodata.facts.partners import Partner
from geodata.facts.raw import CORRECTION_COLUMNS, Fact
from geodata.facts.tables import write_table
from geodata.measuring import sha256_of

FOLDER = manifests.DATASETS / "partenariats"
FACT_COLUMNS = (
    "fait", "partenariat", "outcome", "reject_reason", "fr_code", "fr_code_method", "fr_original",
    "partner_code", "partner_original", "other_partner_codes", "country", "country_then",
    "country_then_method", "link_type", "year_start", "circa", "date_kind", "year_end", "status",
    "themes", "funding", "funding_detail", "instruments", "amount_eur", "amount_kind",
    "amount_scope", "source_url", "source_title", "confidence", "confidence_reason", "note",
)  # fmt: skip
PARTNER_COLUMNS = (
    "code", "name", "name_fr", "name_en", "kind", "country", "admin1", "lon", "lat",
    "location_method", "location_precision", "geonames_id", "other_names", "note",
)  # fmt: skip
BODY_COLUMNS = (
    "code", "name", "kind", "code_type", "departement", "lon", "lat", "point_method", "successor",
    "note", "source",
)  # fmt: skip
MEMBER_COLUMNS = ("partenariat", "side", "code")
LINK_COLUMNS = (
    "partenariat", "key", "fait", "facts", "link_type", "year_start", "year_start_fact", "circa",
    "year_end", "status", "status_fact", "name_fr", "note_fr",
)  # fmt: skip
EVENT_COLUMNS = ("partenariat", "kind", "date", "circa", "note_fr", "fait")
ERA_COLUMNS = ("partenariat", "era", "reason_fr", "reason_en", "fait")
GROUP_COLUMNS = ("group", "partenariat", "name_fr", "facts", "reason")


def fact_rows(found: Curated) -> list[dict[str, str]]:
    """Return one row per raw fact, in the order of the raw files."""
    links = found.link_of()
    return [_fact_row(found, fact, links.get(fact.id)) for fact in found.facts]


def _fact_row(found: Curated, fact: Fact, link: Link | None) -> dict[str, str]:
    then, method = found.then.get(fact.id, ("", ""))
    partner = found.partner_of.get(fact.id)
    others = found.other_partners.get(fact.id, [])
    return {
        "fait": fact.id,
        "partenariat": str(link.id) if link else "",
        "outcome": found.outcome(fact, link),
        "reject_reason": found.rejected.get(fact.id, ""),
        "fr_code": found.fr_codes.get(fact.id, ""),
        "fr_code_method": found.bodies.method(fact) if link else "",
        "fr_original": fact.original["fr_body"],
        "partner_code": partner.code if partner else "",
        "partner_original": fact.original["partner"],
        "other_partner_codes": "|".join(other.code for other in others),
        "country": fact["country"],
        "country_then": then,
        "country_then_method": method,
        "link_type": normalise.link_type(fact),
        "year_start": fact["year_start"],
        "circa": "1" if normalise.is_circa(fact) else "",
        "date_kind": _date_kind(fact),
        "year_end": fact["year_end"],
        "status": fact["status"],
        "themes": normalise.codes(fact, "themes", "themes"),
        "funding": _families(fact),
        "funding_detail": fact["funding_detail"],
        "instruments": named_instruments(
            found.instruments, _families(fact), fact["funding_detail"]
        ),
        "amount_eur": fact["amount_eur"],
        "amount_kind": fact["amount_kind"],
        "amount_scope": normalise.amount_scope(fact, found.programme_amounts),
        "source_url": fact["source_url"],
        "source_title": fact["source_title"],
        "confidence": fact["confidence"],
        "confidence_reason": found.lowered.get(fact.id, ""),
        "note": fact["note"],
    }


def _families(fact: Fact) -> str:
    return normalise.codes(fact, "funding", "familles_financement")


def _date_kind(fact: Fact) -> str:
    if not (fact["year_start"] or fact["year_end"]):
        return ""
    return "projet" if normalise.dates_a_project(fact) else "lien"


def partner_row(partner: Partner) -> dict[str, str]:
    """Return the row of a foreign authority."""
    names = [*partner.spellings, partner.place.name if partner.place else ""]
    if partner.precision != "place":
        names.pop()  # The place is then the seat, not the authority.
    other = [
        name for name in dict.fromkeys(names) if name not in ("", partner.name, partner.name_fr)
    ]
    return {
        "code": partner.code,
        "name": partner.name,
        "name_fr": partner.name_fr,
        "name_en": partner.name_en,
        "kind": partner.kind,
        "country": partner.country,
        "admin1": partner.admin1,
        "lon": partner.lon,
        "lat": partner.lat,
        "location_method": partner.method,
        "location_precision": partner.precision,
        "geonames_id": partner.place.geonames_id if partner.place else "",
        "other_names": "|".join(sorted(other)),
        "note": partner.note,
    }


def body_rows(found: Curated) -> list[dict[str, str]]:
    """Return the French bodies that the geographic code does not list, placed in a commune."""
    rows = []
    for body in sorted(found.bodies.others, key=lambda body: body.code):
        if body.status == "cog":
            continue
        commune = found.bodies.communes[body.point_commune]
        rows.append(
            {
                "code": body.code,
                "name": body.name,
                "kind": body.kind,
                "code_type": body.status,
                "departement": body.departement,
                "lon": commune["lon"],
                "lat": commune["lat"],
                "point_method": f"commune:{body.point_commune}",
                "successor": body.successor,
                "note": body.reason,
                "source": body.source,
            }
        )
    return rows


def member_rows(found: Curated) -> list[dict[str, str]]:
    """Return the members of every partnership, French then foreign; the shown fact first."""
    rows = []
    for link in sorted(found.links, key=lambda link: link.id):
        facts = [link.shown, *(fact for fact in link.facts if fact is not link.shown)]
        french = [found.fr_codes[fact.id] for fact in facts]
        french += link.group.other_fr_codes if link.group else ()
        foreign = [
            partner.code
            for fact in facts
            for partner in (found.partner_of[fact.id], *found.other_partners.get(fact.id, []))
        ]
        for side, codes in (("fr", french), ("et", foreign)):
            rows += [
                {"partenariat": str(link.id), "side": side, "code": code}
                for code in dict.fromkeys(codes)
            ]
    return rows


def link_rows(found: Curated) -> list[dict[str, str]]:
    """Return one row per partnership: what its facts say together, and which fact says it."""
    rows = []
    for link in sorted(found.links, key=lambda link: link.id):
        summary = summarise(link)
        status, status_fact = lived_on(summary, found.told[link.id])
        rows.append(
            {
                "partenariat": str(link.id),
                "key": link.key,
                "fait": link.shown.id,
                "facts": str(len(link.facts)),
                "link_type": summary.link_type,
                "year_start": summary.year_start,
                "year_start_fact": summary.year_start_fact,
                "circa": "1" if summary.circa else "",
                "year_end": summary.year_end,
                "status": status,
                "status_fact": status_fact,
                "name_fr": link.group.name_fr if link.group else "",
                "note_fr": found.notes[link.id],
            }
        )
    return rows


def lived_on(summary: Summary, told: list[Told]) -> tuple[str, str]:
    """Return the status of a partnership and the fact that gives it.

    Where the facts say nothing of the status, it is what the last telling event leaves.
    """
    telling = [event for event in told if EVENT_KINDS[event.kind]]
    if summary.status != "inconnu" or not telling:
        return summary.status, summary.status_fact
    last = max(enumerate(telling), key=lambda pair: (pair[1].date, pair[0]))[1]
    return EVENT_KINDS[last.kind] or "inconnu", last.fact


def event_rows(found: Curated) -> list[dict[str, str]]:
    """Return the dated events that notes tell, by partnership and date."""
    return [
        {
            "partenariat": str(link.id),
            "kind": event.kind,
            "date": event.date,
            "circa": "1" if event.circa else "",
            "note_fr": event.note_fr,
            "fait": event.fact,
        }
        for link in sorted(found.links, key=lambda link: link.id)
        for event in sorted(found.told[link.id], key=lambda event: (event.date, event.kind))
    ]


def era_rows(found: Curated) -> list[dict[str, str]]:
    """Return the eras that a source's own words give to links without a year."""
    return [
        {
            "partenariat": str(link.id),
            "era": chosen.era,
            "reason_fr": chosen.reason_fr,
            "reason_en": chosen.reason_en,
            "fait": chosen.fact,
        }
        for link in sorted(found.links, key=lambda link: link.id)
        if (chosen := found.eras.get(link.key))
    ]


def group_rows(found: Curated) -> list[dict[str, str]]:
    """Return the partnerships of more than two members that were put together by a decision."""
    return [
        {
            "group": link.group.group,
            "partenariat": str(link.id),
            "name_fr": link.group.name_fr,
            "facts": "|".join(fact.id for fact in link.facts),
            "reason": link.group.reason,
        }
        for link in sorted(found.links, key=lambda link: link.id)
        if link.group
    ]


def changed_by_hand(folder: Path = FOLDER) -> list[str]:
    """Return the files of the dataset that are no longer those that the curation wrote."""
    manifest = manifests.read_manifest(folder)
    return [
        entry.path
        for entry in manifest.files
        if (folder / entry.path).is_file() and sha256_of(folder / entry.path) != entry.sha256
    ]


def write(found: Curated, folder: Path = FOLDER) -> None:
    """Write the CSV files of the dataset and bring its manifest up to date.

    All are made and measured beside ``folder`` first, then take the place of the former ones: a
    refusal (ManifestError, too few rows) changes nothing. A file with the same bytes is left alone.
    """
    with TemporaryDirectory(prefix=".", dir=folder.parent) as beside:
        made = Path(beside) / folder.name
        made.mkdir()
        shutil.copy(folder / manifests.MANIFEST, made)
        for name, columns, rows in _tables(found):
            write_table(made / name, columns, rows)
        manifests.refresh(made)
        for path in sorted(made.iterdir()):
            target = folder / path.name
            if not target.exists() or target.read_bytes() != path.read_bytes():
                path.replace(target)


def _tables(found: Curated) -> tuple[tuple[str, tuple[str, ...], list[dict[str, str]]], ...]:
    return (
        ("faits.csv", FACT_COLUMNS, fact_rows(found)),
        ("partenaires.csv", PARTNER_COLUMNS, [partner_row(one) for one in found.partners]),
        ("collectivites.csv", BODY_COLUMNS, body_rows(found)),
        ("membres.csv", MEMBER_COLUMNS, member_rows(found)),
        ("liens.csv", LINK_COLUMNS, link_rows(found)),
        ("evenements.csv", EVENT_COLUMNS, event_rows(found)),
        ("epoques.csv", ERA_COLUMNS, era_rows(found)),
        ("regroupements.csv", GROUP_COLUMNS, group_rows(found)),
        ("corrections.csv", CORRECTION_COLUMNS, found.corrections),
    )
