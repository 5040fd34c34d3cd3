"""Python collects no garbage while SQLAlchemy works, which would end some processes with a segmentation fault."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from sqlalchemy_bench import garbage
from sqlalchemy_bench.measure import Measurement
from sqlalchemy_bench.versions import backend_of, version_text


@pytest.fixture
def collections() -> Iterator[List[int]]:
    """The generation of each collection, from a state in which Python collects often."""
    seen: List[int] = []

    def told(phase: str, facts: Dict[str, Any]) -> None:
        if phase == "start":
            seen.append(facts["generation"])

    before = gc.get_threshold()
    gc.set_threshold(50, 1_000, 1_000)
    gc.enable()
    gc.callbacks.append(told)
    yield seen
    gc.callbacks.remove(told)
    gc.set_threshold(*before)


def make_garbage() -> List[List[int]]:
    return [[k] for k in range(1_000)]


def test_nothing_is_collected_meanwhile_and_the_state_before_comes_back(collections: List[int]) -> None:
    make_garbage()
    assert collections
    with garbage.left():
        with garbage.left():
            pass
        del collections[:]
        make_garbage()
        assert not collections and not gc.isenabled()
    make_garbage()
    assert collections and gc.isenabled()


def test_a_measurement_collects_between_rows_alone(data: Path, collections: List[int]) -> None:
    here = backend_of(version_text(), "sqlite")
    rows = [(number, f"load_selectin/one_to_many/backref/{here}/made_1000", 2) for number in (1, 2)]
    run = Measurement(rows, here)
    of_rows: List[int] = []
    measured = run._row

    def watched(number: int, cell: str, iterations: int) -> Dict[str, Any]:
        before = len(collections)
        found = measured(number, cell, iterations)
        of_rows.append(len(collections) - before)
        return found

    run._row = watched  # type: ignore[assignment]
    run.run()
    assert of_rows == [1, 1] and gc.isenabled()
