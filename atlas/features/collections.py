"""The collections: what each holds, and how a page of it and one feature of it are read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.exports.columns import Column, Value, columns_by_table
from atlas.exports.geometry import Coordinates, GeometryType
from atlas.exports.tables import PARTNERSHIPS, Row, Scribe
from atlas.language import in_language
from atlas.model import Country, Partnership
from atlas.queries import authorities, networks
from atlas.queries.authorities import AuthorityCount
from atlas.queries.filters import conditions, in_force_between
from atlas.queries.line_index import LineIndex
from atlas.queries.record_reading import read_records
from atlas.selection import Selection
from atlas.spatial import BoundingBox
from atlas.vocabulary import CONTINENTS

_COLUMNS = Path(__file__).with_name("columns.csv")
#: A period of whole years, None where it is open.
Period = tuple[int | None, int | None]


@dataclass(frozen=True)
class Feature:
    """A feature: ``geometry`` are the coordinates of its collection's type, None for none."""

    id: int | str
    geometry: Coordinates | None
    properties: Row


@dataclass(frozen=True)
class Query:
    """Which features are asked for, and which part of them.

    ``box`` is about the geometries of the features, ``period`` about when partnerships are in
    force; both leave out what has none.
    """

    selection: Selection = field(default_factory=Selection)
    box: BoundingBox | None = None
    period: Period | None = None
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True)
class FeaturePage:
    """A page of features; ``matched`` counts them all."""

    matched: int
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class Reader:
    """What reading takes: a session, how to write, and the index of the lines when asked for."""

    session: Session
    scribe: Scribe
    lines: Callable[[], LineIndex]


class Collection(ABC):
    """A collection of features. ``selects`` tells whether a selection of partnerships cuts it."""

    name: str
    titles: tuple[str, str]
    descriptions: tuple[str, str]
    geometry: GeometryType | None
    selects = True
    dated = False

    def title(self, language: str) -> str:
        """Return what it is called, in ``language``."""
        return in_language(language, *self.titles)

    def description(self, language: str) -> str:
        """Return what it holds, in ``language``."""
        return in_language(language, *self.descriptions)

    @property
    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """The properties of its features, in order."""

    @abstractmethod
    def page(self, reader: Reader, query: Query) -> FeaturePage:
        """Return the features that ``query`` asks for."""

    @abstractmethod
    def one(self, reader: Reader, number: str) -> Feature:
        """Return the feature of an id; raise :class:`NotFoundError`."""


def _absent(number: str) -> NotFoundError:
    return NotFoundError("Aucun élément ne porte le numéro « {number} ».", number=number[:60])


def _wanted(session: Session, query: Query) -> list[ColumnElement[bool]]:
    found = conditions(session, query.selection)
    if query.period is not None:
        found.append(in_force_between(*query.period))
    return found


class Partnerships(Collection):
    """Partnerships, as lines between their members."""

    name = "partenariats"
    titles = ("Partenariats", "Partnerships")
    descriptions = (
        (
            "Les liens entre collectivités françaises et étrangères, en traits droits d’un membre "
            "à l’autre\N{NARROW NO-BREAK SPACE}; sans trait quand un côté n’a pas de position."
        ),
        (
            "The links between French and foreign authorities, as straight lines from one member "
            "to the other; without a line where a side has no position."
        ),
    )
    geometry: GeometryType | None = "MultiLineString"
    dated = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those of the exported table."""
        return PARTNERSHIPS.columns

    def page(self, reader: Reader, query: Query) -> FeaturePage:
        """Return partnerships by number; a box keeps those of which a line meets it."""
        ids: Sequence[int] = reader.session.scalars(
            select(Partnership.id).where(*_wanted(reader.session, query)).order_by(Partnership.id)
        ).all()
        if query.box is not None:
            through = reader.lines().through(query.box)
            ids = [number for number in ids if number in through]
        part = ids[query.offset : query.offset + query.limit]
        return FeaturePage(len(ids), tuple(self._features(reader, part)))

    def one(self, reader: Reader, number: str) -> Feature:
        """Return the partnership of a number."""
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise _absent(number)
        for found in self._features(reader, [int(number)]):
            return found
        raise _absent(number)

    def _features(self, reader: Reader, ids: Sequence[int]) -> Iterator[Feature]:
        for record in read_records(reader.session, ids):
            for row, coordinates in PARTNERSHIPS.read(reader.scribe, record):
                yield Feature(record.id, coordinates, row)


class Authorities(Collection):
    """The members of partnerships on one side, as points."""

    geometry: GeometryType | None = "Point"
    dated = True

    def __init__(
        self, name: str, side: str, titles: tuple[str, str], descriptions: tuple[str, str]
    ) -> None:
        self.name, self.titles, self.descriptions = name, titles, descriptions
        self._side = side

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is told of an authority."""
        return columns_by_table(_COLUMNS)["collectivites"]

    def page(self, reader: Reader, query: Query) -> FeaturePage:
        """Return authorities, the most linked first."""
        session = reader.session
        matched, found = authorities.linked_authorities(
            session,
            select(Partnership.id).where(*_wanted(session, query)),
            side=self._side,
            box=query.box,
            offset=query.offset,
            limit=query.limit,
        )
        return FeaturePage(matched, tuple(_authority(reader.scribe, each) for each in found))

    def one(self, reader: Reader, number: str) -> Feature:
        """Return the authority of a code, linked or not."""
        record = authorities.get_authority(reader.session, number)
        if record.side != self._side:
            raise _absent(number)
        counted = AuthorityCount(record, authorities.count_links(reader.session, record))
        return _authority(reader.scribe, counted)


def _authority(scribe: Scribe, counted: AuthorityCount) -> Feature:
    body, language = counted.authority, scribe.language
    properties: Row = {
        "code": body.code,
        "nom": body.display_name(language),
        "nature": body.kind,
        "nature_libelle": scribe.vocabulary.kind(body.kind).label(language),
        "adresse": f"{scribe.authority_base}{body.code}",
        "pays": body.country_iso2,
        "pays_nom": in_language(language, body.country_fr, body.country_en),
        "departement": body.departement_code,
        "region": body.region_code,
        "siren": body.siren,
        "population": body.population,
        "partenariats": counted.partnerships,
        "precision": body.location_precision,
    }
    point = (body.lon, body.lat) if body.lon is not None and body.lat is not None else None
    return Feature(body.code, point, properties)


class Countries(Collection):
    """The countries of foreign partners, each as its middle."""

    name = "pays"
    titles = ("Pays partenaires", "Partner countries")
    descriptions = (
        "Les pays des partenaires, chacun par un point en son milieu.",
        "The countries of the partners, each as a point in its middle.",
    )
    geometry: GeometryType | None = "Point"
    dated = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is told of a country."""
        return columns_by_table(_COLUMNS)["pays"]

    def page(self, reader: Reader, query: Query) -> FeaturePage:
        """Return countries, the most linked first."""
        features = [
            feature
            for feature in self._all(reader, _wanted(reader.session, query))
            if query.box is None or _lies_in(query.box, feature.geometry)
        ]
        part = features[query.offset : query.offset + query.limit]
        return FeaturePage(len(features), tuple(part))

    def one(self, reader: Reader, number: str) -> Feature:
        """Return the country of an ISO 3166-1 code that has a partner."""
        for feature in self._all(reader, []):
            if feature.id == number:
                return feature
        raise _absent(number)

    def _all(self, reader: Reader, wanted: Sequence[ColumnElement[bool]]) -> Iterator[Feature]:
        scribe = reader.scribe
        linked = select(Partnership.id).where(*wanted)
        counts = authorities.linked_countries(reader.session, linked)
        rows = {row.iso2: row for row in reader.session.scalars(select(Country))}
        for code, count in counts:
            row = rows[code]
            properties: dict[str, Value] = {
                "code": code,
                "nom": in_language(scribe.language, row.name_fr, row.name_en),
                "continent": in_language(scribe.language, *CONTINENTS[row.continent]),
                "adresse": f"{scribe.country_base}{code}",
                "partenariats": count,
            }
            yield Feature(code, (row.lon, row.lat), properties)


def _lies_in(box: BoundingBox, point: Coordinates | None) -> bool:
    if not isinstance(point, tuple):
        return False
    lon, lat = point
    return any(
        part.west <= lon <= part.east and part.south <= lat <= part.north for part in box.parts()
    )


class Networks(Collection):
    """Networks of authorities, which lie nowhere."""

    name = "reseaux"
    titles = ("Réseaux", "Networks")
    descriptions = (
        (
            "Les réseaux de collectivités et les réseaux régionaux multi-acteurs"
            "\N{NARROW NO-BREAK SPACE}; une table sans géométrie."
        ),
        (
            "The networks of local authorities and the regional multi-actor networks; a table "
            "without geometry."
        ),
    )
    geometry: GeometryType | None = None
    selects = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is told of a network."""
        return columns_by_table(_COLUMNS)["reseaux"]

    def page(self, reader: Reader, query: Query) -> FeaturePage:
        """Return networks by kind, then by name; none lies in a box."""
        found = [] if query.box is not None else list(self._all(reader))
        return FeaturePage(len(found), tuple(found[query.offset : query.offset + query.limit]))

    def one(self, reader: Reader, number: str) -> Feature:
        """Return the network of a code."""
        for feature in self._all(reader):
            if feature.id == number:
                return feature
        raise _absent(number)

    def _all(self, reader: Reader) -> Iterator[Feature]:
        for record in networks.list_networks(reader.session):
            properties: Row = {
                "code": record.code,
                "nom": record.name(reader.scribe.language),
                "nature": record.kind,
                "perimetre": record.scope or None,
                "gouvernance": record.governance or None,
                "region": record.region_code,
                "fondation": record.founded,
                "source": record.source or None,
            }
            yield Feature(record.code, None, properties)


_ALL: tuple[Collection, ...] = (
    Partnerships(),
    Authorities(
        "collectivites",
        "french",
        ("Collectivités françaises", "French authorities"),
        (
            "Les collectivités françaises qui ont un partenariat, les plus liées d’abord.",
            "The French authorities that have a partnership, the most linked first.",
        ),
    ),
    Authorities(
        "partenaires",
        "foreign",
        ("Partenaires étrangers", "Foreign partners"),
        (
            "Les partenaires étrangers, les plus liés d’abord.",
            "The foreign partners, the most linked first.",
        ),
    ),
    Countries(),
    Networks(),
)
COLLECTIONS = {collection.name: collection for collection in _ALL}


def find_collection(name: str) -> Collection:
    """Return the collection of a name; raise :class:`NotFoundError`."""
    found = COLLECTIONS.get(name)
    if found is None:
        raise NotFoundError(
            "Aucune collection ne s’appelle « {name} ». Collections\N{NO-BREAK SPACE}: {names}.",
            name=name[:60],
            names=", ".join(COLLECTIONS),
        )
    return found
