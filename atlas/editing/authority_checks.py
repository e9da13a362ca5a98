"""What is wrong with the document of an authority, and what is only strange.

A problem keeps it from being written; a warning is written by whoever says why it is right
(:mod:`atlas.editing.checks`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.editing.authorities import point_of
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.checks import Check
from atlas.editing.lengths import NAME
from atlas.editing.remarks import Remark, remark
from atlas.geodesy import Point
from atlas.model import Authority, Country
from atlas.public_codes import FRENCH_ISO
from atlas.vocabulary import FOREIGN_KINDS

#: How long a name and a code of another register may be, and how many other names there may be.
MOST_OF_A_CODE, MOST_NAMES = 40, 60
#: No local authority has more people (a State may); the first population that is noted is of then.
_MOST_PEOPLE, _FIRST_COUNT = 2_000_000_000, 1800
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")
_NAMES = ("name", "name_fr", "name_en")
#: What people may change of a French authority: the rest is the official geography's.
FRENCH_BY_HAND = frozenset({"names", "name_en", "wikidata"})

#: Tells whether a point is outside a country (ISO code); nothing is strange where it cannot tell.
IsOutside = Callable[[str, Point], bool]


def examine_authority(
    session: Session,
    document: AuthorityDocument,
    *,
    code: str | None,
    this_year: int,
    is_outside: IsOutside,
) -> Check:
    """Return what is wrong and what is strange in ``document``; nothing is written.

    ``code`` is that of the authority, None for one to be made.
    """
    problems = [
        *_names(document),
        *_country(session, document),
        *_position(document),
        *_people(document, this_year),
        *_identifiers(session, document, code),
    ]
    if problems:
        return Check(tuple(problems), ())
    return Check((), tuple(_strange(session, document, code, is_outside)))


def only_by_hand(before: AuthorityDocument, wanted: AuthorityDocument) -> AuthorityDocument:
    """Return ``wanted``; for a French authority, ``before`` with what may be changed by hand."""
    if before.side == "foreign":
        return wanted
    values = {field: getattr(wanted, field) for field in FRENCH_BY_HAND}
    return msgspec.structs.replace(before, **values)


def _names(document: AuthorityDocument) -> list[Remark]:
    found = []
    if not document.name:
        found.append(remark("name", None, "Écrivez le nom de cette collectivité."))
    fields = [(field, getattr(document, field)) for field in _NAMES]
    for field, name in (*fields, *(("names", name) for name in document.names)):
        if len(name) > NAME:
            found.append(remark(field, None, "Un nom tient en {most} signes.", most=NAME))
        elif not name.isprintable():
            found.append(remark(field, None, "Ce nom contient un caractère de contrôle."))
        elif name and not any(sign.isalnum() for sign in name):
            found.append(remark(field, None, "« {name} » n’est pas un nom.", name=name[:40]))
    if len(document.names) > MOST_NAMES:
        found.append(
            remark("names", None, "Une collectivité a au plus {most} noms.", most=MOST_NAMES)
        )
    return found


def _country(session: Session, document: AuthorityDocument) -> list[Remark]:
    if document.side != "foreign":
        return []
    found = []
    if not document.country:
        found.append(remark("country", None, "Choisissez son pays."))
    elif document.country in FRENCH_ISO:
        found.append(
            remark(
                "country",
                None,
                "Une collectivité française ne s’ajoute pas ici : elle vient du code officiel "
                "géographique.",
            )
        )
    elif session.get(Country, document.country) is None:
        found.append(remark("country", None, "Ce pays n’existe pas."))
    if document.kind not in FOREIGN_KINDS:
        found.append(remark("kind", None, "Choisissez sa nature."))
    return found


def _position(document: AuthorityDocument) -> list[Remark]:
    if (document.lon is None) != (document.lat is None):
        return [remark("position", None, "Une position a une latitude et une longitude.")]
    if document.lon is None or document.lat is None:
        return []
    if not (-90 <= document.lat <= 90 and -180 <= document.lon <= 180):
        return [
            remark(
                "position",
                None,
                "Une latitude va de −90 à 90 degrés, une longitude de −180 à 180.",
            )
        ]
    return []


def _people(document: AuthorityDocument, this_year: int) -> list[Remark]:
    found = []
    if document.population is not None and not 0 <= document.population <= _MOST_PEOPLE:
        found.append(remark("population", None, "Ce nombre d’habitants n’en est pas un."))
    year = document.population_year
    if year is not None and not _FIRST_COUNT <= year <= this_year:
        found.append(
            remark("population", None, "L’année s’écrit en quatre chiffres et n’est pas à venir.")
        )
    elif year is not None and document.population is None:
        found.append(remark("population", None, "Cette année est celle de combien d’habitants ?"))
    return found


def _identifiers(session: Session, document: AuthorityDocument, code: str | None) -> list[Remark]:
    found = []
    if document.wikidata is not None:
        if not _WIKIDATA.fullmatch(document.wikidata):
            found.append(
                remark(
                    "wikidata",
                    None,
                    "Un identifiant de Wikidata est un Q et des chiffres : Q2066.",
                )
            )
        elif (other := _bearer(session, document, code, "wikidata")) is not None:
            found.append(
                remark(
                    "wikidata",
                    None,
                    "{value} est déjà l’identifiant de « {name} » ({code}).",
                    value=document.wikidata,
                    name=other.name,
                    code=other.code,
                )
            )
    if document.geonames is not None and not 0 < document.geonames < 10**9:
        found.append(remark("geonames", None, "Un identifiant de GeoNames est un nombre."))
    if len(document.local_code or "") > MOST_OF_A_CODE:
        found.append(
            remark("local_code", None, "Un code tient en {most} signes.", most=MOST_OF_A_CODE)
        )
    return found


def _bearer(
    session: Session, document: AuthorityDocument, code: str | None, field: str
) -> Authority | None:
    """Return another authority that bears the identifier of ``document``, None when none does."""
    column = {"wikidata": Authority.wikidata_id, "geonames": Authority.geonames_id}[field]
    query = select(Authority).where(
        column == getattr(document, field), Authority.code != (code or "")
    )
    return session.scalars(query.order_by(Authority.code).limit(1)).first()


def _strange(
    session: Session, document: AuthorityDocument, code: str | None, is_outside: IsOutside
) -> list[Remark]:
    found = []
    point = point_of(document)
    if document.side == "foreign" and point is not None and is_outside(document.country, point):
        found.append(remark("position", None, "Cette position est hors de son pays."))
    if document.geonames is not None:
        other = _bearer(session, document, code, "geonames")
        if other is not None:
            found.append(
                remark(
                    "geonames",
                    None,
                    "GeoNames {value} est aussi celui de « {name} » ({code}).",
                    value=document.geonames,
                    name=other.name,
                    code=other.code,
                )
            )
    return found
