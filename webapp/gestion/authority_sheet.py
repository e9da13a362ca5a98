"""The form of an authority: from a document to fields that people fill in, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec
from werkzeug.datastructures import MultiDict

from atlas.editing.authority_checks import only_by_hand
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.remarks import Remark, remark
from atlas.text import is_web_address

AuthoritySheet = dict[str, str]
#: The fields of the authority, and those of the change.
FIELDS = (
    "nom", "nom_fr", "nom_en", "autres", "pays", "nature", "admin1", "lat", "lon", "precision",
    "population", "annee", "wikidata", "geonames", "code_local",
)  # fmt: skip
CHANGE = ("source_titre", "source_url", "raison", "justification", "existe", "existe_pour")
_LONGEST = 4000
#: A point that stands for a whole country is no position of the authority.
_COUNTRY = "country"
PLACE, ADMIN = "place", "admin"
#: How a position that a person typed was found.
_BY_HAND = "person"
_NUMBER = re.compile(r"[-−]?\d{1,3}(?:[.,]\d+)?")


@dataclass(frozen=True)
class AuthorityReading:
    """What a sheet says: a document, and what kept parts of it from being understood."""

    document: AuthorityDocument
    problems: tuple[Remark, ...]


def empty_sheet(**known: str) -> AuthoritySheet:
    """Return the sheet of an authority to be made, with what is known of it already."""
    blank = dict.fromkeys((*FIELDS, *CHANGE), "")
    return {**blank, "nature": "municipality", "precision": PLACE, **known}


def to_sheet(document: AuthorityDocument) -> AuthoritySheet:
    """Return the sheet that shows ``document``."""
    placed = document.lon is not None and document.location_precision != _COUNTRY
    return {
        **empty_sheet(),
        "nom": document.name,
        "nom_fr": document.name_fr,
        "nom_en": document.name_en,
        "autres": "\n".join(
            name for name in document.names if name not in (document.name_fr, document.name_en)
        ),
        "pays": document.country,
        "nature": document.kind,
        "admin1": document.admin1 or "",
        "lat": str(document.lat) if placed else "",
        "lon": str(document.lon) if placed else "",
        "precision": ADMIN if document.location_precision == ADMIN else PLACE,
        "population": _text(document.population),
        "annee": _text(document.population_year),
        "wikidata": document.wikidata or "",
        "geonames": _text(document.geonames),
        "code_local": document.local_code or "",
    }


def read_form(form: MultiDict[str, str]) -> AuthoritySheet:
    """Return what was typed; fields unknown here are ignored."""
    return {
        name: form.get(name, "").replace("\r\n", "\n").strip()[:_LONGEST]
        for name in (*FIELDS, *CHANGE)
    }


def to_document(sheet: AuthoritySheet, base: AuthorityDocument | None) -> AuthorityReading:
    """Return the document that a sheet means, ``base`` being the one that it was made from.

    What may not be changed by hand is that of ``base``.
    """
    problems: list[Remark] = []
    old = base or AuthorityDocument(kind="", name="", country="")
    if old.side == "french":
        sheet = {**sheet, "nom": old.name, "nom_fr": old.name_fr}
    wanted = msgspec.structs.replace(
        old,
        kind=sheet["nature"],
        name=_line(sheet["nom"]),
        name_fr=_line(sheet["nom_fr"]),
        name_en=_line(sheet["nom_en"]),
        names=_names(sheet, old),
        country=sheet["pays"],
        admin1=_line(sheet["admin1"]) or None,
        population=_number(sheet["population"], "population", problems),
        population_year=_number(sheet["annee"], "population", problems),
        wikidata=_wikidata(sheet["wikidata"]),
        geonames=_number(sheet["geonames"].rstrip("/").rsplit("/", 1)[-1], "geonames", problems),
        local_code=_line(sheet["code_local"]) or None,
    )
    document = only_by_hand(old, _placed(wanted, sheet, old, problems))
    if document != base:
        problems += _of_the_change(sheet, document, base)
    return AuthorityReading(document, tuple(problems))


def reason_of(sheet: AuthoritySheet) -> str:
    """Return why an authority changes and by which source, as its history tells it (French)."""
    source = sheet["source_titre"]
    if sheet["source_url"]:
        source = f"{source} ({sheet['source_url']})"
    said = [
        sheet["raison"],
        f"Source : {source}" if source else "",
        f"Malgré l’alerte : {sheet['justification']}" if sheet["justification"] else "",
    ]
    return " — ".join(filter(None, said))


def _of_the_change(
    sheet: AuthoritySheet, document: AuthorityDocument, base: AuthorityDocument | None
) -> list[Remark]:
    found = []
    if not sheet["raison"]:
        found.append(remark("raison", None, "Dites pourquoi cette collectivité change."))
    if not sheet["source_titre"] and _asserts(document, base):
        found.append(
            remark("source_titre", None, "Dites d’où vient ce que vous écrivez : site, registre…")
        )
    if sheet["source_url"] and not is_web_address(sheet["source_url"]):
        found.append(
            remark("source_url", None, "L’adresse d’une page commence par http:// ou https://.")
        )
    return found


def _asserts(document: AuthorityDocument, base: AuthorityDocument | None) -> bool:
    """Tell whether something is said that was not before; taking away says nothing."""
    if base is None:
        return True
    return any(
        getattr(document, field) not in (None, "", getattr(base, field))
        for field in AuthorityDocument.__struct_fields__
        if field not in ("names", "location_precision", "location_method")
    ) or not set(document.names) <= set(base.names)


def _line(text: str) -> str:
    return " ".join(text.split())


def _names(sheet: AuthoritySheet, old: AuthorityDocument) -> tuple[str, ...]:
    """Return the other names, French and English ones among them; those that stay keep their order.

    The datasets have them so, and a search reads the other names.
    """
    typed = [_line(name) for name in sheet["autres"].splitlines()]
    wanted = dict.fromkeys([*typed, _line(sheet["nom_fr"]), _line(sheet["nom_en"])])
    kept = [name for name in wanted if name and name != _line(sheet["nom"])]
    staying = [name for name in old.names if name in kept]
    return (*staying, *(name for name in kept if name not in staying))


def _wikidata(text: str) -> str | None:
    """Return an identifier of Wikidata, also from the address of its page."""
    return text.rstrip("/").rsplit("/", 1)[-1].upper() or None


def _number(text: str, field: str, problems: list[Remark]) -> int | None:
    digits = re.sub(r"\s", "", text)
    if not digits:
        return None
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 12:
        problems.append(
            remark(field, None, "« {value} » n’est pas un nombre entier.", value=text[:40])
        )
        return None
    return int(digits)


def _placed(
    wanted: AuthorityDocument,
    sheet: AuthoritySheet,
    old: AuthorityDocument,
    problems: list[Remark],
) -> AuthorityDocument:
    """Return ``wanted`` where the sheet puts it: nowhere, when nothing says where."""
    lat, lon = (_degrees(sheet[name], problems) for name in ("lat", "lon"))
    if lat is None and lon is None:
        stays = old.location_precision == _COUNTRY and wanted.country == old.country
        if stays or old.lon is None:
            return wanted
        return msgspec.structs.replace(
            wanted, lon=None, lat=None, location_method="", location_precision="none"
        )
    precision = ADMIN if sheet["precision"] == ADMIN else PLACE
    if precision == old.location_precision and (lon, lat) == (_round(old.lon), _round(old.lat)):
        return wanted
    return msgspec.structs.replace(
        wanted, lon=lon, lat=lat, location_method=_BY_HAND, location_precision=precision
    )


def _degrees(text: str, problems: list[Remark]) -> float | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        problems.append(
            remark(
                "position",
                None,
                "« {value} » n’est pas un nombre de degrés : écrivez 51,4508 ou -0,5792.",
                value=text[:40],
            )
        )
        return None
    return _round(float(text.replace(",", ".").replace("−", "-")))


def _round(degrees: float | None) -> float | None:
    """Return degrees to a metre or so."""
    return None if degrees is None else round(degrees, 5)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
