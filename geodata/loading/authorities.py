"""Writing authorities, whatever dataset they come from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select

from atlas import spatial
from atlas.model import Authority, AuthorityName, Country
from atlas.text import fold
from geodata.loading.reading import Row

#: What is said of an authority of which a dataset says no more.
_UNSAID: dict[str, Any] = {
    "name_fr": "",
    "name_en": "",
    "charniere_fr": "",
    "insee_code": None,
    "siren": None,
    "population": None,
    "departement_code": None,
    "region_code": None,
    "epci_siren": None,
    "admin1": None,
    "valid_to": None,
    "successor_id": None,
    "geonames_id": None,
}


class AuthorityWriter:
    """Numbers authorities and writes them with their point, in batches, in one table each.

    ``ids`` gives the number of each public code, ``regions_of`` the région of each département;
    ``countries`` are those that the database knows when the writer is made.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.ids: dict[str, int] = {}
        self.countries = frozenset(connection.scalars(select(Country.iso2)))
        self.regions_of: dict[str, str] = {}
        self._rows: list[dict[str, Any]] = []
        self._points: list[dict[str, Any]] = []
        self._names: dict[tuple[int, str], dict[str, Any]] = {}

    def add(self, row: Row, point: tuple[float, float] | None, **values: Any) -> None:
        """Add an authority; raise :class:`DataFileError` when its code is already taken."""
        code = str(values["code"])
        if code in self.ids:
            raise row.error(None, f"le code « {code} » désigne déjà une autre collectivité")
        number = len(self.ids) + 1
        self.ids[code] = number
        folded = fold(str(values["name"]))
        self._rows.append({"id": number, **_UNSAID, "folded_name": folded, **values})
        if point is not None:
            self._points.append({"authority_id": number, "lon": point[0], "lat": point[1]})

    def add_name(self, code: str, name: str, *, origin: str = "") -> None:
        """Add another name of an authority that was added before; a repeated one counts once."""
        number = self.ids[code]
        self._names.setdefault(
            (number, name),
            {"authority_id": number, "name": name, "folded_name": fold(name), "origin": origin},
        )

    def flush(self) -> None:
        """Write what was added since the last time."""
        if self._rows:
            self._connection.execute(insert(Authority), self._rows)
        spatial.insert_points(self._connection, self._points)
        if self._names:
            self._connection.execute(insert(AuthorityName), list(self._names.values()))
        self._rows, self._points, self._names = [], [], {}
