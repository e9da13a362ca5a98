"""The parts of the labelled set, each matched as a source would have it and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from atlas.geodesy import Point
from geodata.reconciling.countries import CountryNames
from geodata.reconciling.foreign import ForeignMatcher
from geodata.reconciling.french import FrenchMatcher
from geodata.reconciling.matching import Match
from geodata.reconciling.measure import (
    UNSURE,
    Figures,
    Half,
    Outcome,
    figures,
    judge,
    labelled_rows,
    read_digests,
    read_labels,
)
from geodata.reconciling.measure_duplicates import (
    LabelledPair,
    labelled_doubles,
    labelled_partnerships,
)
from geodata.reconciling.places import Gazetteer, load_gazetteer

#: What the measured matches must reach, on the half that is reported.
PRECISION, RECALL = 0.995, 0.97


@dataclass(frozen=True, slots=True)
class Judged:
    """A label and what became of it; ``said`` shows it to people."""

    half: Half
    truth: str
    outcome: Outcome
    said: str
    needless: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the labelled set; ``name`` is its key, ``national`` tells that its rows are not
    ours."""

    name: str
    title_fr: str
    judged: tuple[Judged, ...]
    national: bool = False

    def figures(self, half: Half) -> Figures:
        """Return the counts of one half."""
        return figures((one.truth, one.outcome) for one in self.judged if one.half is half)

    def needless(self, half: Half) -> int:
        """Return how many pairs of one half are shown to a person for nothing."""
        return sum(one.needless for one in self.judged if one.half is half)

    def errors(self, half: Half) -> list[Judged]:
        """Return the labels of one half that are matched wrongly or not found."""
        wanted = (Outcome.WRONG, Outcome.MISSED)
        return [one for one in self.judged if one.half is half and one.outcome in wanted]


def measured_parts(session: Session, labels: Path, rows: Path | None = None) -> Iterator[Part]:
    """Yield the parts of the labels of a folder, matched with the authorities of a session.

    ``rows`` is the table of twinnings of France whose lines are labelled; without it, the parts
    that need it are left out.
    """
    french, foreign = load_gazetteer(session, "french"), load_gazetteer(session, "foreign")
    home, away = FrenchMatcher(french), ForeignMatcher(foreign)
    yield _part(
        "french_written",
        "Noms français écrits par nous",
        (
            (
                label.half,
                label.truth,
                home.match(label.name, point=label.point, departement=label.within),
                " ".join(filter(None, (label.name, label.within))),
            )
            for label in read_labels(labels / "french.csv")
        ),
    )
    yield _part(
        "foreign_written",
        "Noms étrangers écrits par nous",
        (
            (
                label.half,
                label.truth,
                away.match(label.name, label.within, point=label.point),
                f"{label.name} ({label.within})",
            )
            for label in read_labels(labels / "foreign.csv")
        ),
    )
    pairs = labelled_partnerships(labels / "partnerships.csv", foreign)
    yield _pairs("partnerships", "Paires de partenariats", pairs)
    doubles = labelled_doubles(labels / "doubles.csv")
    yield _pairs("doubles", "Paires de collectivités étrangères", doubles)
    if rows is not None:
        yield from _french_rows(home, french, labels, rows)
        yield from _foreign_rows(away, CountryNames(session), labels, rows)


def _french_rows(
    matcher: FrenchMatcher, places: Gazetteer, labels: Path, rows: Path
) -> Iterator[Part]:
    labelled = labelled_rows(rows, read_digests(labels / "wikidata_french.csv"))

    def departement(code: str) -> str:
        position = places.number.get(code)
        return places.places[position].departement if position is not None else ""

    asked: tuple[tuple[str, str, Callable[[str, Point, str], Match]], ...] = (
        ("point", "avec la position", lambda name, point, _: matcher.match(name, point=point)),
        (
            "departement",
            "avec le département",
            lambda name, _, truth: matcher.match(name, departement=departement(truth)),
        ),
        ("name", "par le nom seul", lambda name, _, __: matcher.match(name)),
    )
    for key, how, ask in asked:
        yield _part(
            f"wikidata_french_{key}",
            f"Communes du fichier de Wikidata, {how}",
            (
                (
                    label.half,
                    label.truth,
                    ask(row["origincityLabel"], _point(row, "origin"), label.truth),
                    row["origincityLabel"],
                )
                for label, row in labelled
                # Nobody can give the département of what nobody can place.
                if key != "departement" or label.truth != UNSURE
            ),
            national=True,
        )


def _foreign_rows(
    matcher: ForeignMatcher, countries: CountryNames, labels: Path, rows: Path
) -> Iterator[Part]:
    labelled = labelled_rows(rows, read_digests(labels / "wikidata_foreign.csv"))
    for key, how in (("point", "avec la position"), ("name", "par le nom et le pays")):
        yield _part(
            f"wikidata_foreign_{key}",
            f"Villes étrangères du fichier de Wikidata, {how}",
            (
                (
                    label.half,
                    label.truth,
                    matcher.match(
                        row["sistercityLabel"],
                        countries.code(row["destination_countryLabel"]) or "",
                        point=_point(row, "destination") if key == "point" else None,
                    ),
                    f"{row['sistercityLabel']} ({row['destination_countryLabel']})",
                )
                for label, row in labelled
            ),
            national=True,
        )


def _point(row: dict[str, str], side: str) -> Point:
    return float(row[f"{side}long"]), float(row[f"{side}lat"])


def _part(
    name: str,
    title: str,
    matched: Iterable[tuple[Half, str, Match, str]],
    *,
    national: bool = False,
) -> Part:
    judged = (
        Judged(half, truth, judge(truth, match), said) for half, truth, match, said in matched
    )
    return Part(name, title, tuple(judged), national)


def _pairs(name: str, title: str, pairs: Iterable[LabelledPair]) -> Part:
    return Part(
        name,
        title,
        tuple(
            Judged(pair.half, pair.answer, pair.outcome, pair.said, pair.needless) for pair in pairs
        ),
    )


def total(parts: Iterable[Part], half: Half) -> Figures:
    """Return the counts of one half of several parts together."""
    return sum((part.figures(half) for part in parts), Figures())
