"""The facets as the form shows them: in groups, the most frequent first, the rest on demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from atlas.language import in_language
from atlas.queries.facets import Facets
from atlas.selection import Selection
from atlas.vocabulary import CONTINENTS, Vocabulary
from webapp.presentation.charts import FIRST_AXIS_YEAR
from webapp.presentation.selection import SelectionView

#: A facet of more values than this shows the most frequent ones, and has a field to filter them.
_FEW = 12
FIRST_SHOWN = 10
#: A bar of the histogram: its width in SVG user units, gap included.
_BAR, _HEIGHT = 4, 48


@dataclass(frozen=True)
class Choice:
    """One value that can be ticked; ``count`` is what it alone would keep."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class ChoiceGroup:
    """Values under one heading; no heading when the facet has a single group.

    ``url_all`` leads to the page with all the values of the group, ``count`` is what they would
    keep together.
    """

    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    count: int = 0
    url_all: str = ""


@dataclass(frozen=True)
class FacetView:
    """One facet of the form."""

    field: str
    title: str
    groups: tuple[ChoiceGroup, ...]
    chosen: int
    url_clear: str
    long: bool


@dataclass(frozen=True)
class YearsView:
    """The histogram of beginnings: SVG path data of the bars, those outside the choice apart.

    ``before`` counts the links that began before the axis.
    """

    first: int
    last: int
    width: int
    height: int
    inside: str
    outside: str
    busiest: int
    most: int
    before: int


def facet_views(
    facets: Facets, selection: Selection, page: SelectionView, vocabulary: Vocabulary, language: str
) -> list[FacetView]:
    """Return the facets of the form, in its order."""
    build = _Builder(facets, selection, page, vocabulary, language)
    return [build.facet(name, title) for name, title in _titles().items()]


def _titles() -> dict[str, str]:
    return {
        "epoque": gettext("Époque"),
        "pays": gettext("Pays"),
        "region": gettext("Région"),
        "departement": gettext("Département"),
        "echelon": gettext("Échelon"),
        "type": gettext("Nature du lien"),
        "theme": gettext("Thème"),
        "financement": gettext("Financement"),
        "statut": gettext("Statut"),
    }


@dataclass(frozen=True)
class _Builder:
    facets: Facets
    selection: Selection
    page: SelectionView
    vocabulary: Vocabulary
    language: str

    def facet(self, name: str, title: str) -> FacetView:
        chosen = getattr(self.selection, name)
        choices = self._choices(name, chosen)
        long = len(choices) > _FEW
        shown = {choice.code for choice in choices[:FIRST_SHOWN]} | set(chosen)
        if name == "pays":
            continents = {code: self._continent(code) for code in CONTINENTS}
            groups = self._grouped(name, choices, shown, self.vocabulary.countries, continents)
        elif name == "departement":
            regions = {e.code: e.label(self.language) for e in self.vocabulary.regions.values()}
            regions[""] = gettext("Hors région")
            groups = self._grouped(name, choices, shown, self.vocabulary.departements, regions)
        elif long:
            groups = [_cut("", choices, shown)]
        else:
            order = list(self.vocabulary.of_field(name) or ())
            position = {code: index for index, code in enumerate(order)}
            choices.sort(key=lambda choice: position.get(choice.code, len(order)))
            groups = [ChoiceGroup("", tuple(choices), ())]
        clear = self.page.url_without(name) if chosen else ""
        return FacetView(name, title, tuple(groups), len(chosen), clear, long)

    def _choices(self, name: str, chosen: Sequence[str]) -> list[Choice]:
        """Return what can be ticked, the most frequent first; what is chosen stays, at 0 too."""
        counts = {value.value: value.count for value in self.facets.values[name]}
        for code in chosen:
            counts.setdefault(code, 0)
        return [
            Choice(code, self.vocabulary.label(name, code, self.language), count, code in chosen)
            for code, count in counts.items()
        ]

    def _continent(self, code: str) -> str:
        return in_language(self.language, *CONTINENTS[code])

    def _grouped(
        self,
        name: str,
        choices: Iterable[Choice],
        shown: set[str],
        terms: Mapping[str, object],
        labels: Mapping[str, str],
    ) -> list[ChoiceGroup]:
        of = {code: getattr(entry, "group", "") for code, entry in terms.items()}
        groups: dict[str, list[Choice]] = {}
        for choice in choices:
            groups.setdefault(of.get(choice.code, ""), []).append(choice)
        # A group is whole when every value that the atlas knows is in it, whatever else is chosen.
        linked: dict[str, list[str]] = {}
        for code in self.facets.linked(name):
            linked.setdefault(of.get(code, ""), []).append(code)
        found = []
        for group in sorted(groups, key=lambda key: (-_most(groups[key]), labels.get(key, key))):
            codes = linked.get(group, [])
            whole = set(codes) <= set(getattr(self.selection, name))
            found.append(
                _cut(
                    labels.get(group, group),
                    groups[group],
                    shown,
                    count=self.facets.count_together(name, codes),
                    url_all="" if whole or len(codes) < 2 else self.page.url_with(name, codes),
                )
            )
        return found


def _most(choices: Iterable[Choice]) -> int:
    return sum(choice.count for choice in choices)


def _cut(
    label: str, choices: Iterable[Choice], shown: set[str], *, count: int = 0, url_all: str = ""
) -> ChoiceGroup:
    first = [choice for choice in choices if choice.code in shown]
    rest = [choice for choice in choices if choice.code not in shown]
    return ChoiceGroup(label, tuple(first), tuple(rest), count, url_all)


def years_view(starts: Mapping[int, int], selection: Selection) -> YearsView | None:
    """Return the histogram of the years in which links began; None when no year is known."""
    shown = {year: number for year, number in starts.items() if year >= FIRST_AXIS_YEAR}
    if not shown:
        return None
    first, last = FIRST_AXIS_YEAR, max(shown)
    busiest = max(shown, key=lambda year: (shown[year], -year))
    most = shown[busiest]
    low, high = selection.de or 0, selection.a or last
    paths: dict[bool, list[str]] = {True: [], False: []}
    for year, number in sorted(shown.items()):
        tall = max(1, round(number * _HEIGHT / most))
        bar = f"M{(year - first) * _BAR} {_HEIGHT}v-{tall}h{_BAR - 1}v{tall}z"
        paths[low <= year <= high].append(bar)
    return YearsView(
        first,
        last,
        (last - first + 1) * _BAR,
        _HEIGHT,
        "".join(paths[True]),
        "".join(paths[False]),
        busiest,
        most,
        sum(number for year, number in starts.items() if year < first),
    )
