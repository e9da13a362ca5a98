"""A selection in words: « 12 jumelages bretons avec l’Allemagne, 1950–1963 ».

The sentence has no full stop: it is a title as well. Every part is a text of the catalogues; French
names take their article, adjective or elision in ``territories``, ``naming`` and ``french``, other
languages get them plain. Values of a field are alternatives (« ou »), fields add up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask_babel import format_decimal, gettext, ngettext

from atlas.selection import UNKNOWN, Selection
from atlas.vocabulary import Entry, Vocabulary
from webapp.presentation import naming, selection_terms, territories
from webapp.presentation.labels import date_label
from webapp.presentation.territories import both, either

#: Beyond so many values of a field, they are counted: « 5 pays ».
MOST_NAMED = 3
#: A sentence longer than this names fewer values.
_LONG = 200
_LONGEST_QUERY = 60
#: A continent of so few countries is said by their names.
_SMALL_CONTINENT = MOST_NAMED


@dataclass(frozen=True)
class SelectionWords:
    """Says selections in ``language``.

    ``linked`` are the countries with which the atlas knows a link: all those of a continent
    together are said by its name. ``bodies`` gives the name of each collectivité that a selection
    holds, as it follows « de » (« d’Annecy », “Annecy”).
    """

    vocabulary: Vocabulary
    language: str
    linked: Collection[str] = ()
    bodies: Mapping[str, str] = field(default_factory=dict)

    def say(self, selection: Selection, count: int) -> str:
        """Return ``count`` partnerships of ``selection`` as one phrase, no full stop."""
        if not selection:
            return ngettext(
                "%(nombre)s partenariat de l’atlas",
                "Les %(nombre)s partenariats de l’atlas",
                count,
                nombre=format_decimal(count),
            )
        for most in range(MOST_NAMED, 0, -1):
            said = _Phrase(self, selection, count, most).text()
            if len(said) <= _LONG:
                break
        return said


@dataclass(frozen=True)
class _Phrase:
    """One selection being said, naming at most ``most`` values of a field."""

    words: SelectionWords
    selection: Selection
    count: int
    most: int

    def text(self) -> str:
        """Return the whole phrase: links, places and subjects, then what restricts them."""
        links = self._links()
        head = self._subject(self._partners(self._places(links)))
        close, apart = self._restrictions()
        if head == links and close:
            # « 12 partenariats en vigueur en 1975 »: nothing stands between them.
            head = f"{head} {close.pop(0)}"
        return ", ".join([head, *close, *apart])

    @property
    def feminine(self) -> bool:
        """Tell whether what is counted is feminine in French."""
        types = self.selection.type
        named = 0 < len(types) <= self.most
        return named and all(code in selection_terms.FEMININE for code in types)

    def _label(self, name: str, code: str) -> str:
        vocabulary, language = self.words.vocabulary, self.words.language
        return selection_terms.quoted(vocabulary.label(name, code, language))

    def _entries(self, name: str) -> list[Entry]:
        terms = self.words.vocabulary.of_field(name) or {}
        return [
            terms.get(code) or Entry(code, code, code) for code in getattr(self.selection, name)
        ]

    def _adjectives(self, level: str) -> list[str]:
        codes = getattr(self.selection, level)
        if len(codes) > self.most:
            return []
        return territories.adjectives(
            level, codes, self.words.language, feminine=self.feminine, plural=self.count > 1
        )

    def _links(self) -> str:
        """« 12 jumelages bretons »: what is counted, with the adjectives of its régions."""
        types, count = self.selection.type, self.count
        first_feminine = self.feminine
        if not types or len(types) > self.most:
            noun = ngettext("partenariat", "partenariats", count)
        else:
            nouns = [
                selection_terms.link_noun(code, count)
                or gettext(
                    "%(partenariats)s du type %(type)s",
                    partenariats=ngettext("partenariat", "partenariats", count),
                    type=self._label("type", code),
                )
                for code in types
            ]
            noun = both(nouns) if count > 1 else either(nouns)
            first_feminine = types[0] in selection_terms.FEMININE
        for level in ("region", "departement"):
            adjectives = self._adjectives(level)
            if adjectives:
                noun = f"{noun} {either(adjectives)}"
        if len(types) > self.most:
            noun = ngettext(
                "%(liens)s de %(nombre)s nature",
                "%(liens)s de %(nombre)s natures",
                len(types),
                liens=noun,
                nombre=len(types),
            )
        if count == 0:
            if first_feminine:
                return gettext("Aucune %(liens)s", liens=noun)
            return gettext("Aucun %(liens)s", liens=noun)
        return gettext("%(nombre)s %(liens)s", nombre=format_decimal(count), liens=noun)

    def _places(self, head: str) -> str:
        """« de l’Isère et de la région Grand Est »: the French side, without its adjectives."""
        chosen, language, most = self.selection, self.words.language, self.most
        places = []
        if chosen.collectivite:
            codes = chosen.collectivite
            if len(codes) > most:
                counted = ngettext(
                    "%(nombre)s collectivité",
                    "%(nombre)s collectivités",
                    len(codes),
                    nombre=len(codes),
                )
                places.append(territories.of_several(counted, language))
            else:
                places.append(either([self.words.bodies.get(code, code) for code in codes]))
        if chosen.departement and not self._adjectives("departement"):
            places.append(territories.of_departements(self._entries("departement"), most, language))
        if chosen.region and not self._adjectives("region"):
            places.append(territories.of_regions(self._entries("region"), most, language))
        if not places:
            return head
        return gettext("%(liens)s %(de_territoires)s", liens=head, de_territoires=both(places))

    def _partners(self, head: str) -> str:
        """« avec le Mali ou le Sénégal », « avec l’Afrique », « avec 5 pays »."""
        codes = self.selection.pays
        if not codes:
            return head
        continents = self._continents()
        if continents:
            names = either(continents)
        elif len(codes) > self.most:
            names = ngettext("%(nombre)s pays", "%(nombre)s pays", len(codes), nombre=len(codes))
        else:
            language = self.words.language
            names = either(
                [
                    naming.country_in_sentence(entry.label(language), entry.article, language)
                    for entry in self._entries("pays")
                ]
            )
        return gettext("%(liens)s avec %(pays)s", liens=head, pays=names)

    def _continents(self) -> list[str]:
        """Return the continents whose linked countries are exactly those chosen, if any."""
        chosen, countries = set(self.selection.pays), self.words.vocabulary.countries
        whole = {}
        for code in chosen:
            continent = countries[code].group if code in countries else ""
            linked = {c for c in self.words.linked if countries[c].group == continent}
            if len(linked) <= _SMALL_CONTINENT or not linked <= chosen:
                return []
            whole[continent] = linked
        if len(whole) > self.most or set().union(*whole.values()) != chosen:
            return []
        names = selection_terms.continents()
        return [names[continent] for continent in names if continent in whole]

    def _subject(self, head: str) -> str:
        """« sur l’eau ou la santé », or the absence of any known theme."""
        known = [code for code in self.selection.theme if code != UNKNOWN]
        said = []
        if len(known) > self.most:
            counted = ngettext(
                "%(nombre)s thème", "%(nombre)s thèmes", len(known), nombre=len(known)
            )
            said.append(gettext("sur %(themes)s", themes=counted))
        elif known:
            names = selection_terms.themes()
            listed = either([names.get(code) or self._label("theme", code) for code in known])
            said.append(gettext("sur %(themes)s", themes=listed))
        if UNKNOWN in self.selection.theme:
            said.append(gettext("sans thème connu"))
        return f"{head} {either(said)}" if said else head

    def _restrictions(self) -> tuple[list[str], list[str]]:
        """Return what may follow the links without comma, and what stands apart."""
        frame = gettext("dans le cadre choisi sur la carte") if self.selection.bbox else ""
        close = [self._query(), self._levels(), self._fundings(), self._eras(), self._date(), frame]
        apart = [self._statuses(), self._years()]
        return [part for part in close if part], [part for part in apart if part]

    def _query(self) -> str:
        words = self.selection.q
        if len(words) > _LONGEST_QUERY:
            words = words[: _LONGEST_QUERY - 1].rstrip() + "…"
        return gettext("répondant à %(mots)s", mots=selection_terms.quoted(words)) if words else ""

    def _levels(self) -> str:
        codes = self.selection.echelon
        if not codes:
            return ""
        if len(codes) > self.most:
            names = ngettext(
                "%(nombre)s échelon", "%(nombre)s échelons", len(codes), nombre=len(codes)
            )
        else:
            names = either(
                [
                    selection_terms.level(code, self.count) or self._label("echelon", code)
                    for code in codes
                ]
            )
        return gettext("engageant %(echelons)s", echelons=names)

    def _fundings(self) -> str:
        known = [code for code in self.selection.financement if code != UNKNOWN]
        said = []
        if known:
            if len(known) > self.most:
                names = ngettext(
                    "%(nombre)s dispositif", "%(nombre)s dispositifs", len(known), nombre=len(known)
                )
            else:
                terms = selection_terms.fundings()
                names = either([terms.get(c) or self._label("financement", c) for c in known])
            said.append(selection_terms.funded_by(names, self.count, feminine=self.feminine))
        if UNKNOWN in self.selection.financement:
            said.append(gettext("sans financement connu"))
        return either(said)

    def _statuses(self) -> str:
        codes = self.selection.statut
        if len(codes) > self.most:
            return ngettext(
                "de %(nombre)s statut",
                "de %(nombre)s statuts différents",
                len(codes),
                nombre=len(codes),
            )
        return either(
            [
                selection_terms.status(code, self.count, feminine=self.feminine)
                or self._label("statut", code)
                for code in codes
            ]
        )

    def _eras(self) -> str:
        codes = self.selection.epoque
        if len(codes) > self.most:
            counted = ngettext(
                "%(nombre)s époque", "%(nombre)s époques", len(codes), nombre=len(codes)
            )
            of = territories.of_several(counted, self.words.language)
            return gettext("relevant %(de_epoques)s", de_epoques=of)
        inside, outside = selection_terms.eras(), selection_terms.outside_eras()
        within = [
            inside.get(code) or gettext("de l’époque %(nom)s", nom=self._label("epoque", code))
            for code in codes
            if code not in outside
        ]
        said = [outside[code] for code in codes if code in outside]
        if within:
            said.insert(0, gettext("relevant %(de_epoques)s", de_epoques=either(within)))
        return either(said)

    def _years(self) -> str:
        first, last = self.selection.de, self.selection.a
        if first is not None and last is not None:
            return str(first) if first == last else f"{first}–{last}"
        if first is not None:
            return gettext("à partir de %(annee)s", annee=first)
        return gettext("jusqu’en %(annee)s", annee=last) if last is not None else ""

    def _date(self) -> str:
        date = self.selection.date
        if date is None:
            return ""
        shown = date_label(date.isoformat())
        if date.day is None:
            return gettext("en vigueur en %(annee)s", annee=shown)
        return gettext("en vigueur le %(jour)s", jour=shown)
