"""How well names are matched: the goals, on labels that nothing was tuned on."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Authority, LinkType
from atlas.settings import PROJECT_ROOT
from geodata.reconciling.matching import Candidate, Match, Verdict
from geodata.reconciling.measure import (
    UNSURE,
    ChangedRowError,
    Digest,
    Figures,
    Half,
    Outcome,
    figures,
    half_of,
    judge,
    labelled_rows,
    read_digests,
    read_labels,
)
from geodata.reconciling.measure_parts import PRECISION, RECALL, Part, measured_parts, total
from tests.conftest import NATIONAL_DATA
from tests.support.embedded import EmbeddedAtlas
from webapp.presentation import reconciling

LABELS = Path(__file__).parent / "labels"
ROWS = NATIONAL_DATA / "wikidata_p190_2017" / "france.tsv"
PUBLISHED = Path(reconciling.__file__).with_suffix(".json")
WRITTEN = {"french_written", "foreign_written"}
PAIRS = {"partnerships", "doubles"}


@pytest.fixture(scope="module")
def session(embedded: EmbeddedAtlas) -> Iterator[Session]:
    with Session(embedded.engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def parts(session: Session) -> dict[str, Part]:
    return {part.name: part for part in measured_parts(session, LABELS)}


@pytest.fixture(scope="module")
def national_parts(session: Session) -> dict[str, Part]:
    return {part.name: part for part in measured_parts(session, LABELS, ROWS) if part.national}


def _said(part: Part) -> str:
    return "\n".join(
        f"{one.outcome}: {one.said} -> {one.truth}" for one in part.errors(Half.REPORTED)
    )


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_names_reach_the_goals_on_the_half_that_is_reported(
    parts: dict[str, Part], name: str
) -> None:
    counts = parts[name].figures(Half.REPORTED)
    assert counts.precision >= PRECISION, _said(parts[name])
    assert counts.recall >= RECALL, _said(parts[name])
    # A rule that asks about everything would be right too.
    assert counts.automatic >= 0.80


def test_pairs_reach_the_goals_on_the_half_that_is_reported(parts: dict[str, Part]) -> None:
    pairs = [parts[name] for name in sorted(PAIRS)]
    counts = total(pairs, Half.REPORTED)
    assert counts.precision >= PRECISION
    assert counts.recall >= RECALL
    assert sum(part.needless(Half.REPORTED) for part in pairs) <= 2


@pytest.mark.national
def test_the_names_of_a_file_of_others_reach_the_goals(national_parts: dict[str, Part]) -> None:
    assert len(national_parts) == 5
    for part in national_parts.values():
        counts = part.figures(Half.REPORTED)
        assert counts.precision >= PRECISION, _said(part)
        assert counts.recall >= RECALL, _said(part)


def _published() -> dict[str, dict[str, int]]:
    read: dict[str, dict[str, int]] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return read


def _counts(part: Part) -> dict[str, int]:
    counts = part.figures(Half.REPORTED)
    return {
        "labels": counts.labels,
        "certain": counts.certain,
        "right": counts.right,
        "answerable": counts.answerable,
        "found": counts.right + counts.shown,
    }


def test_what_is_published_is_what_is_measured(parts: dict[str, Part]) -> None:
    published = _published()
    assert {name: _counts(part) for name, part in parts.items()} == {
        name: counts for name, counts in published.items() if name in parts
    }, "python -m scripts.benchmarks.reconciling --publish"


def test_the_documentation_gives_the_figures_that_are_published() -> None:
    page = (PROJECT_ROOT / "docs" / "developer" / "reconciliation.md").read_text(encoding="utf-8")
    for name, counts in _published().items():
        precision = 100 * counts["right"] / counts["certain"]
        recall = 100 * counts["found"] / counts["answerable"]
        line = (
            f"| `{name}` | {counts['labels']} | {counts['certain']} | {precision:.2f} "
            f"| {counts['answerable']} | {recall:.2f} |"
        )
        assert line in page


@pytest.mark.national
def test_what_is_published_of_a_file_of_others_is_what_is_measured(
    national_parts: dict[str, Part],
) -> None:
    published = _published()
    assert set(published) == WRITTEN | PAIRS | set(national_parts)
    for name, part in national_parts.items():
        assert published[name] == _counts(part), name


def test_the_set_is_large_and_both_halves_are() -> None:
    labels = [*read_labels(LABELS / "french.csv"), *read_labels(LABELS / "foreign.csv")]
    assert len(labels) >= 2_000
    reported = sum(label.half is Half.REPORTED for label in labels)
    assert 0.4 < reported / len(labels) < 0.6
    assert len({(label.name, label.within, label.point) for label in labels}) == len(labels)


def test_every_answer_is_an_authority_of_the_atlas(session: Session) -> None:
    codes = set(session.scalars(select(Authority.code)))
    answers = {
        label.truth
        for name in ("french.csv", "foreign.csv")
        for label in read_labels(LABELS / name)
    }
    answers |= {
        label.truth
        for name in ("wikidata_french.csv", "wikidata_foreign.csv")
        for label in read_digests(LABELS / name)
    }
    assert answers - codes == {"", UNSURE}
    types = set(session.scalars(select(LinkType.code)))
    with (LABELS / "partnerships.csv").open(encoding="utf-8", newline="") as stream:
        said = {
            row[f"{side}_type"] for row in csv.DictReader(stream) for side in ("first", "second")
        }
    assert said <= types


def test_nothing_of_the_file_of_others_is_in_ours() -> None:
    for name in ("wikidata_french.csv", "wikidata_foreign.csv"):
        with (LABELS / name).open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == ["line", "digest", "truth", "evidence"]


def _match(verdict: Verdict, *codes: str) -> Match:
    return Match(verdict, tuple(Candidate(code, code, 0.9, ()) for code in codes))


@pytest.mark.parametrize(
    ("truth", "match", "outcome"),
    [
        ("38185", _match(Verdict.CERTAIN, "38185"), Outcome.RIGHT),
        ("38185", _match(Verdict.CERTAIN, "69123"), Outcome.WRONG),
        (UNSURE, _match(Verdict.CERTAIN, "69123"), Outcome.WRONG),
        ("", _match(Verdict.CERTAIN, "69123"), Outcome.WRONG),
        ("38185", _match(Verdict.DOUBTFUL, "69123", "38185"), Outcome.SHOWN),
        ("38185", _match(Verdict.DOUBTFUL, "69123"), Outcome.MISSED),
        # What is unknown is shown to nobody.
        ("38185", _match(Verdict.UNKNOWN, "38185"), Outcome.MISSED),
        ("", _match(Verdict.UNKNOWN), Outcome.LEFT),
        (UNSURE, _match(Verdict.DOUBTFUL, "38185"), Outcome.LEFT),
    ],
)
def test_a_match_is_judged_by_what_it_does_without_asking(
    truth: str, match: Match, outcome: Outcome
) -> None:
    assert judge(truth, match) is outcome


def test_precision_counts_automatic_matches_and_recall_counts_answers() -> None:
    counts = figures(
        [
            ("a", Outcome.RIGHT),
            ("b", Outcome.RIGHT),
            ("c", Outcome.WRONG),
            (UNSURE, Outcome.WRONG),
            ("d", Outcome.SHOWN),
            ("e", Outcome.MISSED),
            ("", Outcome.LEFT),
        ]
    )
    assert (counts.labels, counts.certain, counts.answerable) == (7, 4, 5)
    assert counts.precision == 0.5
    assert counts.recall == 0.6
    assert counts.automatic == 0.4
    assert (counts + counts).answerable == 10
    assert Figures().precision == Figures().recall == Figures().automatic == 1.0


def test_a_label_stays_in_its_half() -> None:
    assert half_of("Grenobel|38|None") is half_of("Grenobel|38|None")
    assert {half_of(str(number)) for number in range(20)} == set(Half)


def test_a_row_that_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text("name\tcode\nGrenoble\t38185\n", encoding="utf-8")
    (label, row), *_ = labelled_rows(path, [Digest(2, _digest("Grenoble\t38185"), "x")])
    assert (label.truth, row) == ("x", {"name": "Grenoble", "code": "38185"})
    with pytest.raises(ChangedRowError):
        labelled_rows(path, [Digest(2, "0" * 12, "x")])


def _digest(row: str) -> str:
    return hashlib.sha256(row.encode()).hexdigest()[:12]
