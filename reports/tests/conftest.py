"""Shared by the tests: a folder to make things up in, and one standard report that is built once and only read."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from reports.judgement.verdicts import Judgement
from reports.output.build import build
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder

settings.register_profile(
    "reports", deadline=None, derandomize=True, database=None, max_examples=30
)  # no clock decides a test
settings.load_profile("reports")


@pytest.fixture(scope="session", autouse=True)
def no_collection() -> Iterator[None]:
    """statsmodels collects garbage in every call of multipletests: 40 ms each with these libraries loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "collect", lambda generation=2: 0)
        yield


FAILED_CELL = "move_by_append/one_to_many/backref/sqlite_memory/zipf_small"
FAILURE = "failed: post 17 is in the posts of user 3 and of user 9, its author is user 9"
NASTY_DATASET = "<script>alert(1)<&$x^2$_%"


def built_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]
) -> tuple[Path, Judgement]:
    """The report of what `make` makes in a folder, for all workers of a parallel run: the first that asks builds it."""
    root = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    kept = root / f"{name}.pickle"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            (root / name).mkdir(exist_ok=True)
            folder = make(root / name)
            kept.write_bytes(pickle.dumps((folder, build(folder))))
    found: tuple[Path, Judgement] = pickle.loads(kept.read_bytes())
    return found


@pytest.fixture(scope="session")
def standard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    """A complete run of 16 processes: backref costs the same, unidirectional 15 % less."""
    return built_once(tmp_path_factory, "standard", lambda folder: Folder(folder).make())


@pytest.fixture(scope="session")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    """A failed cell, a skipped one, an interrupted binary, names full of markup, and unknown strategies."""
    return built_once(
        tmp_path_factory,
        "troubled",
        lambda folder: Folder(
            folder,
            groups=(("load_selectin", "one_to_many", "sqlite", NASTY_DATASET), *GROUPS),
            strategies=(*STRATEGIES, "back_populates_runtime", "unlinked"),
            effect={"backref": 1.02, "hand_written": 0.1, "unlinked": 3.0, "back_populates_runtime": 1.3},
            spread=0.04,
            errors={
                FAILED_CELL: FAILURE,
                "append/one_to_many/unlinked/sqlite_memory/zipf_small": "skipped: unlinked has no <append>",
            },
            absent={("bench_flush", process) for process in range(4, 17)},
            state="interrupted",
            context={"workload.load_lazy.words": "load <b>one</b> by one & $all$ of it_"},
        ).make(),
    )
