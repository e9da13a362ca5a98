"""The French bodies that a change is about, as documents, while it is tried on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing.authority_documents import AuthorityDocument, read_authority_documents
from atlas.editing.authority_writing import authority_ids
from atlas.model import Authority, Territory

FORMER = frozenset({"deleguee", "associee", "ancienne"})


class Ground:
    """Bodies by code, changed in memory; what each change means for codes, names and numbers.

    A population is the sum of those that merge, and unknown where one of them is: a part that
    leaves takes inhabitants that nobody has counted apart.
    """

    def __init__(self, session: Session, codes: Iterable[str]) -> None:
        self._session = session
        self._bodies: dict[str, AuthorityDocument] = {}
        self._loaded: dict[str, AuthorityDocument] = {}
        self._parts: defaultdict[str, set[str]] = defaultdict(set)
        self._regions = {
            row.code: row.region_code
            for row in session.execute(
                select(Territory.code, Territory.region_code).where(
                    Territory.level == "departement"
                )
            )
        }
        self.load(codes)

    def load(self, codes: Iterable[str]) -> None:
        """Read bodies, those that were merged into them, and their heirs."""
        wanted = {code for code in codes if code not in self._loaded}
        numbers = list(authority_ids(self._session, wanted).values())
        for batch in in_batches(numbers):
            wanted.update(
                self._session.scalars(
                    select(Authority.code).where(Authority.successor_id.in_(batch))
                )
            )
        found = read_authority_documents(self._session, sorted(wanted - set(self._loaded)))
        self._loaded.update(found)
        self._bodies.update(found)
        for code, body in found.items():
            if body.successor is not None:
                self._parts[body.successor].add(code)
        heirs = {body.successor for body in found.values() if body.successor is not None}
        if heirs - set(self._loaded):
            self.load(heirs)

    def load_members(self, sirens: Iterable[str]) -> None:
        """Read the communes of EPCI."""
        codes: set[str] = set()
        for batch in in_batches(sorted(set(sirens))):
            query = select(Authority.code).where(
                Authority.side == "french",
                Authority.kind == "commune",
                Authority.epci_siren.in_(batch),
            )
            codes.update(self._session.scalars(query))
        self.load(codes)

    def get(self, code: str) -> AuthorityDocument | None:
        """Return a body as it is by now, None when there is none of that code."""
        return self._bodies.get(code)

    def heir(self, code: str) -> str:
        """Return the code of today's body that ``code`` stands for."""
        return _last(self._bodies, code)

    def heir_before(self, code: str) -> str:
        """Return the code of the body that ``code`` stood for before the changes."""
        return _last(self._loaded, code)

    def family(self, code: str) -> set[str]:
        """Return ``code`` and those merged into it."""
        return {code} | self._parts[code]

    def members(self, siren: str) -> list[str]:
        """Return the communes of an EPCI that were read, by code."""
        return sorted(
            code
            for code, body in self._bodies.items()
            if body.epci == siren and body.successor is None
        )

    def change(self, code: str, **values: Any) -> None:
        """Give new values to fields of a body."""
        former = self._bodies[code]
        if "successor" in values:
            if former.successor is not None:
                self._parts[former.successor].discard(code)
            if values["successor"] is not None:
                self._parts[values["successor"]].add(code)
        self._bodies[code] = msgspec.structs.replace(former, **values)

    def add(self, code: str, body: AuthorityDocument) -> None:
        """Add a body under a code that nobody bears."""
        self._bodies[code] = body

    def rename(self, code: str, name: str, article: str) -> None:
        """Give a body another name; the former one still finds it."""
        body = self._bodies[code]
        if name != body.name:
            names = (*(other for other in body.names if other != name), body.name)
            self.change(code, name=name, article=article, names=tuple(dict.fromkeys(names)))

    def end(self, code: str, date: str, *, successor: str | None, **values: Any) -> None:
        """Let a body cease on a day; its parts go over to its successor, where it has one."""
        for part in list(self._parts[code]) if successor is not None else ():
            if part != successor:
                self.change(part, successor=successor)
        self.change(
            code,
            valid_to=date,
            successor=successor,
            population=None,
            epci=None,
            siren=self._bodies[code].siren if self._bodies[code].kind == "epci" else None,
            postcodes=(),
            **values,
        )

    def merge(self, code: str, into: str, date: str, kind: str) -> None:
        """Merge a commune into another, of which it becomes a part of that kind."""
        gone, whole = self._bodies[code], self._bodies[into]
        self.change(
            into,
            population=total((whole.population, gone.population)),
            postcodes=tuple(sorted({*whole.postcodes, *gone.postcodes})),
        )
        self.end(code, date, successor=into, kind=kind)

    def recode(self, code: str, new: str, date: str, name: str) -> None:
        """Let a body go on under another code, that of one of its parts perhaps."""
        body, seat = self._bodies[code], self._bodies.get(new)
        departement = departement_of(new) if body.kind == "commune" else body.departement
        own = (seat.name, *seat.names) if seat is not None else ()
        values: dict[str, Any] = {
            "name": name,
            "names": tuple(dict.fromkeys(n for n in (*body.names, body.name, *own) if n != name)),
            "insee_code": new if body.kind == "commune" else None,
            # The number of the legal person comes with the next official list.
            "siren": new if body.kind == "epci" else None,
            "departement": departement,
            "region": self._region(departement),
            "valid_to": None,
            "successor": None,
        }
        if seat is not None and seat.lon is not None:
            values |= {"lon": seat.lon, "lat": seat.lat, "location_method": seat.location_method}
        if seat is None:
            self.add(new, body)
        self.change(new, **{**_fields(body), **values})
        self.end(code, date, successor=new, kind="epci" if body.kind == "epci" else "ancienne")

    def restore(self, code: str, parent: str, name: str, article: str) -> None:
        """Let a part of ``parent`` be a commune again, or a new one be made of it."""
        part = self._bodies.get(code)
        if part is None:
            self.add(code, self._new_commune(code, name, article))
        else:
            precision = "admin" if part.location_method == "successeur" else part.location_precision
            self.change(
                code, kind="commune", valid_to=None, successor=None, location_precision=precision
            )
            self.rename(code, name, article)
        self.change(parent, population=None)

    def found(self, code: str, first: str, name: str, article: str) -> None:
        """Make a commune of a code of its own, where ``first`` and others will merge into it.

        It has the place and the body above of ``first``, and no inhabitants until they do.
        """
        seat = self._bodies[first]
        self.add(
            code,
            msgspec.structs.replace(
                self._new_commune(code, name, article),
                population=0,
                epci=seat.epci,
                lon=seat.lon,
                lat=seat.lat,
                location_method="commune_deleguee",
                location_precision=seat.location_precision,
            ),
        )

    def _new_commune(self, code: str, name: str, article: str) -> AuthorityDocument:
        departement = departement_of(code)
        return AuthorityDocument(
            kind="commune",
            name=name,
            country="FR",
            side="french",
            article=article,
            insee_code=code,
            departement=departement,
            region=self._region(departement),
        )

    def _region(self, departement: str | None) -> str | None:
        return self._regions.get(departement or "")

    def changed(self) -> dict[str, AuthorityDocument]:
        """Return the bodies that are not as they were read."""
        return {code: body for code, body in self._bodies.items() if body != self._loaded.get(code)}


def _last(bodies: Mapping[str, AuthorityDocument], code: str) -> str:
    seen = {code}
    while (body := bodies.get(code)) is not None and body.successor is not None:
        code = body.successor
        if code in seen:
            break
        seen.add(code)
    return code


def departement_of(code: str) -> str:
    """Return the code of the département or overseas territory of a commune."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _fields(body: AuthorityDocument) -> dict[str, Any]:
    return {name: getattr(body, name) for name in AuthorityDocument.__struct_fields__}


def total(populations: Sequence[int | None]) -> int | None:
    """Return the sum of ``populations``, None where one of them is unknown."""
    known = [number for number in populations if number is not None]
    return sum(known) if len(known) == len(populations) else None
