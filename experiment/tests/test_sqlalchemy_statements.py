"""SQLAlchemy and the C++ mapper send as many statements for every workload, loader and mix, strategy by strategy."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiment.sqlalchemy import known_datasets

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from sqlalchemy_bench import databases  # noqa: E402
from sqlalchemy_bench.catalogue import WORKLOADS, cells, work_of  # noqa: E402
from sqlalchemy_bench.measure import sent_by  # noqa: E402
from sqlalchemy_bench.mix import requests  # noqa: E402
from sqlalchemy_bench.versions import backend_of, version_text  # noqa: E402

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")
HERE = backend_of(version_text(), "sqlite")
TINY = {"one_to_many": "zipf_tiny", "one_to_one": "profiles_tiny", "self_referential": "threads_tiny",
        "many_to_many": "tags_tiny"}  # fmt: skip
KINDS = ("selects", "inserts", "updates", "deletes", "items")


def in_sqlalchemy() -> dict[str, dict[str, float]]:
    """By the name of the mapper's cell, without its backend."""
    found = {}
    for name in cells([HERE], {dataset: relation for relation, dataset in TINY.items()}):
        if WORKLOADS[name.split("/")[0]].phase not in ("configure", "memory"):
            work = work_of(name, HERE)
            work.setup()
            counts = sent_by(work).counters
            found[name.replace(HERE, "*")] = {**counts, "items": work.items}
            work.finish()
    return found


def in_the_mapper(tmp_path: Path, phase: str, wanted: set[str]) -> dict[str, dict[str, float]]:
    binary = f"{BIN}/bench_{phase}"
    listed = subprocess.run([binary, "--benchmark_list_tests"], capture_output=True, text=True, check=True).stdout
    names: dict[str, str] = {}
    for line in listed.split():
        workload, relation, strategy, backend, dataset = line.split("/")[:5]
        key = f"{workload}/{relation}/{strategy}/*/{dataset}"
        if backend in ("sqlite", "sqlite_memory") and key in wanted:
            names.setdefault(key, f"{workload}/{relation}/{strategy}/{backend}/{dataset}")
    plan, out = tmp_path / f"{phase}.csv", tmp_path / f"{phase}.json"
    plan.write_text("round,cell,iterations\n" + "".join(f"1,{name},1\n" for name in names.values()))
    subprocess.run([binary, f"--plan={plan}", f"--benchmark_out={out}"], capture_output=True, check=True)
    rows = json.loads(out.read_text())["benchmarks"]
    return {key: row for key, row in zip(names, rows)}


@pytest.mark.slow
def test_both_send_as_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert BIN and sys.version_info >= (3, 11)
    tool = Path(BIN) / "dataset"
    assert set(TINY.values()) <= known_datasets(tool).keys()
    for dataset in TINY.values():
        out = tmp_path / f"{dataset}.sqlite"
        subprocess.run([str(tool), "generate", dataset, "--out", str(out)], check=True, capture_output=True)
    monkeypatch.setenv("BOTHSIDES_DATASETS", str(tmp_path))
    monkeypatch.setattr(requests, "MOST_REQUESTS", 10_000)
    databases.close_all()
    there = in_sqlalchemy()
    phases = {WORKLOADS[name.split("/")[0]].phase for name in there}
    here = {key: row for phase in phases for key, row in in_the_mapper(tmp_path, phase, set(there)).items()}
    assert len(here) > 150
    different = {
        key: {kind: (row[kind], there[key][kind]) for kind in KINDS if row[kind] != there[key][kind]}
        for key, row in here.items()
    }
    assert {key: kinds for key, kinds in different.items() if kinds} == {}
    databases.close_all()
