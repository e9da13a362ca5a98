"""The whole build, in order, and the comparison of a build with what is committed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import shapely
from shapely.geometry import shape

from geodata.build import cog, countries, exonyms, outlines, places, points
from geodata.build.sources import Sources, check_babel

#: The files that the build makes. Other files of these folders are written by hand.
BUILT = (
    "cog/communes.csv",
    "cog/communes_anciennes.csv",
    "cog/departements.csv",
    "cog/epci.csv",
    "cog/noms_anciens.csv",
    "cog/outre_mer.csv",
    "cog/regions.csv",
    "cog/statuts_particuliers.csv",
    "contours/departements.geojson",
    "contours/outre_mer.geojson",
    "contours/regions.geojson",
    "fonds/departements.topojson",
    "fonds/monde_110m.topojson",
    "fonds/monde_50m.topojson",
    "fonds/regions.topojson",
    "lieux/homonymes.csv",
    "lieux/lieux.csv",
    "noms/noms.csv",
    "pays/pays.csv",
)
#: The datasets that this package keeps, built or written by hand.
DATASETS = ("cog", "contours", "fonds", "lieux", "noms", "pays", "vocabulaires")


def steps(sources: Sources, folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield (what it does, the function to call) for each step; files go to ``folder``."""
    yield "Paquets sources", sources.fetch
    yield "Communes, EPCI, départements, régions", lambda: cog.build(sources, folder / "cog")
    yield "Contours et fonds de carte", lambda: _outlines_and_countries(sources, folder)
    yield "Noms des villes partenaires", lambda: exonyms.build(sources, folder / "noms")
    yield "Répertoire de lieux", lambda: _places(sources, folder)


def _places(sources: Sources, folder: Path) -> None:
    names = {
        row["geonames_id"]: row["names"].split("|") for row in _read(folder / "noms" / "noms.csv")
    }
    places.build(sources, folder / "lieux", names)


def _outlines_and_countries(sources: Sources, folder: Path) -> None:
    check_babel()
    coarse, fine = outlines.world(sources, "110m"), outlines.world(sources, "50m")
    outlines.build_world(sources, folder / "fonds", coarse, fine)
    shapes = {
        feature["id"]: shapely.make_valid(shape(feature["geometry"]))
        for feature in fine
        if feature["id"] == feature["properties"]["iso"]
    }
    countries.build(sources, folder / "pays", shapes)
    communes, _ = points.read_places(sources)
    names = {
        name: {row["code"]: row["name"] for row in _read(folder / "cog" / f"{name}.csv")}
        for name in ("departements", "regions", "outre_mer")
    }
    territory = {
        row["code"]: (row["departement"], row["region"])
        for row in _read(folder / "cog" / "communes.csv")
    }
    # Communes without an outline of their own yet lie in that of their delegated communes.
    own = {place.code for place in communes if place.kind == "COM" and place.outline is not None}
    for row in _read(folder / "cog" / "communes_anciennes.csv"):
        if row["successor"] not in own:
            territory[row["code"]] = territory[row["successor"]]
    wanted = [
        place
        for place in communes
        if place.kind == "COM" or (place.kind in ("COMD", "COMA") and place.code in territory)
        if not (place.kind != "COM" and place.code in own)
    ]
    outlines.build_france(
        sources, folder / "contours", folder / "fonds", wanted, territory, fine, names
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def differences(built: Path, committed: Path) -> list[str]:
    """Return one sentence per built file that is not, byte for byte, the committed one."""
    found = []
    for name in BUILT:
        if not (committed / name).exists():
            found.append(f"{name} : ce fichier n’est pas livré.")
        elif (built / name).read_bytes() != (committed / name).read_bytes():
            found.append(f"{name} : la construction donne d’autres octets que le fichier livré.")
    return found
