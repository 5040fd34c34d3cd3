"""Each process runs a link of its own: the same seed makes the same link, another seed another; all are removed."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from experiment.layout import Links, Relinker, _link_command, find_relinker, plan_layout, seed_of
from experiment.errors import ExperimentError
from experiment.tests.conftest import Bench

needs_mold = pytest.mark.skipif(shutil.which("mold") is None, reason="mold is not installed: scripts/setup does")
SOURCE = "int main() { return 0; }\n" + "".join(f"int f{n}(int x) {{ return x * {n}; }}\n" for n in range(40))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build folder as ninja has it, with one real binary."""
    build = tmp_path / "build"
    (build / "bin").mkdir(parents=True)
    (build / "main.cpp").write_text(SOURCE)
    (build / "build.ninja").write_text(
        "rule compile\n  command = g++ -O1 -ffunction-sections -c main.cpp -o main.o\n"
        "rule link\n  command = : && g++ main.o -o bin/bench_tiny && :\n"
        "rule odd\n  command = ./script > bin/bench_odd\n"
        "build main.o: compile main.cpp\nbuild bin/bench_tiny: link main.o\nbuild bin/bench_odd: odd main.o\n"
    )
    subprocess.run(["ninja", "-C", str(build), "bin/bench_tiny"], check=True, capture_output=True)
    return build


@needs_mold
def test_the_same_seed_makes_the_same_link_and_another_seed_another(built: Path, tmp_path: Path) -> None:
    relinker = find_relinker({"bench_tiny": built / "bin" / "bench_tiny"})
    assert isinstance(relinker, Relinker) and relinker.linker.startswith("mold ")
    for name, seed in (("one", 1), ("again", 1), ("two", 2)):
        relinker.link("bench_tiny", seed, tmp_path / name)
        assert subprocess.run([tmp_path / name]).returncode == 0
    one, again, two = ((tmp_path / name).read_bytes() for name in ("one", "again", "two"))
    assert one == again and one != two


@needs_mold
def test_what_cannot_be_linked_anew_is_said(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _link_command(built, "bin/bench_odd") is None
    odd = find_relinker({"bench_odd": built / "bin" / "bench_odd"})
    assert odd == "the build does not show how bench_odd is linked"
    assert "not a build folder" in str(find_relinker({"bench_tiny": tmp_path / "bin" / "bench_tiny"}))
    relinker = find_relinker({"bench_tiny": built / "bin" / "bench_tiny"})
    assert isinstance(relinker, Relinker)
    (built / "main.o").unlink()
    with pytest.raises(ExperimentError, match="bench_tiny could not be relinked: .*main.o"):
        relinker.link("bench_tiny", 1, tmp_path / "out")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "mold was not found" in str(find_relinker({"bench_tiny": built / "bin" / "bench_tiny"}))


def test_the_seeds_are_in_the_plan_and_differ_by_process_and_binary() -> None:
    found = Relinker(Path(), {}, "mold 1")
    layout = plan_layout(found, 1, ["bench_load", "bench_sync"], 16)
    seeds = [seed for of_binary in layout["seeds"].values() for seed in of_binary]
    assert len(set(seeds)) == 32 and min(seeds) >= 1 and layout["seeds"]["bench_load"][4] == seed_of(1, "bench_load", 5)
    assert plan_layout(found, 2, ["bench_load"], 1) != plan_layout(found, 1, ["bench_load"], 1)
    assert plan_layout("no mold", 1, ["bench_load"], 1) == {"linker": None, "why": "no mold"}


def test_each_process_gets_the_link_of_its_own_seed(tmp_path: Path) -> None:
    class Noted(Relinker):
        def link(self, binary: str, seed: int, out: Path) -> None:
            out.write_text(f"{binary} {seed}")

    links = Links(Noted(Path(), {}, "mold 1"), {"bench_load": [5, 6, 7]}, tmp_path / "links")
    links.make([(1, "bench_load"), (3, "bench_load"), (1, "sqlalchemy_2.0")])
    made = {path.name: path.read_text() for path in links.folder.iterdir()}
    assert made == {"bench_load.001": "bench_load 5", "bench_load.003": "bench_load 7"}


def with_links(bench: Bench) -> None:
    """The fake binaries as what a build makes: the "linker" copies them, and notes what it was told."""
    build = bench.folder.parent
    linker = build / "fake link"
    linker.write_text('#!/bin/sh\ncp "$1" "$3" && echo "# $*" >> "$3" && chmod +x "$3"\n')
    linker.chmod(0o755)
    rules = [
        f"rule {name}\n  command = : && './fake link' bin/source_{name} -o bin/{name} && :\nbuild bin/{name}: {name}\n"
        for name in ("bench_load", "bench_sync")
    ]
    for name in ("bench_load", "bench_sync"):
        shutil.copy(bench.folder / name, bench.folder / f"source_{name}")
    (build / "build.ninja").write_text("".join(rules))


@pytest.mark.slow
@needs_mold
def test_a_run_links_each_process_anew_and_leaves_no_link(bench: Bench) -> None:
    bench.reports = True
    with_links(bench)
    assert bench("--preset", "looks", trouble="quiet").returncode == 0
    plan = json.loads((bench.out / "plan.json").read_text())
    assert plan["layout"]["linker"].startswith("mold ") and len(plan["layout"]["seeds"]["bench_load"]) == 12
    ran = [json.loads(path.read_text())["context"]["executable"] for path in (bench.out / "raw").glob("*.json")]
    assert len(set(ran)) == len(ran) > 8 and all("/links/bench_" in path for path in ran)
    assert not list(Path(bench.environment["TMPDIR"]).iterdir())
    assert "one link of each binary" not in (bench.out / "summary.md").read_text()


@pytest.mark.slow
def test_a_run_that_cannot_says_so_in_its_report(bench: Bench) -> None:
    bench.reports = True
    done = bench("--preset", "standard")
    assert done.returncode == 0
    assert json.loads((bench.out / "plan.json").read_text())["layout"]["linker"] is None
    assert "All processes ran one link of each binary" in (bench.out / "summary.md").read_text()


@needs_mold
def test_a_link_that_fails_ends_the_run_with_one_message(bench: Bench) -> None:
    with_links(bench)
    (bench.folder / "source_bench_sync").unlink()
    done = bench("--preset", "looks")
    assert done.returncode == 2 and "bench_sync could not be relinked" in done.stderr
    assert "Traceback" not in done.stderr and not bench.out.exists()
