"""The cache of costly readings."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from webapp.database import RevisionCache


def test_a_value_is_made_once_for_each_revision() -> None:
    cache = RevisionCache()
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return f"value {len(made)}"

    assert cache.get("r1", "key", make) == "value 1"
    assert cache.get("r1", "key", make) == "value 1"
    assert cache.get("r2", "key", make) == "value 2"
    assert cache.get("r2", "key", make) == "value 2"


def test_the_oldest_answers_give_way_when_bytes_run_out() -> None:
    cache = RevisionCache(most_bytes=100)
    for name in ("a", "b"):
        cache.get("r", name, lambda: b"x" * 40)
    cache.get("r", "a", lambda: b"never made again")
    cache.get("r", "c", lambda: b"y" * 40)
    assert cache.get("r", "a", lambda: b"made again") == b"x" * 40
    assert cache.get("r", "b", lambda: b"made again") == b"made again"


def test_an_answer_larger_than_the_cache_is_given_and_not_kept() -> None:
    cache = RevisionCache(most_bytes=10)
    assert cache.get("r", "big", lambda: b"z" * 50) == b"z" * 50
    assert cache.get("r", "big", lambda: b"again") == b"again"


def test_a_value_wanted_by_several_threads_at_once_is_made_once() -> None:
    cache = RevisionCache()
    together = Barrier(4)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return len(made)

    def ask(_: int) -> int:
        together.wait()
        return cache.get("r", "key", make)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [1, 1, 1, 1]
    assert made == [1]


def test_a_value_that_could_not_be_made_is_made_by_the_next_who_asks() -> None:
    cache = RevisionCache()

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cache.get("r", "key", fail)
    assert cache.get("r", "key", lambda: 3) == 3
