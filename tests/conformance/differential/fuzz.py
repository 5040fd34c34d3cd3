"""Generates scenarios, replays each on SQLAlchemy and on the replayer under test, and reports where they disagree.

Writes, for each disagreement, the smallest scenario found that still shows it, with SQLAlchemy's trace as `expected`.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from typing import Any

from tests.conformance.differential.compare import explain
from tests.conformance.differential.generate import generate_with_traces
from tests.conformance.differential.judge import ALSO, difference, is_left_open, judge, strategies_of
from tests.conformance.differential.replayer import replay
from tests.conformance.differential.shrink import shrink

BATCH = 50


@dataclass(frozen=True)
class Settings:
    """What to fuzz with; the same for every batch."""

    command: list[str]
    strategies: tuple[str, ...]
    models: tuple[str, ...]
    shrink_seconds: float = 60.0
    differences: bool = False


@dataclass
class Found:
    """One disagreement: the text for people, and the scenario to keep."""

    seed: int
    text: str
    scenario: dict[str, Any]


@dataclass
class Outcome:
    """What came of one batch of seeds."""

    scenarios: int = 0
    traces: int = 0
    left_open: int = 0  # differences that SQLAlchemy has with itself in another order of its sets
    disagreements: list[tuple[dict[str, Any], str, str]] = field(default_factory=list)  # scenario, strategy, words


def check_batch(settings: Settings, seeds: range) -> Outcome:
    """Generates the scenarios of `seeds` and compares all their traces; shrinks nothing."""
    made = [generate_with_traces(seed, settings.models, settings.differences) for seed in seeds]
    outcome = Outcome(scenarios=len(made))
    parted: set[int] = set()  # one report a scenario is enough
    for strategy in settings.strategies:
        chosen = [(scenario, traces) for scenario, traces in made if strategies_of(scenario, (strategy,))]
        if not chosen:
            continue
        answers = replay(settings.command, [scenario for scenario, _ in chosen], strategy)
        outcome.traces += len(answers)
        for (scenario, traces), answer in zip(chosen, answers):
            expected = {**traces[ALSO.get(strategy, strategy)], "strategy": strategy}
            found = difference(expected, answer)
            if found and id(scenario) not in parted:
                parted.add(id(scenario))
                if is_left_open(scenario, strategy):
                    outcome.left_open += 1
                    continue
                outcome.disagreements.append((scenario, strategy, explain(scenario, expected, found)))
    return outcome


def smallest(settings: Settings, scenario: dict[str, Any], strategy: str) -> tuple[dict[str, Any], str]:
    """The shrunk scenario with `expected`, and its difference in words."""
    named = ALSO.get(strategy, strategy)
    alone = {**scenario, "strategies": [named]}
    judged = lambda one: judge(one, settings.command, strategy, settings.differences)
    small = shrink(alone, lambda one: judged(one) is not None, settings.shrink_seconds)
    found = judged(small)
    if found is None:  # it does not happen every time
        return alone, "the difference did not show again when the scenario was replayed alone"
    expected, where = found
    trace = {"steps": expected["steps"], "final": expected["final"]}
    kept = {**small, "expected": [{"strategies": [named], "trace": trace}]}
    return kept, explain(small, {**expected, "strategy": strategy}, where)


def keep(folder: Path, scenario: dict[str, Any], strategy: str) -> Path:
    """Writes the scenario; readers never see half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{scenario['name']}_{strategy}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(scenario, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)
    return path


@contextmanager
def _workers(jobs: int) -> Iterator[Pool | None]:
    """Processes that never notice Ctrl-C, not even while they start: it is this process's to handle. None for one job,
    and where there can be none: they need semaphores, which a container without /dev/shm does not let everybody have.
    """
    pool = _pool(jobs) if jobs > 1 else None
    if pool is None:
        yield None
        return
    with pool:
        yield pool


def _pool(jobs: int) -> Pool | None:
    ensure_running()  # it would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # what is started inherits it
    try:
        return multiprocessing.get_context("forkserver").Pool(jobs)
    except OSError as error:
        print(f"differential: one process in place of {jobs}: {error.strerror} (/dev/shm)", file=sys.stderr)
        return None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _check(job: tuple[Settings, range]) -> Outcome:
    return check_batch(*job)


def outcomes(settings: Settings, seeds: range, jobs: int) -> Iterator[Outcome]:
    """One outcome a batch, as they come."""
    size = max(1, min(BATCH, len(seeds) // jobs or 1))
    batches = [(settings, seeds[start:start + size]) for start in range(0, len(seeds), size)]
    with _workers(jobs) as pool:
        yield from map(_check, batches) if pool is None else pool.imap_unordered(_check, batches)
