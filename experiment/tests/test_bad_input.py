"""Bad input: one clear message, exit code 2, and nothing on disk has changed."""

import os
import subprocess
from pathlib import Path

import pytest

from experiment.tests.conftest import Bench, raw_files, tree


def refused(bench: Bench, message: str, *arguments: str) -> None:
    root = bench.folder.parents[1]
    before = tree(root)
    done = bench(*arguments)
    assert done.returncode == 2, done
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and done.stderr.startswith("run: ")
    assert tree(root) == before


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("unknown preset 'fast'; there are quick, standard", ["--preset", "fast"]),
        ("--filter 'load[' is not a regular expression: unterminated character set", ["--filter", "load["]),
        ("no cell matches --filter 'load_lasy'; did you mean load_lazy", ["--filter", "load_lasy"]),
        ("preset standard has no group for --backend postgres", ["--backend", "postgres"]),
        ("--dsn cannot be understood", ["--dsn", "host=db pass word"]),
        ("--dsn names a PostgreSQL server, and --backend sqlite", ["--dsn", "host=db", "--backend", "sqlite"]),
        ("'insert=fast' is not a path; there are insert=", ["--postgres-paths", "load=copy,insert=fast"]),
        ("invalid choice: 'oracle'", ["--backend", "oracle"]),
        ("unknown option '--fast'", ["--fast"]),
    ],
)
def test_arguments_that_cannot_be_met(bench: Bench, message: str, arguments: list[str]) -> None:
    refused(bench, message, *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--dsn", "host=db password=secret"],
        ["--dsn", "host=db password='my secret' ="],
        ["--dsn=postgresql://me:secret@db/d?password=secret"],
        ["--dns", "postgresql://me:secret@db/d"],
        ["--dns", "host=db password = secret"],
    ],
)
def test_a_password_in_dsn_is_not_repeated(bench: Bench, arguments: list[str]) -> None:
    done = bench(*arguments)
    assert done.returncode == 2 and done.stderr.startswith("run: ")
    assert "secret" not in done.stdout + done.stderr


def test_a_folder_that_is_not_ours_is_not_touched(bench: Bench) -> None:
    bench.out.mkdir(parents=True)
    (bench.out / "thesis.txt").write_text("years of work")
    refused(bench, "holds files but no plan.json, so it is not a result folder")


@pytest.mark.slow
def test_a_foreign_file_among_results_is_not_lost(bench_with_results: Bench) -> None:
    bench = bench_with_results
    (bench.out / "notes.txt").write_text("what I thought of it")
    refused(bench, "holds notes.txt, which is not a result and would be lost")


def test_a_file_in_place_of_the_folder(bench: Bench) -> None:
    bench.out.parent.mkdir(parents=True)
    bench.out.write_text("a file")
    refused(bench, "is a file, not a folder for results")


def test_a_parent_that_is_a_file(bench: Bench) -> None:
    bench.out.parent.write_text("a file")
    refused(bench, f"{bench.out.parent} is not a directory")


def test_a_folder_that_cannot_be_written(bench: Bench) -> None:
    bench.out = Path("/proc/results")  # also for root, who may write wherever permissions forbid it
    refused(bench, "cannot write to /proc/results")


def test_a_disk_without_room(bench: Bench, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", small]).returncode != 0:
        pytest.skip("needs root and mount to make a small disk")
    try:
        bench.out = small / "results"
        refused(bench, f"no disk space: {small} has 2 MB free, the results may need")
        bench.out = small
        refused(bench, "is a mount point; choose a folder inside it")
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.slow
def test_a_disk_that_fills_up_while_measuring(bench: Bench, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64M", "tmpfs", small]).returncode != 0:
        pytest.skip("needs root and mount to make a small disk")
    try:
        bench.out = small / "results"
        process = bench.start("--preset", "quick", trouble="slow")
        while not (bench.incomplete / "raw" / "bench_load.001.json").exists():
            assert process.poll() is None, process.communicate()
        subprocess.run(["dd", "if=/dev/zero", f"of={small}/filler", "bs=64K"], stderr=subprocess.DEVNULL)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 2 and "no disk space left" in err and "Traceback" not in err
        assert raw_files(bench.incomplete)[0] == "bench_load.001.json"
    finally:
        subprocess.run(["umount", small], check=True)


def test_no_binaries(bench: Bench) -> None:
    for path in bench.folder.glob("bench_*"):
        path.unlink()
    refused(bench, "no benchmark binaries (bench_*) in")


def test_broken_presets(bench: Bench) -> None:
    (bench.folder / "presets.toml").write_text("[standard]\nprocesses = 0\n")
    refused(bench, "presets.toml: [standard] needs rounds")
    (bench.folder / "presets.toml").write_text("[standard")
    refused(bench, "presets.toml is not valid TOML")
