"""Instructions and allocations of a few cells, kept with their values: a change that makes one dearer is seen at once.

usage: scripts/python -m tests.bench.kept_costs BIN    counts them anew with the binaries in BIN, and keeps that

Counts repeat to the digit for one compiler with its flags, one SQLite and one valgrind, which the file names.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("kept_costs.json")
MARGIN = 0.02
ALLOCATIONS_TO_SPARE = 2  # of a count of few

BOTH, LINKED = ("back_populates", "unidirectional"), ("back_populates",)
CELLS = {
    "bench_sync": (["append", "set_author", "move_by_set", "replace"], BOTH),
    "bench_load": (["load_lazy", "load_joined", "load_user"], LINKED),
    "bench_flush": (["insert_graph", "move_posts"], LINKED),
    "bench_mix": (["mix_blog"], LINKED),
}


def all_cells() -> list[tuple[str, str]]:
    """Each with its binary."""
    return [
        (binary, f"{workload}/one_to_many/{strategy}/sqlite_memory/zipf_tiny")
        for binary, (workloads, strategies) in CELLS.items()
        for workload in workloads
        for strategy in strategies
    ]


def made_by(binaries: Path) -> dict[str, str]:
    """What the counts depend on, beside the sources."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.json"
        cell = "append/one_to_many/back_populates/sqlite_memory/zipf_tiny"
        _run([str(binaries / "bench_sync")], cell, Path(scratch), out)
        context = json.loads(out.read_text(encoding="utf-8"))["context"]
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())  # by which the C library chooses its memcpy
    cpu = " ".join(flag for flag in ("avx2", "erms", "fsrm", "bmi2") if flag in flags)
    build = {key: context[key] for key in ("compiler", "compiler_flags", "sqlite_version")}
    return {"valgrind": valgrind, "cpu": cpu, **build}


def count(binaries: Path, binary: str, cell: str) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        callgrind = place / "callgrind"
        command = [
            "valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=bench::timed_region*",
            f"--callgrind-out-file={callgrind}", str(binaries / binary),
        ]  # fmt: skip
        _run(command, cell, place, place / "out.json")
        totals = re.search(r"^totals: (\d+)$", callgrind.read_text(encoding="utf-8"), re.MULTILINE)
        (row,) = json.loads((place / "out.json").read_text(encoding="utf-8"))["benchmarks"]
        assert totals is not None and "error_message" not in row, f"{cell}: {row.get('error_message', 'not counted')}"
        return {"instructions": int(totals[1]), "allocations": round(row["allocations"])}


def _run(command: list[str], cell: str, place: Path, out: Path) -> None:
    plan = place / "plan.csv"
    plan.write_text(f"round,cell,iterations\n1,{cell},1\n", encoding="utf-8")
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TMPDIR": str(place)}  # the same in each run
    done = subprocess.run(
        [*command, f"--plan={plan}", f"--benchmark_out={out}", "--benchmark_out_format=json"],
        capture_output=True, text=True, env=environment, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def difference(kept: dict[str, int], now: dict[str, int]) -> str:
    """What differs by more than the margin, in words; empty where nothing does."""
    found = []
    for what, before in kept.items():
        spare = ALLOCATIONS_TO_SPARE if what == "allocations" else 0
        if abs(now[what] - before) > max(MARGIN * before, spare):
            found.append(f"{now[what]:,} {what}, kept are {before:,} ({now[what] / max(before, 1) - 1:+.1%})")
    return "; ".join(found)


def main() -> int:
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "bench_sync").exists():
        print("usage: scripts/python -m tests.bench.kept_costs BIN    (build/dev/bin)", file=sys.stderr)
        return 2
    binaries = Path(sys.argv[1]).resolve()
    cells = all_cells()
    counts: dict[str, Any] = {}
    for number, (binary, cell) in enumerate(cells, 1):
        counts[cell] = count(binaries, binary, cell)
        print(f"[{number}/{len(cells)}] {cell}: {counts[cell]['instructions']:,}", flush=True)
    KEPT.write_text(json.dumps({"made_by": made_by(binaries), "cells": counts}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
