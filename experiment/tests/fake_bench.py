#!/usr/bin/python3
"""A benchmark binary that measures nothing: it lists cells, reads a plan and writes the JSON of the real ones.

FAKE_BENCH says what goes wrong, by word: `wrong_answer`, `crash`, `usage`, `truncated`, `no_rows`, `slow`, `hang`;
`quiet`: load_selectin hardly varies and backref costs the same there; `all_quiet`: everything does; with both, a time
is drawn from the names of its plan and cell, so that what the looks decide is the same in every run.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

STRATEGIES = ("back_populates", "back_populates_aa", "backref", "unidirectional", "hand_written")
GROUPS = {
    "bench_load": [("load_lazy", "sqlite"), ("load_selectin", "sqlite")],
    "bench_sync": [("append", "sqlite_memory"), ("move_by_append", "sqlite_memory")],
}
TIME_NS = {
    "back_populates": 4e6,
    "back_populates_aa": 4e6,
    "backref": 4.1e6,
    "unidirectional": 3e6,
    "hand_written": 2e6,
}


def cells(binary: str) -> list[str]:
    return [
        f"{workload}/one_to_many/{strategy}/{backend}/{dataset}"
        for workload, backend in GROUPS[binary]
        for dataset in ("zipf_tiny", "zipf_small")
        for strategy in STRATEGIES
    ]


def row(cell: str, round_number: int, iterations: int, trouble: list[str], plan: str) -> dict[str, Any]:
    name = f"{cell}/iterations:{iterations}/manual_time"
    if "wrong_answer" in trouble and "/backref/" in cell:
        message = "failed: post 7 is still among the posts of user 1, its author is user 2"
        return {
            "name": name,
            "run_type": "iteration",
            "error_occurred": True,
            "error_message": message,
            "round": round_number,
        }
    strategy = cell.split("/")[2]
    is_quiet = "all_quiet" in trouble or ("quiet" in trouble and cell.startswith("load_selectin"))
    known = TIME_NS["back_populates" if is_quiet and strategy == "backref" else strategy]
    is_fixed = "quiet" in trouble or "all_quiet" in trouble
    draw = random.Random(f"{plan} {cell} {round_number}" if is_fixed else None)
    time_ns = known * draw.lognormvariate(0, 0.0005 if is_quiet else 0.08 if "quiet" in trouble else 0.02)
    return {
        "name": name,
        "run_type": "iteration",
        "iterations": iterations,
        "real_time": time_ns,
        "cpu_time": time_ns,
        "time_unit": "ns",
        "round": round_number,
        "items": 1000,
        "selects": 2,
        "rows_read": 1000,
        "setup_ms": 0.1,
        "check_ms": 0.2,
        "fixture_ms": 0.0,
    }


def context(binary: str) -> dict[str, str]:
    said = {"executable": sys.argv[0], "library_build_type": "release", "build_type": "Release"}
    said |= {"compiler": "fake", "sqlite_version": "3.40.1", "host_name": os.uname().nodename}
    for workload, _ in GROUPS[binary]:
        said[f"workload.{workload}.words"] = workload.replace("_", " ")
        said[f"workload.{workload}.phase"] = binary.removeprefix("bench_")
    return said


def main() -> int:
    binary = Path(sys.argv[0]).name.partition(".")[0]  # a link of its own is named after it
    trouble = os.environ.get("FAKE_BENCH", "").split()
    options = {name.lstrip("-"): value for name, _, value in (word.partition("=") for word in sys.argv[1:])}
    if "benchmark_list_tests" in options:
        print("".join(f"{cell}/manual_time\n" for cell in cells(binary)), end="")
        return 0
    lines = Path(options["plan"]).read_text().splitlines()
    assert lines[0] == "round,cell,iterations", lines[0]
    calibrating = "calibration" in options["plan"]
    if not calibrating:
        is_later = any(f".{number:03d}.csv" in options["plan"] for number in range(5, 13))
        is_slow = "slow" in trouble or ("slow_later" in trouble and is_later)
        time.sleep(1.0 if is_slow else 600 if "hang" in trouble else 0)
        if "crash" in trouble and ".002.csv" in options["plan"]:
            print("orm: the identity map is gone", file=sys.stderr)
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGSEGV)
        if "usage" in trouble:
            print(f"{binary}: row 3 of the plan: unknown cell", file=sys.stderr)
            return 2
    rows = [
        row(cell, int(number), int(count), trouble, Path(options["plan"]).name)
        for number, cell, count in (line.split(",") for line in lines[1:])
    ]
    if "no_rows" in trouble and not calibrating:
        rows = rows[:-3]
    text = json.dumps({"context": context(binary), "benchmarks": rows}, indent=1)
    if "truncated" in trouble and not calibrating:
        text = text[: len(text) // 2]
    Path(options["benchmark_out"]).write_text(text)
    return 1 if any("error_message" in one for one in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
