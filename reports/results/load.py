"""Load a result folder: the plan, the samples of all its processes, and how far the run got.

Reads `plan.json`, `raw/<binary>.<process>.json`, `status.json`, `evidence.json`. Writes nothing: raw files stay.
A process that is missing (an interrupted run) is no error; a file that is damaged or belongs elsewhere is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from reports.results.instructions import Instructions, read_instructions
from reports.results.statements import Sent, read_statements
from vocabulary.cells import Cell, MalformedName, iterations_of
from vocabulary.errors import UnusableInput
from vocabulary.evidence import Evidence, read_evidence
from vocabulary.json_files import check_shape, read_json
from vocabulary.plan import LEAD_IN, Group, Plan, read_plan

_RAW_NAME = re.compile(r"(?P<binary>.+)\.(?P<process>\d+)\.json")
_RAW_REMEDY = "remove it to report without that process, or measure that process again"
_STATUS_REMEDY = "remove it to build the report from the raw files alone"
_NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
_OWN_FIELDS = {  # of Google Benchmark; every other number of a row is a counter
    "family_index",
    "per_family_instance_index",
    "repetitions",
    "repetition_index",
    "threads",
    "iterations",
    "real_time",
    "cpu_time",
    "items_per_second",
    "bytes_per_second",
    "round",
    "fastest_ns",
}
_SAME_IN_ALL = ("build_type", "compiler", "compiler_flags", "sqlite_version", "library_build_type")


@dataclass(frozen=True)
class Run:
    """One result folder.

    `samples` has one row per timed sample: binary, process, round, cell, time_ns (of its fastest iteration; of a result
    that does not tell it, their mean), error, and one column per counter; `context` is what the binaries said about
    themselves, merged.
    """

    folder: Path
    plan: Plan
    samples: pd.DataFrame
    context: dict[str, str]
    state: str  # complete | interrupted | failed
    elapsed_seconds: float | None
    files: dict[tuple[str, int], str]  # (binary, process) -> path relative to the folder
    statements: dict[Cell, tuple[Sent, ...]]  # of one iteration; a cell that told none is not there
    instructions: dict[Cell, Instructions] = field(default_factory=dict)  # of one iteration, where they were counted
    evidence: Evidence | None = None  # what the run kept of its sources, tests and docs
    busy_cores: list[float] = field(default_factory=list)  # that others used, at each look and at the end
    is_of_fastest: bool = True  # whether every sample tells its fastest iteration

    def processes_of(self, binary: str) -> list[int]:
        return sorted(process for name, process in self.files if name == binary)

    def words(self, workload: str) -> str:
        return self.context.get(f"workload.{workload}.words", workload)

    def item(self, workload: str) -> str:
        return self.context.get(f"workload.{workload}.item", "item")

    def question(self, workload: str) -> str:
        return self.context.get(f"workload.{workload}.question", "")

    def list_of(self, strategy: str) -> str:
        """Which kind of list holds a user's posts: `indexed`, `plain`; empty where nobody holds them, or is told."""
        return self.context.get(f"strategy.{strategy}.list", "")

    def predicts(self, strategy: str) -> str:
        return self.context.get(f"strategy.{strategy}.predicts", "")


def load(folder: Path) -> Run:
    """The run in `folder`; raises UnusableInput with one line for anything that cannot be trusted."""
    try:
        return _load(folder)
    except OSError as error:
        raise UnusableInput(
            f"cannot read {error.filename or folder}: {error.strerror}; check its permissions"
        ) from None


def _load(folder: Path) -> Run:
    if not folder.is_dir():
        raise UnusableInput(f"{folder} is not a folder; name the folder that scripts/run wrote, such as reports/latest")
    if not (folder / "plan.json").exists():
        raise UnusableInput(
            f"{folder} has no plan.json: it is not a result folder; run scripts/run --out {folder} first"
        )
    plan = read_plan(folder / "plan.json", Plan)
    paths = sorted((folder / "raw").glob("*.json"))
    if not paths:
        raise UnusableInput(
            f"{folder / 'raw'} has no raw file: nothing has been measured yet; run scripts/run --out {folder} first"
        )
    rows: list[dict[str, Any]] = []
    is_of_fastest = True
    contexts: dict[Path, dict[str, str]] = {}
    files: dict[tuple[str, int], str] = {}
    statements: dict[Cell, tuple[Sent, ...]] = {}
    for path in paths:
        binary, process = _owner(path, plan)
        files[binary, process] = f"raw/{path.name}"
        document = read_json(path, _RAW_REMEDY)
        check_shape(document, "raw", path, _RAW_REMEDY)
        contexts[path] = {key: str(value) for key, value in document["context"].items()}
        groups = {cell: group for group in plan.groups if group.binary == binary for cell in group.cells}
        rows += [_sample(row, binary, process, groups, plan, path) for row in document["benchmarks"] if _counts(row)]
        for row in document["benchmarks"]:
            is_of_fastest &= "fastest_ns" in row or bool(row.get("error_occurred"))
            if isinstance(label := row.get("label"), str) and (sent := read_statements(label)):
                statements.setdefault(Cell.parse(row["name"]), sent)
    state, elapsed, busy = _status(folder, plan, files)
    counted = read_instructions(folder, plan)
    kept = read_evidence(folder)
    own = folder, plan, _frame(rows), _merged(contexts), state, elapsed, files, statements
    return Run(*own, counted, kept, busy, is_of_fastest)


def _owner(path: Path, plan: Plan) -> tuple[str, int]:
    match = _RAW_NAME.fullmatch(path.name)
    if not match or match["binary"] not in plan.binaries:
        raise UnusableInput(
            f"{path} does not belong to the plan, whose binaries are {', '.join(plan.binaries)}; move it out of the"
            " folder"
        )
    if not 1 <= int(match["process"]) <= plan.most_processes:
        raise UnusableInput(
            f"{path} does not belong to the plan, which has {plan.most_processes} processes; move it out of the folder"
        )
    return match["binary"], int(match["process"])


def _counts(row: dict[str, Any]) -> bool:
    """A lead-in counts only where it failed: its cell did."""
    is_lead_in = row.get("round") == LEAD_IN and not row.get("error_occurred")
    return row.get("run_type", "iteration") == "iteration" and not is_lead_in


def _sample(
    row: dict[str, Any], binary: str, process: int, groups: dict[Cell, Group], plan: Plan, path: Path
) -> dict[str, Any]:
    stray = f"{path} does not belong to the plan: "
    try:
        cell = Cell.parse(row["name"])
    except MalformedName as error:
        raise UnusableInput(f"{stray}{error}; {_RAW_REMEDY}") from None
    group = groups.get(cell)
    if group is None:
        raise UnusableInput(f"{stray}it has the cell {cell}, which is not planned for {binary}; {_RAW_REMEDY}")
    counters = {
        k: float(v)
        for k, v in row.items()
        if k not in _OWN_FIELDS and isinstance(v, int | float) and not isinstance(v, bool)
    }
    sample = {
        "binary": binary,
        "process": process,
        "cell": cell,
        "time_ns": float("nan"),
        "error": "",
        "round": row.get("round"),
    }
    if row.get("error_occurred"):
        return sample | {"error": row.get("error_message") or "failed: no message"}
    iterations = iterations_of(row["name"])
    if iterations not in (None, group.iterations):
        raise UnusableInput(
            f"{stray}{cell} ran {iterations} iterations where {group.iterations} are planned; {_RAW_REMEDY}"
        )
    if row.get("round") is None or not 1 <= row["round"] <= plan.rounds:
        raise UnusableInput(f"{stray}{cell} has round {row.get('round')} of {plan.rounds}; {_RAW_REMEDY}")
    mean_ns = row.get("real_time", 0.0) * _NANOSECONDS[row.get("time_unit", "ns")]
    time_ns = row.get("fastest_ns", mean_ns)
    if not (0 < mean_ns < float("inf") and 0 < time_ns < float("inf")):
        told = mean_ns if not 0 < mean_ns < float("inf") else time_ns
        raise UnusableInput(f"{path}: {cell} has the time {told:g} in round {row['round']:g}; {_RAW_REMEDY}")
    return sample | counters | {"time_ns": time_ns}


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=None if rows else ["binary", "process", "cell", "time_ns", "error", "round"])
    timed = frame[frame["error"] == ""]
    twice = timed[timed.duplicated(["process", "round", "cell"])]
    if len(twice):
        row = twice.iloc[0]
        raise UnusableInput(
            f"process {row['process']} of {row['binary']} timed {row['cell']} twice in round {row['round']:g};"
            f" {_RAW_REMEDY}"
        )
    return frame


def _merged(contexts: dict[Path, dict[str, str]]) -> dict[str, str]:
    """All contexts as one; raises where two files come from different builds: their times are not comparable."""
    merged: dict[str, str] = {}
    first: dict[str, Path] = {}
    for path, context in contexts.items():
        for key, value in context.items():
            if key in _SAME_IN_ALL and merged.setdefault(key, value) != value:
                raise UnusableInput(
                    f"{path} has {key} {value!r} and {first[key]} has {merged[key]!r}: two different runs in one"
                    " folder; measure into a fresh folder"
                )
            first.setdefault(key, path)
            merged.setdefault(key, value)
    return merged


def _status(
    folder: Path, plan: Plan, files: dict[tuple[str, int], str]
) -> tuple[str, float | None, list[float]]:
    """Its state, how long it took, and how many cores others kept busy at its looks."""
    complete = all((name, n) in files for name in plan.binaries for n in range(1, plan.processes + 1))  # the first look
    if not (folder / "status.json").exists():
        return ("complete" if complete else "interrupted"), None, []
    status = read_json(folder / "status.json", _STATUS_REMEDY)
    check_shape(status, "status", folder / "status.json", _STATUS_REMEDY)
    _require_own(folder, status.get("raw"), files)
    state = str(status.get("state", "interrupted"))
    elapsed = status.get("elapsed_seconds")
    return ("interrupted" if state == "complete" and not complete else state), elapsed, status.get("busy_cores", [])


def _require_own(folder: Path, digests: object, files: dict[tuple[str, int], str]) -> None:
    """Raise where a raw file is not the one whose digest the run wrote down; one it did not come to note is its own."""
    known = digests if isinstance(digests, dict) else {}
    for path in files.values():
        name = path.removeprefix("raw/")
        if name in known and hashlib.sha256((folder / path).read_bytes()).hexdigest() != known[name]:
            raise UnusableInput(
                f"{folder / path} is not the file that this run wrote: two different runs in one folder, or a file"
                f" changed afterwards; {_RAW_REMEDY}"
            )
