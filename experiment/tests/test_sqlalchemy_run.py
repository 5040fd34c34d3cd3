"""The measurement of SQLAlchemy: wrong answers are no result, and the record that is kept says what SQLAlchemy does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

sqlalchemy = pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from experiment.evidence import gather  # noqa: E402
from experiment.sqlalchemy_run.behaviours import behaviours  # noqa: E402
from experiment.sqlalchemy_run.measure import comparisons, main  # noqa: E402
from experiment.sqlalchemy_run.workloads import (  # noqa: E402
    MEASURED,
    POSTS,
    USERS,
    WORKLOADS,
    WrongAnswer,
    filled,
    is_measured,
    made,
)
from reports.evidence.claims.sqlalchemy import Record  # noqa: E402


def record() -> Record:
    return Record(gather(None).sqlalchemy)


pytestmark = pytest.mark.filterwarnings("ignore")  # pairs that overlap warn; that is what unlinked is


@pytest.mark.parametrize("strategy", MEASURED)
def test_every_workload_is_right_under_every_strategy(strategy: str) -> None:
    one = made(strategy)
    engine = filled(one)
    sent = {w: run(one, engine).statements for w, (_, run) in WORKLOADS.items() if is_measured(w, strategy)}
    assert sent["load_lazy"] == 1 + USERS
    assert sent["load_selectin"] == 2
    assert sent["move_by_set"] == sent["append"] == 0
    assert sent["flush_moves"] == 1  # one executemany
    kept = record().statements
    assert sent == {workload: counts[strategy] for workload, counts in kept.items() if strategy in counts}


@pytest.mark.parametrize("strategy", ["back_populates", "hand_written"])
@pytest.mark.parametrize("workload", ["move_by_set", "flush_moves"])
def test_a_wrong_answer_is_no_sample(workload: str, strategy: str) -> None:
    def forgets(post: Any, user: Any) -> None:
        if post.id != POSTS:
            one.set_author(post, user)

    one = made(strategy)
    with pytest.raises(WrongAnswer):
        WORKLOADS[workload][1](replace(one, set_author=forgets), filled(one))


def test_the_record_is_what_this_sqlalchemy_does() -> None:
    kept = record()
    if kept.version.split(".")[:2] != sqlalchemy.__version__.split(".")[:2]:
        pytest.skip(f"the record is of SQLAlchemy {kept.version}, here is {sqlalchemy.__version__}")
    assert kept.document["behaviours"] == behaviours()


def test_a_difference_is_judged_by_the_rule_of_the_report() -> None:
    rng = np.random.default_rng(1)
    true = {"backref": 1.0, "unidirectional": 0.7, "unlinked": 1.2, "back_populates": 1.0, "back_populates_aa": 1.0}
    true["hand_written"] = 0.2
    samples = [
        {
            "times": {
                w: {s: list(1e-5 * r * np.exp(0.004 * rng.standard_normal(7))) for s, r in true.items()}
                for w in WORKLOADS
            }
        }
        for _ in range(12)
    ]
    verdicts = {strategy: set() for strategy in true}  # type: dict[str, set[str]]
    for row in comparisons(samples):
        verdicts[row["strategy"]].add(row["verdict"])
    assert verdicts["backref"] == {"equivalent"}
    assert verdicts["hand_written"] == {"no verdict"}  # a point of reference, in no family
    assert verdicts["unidirectional"] == {"faster"} and verdicts["unlinked"] == {"slower"}


def test_one_process_is_no_sample() -> None:
    with pytest.raises(SystemExit):
        main(["--processes", "1"])
