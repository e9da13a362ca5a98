"""GDAL in a process of its own: it writes layers from files of Arrow batches, told on its input.

SpatiaLite, which every process of the atlas loads, and the one that GDAL brings along share names
of functions: a process that holds both crashes when GDAL closes a GeoPackage.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from atlas.errors import AtlasError

_WGS84 = "EPSG:4326"
_ROOT = Path(__file__).resolve().parents[3]
_LONGEST_WAIT = 600  # seconds


class WritingError(AtlasError):
    """GDAL could not write a file."""


@dataclass(frozen=True)
class Layer:
    """A layer to write: ``batches`` is a file of Arrow batches, its geometry in WKB.

    ``geometry`` is the name of the column that holds it, None for a table without.
    """

    name: str
    batches: str
    geometry: str | None = None
    geometry_type: str | None = None


def write_layers(layers: Sequence[Layer], path: Path, driver: str) -> None:
    """Write ``layers`` into ``path`` with a driver of GDAL; raise :class:`WritingError`."""
    order = {"path": str(path), "driver": driver, "layers": [asdict(layer) for layer in layers]}
    done = subprocess.run(
        [sys.executable, "-P", "-m", __name__],
        input=json.dumps(order),
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=_LONGEST_WAIT,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise WritingError(
            "Le fichier n’a pas pu être écrit ({reason}).",
            reason=lines[-1] if lines else f"code {done.returncode}",
        )


def main() -> None:
    """Carry out the order that stands on the standard input."""
    import pyarrow as pa
    import pyogrio

    order = json.load(sys.stdin)
    for layer in order["layers"]:
        with pa.OSFile(layer["batches"]) as source, pa.ipc.open_stream(source) as reader:
            drawn = layer["geometry"] is not None
            pyogrio.write_arrow(
                reader,
                order["path"],
                layer=layer["name"],
                driver=order["driver"],
                geometry_name=layer["geometry"],
                geometry_type=layer["geometry_type"],
                crs=_WGS84 if drawn else None,
                encoding="UTF-8",
            )


if __name__ == "__main__":
    main()
