"""Authorities of the facts: foreign ones, and French bodies that the COG does not list."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from atlas.model import Authority, AuthorityName
from atlas.model.geography import GEONAMES
from atlas.text import fold
from geodata.loading.authorities import AuthorityWriter
from geodata.loading.reading import read_rows


def load_foreign_authorities(writer: AuthorityWriter, folder: Path) -> None:
    """Load ``partenaires.csv``: the foreign authorities, with their other names."""
    for row in read_rows(folder / "partenaires.csv"):
        code, name = row.required("code"), row.required("name")
        name_fr, name_en = row.text("name_fr"), row.text("name_en")
        writer.add(
            row,
            row.point(),
            code=code,
            side="foreign",
            kind=row.required("kind"),
            name=name,
            name_fr="" if name_fr == name else name_fr,
            name_en="" if name_en == name else name_en,
            country_iso2=row.choice("country", writer.countries),
            admin1=row.optional("admin1"),
            geonames_id=row.integer("geonames_id"),
            location_method=row.required("location_method"),
            location_precision=row.choice(
                "location_precision", ("place", "admin", "country", "none")
            ),
        )
        others = (part.strip() for part in row.text("other_names").split("|"))
        for other in dict.fromkeys((*others, name_fr, name_en)):
            if other and other != name:
                writer.add_name(code, other)
    writer.flush()


def load_foreign_names(writer: AuthorityWriter, connection: Connection, folder: Path) -> None:
    """Load ``noms.csv``: what the world calls the towns that were loaded before.

    A name that only spells otherwise what is known already adds nothing to a search.
    """
    names = {
        row.required("geonames_id"): row.text("names").split("|")
        for row in read_rows(folder / "noms.csv")
    }
    towns = connection.execute(
        select(Authority.id, Authority.code, Authority.geonames_id, Authority.folded_name).where(
            Authority.geonames_id.is_not(None),
            Authority.kind == "municipality",
            Authority.location_precision == "place",
        )
    ).all()
    known = {(number, folded) for number, _, _, folded in towns}
    known.update(
        (number, folded)
        for number, folded in connection.execute(
            select(AuthorityName.authority_id, AuthorityName.folded_name)
        )
    )
    for number, code, geonames_id, _ in towns:
        for name in names.get(str(geonames_id), ()):
            if (number, fold(name)) not in known:
                writer.add_name(code, name, origin=GEONAMES)
    writer.flush()


def load_other_french_bodies(writer: AuthorityWriter, folder: Path) -> None:
    """Load ``collectivites.csv``: French bodies of the facts that the COG does not list."""
    for row in read_rows(folder / "collectivites.csv"):
        successor = row.text("successor")
        if successor and successor not in writer.ids:
            raise row.error("successor", "aucune collectivité ne porte ce code")
        code = row.required("code")
        writer.add(
            row,
            row.point(),
            code=code,
            side="french",
            kind=row.choice("kind", ("epci", "syndicat", "autre")),
            name=row.required("name"),
            country_iso2="FR",
            siren=code if row.text("code_type") == "siren" else None,
            departement_code=row.required("departement"),
            region_code=writer.regions_of.get(row.required("departement")),
            location_method=row.required("point_method"),
            location_precision="admin",
            successor_id=writer.ids[successor] if successor else None,
        )
    writer.flush()
