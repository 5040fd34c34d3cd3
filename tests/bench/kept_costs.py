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


def cells_of(binary: str) -> list[str]:
    workloads, strategies = CELLS[binary]
    return [f"{w}/one_to_many/{s}/sqlite_memory/zipf_tiny" for w in workloads for s in strategies]


def made_by(binaries: Path) -> dict[str, str]:
    """What the counts depend on, beside the sources."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.json"
        _run([str(binaries / "bench_sync")], cells_of("bench_sync")[:1], Path(scratch), out)
        context = json.loads(out.read_text(encoding="utf-8"))["context"]
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())  # by which the C library chooses its memcpy
    cpu = " ".join(flag for flag in ("avx2", "erms", "fsrm", "bmi2") if flag in flags)
    build = {key: context[key] for key in ("compiler", "compiler_flags", "sqlite_version")}
    return {"valgrind": valgrind, "cpu": cpu, **build}


def count(binaries: Path, binary: str) -> dict[str, dict[str, int]]:
    """Of every cell of the binary, in one process: what is counted is written out after each timed region."""
    cells = cells_of(binary)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        callgrind = place / "callgrind"
        command = [
            "valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=bench::timed_region*",
            "--dump-after=*timed_region*", f"--callgrind-out-file={callgrind}", str(binaries / binary),
        ]  # fmt: skip
        _run(command, cells, place, place / "out.json")
        parts = [_total(callgrind.with_suffix(f".{n}")) for n in range(1, len(cells) + 1)]
        rest = [_total(path) for path in place.glob("callgrind*")]
        assert len(rest) == len(cells) + 1 and sum(rest) == sum(parts), f"{binary}: {rest}"
        rows = json.loads((place / "out.json").read_text(encoding="utf-8"))["benchmarks"]
    wrong = [row.get("error_message") for row in rows if "error_message" in row]
    assert not wrong and all(row["name"].startswith(cell) for row, cell in zip(rows, cells, strict=True)), wrong
    return {
        cell: {"instructions": part, "allocations": round(row["allocations"])}
        for cell, part, row in zip(cells, parts, rows, strict=True)
    }


def _total(dump: Path) -> int:
    found = re.search(r"^totals: (\d+)$", dump.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def _run(command: list[str], cells: list[str], place: Path, out: Path) -> None:
    plan = place / "plan.csv"
    plan.write_text("".join(["round,cell,iterations\n", *(f"1,{cell},1\n" for cell in cells)]), encoding="utf-8")
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
    counts: dict[str, Any] = {}
    for number, binary in enumerate(CELLS, 1):
        counts |= count(binaries, binary)
        for cell in cells_of(binary):
            print(f"[{number}/{len(CELLS)}] {cell}: {counts[cell]['instructions']:,}", flush=True)
    KEPT.write_text(json.dumps({"made_by": made_by(binaries), "cells": counts}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
