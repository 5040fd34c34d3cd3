"""A benchmark binary run by hand behaves as users of Google Benchmark expect, and says clearly what it cannot do."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vocabulary.cells import Cell

ROOT = Path(__file__).resolve().parents[2]
BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")

COMPARE = Path("/usr/share/benchmark/compare.py")
MARK = "scratch_of_a_benchmark"
TINY = "--benchmark_filter=move_by_set/.*/(back_populates|backref)/.*/zipf_tiny"


def bench(*arguments: str, name: str = "bench_sync", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [f"{BIN}/{name}", "--benchmark_min_time=0.001", *arguments],
        capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


def test_lists_every_cell_by_a_name_that_can_be_taken_apart() -> None:
    names = bench("--benchmark_list_tests").stdout.split()
    cells = [Cell.parse(name) for name in names]
    listed = (ROOT / "bench" / "workloads" / "all.h").read_text()
    assert {cell.workload for cell in cells} == set(re.findall(r"X\((\w+), \w+, sync\)", listed))
    in_memory = {cell.backend for cell in cells if cell.workload != "append_unloaded"}
    assert in_memory == {"sqlite_memory"}  # what sends no statement is measured once
    assert len(set(names)) == len(names)


def test_runs_what_the_filter_names() -> None:
    done = bench(TINY, "--benchmark_format=json")
    rows = json.loads(done.stdout)["benchmarks"]
    assert done.returncode == 0
    assert {Cell.parse(row["name"]).strategy for row in rows} == {"back_populates", "backref"}
    assert all(row["real_time"] > 0 and row["items"] == 40 for row in rows)


def test_runs_the_quick_cells_without_a_filter_and_says_how_many_others_there_are() -> None:
    done = bench("--benchmark_format=json", name="bench_load", BOTHSIDES_DSN="")
    names = [row["name"] for row in json.loads(done.stdout)["benchmarks"]]
    assert names
    assert all("sqlite/zipf_small" in name for name in names)
    assert "of the preset 'quick'" in done.stderr and "others" in done.stderr
    assert "Those on a server: BOTHSIDES_DSN names no PostgreSQL server" in done.stderr


def test_writes_json_that_the_context_explains(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert bench(TINY, f"--benchmark_out={out}", "--benchmark_out_format=json").returncode == 0
    context = json.loads(out.read_text())["context"]
    assert context["workload.move_by_set.item"] == "move"
    assert context["strategy.backref.predicts"]
    assert context["sqlite.journal_mode"] == "wal"
    assert context["sqlite.foreign_keys"] == "1"
    assert context["build_type"]


def test_a_planned_cell_tells_its_statements_and_the_size_of_its_dataset(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.csv", tmp_path / "out.json"
    cell = "load_lazy/one_to_many/backref/sqlite/zipf_tiny"
    plan.write_text("round,cell,iterations\n" + f"1,{cell},2\n2,{cell},2\n")
    done = bench(f"--plan={plan}", f"--benchmark_out={out}", "--benchmark_out_format=json", name="bench_load")
    assert done.returncode == 0, done.stderr
    document = json.loads(out.read_text())
    first, second = document["benchmarks"]
    sent = [line.split(" ", 1) for line in first["label"].splitlines()]
    assert [times for times, _ in sent] == ["1", "1", "16"]  # BEGIN, the users, then the posts of each
    assert sent[2][1].startswith("SELECT") and 'FROM "posts" WHERE' in sent[2][1]
    assert sum(int(times) for times, sql in sent if sql.startswith("SELECT")) == first["selects"]
    assert "label" not in second  # told once a process
    assert (document["context"]["dataset.zipf_tiny.users"], document["context"]["dataset.zipf_tiny.posts"]) == (
        "16",
        "40",
    )


def test_a_run_that_fails_leaves_the_result_of_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "old.json"
    out.write_text("kept")
    assert bench("--benchmark_filter=no_such_cell", f"--benchmark_out={out}").returncode == 2
    assert bench("--plan=/nowhere.csv", f"--benchmark_out={out}").returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["old.json"] and out.read_text() == "kept"


@pytest.mark.parametrize("target", ["--benchmark_out=/dev/full", "--benchmark_out=/nowhere/out.json"])
def test_a_result_that_cannot_be_written_is_one_message(target: str) -> None:
    done = bench(TINY, target)
    assert done.returncode == 2
    assert len([line for line in done.stderr.splitlines() if "bench_sync:" in line]) == 1


def test_a_listing_that_cannot_be_written_is_no_success() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([f"{BIN}/bench_sync", "--benchmark_list_tests"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2


@pytest.mark.skipif(not COMPARE.exists(), reason="Google Benchmark's compare.py is not installed (libbenchmark-tools)")
def test_two_results_can_be_compared_by_google_benchmarks_own_tool(tmp_path: Path) -> None:
    files = [tmp_path / "old.json", tmp_path / "new.json"]
    for file in files:
        bench(TINY, f"--benchmark_out={file}", "--benchmark_out_format=json")
    done = subprocess.run(
        ["/usr/bin/python3", str(COMPARE), "benchmarks", *map(str, files)],
        capture_output=True, text=True, timeout=60,
        env={name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"},  # has neighbours to import
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "move_by_set/one_to_many/backref/sqlite_memory/zipf_tiny" in done.stdout


def test_google_benchmarks_time_unit_is_heard() -> None:
    rows = {}
    for unit in ("ns", "us", "ms"):
        done = bench(TINY.replace("|backref", ""), "--benchmark_format=json", f"--benchmark_time_unit={unit}")
        (row,) = json.loads(done.stdout)["benchmarks"]
        assert row["time_unit"] == unit
        rows[unit] = row["real_time"]
    assert rows["ns"] / 20 < rows["us"] * 1e3 < rows["ns"] * 20 and rows["ms"] < rows["us"]
    assert "--benchmark_time_unit={ns|us|ms|s}" in bench(TINY, "--benchmark_time_unit=fortnight").stdout  # its own help


@pytest.mark.parametrize("name", ["bench_load", "bench_sync", "bench_flush", "bench_memory", "bench_mix"])
def test_repetitions_write_no_value_that_is_no_number(name: str, tmp_path: Path) -> None:
    def refuse(word: str) -> float:
        raise AssertionError(f"{word} is not JSON")

    cell = {"bench_load": "load_user", "bench_sync": "append", "bench_flush": "flush_nothing",
            "bench_memory": "memory_loaded", "bench_mix": "mix_feed"}[name]  # fmt: skip
    row_of_cell = f"^{cell}/one_to_many/backref/sqlite_memory/uniform_tiny/"
    repeated = [f"--benchmark_filter={row_of_cell}", "--benchmark_repetitions=3"]
    out = tmp_path / "o.json"
    done = bench(*repeated, "--benchmark_format=json", f"--benchmark_out={out}", name=name)
    assert done.returncode == 0, done.stderr
    for text in (done.stdout, out.read_text()):
        rows = json.loads(text, parse_constant=refuse)["benchmarks"]
        assert {row.get("aggregate_name") for row in rows} == {None, "mean", "median", "stddev", "cv"}
        assert all(row["items"] > 0 for row in rows if row.get("aggregate_name") in (None, "mean"))
    assert "nan" not in bench(*repeated, name=name).stdout.lower()
    for format in ("csv", "console"):
        written = tmp_path / f"o.{format}"
        done = bench(*repeated, f"--benchmark_out={written}", f"--benchmark_out_format={format}", name=name)
        assert done.returncode == 0 and cell in written.read_text() and "nan" not in written.read_text().lower()


@pytest.mark.slow
def test_a_full_scratch_folder_is_named_as_the_cause(tmp_path: Path) -> None:
    sizes = ["16k", "64k", "300k", "900k", "1100k", "1300k", "1500k", "6m"]
    said = []
    for size in sizes:
        disk = tmp_path / size
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk], capture_output=True).returncode:
            pytest.skip("mounting a small disk needs root")
        try:
            for strategy in ("backref", "hand_written"):
                done = bench(
                    f"--benchmark_filter=^(insert_graph|move_posts)/.*/{strategy}/sqlite/zipf_small/",
                    name="bench_flush", TMPDIR=str(disk),
                )  # fmt: skip
                assert done.returncode in (0, 2), done.stdout + done.stderr
                if done.returncode == 2:
                    said.append(size)
                    last = done.stderr.splitlines()[-1]
                    assert str(disk) in last and "set TMPDIR to a folder with more room" in last
                    assert "terminate called" not in done.stderr
        finally:
            subprocess.run(["umount", disk], check=True)
    assert {"16k", "64k", "300k", "900k"} <= set(said) and "6m" not in said


def test_help_names_our_flag_beside_google_benchmarks() -> None:
    done = bench("--help")
    assert done.returncode == 0
    assert "--plan=FILE" in done.stdout and "benchmark_filter" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--no-such-flag"], "unrecognized"),
        (["--plan=/nowhere.csv"], "cannot read the plan /nowhere.csv"),
        (["--benchmark_filter=no_such_cell"], "Failed to match any benchmarks"),
        (["--part=zipf_huge:10x"], "--part=zipf_huge:10x: is not NAME:N, N a number of users"),
        (["--scale=2"], "--scale=2: needs --shape: give both"),
        (["--shape=x.toml", "--scale=1x"], "--scale=1x: is not a number above 0"),
    ],
)
def test_bad_usage_is_one_message_and_exit_code_2(arguments: list[str], said: str) -> None:
    done = bench(*arguments)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert "terminate called" not in done.stderr


def test_a_plan_with_a_cell_that_is_not_there_is_refused(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("round,cell,iterations\n1,move_by_set/one_to_many/nobody/sqlite_memory/zipf_tiny,1\n")
    done = bench(f"--plan={plan}")
    assert done.returncode == 2
    assert "has no cell move_by_set/one_to_many/nobody/sqlite_memory/zipf_tiny" in done.stderr


def test_a_skipped_cell_says_why(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.csv", tmp_path / "out.json"
    plan.write_text("round,cell,iterations\n1,remove/one_to_many/backref/sqlite/zipf_tiny,1\n")
    done = bench(f"--plan={plan}", f"--benchmark_out={out}", "--benchmark_out_format=json")
    (row,) = json.loads(out.read_text())["benchmarks"]
    assert row["error_message"].startswith("skipped: sends no statement")
    assert done.returncode == 1 and "every cell was skipped, nothing was measured: sends no statement" in done.stderr


def test_a_run_of_skipped_cells_alone_is_no_success() -> None:
    filter_ = "--benchmark_filter=load_lazy/.*/back_populates/postgres/zipf_tiny"
    done = bench(filter_, name="bench_load", BOTHSIDES_DSN="")
    assert done.returncode == 1 and "every cell was skipped" in done.stderr and "BOTHSIDES_DSN" in done.stderr


def test_the_console_shows_the_counters_that_matter_and_all_when_asked() -> None:
    filter_ = "--benchmark_filter=load_lazy/one_to_many/back_populates/sqlite/zipf_tiny"
    brief, full = bench(filter_, name="bench_load").stdout, bench(filter_, "--all-counters", name="bench_load").stdout
    assert "selects=" in brief and "items=" in brief and "fixture_ms" not in brief and "updates=" not in brief
    assert "fixture_ms=" in full and "updates=0" in full
    assert "fixture_ms" in bench(filter_, "--benchmark_format=json", name="bench_load").stdout


def test_the_console_is_spared_the_words_that_a_page_needs(tmp_path: Path) -> None:
    filter_, out = "--benchmark_filter=load_lazy/one_to_many/back_populates/sqlite/zipf_tiny", tmp_path / "out.json"
    said = bench(filter_, f"--benchmark_out={out}", name="bench_load", BOTHSIDES_DSN="").stderr
    assert "sqlite_version: " in said and "strategy." not in said and "workload." not in said
    assert len(said.splitlines()) < 40
    assert any(key.startswith("workload.") for key in json.loads(out.read_text())["context"])
    assert "strategy.backref.declares: " in bench(filter_, "--all-counters", name="bench_load").stderr


@pytest.mark.parametrize("name", ["bench_sync", "dataset", "replay"])
def test_a_program_says_its_version(name: str) -> None:
    done = subprocess.run([f"{BIN}/{name}", "--version"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and re.fullmatch(r"bothsides \d+\.\d+\.\d+\n", done.stdout)


def test_a_scratch_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    done = bench(TINY, TMPDIR=str(tmp_path / "missing"))
    assert done.returncode == 2
    assert "missing" in done.stderr and "terminate called" not in done.stderr


@contextmanager
def running(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A binary that measures for a minute, once it has a database in `folder`."""
    known = set(folder.glob("bothsides-*/*.sqlite"))
    with subprocess.Popen(
        [f"{BIN}/bench_flush", "--benchmark_min_time=60", "--benchmark_filter=insert_graph/.*/sqlite/zipf_small"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(folder)},
    ) as process:  # fmt: skip
        try:
            deadline = time.monotonic() + 30
            while not set(folder.glob("bothsides-*/*.sqlite")) - known and time.monotonic() < deadline:
                time.sleep(0.02)
            assert set(folder.glob("bothsides-*/*.sqlite")) - known
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_binary_leaves_no_database_behind(tmp_path: Path, stop: signal.Signals) -> None:
    with running(tmp_path) as process:
        process.send_signal(stop)
        assert process.wait(30) == -stop
    assert not list(tmp_path.iterdir())


def test_what_a_killed_binary_leaves_goes_with_the_next_one_and_nothing_else_does(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        process.kill()
    (killed,) = tmp_path.iterdir()
    somebodys, servers = tmp_path / "bothsides-abcdef", tmp_path / "bothsides-test-1"
    for folder in (somebodys, servers):
        folder.mkdir()
    (servers / "made_by_bothsides").touch()  # the mark of scripts/postgres_cluster
    with running(tmp_path):
        (lives,) = set(tmp_path.iterdir()) - {killed, somebodys, servers}
        an_hour_ago = time.time() - 3600
        for mark in (killed / MARK, lives / MARK, servers / "made_by_bothsides"):
            os.utime(mark, (an_hour_ago, an_hour_ago))
        assert bench(TINY, TMPDIR=str(tmp_path)).returncode == 0
        assert set(tmp_path.iterdir()) == {lives, somebodys, servers}
