"""A run over hosts, for real: SSH servers in network namespaces, GNU parallel, a host that dies half-way."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiment.machines.logins import read_hosts
from experiment.tests.conftest import FAKE, ROOT, Bench, make_bench, raw_files
from experiment.tests.lab.lab import Lab, make_lab, require_lab

pytestmark = pytest.mark.xdist_group("hosts")  # what one leaves behind is looked for where another makes it

PRESETS = f"""
[standard]
processes = 8
rounds = 2
sample_ms = 10
verdicts = true
groups = ["load_lazy/one_to_many/sqlite/zipf_small"]
{FAKE}
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """Short and without a space; a pytest folder may have one."""
    folder = Path(tempfile.mkdtemp(prefix="lab-"))
    yield folder
    shutil.rmtree(folder)


def laboratory(place: Path, count: int, trouble: str = "") -> tuple[Lab, Bench]:
    require_lab()
    bench = make_bench(place)
    (bench.folder / "presets.toml").write_text(PRESETS)
    return make_lab(place / "lab", count, {"FAKE_BENCH": trouble, "TMPDIR": bench.environment["TMPDIR"]}), bench


def start(lab: Lab, bench: Bench, *arguments: str) -> "subprocess.Popen[str]":
    fixed = ["--bin", str(bench.folder), "--presets", str(bench.folder / "presets.toml"), "--out", str(bench.out)]
    command = [sys.executable, "-m", "experiment", *fixed, "--hosts", str(lab.hosts), *arguments]
    return subprocess.Popen(
        lab.command(*command), env=bench.environ(""), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    try:
        said, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    return process.returncode, said, errors


def hosts_of(out: Path) -> dict[str, str]:
    found = {path.name: json.loads(path.read_text())["context"]["host_name"] for path in (out / "raw").glob("*.json")}
    return dict(sorted(found.items()))


def nothing_is_left(bench: Bench) -> bool:
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True).stdout
    scratch = list(Path(bench.environment["TMPDIR"]).iterdir())
    return "lab" not in links and not list(Path("/tmp").glob("bothsides-plan-*")) and not scratch


def test_hosts_measure_a_run_in_place_of_this_machine(place: Path) -> None:
    lab, bench = laboratory(place, 2)
    code, said, errors = finished(start(lab, bench))
    assert code == 0, errors
    assert raw_files(bench.out) == [f"bench_load.{number:03d}.json" for number in range(1, 9)]
    assert set(hosts_of(bench.out).values()) == {"host1", "host2"}
    assert json.loads((bench.out / "status.json").read_text())["state"] == "complete"
    assert (bench.out / "index.html").exists() and "8 processes on host1, host2" in said
    assert nothing_is_left(bench)


def test_processes_of_a_host_that_dies_are_run_elsewhere_and_none_twice(place: Path) -> None:
    lab, bench = laboratory(place, 3, "slow")
    process = start(lab, bench)
    raw = bench.incomplete / "raw"
    deadline = time.monotonic() + 60
    while not (raw.exists() and list(raw.glob("*.json"))) and time.monotonic() < deadline:
        time.sleep(0.05)
    lab.kill(2)
    code, said, errors = finished(process)
    assert code == 0, errors
    measured = hosts_of(bench.out)
    assert list(measured) == [f"bench_load.{number:03d}.json" for number in range(1, 9)]
    assert Counter(measured.values())["host2"] <= 1 and {"host1", "host3"} <= set(measured.values())
    status = json.loads((bench.out / "status.json").read_text())
    assert status["state"] == "complete" and status["processes_done"] == {"bench_load": list(range(1, 9))}
    assert (lab.folder / "killed.2").exists() and nothing_is_left(bench)


def test_a_host_of_another_kind_is_refused_before_anything_is_measured(place: Path) -> None:
    lab, bench = laboratory(place, 2)
    (lab.folder / "cpuinfo.2").write_text("model name\t: AMD EPYC 7763\n")
    code, said, errors = finished(start(lab, bench))
    assert code == 2 and errors.count("\n") == 1
    assert "host2 differs from this machine (processor '" in errors and "and 'AMD EPYC 7763')" in errors
    assert "--pool" in errors and not bench.out.exists() and not bench.incomplete.exists()


def test_hosts_of_other_kinds_measure_on_their_own_and_are_pooled(place: Path) -> None:
    lab, bench = laboratory(place, 2)
    (lab.folder / "cpuinfo.2").write_text("model name\t: AMD EPYC 7763\n")
    code, said, errors = finished(start(lab, bench, "--pool"))
    assert code == 0, errors
    folders = sorted(path.name for path in bench.out.iterdir())
    assert folders == ["host_01_host1", "host_02_host2", "pooled"]
    for number in (1, 2):
        measured = hosts_of(bench.out / f"host_0{number}_host{number}")
        assert len(measured) == 8 and set(measured.values()) == {f"host{number}"}
    document = json.loads((bench.out / "pooled" / "pooled.json").read_text())
    assert [one["environment"]["cpu"] for one in document["machines"]][1] == "AMD EPYC 7763"
    assert nothing_is_left(bench)


def test_a_job_that_fails_on_every_host_ends_the_run_and_says_why(place: Path) -> None:
    lab, bench = laboratory(place, 2, "crash")
    code, said, errors = finished(start(lab, bench))
    assert code == 2
    assert "process 2 of bench_load came back from no host: bench_load process 2 of 8 was killed by signal 11" in errors
    assert len(raw_files(bench.incomplete)) == 7  # what came back is kept, to be resumed
    assert json.loads((bench.incomplete / "status.json").read_text())["state"] == "failed"


def test_a_host_that_is_not_there_is_named(place: Path) -> None:
    lab, bench = laboratory(place, 1)
    with lab.hosts.open("a") as file:
        file.write(f"ssh -F {lab.folder}/ssh_config -p 2223 host1\n")
    code, said, errors = finished(start(lab, bench))
    assert code == 2 and "host1 cannot be reached: " in errors and not bench.out.exists()


def test_logins_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("# ours\n\nblue\nme@green\nssh -p 2222 red\n")
    assert [host.login[-1] for host in read_hosts(path)] == ["blue", "me@green", "red"]
    assert read_hosts(path)[2].login[-3:] == ("-p", "2222", "red")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no host"),
        ("blue\nblue\n", "names blue twice"),
        ("-oProxyCommand=evil\n", "is not a login"),
        ("4/blue\n", "is not a login"),
        ("rm -rf /\n", "is not a login"),
        ("ssh 'blue\n", "No closing quotation"),
    ],
)
def test_what_is_no_login(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "hosts"
    path.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "experiment", "--hosts", str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2 and ("needs parallel" in done.stderr or why in done.stderr)
