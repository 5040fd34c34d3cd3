"""scripts/measure_sqlalchemy: measures the strategies on SQLAlchemy, as this machine has it, and keeps the result.

Writes results.json beside this file: times as ratios to back_populates with intervals over fresh processes, exact
counts of statements, and what behaviours.py finds out. Takes some minutes. Exit code 1: an answer was wrong.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy
import sqlite3

from experiment.sqlalchemy_run.behaviours import behaviours
from experiment.sqlalchemy_run.sample import LENGTHS, ROUNDS
from experiment.sqlalchemy_run.workloads import MEASURED, POSTS, USERS, WORKLOADS, is_measured
from vocabulary.cells import AA_COPY, BASELINE, HAND_WRITTEN
from vocabulary.statistics import ALPHA, MARGIN, floor_of, holm, margin_p_value, t_interval

RESULTS = Path(__file__).with_name("results.json")
PROCESSES = 12
FORMAT = 1


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/measure_sqlalchemy", description=__doc__.split("\n\n")[1])
    parser.add_argument("--out", type=Path, default=RESULTS, help="default: where the report finds it")
    parser.add_argument("--processes", type=int, default=PROCESSES, help=f"default: {PROCESSES}; at least 2")
    options = parser.parse_args(arguments)
    if options.processes < 2:
        parser.error("--processes must be at least 2: the sampling unit is the process")
    samples = []
    for process in range(1, options.processes + 1):
        print(f"process {process} of {options.processes}", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", "experiment.sqlalchemy_run.sample", str(process)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            print(f"measure_sqlalchemy: {(done.stderr.strip().splitlines() or ['no message'])[-1]}", file=sys.stderr)
            return 1
        samples.append(json.loads(done.stdout))
    document = result(samples)
    temporary = options.out.with_suffix(".part")
    temporary.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(temporary, options.out)
    return 0


def result(samples: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": "scripts/measure_sqlalchemy",
        "environment": {
            "sqlalchemy": sqlalchemy.__version__,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "system": platform.system(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "load_average": [round(load, 2) for load in os.getloadavg()],
            "cpu": _cpu(),
        },
        "processes": len(samples),
        "rounds": ROUNDS,
        "users": USERS,
        "posts_per_user": POSTS,
        "database": "SQLite in memory",
        "comparisons": comparisons(samples),
        "statements": samples[0]["statements"],
        "growth": growth(samples),
        "memory_bytes_per_post": {
            strategy: float(np.median([sample["memory"][strategy] for sample in samples]))
            for strategy in samples[0]["memory"]
        },
        "behaviours": behaviours(),
    }


def comparisons(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each strategy against back_populates by the rule of reports/verdicts.py; the A/A copies give the floor."""
    xs = {
        (workload, strategy): np.array(
            [
                np.median(np.log(np.divide(s["times"][workload][strategy], s["times"][workload][BASELINE])))
                for s in samples
            ]
        )
        for workload in WORKLOADS
        for strategy in MEASURED
        if strategy != BASELINE and is_measured(workload, strategy)
    }
    copies = [t_interval(xs[workload, AA_COPY], 0.95) for workload in WORKLOADS]
    floor = max(floor_of(interval) for interval in copies)
    judged = [key for key in xs if key[1] not in (AA_COPY, HAND_WRITTEN)]
    rejected = dict(zip(judged, (step.rejected for step in holm([margin_p_value(xs[key], floor) for key in judged]))))
    rows = []
    for workload, strategy in (key for key in xs if key[1] != AA_COPY):
        x = xs[workload, strategy]
        interval = t_interval(x, 0.90)
        inside = interval is not None and interval.is_inside(MARGIN)
        verdict = "equivalent" if inside else "inconclusive"
        if strategy == HAND_WRITTEN:
            verdict = "no verdict"  # a point of reference
        elif rejected[workload, strategy]:
            verdict = "faster" if x.mean() < 0 else "slower"
        rows.append(
            {
                "workload": workload,
                "phase": WORKLOADS[workload][0],
                "strategy": strategy,
                "ratio": math.exp(x.mean()),
                "interval_90": [math.exp(interval.low), math.exp(interval.high)] if interval else None,
                "verdict": verdict,
                "alpha": ALPHA,
                "floor_ratio": math.exp(floor),
                "back_populates_us": float(
                    np.median([np.median(s["times"][workload][BASELINE]) for s in samples]) * 1e6
                ),
            }
        )
    return rows


def growth(samples: list[dict[str, Any]]) -> dict[str, Any]:
    """Median microseconds of a move out of a list, by its length, and the exponent between first and last."""
    found = {}
    for strategy in samples[0]["growth"]:
        times = {
            str(n): float(np.median([sample["growth"][strategy][str(n)] for sample in samples]) * 1e6) for n in LENGTHS
        }
        first, last = times[str(LENGTHS[0])], times[str(LENGTHS[-1])]
        found[strategy] = {
            "microseconds": times,
            "exponent": math.log(last / first) / math.log(LENGTHS[-1] / LENGTHS[0]),
        }
    return found


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


if __name__ == "__main__":
    sys.exit(main())
