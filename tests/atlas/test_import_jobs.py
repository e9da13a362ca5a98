"""Files that people send: kept under a name of ours, and told how far they are."""

from __future__ import annotations

import io
import json
import os
import time
from pathlib import Path

import pytest

from atlas.errors import AtlasError, NotFoundError
from atlas.services import import_jobs
from atlas.services.import_jobs import Job, Report, any_at_work, find_job, keep_file


def kept(root: Path, name: str = "envoi.csv", content: bytes = b"a;b\n") -> Job:
    return keep_file(
        root, io.BytesIO(content), name=name, source="modele", told={}, author="user:1"
    )


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("envoi.csv", "envoi.csv"),
        ("../../etc/passwd.xlsx", "etc-passwd.xlsx"),
        ("C:\\Envoi de l’Été (2).XLSX", "c-envoi-de-l-ete-2.xlsx"),
        ("--report=x.csv", "report-x.csv"),
        (".csv", "fichier.csv"),
        ("\x00\n.json", "fichier.json"),
    ],
)
def test_a_file_is_kept_under_a_name_of_ours(tmp_path: Path, sent: str, name: str) -> None:
    job = kept(tmp_path, sent)
    assert job.file == tmp_path / job.id / name
    assert job.file.read_bytes() == b"a;b\n"
    assert find_job(tmp_path, job.id) == job
    assert (job.progress.state, job.is_at_work) == ("uploaded", False)


def test_what_is_too_big_or_empty_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_jobs, "MOST_BYTES", 10)
    for content, said in ((b"x" * 11, "coupez-le"), (b"", "vide")):
        with pytest.raises(AtlasError, match=said):
            kept(tmp_path, content=content)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("job_id", ["", "..", "a" * 24, "../" + "a" * 21, "A" * 24])
def test_a_job_that_is_not_there_is_not_found(tmp_path: Path, job_id: str) -> None:
    with pytest.raises(NotFoundError):
        find_job(tmp_path, job_id)


def test_the_process_tells_how_far_it_is(tmp_path: Path) -> None:
    job = kept(tmp_path)
    report = Report(job.report)
    assert any_at_work(tmp_path)
    report.advance("writing", 5, 10)
    report.plan({"counts": {}}, ("maire",), wrong=True)
    told = find_job(tmp_path, job.id).progress
    assert (told.state, told.done, told.total, told.unread, told.looks_wrong) == (
        "writing", 5, 10, ("maire",), True,
    )  # fmt: skip
    report.end("done", 3)
    assert find_job(tmp_path, job.id).progress.run == 3
    assert not any_at_work(tmp_path)


def test_a_failure_is_told_with_its_sentence_and_raised(tmp_path: Path) -> None:
    job = kept(tmp_path)
    template = "Le fichier « {file} » est vide."
    for error, problem in (
        (AtlasError(template, file="x"), template),
        (ZeroDivisionError(), ""),
    ):
        with pytest.raises(type(error)), Report(job.report).failures():
            raise error
        told = find_job(tmp_path, job.id).progress
        assert (told.state, told.problem) == ("failed", problem)


def test_a_process_that_says_nothing_any_more_is_dead(tmp_path: Path) -> None:
    job = kept(tmp_path)
    Report(job.report).advance("reading", 1, 9)
    long_ago = time.time() - 3600
    os.utime(job.report, (long_ago, long_ago))
    assert find_job(tmp_path, job.id).progress.state == "interrupted"
    assert not any_at_work(tmp_path)


def test_files_are_thrown_away_after_a_day(tmp_path: Path) -> None:
    old, recent = kept(tmp_path), kept(tmp_path)
    before = time.time() - 25 * 3600
    os.utime(old.folder, (before, before))
    kept(tmp_path)
    with pytest.raises(NotFoundError):
        find_job(tmp_path, old.id)
    assert find_job(tmp_path, recent.id) == recent


def test_without_a_file_to_tell_nothing_is_written(tmp_path: Path) -> None:
    report = Report(None)
    report.advance("reading", 1, 2)
    report.end("done")
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_never_seen_half_written(tmp_path: Path) -> None:
    job = kept(tmp_path)
    report = Report(job.report)
    for turn in range(50):
        report.plan({"left": ["x" * 1000] * turn}, (), wrong=False)
        assert len(json.loads(job.report.read_text(encoding="utf-8"))["summary"]["left"]) == turn
