"""The backend postgres_sharded: the cells of `standard` give the answers and the row counts of one server, a run says
what several servers lack, and one server is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiment.catalogue import read_catalogue
from experiment.presets import DEFAULT_FILE, read_presets
from experiment.selection import stands
from experiment.tests.shards import Shards
from vocabulary.cells import POSTGRES, SHARDED

BIN, DSN = os.environ.get("BOTHSIDES_BIN"), os.environ.get("BOTHSIDES_DSN")
pytestmark = [
    pytest.mark.xdist_group("shards"),
    pytest.mark.skipif(not (BIN and DSN), reason="BOTHSIDES_BIN or BOTHSIDES_DSN is not set: scripts/test sets them"),
]
BINARIES = ("bench_load", "bench_flush", "bench_mix")
SAME = ("items", "rows_read", "rows_written", "bytes_read", "bytes_written", "selects")


def bench(conninfo: str, binary: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"BOTHSIDES_DSN": conninfo}
    command = [f"{BIN}/{binary}", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def measured(conninfo: str, backend: str, out: Path) -> dict[str, dict[str, float]]:
    """Every cell that `standard` measures on the backend, on a tiny dataset; answers are checked, a wrong one is an
    error."""
    binaries = {name: Path(str(BIN)) / name for name in BINARIES}
    groups = [group for group in read_catalogue(binaries) if group.backend == backend]
    preset = read_presets(DEFAULT_FILE)["standard"]
    wanted = [pattern for pattern in preset.groups if f"/{backend}/" in pattern]
    found: dict[str, dict[str, float]] = {}
    for binary in BINARIES:
        own = [group for group in groups if group.binary == binary and group.id in wanted]
        cells = [cell.name.replace("zipf_small", "zipf_tiny") for g in own for cell in g.cells if stands(cell, preset)]
        plan = out / f"{binary}.csv"
        plan.write_text("round,cell,iterations\n" + "".join(f"1,{cell},1\n" for cell in cells))
        told = out / f"{backend}.{binary}.json"
        done = bench(conninfo, binary, f"--plan={plan}", f"--benchmark_out={told}")
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        for row in json.loads(told.read_text())["benchmarks"]:
            assert not row.get("error_occurred"), row
            found["/".join(row["name"].split("/")[:3])] = row
    return found


def copies_many_at_once(shards: Shards) -> bool:
    """PostgreSQL 16 is the first whose COPY into a foreign table sends several rows in one message."""
    return int(shards.session()("SHOW server_version_num")) >= 160_000


@pytest.mark.slow
def test_every_cell_of_standard_has_the_answers_and_row_counts_of_one_server(shards: Shards, tmp_path: Path) -> None:
    assert DSN is not None
    here, spread = measured(DSN, POSTGRES, tmp_path), measured(shards.conninfo, SHARDED, tmp_path)
    assert len(here) > 30 and here.keys() == spread.keys()
    for cell, row in spread.items():
        for count in SAME:
            assert row[count] == here[cell][count], (cell, count)
    told = {cell for cell, row in spread.items() if row["fallbacks"] > 0}
    mapped = {cell for cell in spread if cell.startswith("insert_graph") and not cell.endswith("hand_written")}
    # Where COPY into foreign tables sends a row at a time posts go as arrays; hand-written code knows.
    assert told == (set() if copies_many_at_once(shards) else mapped)
    assert not any(row["retries"] for row in spread.values())


@pytest.mark.slow
def test_one_server_is_refused_and_skipped(tmp_path: Path) -> None:
    assert DSN is not None
    refused = bench(DSN, "bench_load", f"--check-server={SHARDED}")
    assert refused.returncode == 2 and "postgres_sharded needs a coordinator" in refused.stderr
    cell = bench(DSN, "bench_load", "--benchmark_filter=load_lazy.*/backref/postgres_sharded/zipf_tiny")
    assert cell.returncode == 1 and "skipped: the PostgreSQL server keeps posts to itself" in cell.stdout
    command = [sys.executable, "-m", "experiment", "--bin", str(BIN), "--backend", SHARDED, "--dsn", DSN]
    more = ["--filter", "load_selectin.*zipf_tiny", "--out", str(tmp_path / "out")]
    run = subprocess.run([*command, *more], capture_output=True, text=True, timeout=60)
    assert run.returncode == 2 and "needs a coordinator" in run.stderr and not (tmp_path / "out").exists()


PRESETS = """
[quick]
processes = 1
rounds = 2
sample_ms = 1
verdicts = false
groups = ["insert_graph/one_to_many/postgres_sharded/zipf_tiny"]
[quick.strategies]
back_populates = ["*"]
back_populates_aa = ["*"]
backref = ["*"]
"""


@pytest.mark.slow
def test_a_run_says_on_its_page_what_several_servers_lack(shards: Shards, tmp_path: Path) -> None:
    presets, out = tmp_path / "presets.toml", tmp_path / "out"
    presets.write_text(PRESETS)
    command = [sys.executable, "-m", "experiment", "--bin", str(BIN), "--presets", str(presets), "--preset", "quick"]
    more = ["--backend", SHARDED, "--dsn", shards.conninfo, "--out", str(out)]
    done = subprocess.run([*command, *more], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    facts = json.loads((out / "plan.json").read_text())["environment"]["postgres"]
    assert facts["spread"] == ["posts, post_tags over 2 servers by postgres_fdw"]
    lacks = " ".join(facts["lacks"])
    keys = ("primary key over all of posts", "foreign keys of posts")
    copies = () if copies_many_at_once(shards) else ("COPY into posts",)
    for what in (*keys, *copies, "two-phase commit [0A000]"):
        assert what in lacks and what in (out / "index.html").read_text(), what
    page = (out / "index.html").read_text()
    assert "PostgreSQL servers over which posts are spread" in page
    assert ("another way was used" in page) == bool(copies)
    assert shards.session()("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'bothsides\\_%'") == "0"
