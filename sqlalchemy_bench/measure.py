"""One process of a plan: its rows in order, each with its answer checked, as rows of Google Benchmark's JSON.

The first row of a cell plays it once without a clock: its answer, both sides and rows, must be right, and the engine's
events count what it sends. Each timed iteration's memory is checked; of the last row of a cell the rows as well. Python
collects garbage between rows alone, and then only what the row made.

Time is the processor's where nothing waits, in SQLite in memory, because other programs disturb it least; on PostgreSQL
it is the wall clock's. A row has both, as real_time and cpu_time of Google Benchmark, and that of its fastest
iteration.
"""

from __future__ import annotations

import gc
import time
import warnings
from collections import Counter
from typing import Any, Dict, List, Set, Tuple

from sqlalchemy_bench import garbage
from sqlalchemy_bench.catalogue import work_of
from sqlalchemy_bench.counting import Sent, counted
from sqlalchemy_bench.errors import Unusable, WrongAnswer

LONGEST_SECONDS = 30.0  # of set-up and work of one row; then it stops with what it has
PlanRow = Tuple[int, str, int]  # round, cell, iterations


def read_plan(path: str) -> List[PlanRow]:
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise Unusable(f"cannot read the plan {path}: {error.strerror}") from None
    if not lines or lines[0] != "round,cell,iterations":
        raise Unusable(f"{path} line 1: a plan begins with the line round,cell,iterations")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        first, _, rest = line.partition(",")
        cell, _, last = rest.rpartition(",")
        if not (first.isdigit() and last.isdigit() and int(last) > 0 and cell):
            raise Unusable(f"{path} line {number}: '{line}' is not of the form round,cell,iterations")
        rows.append((int(first), cell, int(last)))
    if not rows:
        raise Unusable(f"{path}: the plan has no rows")
    return rows


class Measurement:
    """All rows of one process."""

    def __init__(self, rows: List[PlanRow], backend: str) -> None:
        self.rows, self.backend = rows, backend
        self._sent: Dict[str, Sent] = {}
        self._failed: Dict[str, str] = {}
        self._left: "Counter[str]" = Counter(cell for _, cell, _ in rows)
        self._told: Set[str] = set()

    def run(self) -> List[Dict[str, Any]]:
        warnings.simplefilter("ignore")
        for cell in dict.fromkeys(cell for _, cell, _ in self.rows):
            work_of(cell, self.backend)  # every mapper is configured before anything is timed
        gc.collect()
        with garbage.left():
            return [self._row(*row) for row in self.rows]

    def _row(self, number: int, cell: str, iterations: int) -> Dict[str, Any]:
        self._left[cell] -= 1
        row: Dict[str, Any] = {
            "name": f"{cell}/iterations:{iterations}/manual_time",
            "run_name": f"{cell}/iterations:{iterations}/manual_time",
            "run_type": "iteration",
            "repetitions": 1,
            "threads": 1,
            "iterations": iterations,
            "time_unit": "ns",
            "round": number,
        }
        try:
            if cell in self._failed:
                raise WrongAnswer(self._failed[cell])
            return {**row, **self._measured(cell, iterations)}
        except Unusable:
            raise
        except Exception as error:  # whatever a cell raises fails that cell alone
            self._failed[cell] = str(error) if isinstance(error, WrongAnswer) else f"{type(error).__name__}: {error}"
            message = f"failed: {cell}: {self._failed[cell]}"
            return {**row, "real_time": 0.0, "cpu_time": 0.0, "error_occurred": True, "error_message": message}
        finally:
            gc.collect(0)  # the youngest: objects since the row before; what SQLAlchemy cached is older by then

    def _measured(self, cell: str, iterations: int) -> Dict[str, Any]:
        begun = time.perf_counter()
        work = work_of(cell, self.backend)  # anew: nothing of a row is left in the next
        try:
            return self._timed(work, cell, iterations, begun)
        finally:
            work.finish()

    def _timed(self, work: Any, cell: str, iterations: int, begun: float) -> Dict[str, Any]:
        fixture_ms = setup_ms = work_ns = cpu_ns = 0.0
        fastest_ns = float("inf")
        if cell not in self._sent:
            self._sent[cell] = self._checked(work)
            fixture_ms, begun = _ms_since(begun), time.perf_counter()
        done = 0
        for _ in range(iterations):
            started = time.perf_counter()
            work.setup()
            setup_ms += _ms_since(started)
            elapsed, cpu = timed(work)
            work_ns, cpu_ns, done = work_ns + elapsed, cpu_ns + cpu, done + 1
            fastest_ns = min(fastest_ns, elapsed if waits(work) else cpu)
            if time.perf_counter() - begun > LONGEST_SECONDS:
                break
        started = time.perf_counter()
        self._check(work, has_rows=self._left[cell] == 0)
        sent = self._sent[cell]
        found: Dict[str, Any] = {
            "real_time": (work_ns if waits(work) else cpu_ns) / done,
            "cpu_time": cpu_ns / done,
            "fastest_ns": float(fastest_ns),
            "wall_ns": work_ns / done,
            "items": float(work.items),
            "setup_ms": setup_ms / done,
            "check_ms": _ms_since(started),
            "fixture_ms": fixture_ms,
            **sent.counters,
            **work.counters(),
        }
        if done < iterations:
            found["stopped_after"] = float(done)
        if cell not in self._told:
            self._told.add(cell)
            found["label"] = sent.label
        return found

    def _checked(self, work: Any) -> Sent:
        """Plays the work once, both its sides and the rows checked; tells what it sent."""
        work.setup()
        if work.items == 0:
            raise Unusable(f"{work.name} has nothing to do on {work.database.dataset}: choose another dataset")
        sent = sent_by(work)
        self._check(work, has_rows=True)
        work.finish()
        return sent

    @staticmethod
    def _check(work: Any, has_rows: bool) -> None:
        if wrong := work.wrong(has_rows):
            raise WrongAnswer(wrong)


def sent_by(work: Any) -> Sent:
    """Runs the work once, from its start state, and counts its statements."""
    fixture = getattr(work, "fixture", None)
    if fixture is None:
        work.run()
        return Sent()
    if hasattr(fixture, "listen"):
        sent = Sent()
        fixture.listen(sent)
        try:
            work.run()
        finally:
            fixture.listen(None)
        return sent
    with counted(fixture.engine) as sent:
        work.run()
    return sent


def timed(work: Any) -> Tuple[int, int]:
    """Nanoseconds of wall clock and of the processor."""
    cpu, begun = time.process_time_ns(), time.perf_counter_ns()
    work.run()
    elapsed = time.perf_counter_ns() - begun
    return max(1, elapsed), max(1, time.process_time_ns() - cpu)


def waits(work: Any) -> bool:
    """Whether the work waits for another process."""
    return bool(getattr(getattr(work, "database", None), "on_postgres", False))


def _ms_since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1e3
