"""The map to compare with: the page that Folium makes when everything is put in it.

One ``PolyLine`` and one ``CircleMarker`` with its popup per partnership, one ``FeatureGroup`` per
era, Folium's own scripts and styles, drawn as Leaflet draws by default. What Folium fetches from
other sites comes from npm packages under ``build/`` instead, and no tile is asked for: both make
this page faster than it is in life.
"""

from __future__ import annotations

import functools
import hashlib
import html
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import folium
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import open_engine
from atlas.model import AuthorityPoint, Era, Partnership, PartnershipMember
from atlas.settings import PROJECT_ROOT
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.progress import say
from scripts.lib.server import LOOPBACK

PACKAGES = PROJECT_ROOT / "build" / "benchmarks" / "naive" / "node_modules"
#: Mark of the page, set as the atlas sets its own.
MARK = "naive:dessinee"

#: Files of npm for the addresses that Folium 0.20 writes; None: a stylesheet that npm does not
#: have and this page does not use, answered empty.
_FILES: dict[str, str | None] = {
    "leaflet@1.9.3/dist/leaflet.js": "leaflet/dist/leaflet.js",
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "leaflet.awesome-markers.js": "drmonty-leaflet-awesome-markers/js/leaflet.awesome-markers.js",
    "leaflet@1.9.3/dist/leaflet.css": "leaflet/dist/leaflet.css",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap-glyphicons.css": None,
    "fontawesome-free@6.2.0/css/all.min.css": "@fortawesome/fontawesome-free/css/all.min.css",
    "leaflet.awesome-markers.css": (
        "drmonty-leaflet-awesome-markers/css/leaflet.awesome-markers.css"
    ),
    "leaflet.awesome.rotate.min.css": None,
}
_COLOURS = {
    "avant_1945": "#6a3d9a", "apres_guerre": "#1f78b4", "decolonisation": "#e69f00",
    "guerre_froide": "#b22222", "mondialisation": "#2a7f3f", "non_date": "#777777",
}  # fmt: skip
_LINKED = re.compile(r'(?:src|href)="(https?://[^"]+)"')


def naive_page(database: Path) -> Path:
    """Return the folder of the naive page of ``database``, made first when it is not there.

    Raises :class:`BenchmarkError` when a file that Folium asks for is missing.
    """
    made_from = (Path(__file__).read_text("utf-8"), metadata.version("folium"), database.name)
    name = hashlib.sha256(repr(made_from).encode()).hexdigest()[:16]
    folder = PACKAGES.parent / f"page-{name}"
    if (folder / "index.html").is_file():
        return folder
    for old in folder.parent.glob("page-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    say("Page Folium naïve : une demi-minute…")
    page = _localised(_draw(database).get_root().render(), folder)
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder


def _draw(database: Path) -> folium.Map:
    engine = open_engine(f"sqlite:///{database}")
    try:
        with Session(engine) as session:
            eras = list(session.scalars(select(Era).order_by(Era.position)))
            points = {
                number: (latitude, longitude)
                for number, latitude, longitude in session.execute(
                    select(
                        AuthorityPoint.authority_id,
                        spatial.latitude(AuthorityPoint.geom),
                        spatial.longitude(AuthorityPoint.geom),
                    )
                )
            }
            links = session.execute(
                select(Partnership.id, Partnership.title, Partnership.primary_era_code).order_by(
                    Partnership.id
                )
            ).all()
            members: dict[int, list[int]] = {}
            for number, authority in session.execute(
                select(PartnershipMember.partnership_id, PartnershipMember.authority_id).order_by(
                    PartnershipMember.partnership_id, PartnershipMember.position
                )
            ):
                members.setdefault(number, []).append(authority)
    finally:
        engine.dispose()
    page = folium.Map(location=(30, 5), zoom_start=3, tiles=None)
    groups = {era.code: folium.FeatureGroup(era.label_fr).add_to(page) for era in eras}
    for number, title, era in links:
        ends = [points[members[number][0]], points[members[number][-1]]]
        colour = _COLOURS.get(era, "#333333")
        folium.PolyLine(ends, color=colour, weight=1).add_to(groups[era])
        folium.CircleMarker(
            ends[1], radius=3, color=colour, popup=folium.Popup(html.escape(title))
        ).add_to(groups[era])
    folium.LayerControl().add_to(page)
    return page


def _localised(page: str, folder: Path) -> str:
    """Return ``page`` with its scripts and styles in ``folder``, and its mark at the end."""
    for number, address in enumerate(_LINKED.findall(page)):
        ending = next((ending for ending in _FILES if address.endswith(ending)), None)
        if ending is None:
            raise BenchmarkError("La page Folium demande {address}, inconnu.", address=address)
        local = f"{number}-{address.rsplit('/', 1)[1]}"
        file = _FILES[ending]
        if file is None:
            (folder / local).write_text("", encoding="utf-8")
        elif (PACKAGES / file).is_file():
            shutil.copyfile(PACKAGES / file, folder / local)
        else:
            raise BenchmarkError(
                "Il manque {file} à la page Folium : lancez ./scripts/bench, qui l’installe.",
                file=PACKAGES / file,
            )
        page = page.replace(f'"{address}"', f'"{local}"')
    if _LINKED.search(page):
        raise BenchmarkError("La page Folium demande encore un fichier à un autre site.")
    mark = (
        "<script>requestAnimationFrame(() => setTimeout(() => "
        f'performance.mark("{MARK}")));</script>'
    )
    # Folium's script closes the page; what follows it runs once all layers are on the map.
    return f"{page}\n{mark}\n"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on a free loopback port; yield the address of its page."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}/index.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of the base class
        """Say nothing of each request."""
