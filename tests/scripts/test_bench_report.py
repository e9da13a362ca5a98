"""What ``./scripts/bench`` prints, writes and answers to who called it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.settings import PROJECT_ROOT
from scripts.benchmarks import __main__ as command
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.report import Measure, number, percentile, table, write_json

HELD = Measure("map_cold_bytes", "octets de la carte", 280_000, "o", 300_000)
MISSED = Measure("map_drawn_ratio", "rapport à la page naïve", 0.42, "", 0.35, 2)
PLAIN = Measure("server_p50_ms", "serveur, p50", 12.3, "ms")


def test_a_measure_is_missed_above_its_target_only() -> None:
    assert not HELD.missed
    assert MISSED.missed
    assert not PLAIN.missed
    assert not Measure("x", "x", 5, "", 5).missed


def test_a_ratio_is_the_share_of_the_target() -> None:
    assert HELD.ratio == pytest.approx(0.933, abs=0.001)
    assert PLAIN.ratio is None


def test_the_table_gives_value_target_ratio_and_verdict_of_each_measure() -> None:
    lines = table([PLAIN, HELD, MISSED]).splitlines()

    assert lines[0].split() == ["Mesure", "Valeur", "Cible", "Ratio"]
    assert lines[2].split("  ")[0] == "octets de la carte"
    assert lines[2].endswith("280\u202f000 o  ≤ 300\u202f000 o   0,93  tenue")
    assert lines[3].endswith("0,42       ≤ 0,35   1,20  dépassée")
    assert lines[-1].endswith("12 ms")
    assert lines[2].index("tenue") == lines[3].index("dépassée")


def test_measures_without_a_target_stand_below_a_rule() -> None:
    lines = table([PLAIN, HELD]).splitlines()

    assert [set(line) == {"─", " "} for line in lines] == [False, True, False, True, False]


def test_numbers_are_written_as_in_french() -> None:
    assert number(1_234_567.891, 1) == "1\u202f234\u202f567,9"
    assert number(0.5) == "0"


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 3), (0.95, 5), (0.2, 1), (0.21, 2), (1.0, 5), (0.0, 1)]
)
def test_a_percentile_is_one_of_the_values(share: float, expected: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == expected


def test_a_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(BenchmarkError):
        percentile([], 0.5)


def test_the_json_file_is_one_flat_object_of_numbers(tmp_path: Path) -> None:
    file = tmp_path / "build" / "bench.json"

    write_json(file, [HELD, MISSED, PLAIN])

    assert json.loads(file.read_text()) == {
        "map_cold_bytes": 280_000,
        "map_drawn_ratio": 0.42,
        "server_p50_ms": 12.3,
    }


def test_two_measures_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError):
        write_json(tmp_path / "bench.json", [HELD, HELD])


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "OUTPUT", tmp_path / "bench.json")
    monkeypatch.setattr(command.os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    return tmp_path / "bench.json"


def benches(monkeypatch: pytest.MonkeyPatch, **runs: Callable[[object], list[Measure]]) -> None:
    monkeypatch.setattr(command, "BENCHES", {name: (name, run) for name, run in runs.items()})


def test_a_missed_target_is_told_and_fails_only_when_asked_to(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    benches(monkeypatch, carte=lambda _: [MISSED])

    assert command.main([]) == 0
    assert "dépassée" in capsys.readouterr().out
    assert command.main(["--strict"]) == 1
    assert json.loads(output.read_text())["map_drawn_ratio"] == 0.42


def test_held_targets_pass_even_strictly(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    benches(monkeypatch, poids=lambda _: [HELD])

    assert command.main(["--strict"]) == 0


def test_only_runs_what_it_names(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    benches(monkeypatch, poids=lambda _: [HELD], carte=lambda _: [MISSED])

    assert command.main(["--only", "poids"]) == 0
    assert set(json.loads(output.read_text())) == {"machine_load_per_core", "map_cold_bytes"}


def test_what_cannot_be_measured_ends_in_one_sentence_and_leaves_the_last_figures(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> list[Measure]:
        raise BenchmarkError("Le serveur ne démarre pas.")

    output.write_text("{}")
    benches(monkeypatch, carte=broken)

    assert command.main([]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines()[-1] == "Le serveur ne démarre pas."
    assert output.read_text() == "{}"


def test_a_busy_machine_is_told(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.os, "getloadavg", lambda: (64.0, 0.0, 0.0))
    monkeypatch.setattr(command.os, "cpu_count", lambda: 2)
    benches(monkeypatch, poids=lambda _: [HELD])

    command.main([])

    assert "charge 32,0 par cœur" in capsys.readouterr().err
    assert json.loads(output.read_text())["machine_load_per_core"] == 32


@pytest.mark.parametrize("arguments", [["--only", "tout"], ["--only"], ["--vite"]])
def test_a_wrong_option_is_refused_before_anything_is_prepared(arguments: list[str]) -> None:
    result = subprocess.run(
        [PROJECT_ROOT / "scripts" / "bench", *arguments],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        timeout=30,
    )

    assert result.returncode == 2
    assert result.stdout == ""
    assert "Usage\N{NO-BREAK SPACE}: ./scripts/bench" in result.stderr


def test_the_script_and_the_program_know_the_same_benches() -> None:
    script = (PROJECT_ROOT / "scripts" / "bench").read_text(encoding="utf-8")

    assert f"{' | '.join(command.BENCHES)}) ;;" in script
    assert f"(répétable)\N{NO-BREAK SPACE}: {', '.join(command.BENCHES)}\n" in script


def test_a_score_is_held_from_its_target_upwards() -> None:
    held = Measure("score", "note", 100, "", 95, at_least=True)
    missed = Measure("low", "note basse", 90, "", 95, at_least=True)
    assert (held.missed, missed.missed) == (False, True)
    assert held.ratio is not None
    assert missed.ratio is not None
    assert held.ratio < 1 < missed.ratio
    assert "≥ 95" in table([held])
