"""French names to codes: spellings, slips, former communes, kinds of bodies, homonyms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from atlas.geodesy import Point
from geodata.reconciling.french_index import ALIKE, FrenchIndex
from geodata.reconciling.french_words import COMMUNES, Wording, read_french
from geodata.reconciling.matching import (
    CERTAIN,
    Candidate,
    Match,
    Reasons,
    best_of,
    decide,
    likeness,
)
from geodata.reconciling.places import Gazetteer, Place
from geodata.reconciling.spelling import bare, beginnings, joined

#: A commune is at most so far from where a source puts it (km); beyond, it is somebody else.
_HERE, _THERE = 6.0, 25.0
#: Around a point, names with slips are looked for so far (km).
_AROUND = 15.0
#: How far the point of a body may be from a place that it holds (km).
_REACH = {"region": 350.0, "statut_particulier": 350.0, "departement": 120.0}
_SMALL_REACH = 60.0
#: What a name is worth: the name itself, one that is as good, another name, one but for an article.
_NAME, _ALIAS, _OTHER, _ARTICLE = 0.92, 0.91, 0.86, 0.85
#: An EPCI without the words for its kind, or by its largest commune; a part of a name; a slip.
_CORE, _SEAT, _INSIDE = 0.80, 0.78, 0.72
#: A slip is certain from this likeness on, where a place is known; each step more is worth so much.
_SURE, _SLOPE, _SLIP, _SLIP_ANYWHERE = 0.84, 1.2, 0.90, 0.80
#: What somebody who acts for a commune is worth, and a slip in a name of four letters.
_BESIDE, _DOUBT = 0.85, 0.89
_BODIES = frozenset({"epci", "departement", "region", "statut_particulier", "syndicat", "autre"})
_ANY = COMMUNES | _BODIES


@dataclass(frozen=True, slots=True)
class _Search:
    """A name to look for: what it says, where it is, the kinds that it may be."""

    said: Wording
    point: Point | None
    departement: str
    #: The kinds that the caller asks for; and those of them that the words of the name mean.
    allowed: frozenset[str]
    meant: frozenset[str]

    @property
    def placed(self) -> bool:
        """Whether anything tells where the name is."""
        return self.point is not None or self.departement != ""


class FrenchMatcher:
    """Finds the French authority that a name means."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places = gazetteer
        self._index = FrenchIndex(gazetteer)

    def by_code(self, code: str) -> str | None:
        """Return the code of today of the body that bears or bore ``code``, None when none does."""
        position = self._places.number.get(code.upper())
        return self._places.places[position].heir if position is not None else None

    def name_of(self, code: str) -> str:
        """Return the name of the body of a code that is known."""
        return self._places.places[self._places.number[code]].name

    def match(
        self,
        name: str,
        *,
        point: Point | None = None,
        departement: str = "",
        kinds: frozenset[str] | None = None,
    ) -> Match:
        """Return what ``name`` means; ``point`` (lon, lat) and ``departement`` tell homonyms apart.

        The words of the name say of which kind the body is (« Conseil départemental du Nord »);
        ``kinds`` restricts it further. A name that is borne by a commune of before means the
        commune of today.
        """
        said = read_french(name, self._index.departements)
        allowed = _ANY if kinds is None else kinds
        meant = allowed if said.kinds is None else allowed & said.kinds
        search = _Search(said, point, departement or said.departement, allowed, meant)
        found: list[Candidate] = []
        for look in (self._exact, self._rewritten, self._guessed):
            found = best_of([*found, *look(search)])
            if any(one.score >= CERTAIN for one in found):
                break
        if said.beside:
            found = [replace(one, score=min(one.score, _BESIDE)) for one in found]
        return decide(found)

    def _exact(self, search: _Search) -> Iterator[Candidate]:
        """Find the bearers of the very name, then of the name without what announces it."""
        said = search.said
        if said.body:
            for name, code in self._index.departements.items():
                if code == said.body:
                    yield from self._borne(name, search, search.meant)
            return
        # « Ville-d'Avray » is a name, not the town of Avray.
        kinds = search.meant if not said.cores else search.allowed
        whole = list(self._borne(said.whole, search, kinds))
        yield from whole
        if not whole:
            for core in said.cores:
                yield from self._borne(core, search, search.meant)
        if not search.placed:
            # « Lamentin » is in Guadeloupe, « Le Lamentin » in Martinique.
            yield from self._without_article(said.whole, search)

    def _borne(self, key: str, search: _Search, kinds: frozenset[str]) -> Iterator[Candidate]:
        bearers = self._places.by_name.get(key, ())
        # A former name of one word is what many a place is called: « Neuchâtel » is in the Doubs.
        alone = " " in key and len({self._places.places[n].heir for n, _ in bearers}) == 1
        for position, proper in bearers:
            place = self._places.places[position]
            if place.kind in kinds:
                own = proper and place.kind != "ancienne"
                reason = ("name" if own else "other_name", place.name)
                score = _NAME if own else _ALIAS if alone else _OTHER
                yield self._scored(position, score, reason, search)
        for position, kind, alone in self._index.aliases.get(bare(key), ()):
            if kind in kinds and (alone or search.said.kinds is not None):
                reason = ("other_name", self._places.places[position].name)
                yield self._scored(position, _ALIAS, reason, search)
        if "epci" in kinds and search.said.kinds is not None:
            for position in self._index.cores.get(key, ()):
                reason = ("name", self._places.places[position].name)
                yield self._scored(position, _NAME, reason, search)

    def _rewritten(self, search: _Search) -> Iterator[Candidate]:
        """Find names that are written otherwise: in one word, without an article or its kind."""
        for key in (search.said.whole, *search.said.cores):
            exact = {position for position, _ in self._places.by_name.get(key, ())}
            others = [n for n in self._index.joined.get(joined(key), ()) if n not in exact]
            yield from self._of(others, _ALIAS, "spacing", search)
            yield from self._without_article(key, search)
            if "epci" in search.meant:
                yield from self._intercommunal(key, search)

    def _guessed(self, search: _Search) -> Iterator[Candidate]:
        """Find names of which this one may be a part, or a slip."""
        for key in (search.said.whole, *search.said.cores):
            yield from self._shortened(key, search)
            if len(key) > 2:
                yield from self._misspelt(key, search)

    def _without_article(self, key: str, search: _Search) -> Iterator[Candidate]:
        for position in self._index.bare.get(bare(key), ()):
            # No département has an article in its name; a commune without its own is another.
            large = self._places.places[position].kind in _BODIES
            yield from self._of((position,), _ALIAS if large else _ARTICLE, "article", search)

    def _of(
        self, positions: Iterable[int] | None, score: float, reason: str, search: _Search
    ) -> Iterator[Candidate]:
        for position in positions or ():
            place = self._places.places[position]
            if place.kind in search.meant:
                yield self._scored(position, score, (reason, place.name), search)

    def _intercommunal(self, key: str, search: _Search) -> Iterator[Candidate]:
        if search.said.kinds is None:
            score = _ALIAS if bare(key).startswith("grand ") else _CORE
            found = self._index.cores.get(key) or self._index.cores.get(bare(key))
            yield from self._of(found, score, "intercommunal", search)
            return
        for position, _ in self._places.by_name.get(key, ()):
            epci = self._index.epci_of.get(position)
            if epci is not None:
                reason = ("main_commune", self._places.places[position].name)
                yield self._scored(epci, _SEAT, reason, search)

    def _shortened(self, key: str, search: _Search) -> Iterator[Candidate]:
        """Find longer names that begin with this one; near a place, shorter ones too."""
        found = set(self._index.beginnings.get(key, ()))
        if search.placed:
            for shorter in beginnings(key):
                found.update(position for position, _ in self._places.by_name.get(shorter, ()))
        for position in found:
            place = self._places.places[position]
            elsewhere = search.departement and place.departement != search.departement
            if place.kind in search.meant and not elsewhere:
                one = self._scored(position, _INSIDE, ("inside", place.name), search)
                yield replace(one, score=min(one.score, _DOUBT))

    def _misspelt(self, key: str, search: _Search) -> Iterator[Candidate]:
        if search.meant & COMMUNES:
            if search.point is not None:
                for position, km in self._places.near(search.point, _AROUND):
                    yield from self._nearby(position, km, key, search)
            elif search.departement:
                for position, _, alike in self._index.alike_within(key, search.departement):
                    reason = ("departement", search.departement)
                    yield from self._slip(position, key, alike, _SLIP, (reason,), search)
            else:
                for position, _, alike in self._index.alike_anywhere(key):
                    yield from self._slip(position, key, alike, _SLIP_ANYWHERE, (), search)
        if search.meant & _BODIES:
            said = search.said.kinds is not None
            for position, _, alike in self._index.alike_bodies(key, intercommunal=said):
                base = _SLIP if said else _SLIP_ANYWHERE
                yield from self._slip(position, key, alike, base, (), search)

    def _nearby(self, position: int, km: float, key: str, search: _Search) -> Iterator[Candidate]:
        place = self._places.places[position]
        if place.kind not in COMMUNES:
            return
        away = ("distance", f"{km:.0f}")
        names = self._places.names[position]
        alike = max(likeness(key, name) for name in names)
        if alike >= ALIKE:
            yield from self._slip(position, key, alike, _SLIP + 0.04 - km / 200, (away,), search)
        elif km <= _HERE and any(_holds(key, name) for name in names):
            # One name inside the other: « Essarts » for « Essarts en Bocage », at the same place.
            yield self._candidate(place, _INSIDE + 0.08, (("inside", place.name), away))

    def _slip(
        self,
        position: int,
        key: str,
        alike: float,
        base: float,
        reasons: Reasons,
        search: _Search,
    ) -> Iterator[Candidate]:
        place = self._places.places[position]
        if place.kind in search.meant:
            score = base + (alike - _SURE) * _SLOPE
            # In a short name a slip leaves little to recognise it by.
            score = min(score, _DOUBT if len(key) < 5 or base < CERTAIN else _ALIAS)
            yield self._candidate(place, score, (("alike", f"{alike:.2f}"), *reasons))

    def _scored(
        self, position: int, score: float, reason: tuple[str, str], search: _Search
    ) -> Candidate:
        """Return a candidate whose score says also whether it is where the name is put."""
        place = self._places.places[position]
        reasons = [reason]
        body = place.kind in _BODIES
        km = self._places.distance(position, search.point)
        if km is not None:
            reasons.append(("distance", f"{km:.0f}"))
            if body:
                score -= 0.02 if km <= _REACH.get(place.kind, _SMALL_REACH) else 0.40
            else:
                score += 0.08 if km <= _HERE else 0.04 if km <= _THERE else -0.40
        if search.departement and place.departement:
            same = search.departement == place.departement
            reasons.append(("departement" if same else "other_departement", place.departement))
            # An EPCI has members beyond the département of its seat.
            score += 0.06 if same else -0.10 if place.kind == "epci" else -0.30
        elif search.departement:
            score -= 0.05
        return self._candidate(place, score, tuple(reasons))

    def _candidate(self, place: Place, score: float, reasons: Reasons) -> Candidate:
        if place.heir != place.code:
            reasons = (*reasons, ("merged", place.name))
        heir = self._places.places[self._places.number[place.heir]]
        bounded = round(max(0.0, min(score, 1.0)), 3)
        return Candidate(heir.code, heir.name, bounded, reasons, heir.population)


def _holds(one: str, other: str) -> bool:
    """Tell whether one of two names is a part of the other, word by word."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and f" {short} " in f" {long} "
