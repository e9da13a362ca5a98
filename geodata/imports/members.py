"""Who a row is about: names to authorities; what is not certain becomes a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from atlas.doubts.content import FOREIGN, FRENCH, Choice, Party, Question, name_key
from atlas.editing.authorities import CodeGiver, is_one_place, point_of
from atlas.editing.authority_documents import AuthorityDocument
from atlas.geodesy import Point
from atlas.services.import_rows import Reason
from atlas.text import fold, to_translate
from geodata.imports.reading import ImportRow
from geodata.imports.sides import (
    MISSING,
    names_told,
    parted,
    point_told,
    require_name,
    several,
    turned,
    with_countries,
)
from geodata.imports.values import RefusedError, SkippedError
from geodata.reconciling.countries import CountryNames
from geodata.reconciling.foreign import ForeignMatcher
from geodata.reconciling.foreign_words import (
    DEPARTMENT,
    DISTRICT,
    PREFECTURE,
    PROVINCE,
    REGION,
    read_foreign,
)
from geodata.reconciling.french import FrenchMatcher
from geodata.reconciling.matching import Candidate, Match, Verdict
from geodata.reconciling.places import Gazetteer

FRANCE = "FR"


#: What is made of a name that nobody bears, by what its words say: « Département de Matam ».
_KIND_OF = {
    REGION: "province_region",
    PROVINCE: "province_region",
    PREFECTURE: "department",
    DEPARTMENT: "department",
    DISTRICT: "department",
}


#: Signs of the code of a commune.
_CODE_LENGTH = 5


class MemberReader:
    """Finds the authorities of rows. ``decided`` is whom names mean, as people said before."""

    def __init__(
        self,
        session: Session,
        french: Gazetteer,
        foreign: Gazetteer,
        decided: Mapping[str, str],
    ) -> None:
        self._french = FrenchMatcher(french)
        self._foreign = ForeignMatcher(foreign)
        self._countries = CountryNames(session)
        self._decided = decided
        self._departements = {
            fold(place.name): place.departement
            for place in french.places
            if place.kind == "departement"
        }

    def read(self, row: ImportRow, *, is_symmetric: bool = False) -> tuple[Party, ...]:
        """Return the members of a row, French ones first.

        Raises :class:`RefusedError` for a name that means nobody, :class:`SkippedError` for a row
        that is about something else.
        """
        row = parted(row)
        for side in MISSING:
            names_told(row, side)
        (home,), away = (self._countries_of(row, side) for side in ("french", "foreign"))
        if is_symmetric and home not in ("", FRANCE) and away == [FRANCE]:
            row, home, away = turned(row), FRANCE, [home]
        if home not in ("", FRANCE):
            if is_symmetric or away != [FRANCE]:
                raise SkippedError("Aucune des deux n’est en France.")
            raise RefusedError("Les deux côtés sont inversés.")
        if FRANCE in away:
            both = to_translate("Les deux sont en France.")
            raise SkippedError(both) if is_symmetric else RefusedError(both)
        return (
            *self.french_only(row),
            *(
                self._foreign_party(row, name, country)
                for name, country in with_countries(several(names_told(row, "foreign")), away)
            ),
        )

    def country(self, row: ImportRow) -> str:
        """Return the ISO code of the country of the partner; raise :class:`RefusedError`."""
        (code,) = self._countries_of(parted(row), "foreign")[:1]
        return code

    def french_only(self, row: ImportRow) -> tuple[Party, ...]:
        """Return the French members of a row that names no partner."""
        return tuple(self._french_party(row, name) for name in several(names_told(row, "french")))

    def _countries_of(self, row: ImportRow, side: str) -> list[str]:
        """Return the codes of the countries of a side, an empty one where the row tells none."""
        told = several(row.text(f"{side}_country"))
        if not told and side == "foreign":
            raise RefusedError("Le pays du partenaire n’est pas dit.")
        found = [self._country(words) for words in told] or [""]
        if len(set(found)) > 1 and side == "french":
            raise RefusedError("Plusieurs pays sont dits pour la collectivité française.")
        return found if len(set(found)) > 1 else found[:1]

    def _country(self, words: str) -> str:
        code = self._countries.code(words)
        if code is None:
            raise RefusedError("Aucun pays ne s’appelle « {value} ».", value=words[:60])
        return code

    def _french_party(self, row: ImportRow, name: str) -> Party:
        code = row.text("french_code")
        if code and name in (row.text("french_name"), code):
            return self._of_code(code, row.text("french_name"))
        departement = row.text("french_departement")
        departement = self._departements.get(fold(departement), departement)
        point = point_told(row, "french")
        question = _question(FRENCH, name, FRANCE, point, departement=departement)
        if decided := self._decided.get(name_key(question)):
            return Party(name, code=decided)
        match = self._french.match(name, point=point, departement=departement)
        if match.verdict is Verdict.UNKNOWN:
            raise RefusedError(
                "Aucune collectivité française ne s’appelle « {value} ».", value=name[:60]
            )
        return _party(question, match)

    def _of_code(self, code: str, name: str) -> Party:
        """Return the body of a code; a name that says somebody else is a question.

        A spreadsheet shifted by a row gives every commune the code of its neighbour, and one that
        takes codes for numbers loses their first zero.
        """
        # A SIREN is often written in groups of three digits.
        code = code.replace(" ", "")
        found = self._french.by_code(code)
        if found is None and len(code) == _CODE_LENGTH - 1:
            found = self._french.by_code(code.zfill(_CODE_LENGTH))
        if found is None:
            raise RefusedError(
                "Aucune collectivité française ne porte le code « {value} ».", value=code[:60]
            )
        match = self._french.match(name) if name else None
        if match is None or match.code in (None, found):
            return Party(name or code, code=found)
        # « Lyon » may be a body of that name, and yet not the one of the code.
        if any(one.code == found for one in match.candidates):
            return Party(name, code=found)
        question = _question(FRENCH, f"{name} ({code})", FRANCE, None)
        if decided := self._decided.get(name_key(question)):
            return Party(name, code=decided)
        coded = Candidate(found, self._french.name_of(found), 0.5, (("code", code),), 0)
        return _party(question, Match(Verdict.DOUBTFUL, (*match.candidates, coded)))

    def _foreign_party(self, row: ImportRow, name: str, country: str) -> Party:
        require_name(name)
        point = point_told(row, "foreign")
        question = _question(FOREIGN, name, country, point)
        if decided := self._decided.get(name_key(question)):
            return Party(name, code=decided)
        match = self._foreign.match(name, country, point=point)
        place = _place(row, name, country, point)
        if match.verdict is Verdict.UNKNOWN:
            return Party(name, place=place)
        return _party(question, match, place)


def each_once(parties: Sequence[Party]) -> tuple[tuple[Party, ...], list[Reason]]:
    """Return the parties, each body once, and a remark for every name that says one again.

    A row may name a commune and the one that it became, or a name twice: a record unites different
    bodies.
    """
    kept: dict[object, Party] = {}
    remarks = []
    for party in parties:
        first = kept.setdefault(_identity(party), party)
        if first is not party:
            remarks.append(
                Reason(
                    to_translate(
                        "« {name} » et « {first} » sont la même collectivité : elle compte une "
                        "fois."
                    ),
                    {"name": party.name, "first": first.name},
                )
            )
    return tuple(kept.values()), remarks


def _identity(party: Party) -> object:
    if party.question is not None:
        return name_key(party.question)
    if party.place is not None:
        return party.place.country, party.place.kind, fold(party.place.name)
    return party.code


class NewPlaces:
    """The authorities that a file makes: one for each name and place, with its code."""

    def __init__(self, session: Session, plan: Callable[[str, AuthorityDocument], None]) -> None:
        self._codes = CodeGiver(session)
        self._plan = plan
        self._made: defaultdict[tuple[str, str, str], list[tuple[str, Point | None]]] = defaultdict(
            list
        )

    def code_of(self, party: Party) -> str:
        """Return the code of a member that raises no question; its place is made if need be."""
        return party.code if party.place is None else self._code(party.place)

    def _code(self, place: AuthorityDocument) -> str:
        namesakes = self._made[place.country, place.kind, fold(place.name)]
        here = point_of(place)
        for code, there in namesakes:
            if is_one_place(here, there):
                return code
        code = self._codes.give(place)
        namesakes.append((code, here))
        self._plan(code, place)
        return code


def _question(
    side: str, name: str, country: str, point: Point | None, *, departement: str = ""
) -> Question:
    lon, lat = point if point is not None else (None, None)
    return Question(side, name, country, departement=departement, lon=lon, lat=lat)


def _party(question: Question, match: Match, place: AuthorityDocument | None = None) -> Party:
    if match.code is not None:
        return Party(question.name, code=match.code)
    choices = tuple(Choice(c.code, c.name, c.score, c.reasons) for c in match.candidates)
    asked = Question(
        question.side,
        question.name,
        question.country,
        question.departement,
        question.lon,
        question.lat,
        choices,
        place,
    )
    return Party(question.name, question=asked)


def _place(row: ImportRow, name: str, country: str, point: Point | None) -> AuthorityDocument:
    population = row.text("foreign_population")
    return AuthorityDocument(
        kind=_KIND_OF.get(read_foreign(name).meaning, "municipality"),
        name=name,
        country=country,
        population=int(population) if population.isdecimal() else None,
        lon=round(point[0], 5) if point else None,
        lat=round(point[1], 5) if point else None,
        location_method="source" if point else "",
        location_precision="place" if point else "none",
    )
