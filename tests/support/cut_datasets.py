"""The shipped datasets cut down to a few partnerships: what a test may copy, break and load.

Real rows in real files with manifests that agree: only fewer of them, so that a load takes a
fraction of a second instead of several.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from geodata import manifests
from geodata.manifests import DATASETS, MANIFEST, read_manifest, read_rows

Row = dict[str, str]
Keep = Callable[[Row], bool]

#: The first partnerships of the dataset that are kept, and communes that no partnership names.
PARTNERSHIPS = 60
OTHER_COMMUNES = frozenset(("01001", "01002"))
#: Territories whose outline is kept.
OUTLINED = frozenset(("38", "69", "84", "988"))


def cut_datasets(folder: Path) -> None:
    """Write into ``folder`` the first partnerships and all that they need, manifests included."""
    for dataset in sorted(path.parent for path in DATASETS.glob(f"*/{MANIFEST}")):
        shutil.copytree(dataset, folder / dataset.name)
    french, foreign = _cut_facts(folder / "partenariats")
    _cut_cog(folder / "cog", french | OTHER_COMMUNES)
    _cut(folder / "partenariats", "partenaires.csv", lambda row: row["code"] in foreign)
    _cut(folder / "lieux", "lieux.csv", lambda row: row["iso2"] == "LU")
    for path in sorted((folder / "contours").glob("*.geojson")):
        document = json.loads(path.read_text(encoding="utf-8"))
        features = document["features"]
        document["features"] = [f for f in features if f["properties"]["code"] in OUTLINED]
        path.write_text(json.dumps(document), encoding="utf-8")
    for dataset in sorted(folder.iterdir()):
        _announce_any_number_of_rows(dataset)
        manifests.refresh(dataset)


def _cut_facts(folder: Path) -> tuple[set[str], set[str]]:
    """Keep the first partnerships; return the codes of their French and foreign members."""

    def kept(row: Row) -> bool:
        return int(row["partenariat"]) <= PARTNERSHIPS

    members = _cut(folder, "membres.csv", kept)
    _cut(folder, "liens.csv", kept)
    _cut(folder, "regroupements.csv", kept)
    _cut(folder, "evenements.csv", kept)
    _cut(folder, "faits.csv", lambda row: row["outcome"] == "rejected" or kept(row))
    french = {row["code"] for row in members if row["side"] == "fr"}
    bodies = _cut(folder, "collectivites.csv", lambda row: row["code"] in french)
    successors = {row["successor"] for row in bodies if row["successor"]}
    return french | successors, {row["code"] for row in members if row["side"] == "et"}


def _cut_cog(folder: Path, codes: set[str]) -> None:
    former = _cut(folder, "communes_anciennes.csv", lambda row: row["code"] in codes)
    wanted = codes | {row["successor"] for row in former}
    _cut(folder, "communes.csv", lambda row: row["code"] in wanted)
    _cut(folder, "noms_anciens.csv", lambda row: row["code"] in wanted)
    _cut(folder, "epci.csv", lambda row: row["siren"] in wanted)


def _cut(folder: Path, name: str, keep: Keep) -> list[Row]:
    """Keep the rows that ``keep`` wants, in their order, and return them."""
    columns = read_manifest(folder).file(name).columns
    rows = [row for row in read_rows(folder, name) if keep(row)]
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def _announce_any_number_of_rows(folder: Path) -> None:
    manifest = read_manifest(folder)
    manifest = replace(manifest, files=tuple(replace(f, min_rows=0) for f in manifest.files))
    (folder / MANIFEST).write_text(manifests.render(manifest), encoding="utf-8")
