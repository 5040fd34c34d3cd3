"""Made-up result folders for tests: the files that an experiment leaves, with times drawn from a seeded generator.

Nothing here was measured; only tests may import it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from experiment import evidence

STRATEGIES = ("back_populates", "back_populates_aa", "backref", "unidirectional", "hand_written")
GROUPS = (
    ("load_lazy", "one_to_many", "sqlite", "zipf_small"),
    ("load_selectin", "one_to_many", "sqlite", "zipf_small"),
    ("append", "one_to_many", "sqlite_memory", "zipf_small"),
    ("move_by_append", "one_to_many", "sqlite_memory", "zipf_small"),
    ("insert_graph", "one_to_many", "sqlite", "zipf_small"),
)
PHASE = {
    "declare_and_configure": "configure",
    "load_lazy": "load",
    "load_selectin": "load",
    "load_user": "load",
    "load_post": "load",
    "append": "sync",
    "move_by_append": "sync",
    "move_by_set": "sync",
    "remove": "sync",
    "insert_graph": "flush",
    "move_posts": "flush",
    "delete_users": "flush",
    "memory_loaded": "memory",
    "mix_blog": "mix",
}
WORDS = {
    "declare_and_configure": "declare and configure pairs of classes",
    "load_lazy": "load every user's posts, one SELECT a user",
    "load_selectin": "load the graph by selectin",
    "load_user": "load one user by key with its posts",
    "load_post": "read one post by key, and its author",
    "append": "append a post",
    "move_by_append": "move a post by append",
    "move_by_set": "move a post by setting its author",
    "remove": "remove a post",
    "insert_graph": "insert a new graph",
    "move_posts": "flush moved posts",
    "delete_users": "delete users with their posts",
    "memory_loaded": "hold a loaded post in memory",
    "mix_blog": "requests of a blog",
}
ITEM_NS = {"configure": 6600.0, "load": 400.0, "sync": 25.0, "flush": 2100.0, "memory": 400.0, "mix": 9000.0}
HEAP_BYTES = {"backref": 2_055_685, "unidirectional": 2_004_925, "hand_written": 2_072_301}  # others: as backref
EFFECT = {"unidirectional": 0.85, "hand_written": 0.55}


@dataclass
class Folder:
    """What to make. `effect` is each strategy's true ratio to back_populates; `errors` maps a cell to its message."""

    path: Path
    groups: tuple[tuple[str, str, str, str], ...] = GROUPS
    strategies: tuple[str, ...] = STRATEGIES
    processes: int = 16
    rounds: int = 7
    verdicts: bool = True
    preset: str = "standard"
    spread: float = 0.012  # of ln ratio between processes
    effect: dict[str, float] = field(default_factory=lambda: dict(EFFECT))
    item_ns: dict[str, float] = field(default_factory=dict)  # by phase, instead of ITEM_NS
    of_cell: dict[str, float] = field(default_factory=dict)  # true ratio of one cell, instead of its strategy's
    slope: dict[str, float] = field(default_factory=dict)  # of ln time over ln size, where a dataset is named by a size
    counters_of: dict[str, dict[str, float]] = field(default_factory=dict)  # of one cell, instead of its phase's
    errors: dict[str, str] = field(default_factory=dict)
    failed_cells: dict[str, str] = field(default_factory=dict)
    absent: set[tuple[str, int]] = field(default_factory=set)  # (binary, process) that never ran
    environment: dict[str, Any] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    state: str = "complete"
    seed: int = 1
    counts: dict[str, float] = field(default_factory=dict)  # counters of each row that take the place of the usual ones
    evidence: bool = True
    instructions: dict[str, int] = field(default_factory=dict)  # by strategy, in memory, of every workload

    def make(self) -> Path:
        rng = np.random.default_rng(self.seed)
        (self.path / "raw").mkdir(parents=True, exist_ok=True)
        plan = self.plan()
        (self.path / "plan.json").write_text(json.dumps(plan))
        binaries = sorted({group["binary"] for group in plan["groups"]})
        done: dict[str, list[int]] = {binary: [] for binary in binaries}
        for binary in binaries:
            for process in range(1, self.processes + 1):
                rows = [row for group in plan["groups"] if group["binary"] == binary for row in self.rows(group, rng)]
                if (binary, process) not in self.absent:
                    document = {"context": self.full_context(), "benchmarks": rows}
                    (self.path / "raw" / f"{binary}.{process:03d}.json").write_text(json.dumps(document))
                    done[binary].append(process)
        if self.evidence:
            evidence.write(self.path, "0123456789abcdef")
        for group in plan["instructions"]:
            self.count_instructions(group)
        (self.path / "status.json").write_text(
            json.dumps({"state": self.state, "processes_done": done, "elapsed_seconds": 301.5})
        )
        return self.path

    def plan(self) -> dict[str, Any]:
        groups = []
        for workload, relation, backend, dataset in self.groups:
            phase = PHASE[workload]
            groups.append(
                {
                    "id": f"{workload}/{relation}/{backend}/{dataset}",
                    "workload": workload,
                    "relation": relation,
                    "backend": backend,
                    "dataset": dataset,
                    "phase": phase,
                    "binary": f"bench_{phase}",
                    "iterations": 12,
                    "cells": [f"{workload}/{relation}/{s}/{backend}/{dataset}" for s in self.strategies],
                }
            )
        decision = [
            {"group": g["id"], "strategy": s}
            for g in groups
            for s in ("backref", "unidirectional")
            if s in self.strategies and g["phase"] != "memory"
        ]
        attribution = [
            {"group": g["id"], "strategy": s}
            for g in groups
            for s in self.strategies
            if s not in STRATEGIES and g["phase"] != "memory"
        ]
        environment = {
            "git_revision": "0123456789abcdef",
            "git_dirty": False,
            "cpu": "Test CPU",
            "cores": 2,
            "kernel": "6.1",
            "load_average": [0.1, 0.2, 0.3],
            "placement": "taskset core 1",
            "python": "3.11.2",
            "memory_bytes": 8 << 30,
        }
        return {
            "format": 1,
            "preset": self.preset,
            "created": "2026-11-22T14:30:00+00:00",
            "seed": 1,
            "processes": self.processes,
            "rounds": self.rounds,
            "sample_ms": 10,
            "verdicts": self.verdicts,
            "filter": None,
            "predicted_seconds": 290.0,
            "groups": groups,
            "failed_cells": self.failed_cells,
            "families": {"decision": decision, "attribution": attribution},
            "instructions": self.counted_groups(),
            "environment": environment | self.environment,
            "command": f"scripts/run --preset {self.preset}",
        }

    def count_instructions(self, group: dict[str, Any]) -> None:
        (self.path / "raw" / "instructions").mkdir(exist_ok=True)
        counts = {cell: {"instructions": self.instructions[cell.split("/")[2]], "items": 10} for cell in group["cells"]}
        document = {"format": 1, "group": group["id"], "tool": "valgrind-3.19.0", "counts": counts}
        path = self.path / "raw" / "instructions" / f"{group['id'].replace('/', '.')}.json"
        path.write_text(json.dumps(document))

    def counted_groups(self) -> list[dict[str, Any]]:
        workloads = list(dict.fromkeys((w, r, d) for w, r, _, d in self.groups)) if self.instructions else []
        return [
            {
                "id": f"{workload}/{relation}/sqlite_memory/{dataset}",
                "phase": PHASE[workload],
                "binary": f"bench_{PHASE[workload]}",
                "iterations": 1,
                "cells": [f"{workload}/{relation}/{s}/sqlite_memory/{dataset}" for s in self.instructions],
            }
            for workload, relation, dataset in workloads
        ]

    def rows(self, group: dict[str, Any], rng: np.random.Generator) -> list[dict[str, Any]]:
        base = (ITEM_NS | self.item_ns)[group["phase"]] * 10_000
        bias = {s: self.spread / math.sqrt(2) * rng.standard_normal() for s in self.strategies}
        rows = []
        for number in range(1, self.rounds + 1):
            for cell in group["cells"]:
                strategy = cell.split("/")[2]
                row: dict[str, Any] = {
                    "name": f"{cell}/iterations:12/manual_time",
                    "run_type": "iteration",
                    "round": number,
                }
                if cell in self.errors:
                    rows.append(row | {"error_occurred": True, "error_message": self.errors[cell]})
                    continue
                noise = math.exp(bias[strategy] + 0.004 * rng.standard_normal())
                timed: dict[str, Any] = {
                    "iterations": 12,
                    "real_time": base * self.true_ratio(cell) * noise,
                    "time_unit": "ns",
                }
                asked = strategy if cell in self.counters_of else "id"  # of other statements another text
                label = {"label": f"1001 SELECT {asked} FROM posts WHERE a < ?1"} if number == 1 else {}
                exact = counters(group["phase"], strategy) | self.counts | self.counters_of.get(cell, {})
                rows.append({**row, **timed, **label, **exact})
        return rows

    def true_ratio(self, cell: str) -> float:
        strategy, size = cell.split("/")[2], cell.rpartition("_")[2]
        growth: float = float(size) ** self.slope.get(strategy, 0.0) if size.isdigit() else 1.0
        return self.of_cell.get(cell, self.effect.get(strategy, 1.0)) * growth

    def full_context(self) -> dict[str, str]:
        context = {
            "date": "2026-11-22T14:31:00+00:00",
            "library_build_type": "release",
            "build_type": "release",
            "compiler": "g++ 12.2.0",
            "compiler_flags": "-O3 -DNDEBUG",
            "sqlite_version": "3.40.1",
            "sqlite.journal_mode": "wal",
            "dataset.zipf_small.users": "1000",
            "dataset.zipf_small.posts": "10000",
            "strategy.unlinked.predicts": "What unlinked predicts about its cost.",
            "workload.load_lazy.skipped.backref_scalar": "lazy <i>only</i>",
        }
        for workload, phase in PHASE.items():
            context |= {
                f"workload.{workload}.words": WORDS[workload],
                f"workload.{workload}.item": "move" if "move" in workload else "post",
                f"workload.{workload}.phase": phase,
                f"workload.{workload}.question": "What does it cost?",
            }
        for strategy in self.strategies:
            context[f"strategy.{strategy}.predicts"] = f"What {strategy} predicts about its cost."
        return context | self.context


def counters(phase: str, strategy: str = "back_populates") -> dict[str, float]:
    zero: dict[str, float] = dict.fromkeys(
        (
            "selects",
            "inserts",
            "updates",
            "deletes",
            "other_statements",
            "rows_read",
            "rows_written",
            "bytes_read",
            "bytes_written",
            "round_trips",
        ),
        0.0,
    )
    own: dict[str, dict[str, float]] = {
        "load": {"selects": 1001, "rows_read": 11000, "bytes_read": 2_345_678},
        "flush": {"inserts": 11000, "other_statements": 2, "rows_written": 11000, "bytes_written": 987_654},
        "memory": {
            "heap_bytes": HEAP_BYTES.get(strategy, HEAP_BYTES["backref"]),
            "heap_allocations": 75,
            "peak_bytes": 2_077_767,
        },
    }
    return zero | own.get(phase, {}) | {"items": 10_000, "setup_ms": 1.5, "check_ms": 3.0, "fixture_ms": 0.0}
