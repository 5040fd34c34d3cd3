"""Planned looks: what is undecided goes on, what is decided does not, and patience bounds it; on fake binaries."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiment.between import Undecided, next_stretch
from experiment.plan import Plan
from experiment.tests.conftest import Bench, raw_files
from experiment.tests.test_plan import group, plan

SELECTIN = "load_selectin/one_to_many/sqlite/zipf_small"


def status(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "status.json").read_text()))


def cells_of(folder: Path, name: str) -> set[str]:
    rows = json.loads((folder / "raw" / name).read_text())["benchmarks"]
    return {row["name"].split("/")[0] for row in rows}


@pytest.mark.slow
def test_what_a_look_decides_is_not_measured_further(bench: Bench) -> None:
    bench.reports = True
    done = bench("--preset", "looks", trouble="quiet")
    assert done.returncode == 0, done.stderr
    first, second = status(bench.out)["looks"]["stretches"]
    assert (first["first"], first["last"], second["last"]) == (5, 8, 12)
    assert SELECTIN not in first["groups"] and len(first["groups"]) == 2
    assert cells_of(bench.out, "bench_load.004.json") == {"load_lazy", "load_selectin"}
    assert cells_of(bench.out, "bench_load.005.json") == {"load_lazy"}
    assert raw_files(bench.out)[-1] == "bench_sync.012.json" and status(bench.out)["looks"]["ended"] == "last look"
    verdicts = json.loads((bench.out / "verdicts.json").read_text())
    assert verdicts["state"] == "complete" and verdicts["rule"]["looks"] == [4, 8, 12]
    judged = [c for c in verdicts["comparisons"] if c["family"]]
    looks = {(c["group"], c["strategy"]): (c["look"], c["n"], c["verdict"]) for c in judged}
    assert looks[SELECTIN, "backref"] == (4, 4, "equivalent") and looks[SELECTIN, "unidirectional"] == (4, 4, "faster")
    assert "look after 4 processes: 2 groups undecided, 2 measured further, up to process 8" in done.stdout


@pytest.mark.slow
def test_a_run_that_is_decided_at_its_first_look_ends_there(bench: Bench) -> None:
    done = bench("--preset", "looks", trouble="all_quiet")
    assert done.returncode == 0 and "then up to 5 min 00 s for undecided groups" in done.stdout
    assert status(bench.out)["looks"]["ended"] == "decided" and len(raw_files(bench.out)) == 2 * 4


def test_no_patience_is_one_look(bench: Bench) -> None:
    assert bench("--preset", "looks", "--patience", "0", trouble="quiet").returncode == 0
    assert len(raw_files(bench.out)) == 2 * 4 and status(bench.out)["state"] == "complete"


@pytest.mark.parametrize("given", ["-1", "nan", "soon"])
def test_patience_is_a_number_of_minutes(bench: Bench, given: str) -> None:
    done = bench("--preset", "looks", f"--patience={given}")
    assert done.returncode == 2 and "--patience" in done.stderr and not bench.out.exists()


@pytest.mark.slow
def test_patience_ends_a_stretch_that_takes_longer_than_predicted(bench: Bench) -> None:
    bench.reports = True
    done = bench("--preset", "looks", "--patience", "0.02", trouble="quiet slow_later")
    assert done.returncode == 0, done.stderr
    assert status(bench.out)["looks"]["ended"] == "patience" and status(bench.out)["state"] == "complete"
    verdicts = json.loads((bench.out / "verdicts.json").read_text())
    assert {c["n"] for c in verdicts["comparisons"] if c["family"]} == {4}


@pytest.mark.slow
def test_an_interruption_after_a_look_keeps_its_verdicts_and_resumes_in_its_stretch(bench: Bench) -> None:
    bench.reports = True
    process = bench.start("--preset", "looks", trouble="quiet slow_later")
    deadline = time.monotonic() + 60
    while not (bench.incomplete / "raw" / "bench_load.005.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130 and status(bench.out)["state"] == "interrupted"
    verdicts = json.loads((bench.out / "verdicts.json").read_text())
    assert {c["verdict"] for c in verdicts["comparisons"] if c["group"] == SELECTIN and c["family"]} == {
        "equivalent", "faster"
    }  # fmt: skip
    assert bench("--resume", trouble="quiet").returncode == 0
    assert status(bench.out)["looks"]["ended"] == "last look"
    assert cells_of(bench.out, "bench_load.012.json") == {"load_lazy"}


def planned() -> Plan:
    groups = (group("load_lazy"), group("load_selectin"), group("append", "sqlite_memory", "bench_sync"))
    return replace(plan(*groups, processes=4), looks=(4, 8), patience_minutes=1.0)


def test_of_what_is_undecided_those_that_need_least_go_on_if_not_all_fit() -> None:
    """A process of bench_load takes a second: half of it is each of its two groups'."""
    known = planned()
    lazy, selectin, append = (one.id for one in known.groups)
    open_groups = [Undecided(lazy, None), Undecided(selectin, 20), Undecided(append, 6)]
    found = next_stretch(known, 4, open_groups, 100.0)
    assert found and (found.first, found.last, found.groups) == (5, 8, (lazy, selectin, append))
    found = next_stretch(known, 4, open_groups, 6.5)
    assert found and found.groups == (selectin, append)
    assert next_stretch(known, 4, open_groups, 1.0) is None
    assert next_stretch(known, 8, open_groups, 100.0) is None and next_stretch(known, 4, [], 100.0) is None
