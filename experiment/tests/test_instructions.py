"""--instructions on fake binaries under a fake valgrind: what is counted, written, resumed and refused."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from experiment.tests.conftest import Bench

VALGRIND = """#!/bin/bash
[[ $1 != --version ]] || { echo valgrind-0.0; exit 0; }
for word; do
  case $word in
    --callgrind-out-file=*) out=${word#*=} ;;
    --plan=*) plan=${word#*=} ;;
  esac
done
while [[ $1 == --* ]]; do shift; done
[[ -z ${SLOW_VALGRIND:-} ]] || sleep "$SLOW_VALGRIND"
[[ -e ${0%/*}/counts_nothing ]] && total=0 || total=$(wc -c <"$plan")
echo "totals: $total" >"$out"
exec "$@"
"""
GROUPS = ["append", "move_by_append"]


@pytest.fixture
def valgrind(bench: Bench, tmp_path: Path) -> Path:
    """Counts as many instructions as its plan has bytes; one process with its program, as the real one."""
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "valgrind").write_text(VALGRIND)
    (folder / "valgrind").chmod(0o755)
    bench.environment["PATH"] = f"{folder}:{os.environ['PATH']}"
    return folder


def counts(folder: Path) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for path in sorted((folder / "raw" / "instructions").glob("*.json")):
        document = json.loads(path.read_text())
        assert document["tool"] == "valgrind-0.0" and document["failed_cells"] == {}
        found |= document["counts"]
    return found


@pytest.mark.slow
def test_every_strategy_of_the_chosen_groups_is_counted(bench: Bench, valgrind: Path) -> None:
    bench.reports = True
    done = bench("--preset", "quick", "--instructions")
    assert done.returncode == 0, done.stderr
    assert "instructions of 2 groups, about" in done.stdout
    assert "[2/2] instructions of move_by_append/one_to_many/sqlite_memory/zipf_small" in done.stdout
    found = counts(bench.out)
    assert len(found) == 2 * 5 and {cell.split("/")[0] for cell in found} == set(GROUPS)
    cell = "append/one_to_many/backref/sqlite_memory/zipf_small"
    plan = f"round,cell,iterations\n1,{cell},1\n"
    assert found[cell] == {"instructions": len(plan), "items": 1000}
    assert json.loads((bench.out / "verdicts.json").read_text())["instructions"]


def test_without_the_option_nothing_is_counted(bench: Bench) -> None:
    assert bench("--preset", "standard").returncode == 0
    assert not (bench.out / "raw" / "instructions").exists()


@pytest.mark.slow
def test_a_filter_chooses_among_the_counted_groups_or_among_all_in_memory(bench: Bench, valgrind: Path) -> None:
    assert bench("--preset", "quick", "--instructions", "--filter", "^append").returncode == 0
    assert {cell.split("/")[0] for cell in counts(bench.out)} == {"append"}
    assert bench("--preset", "quick", "--instructions", "--filter", "append/.*/zipf_tiny").returncode == 0
    assert {cell.split("/")[4] for cell in counts(bench.out)} == {"zipf_tiny"}
    done = bench("--preset", "quick", "--instructions", "--filter", "load_lazy")
    assert done.returncode == 2 and "--instructions: no group on sqlite_memory is chosen" in done.stderr


@pytest.mark.slow
def test_an_interrupted_count_goes_on_at_the_first_missing_group(bench: Bench, valgrind: Path) -> None:
    (valgrind / "valgrind").write_text(VALGRIND.replace("${SLOW_VALGRIND:-}", "x").replace('"$SLOW_VALGRIND"', "0.4"))
    process = bench.start("--preset", "quick", "--instructions")
    deadline = time.monotonic() + 60
    while not list(bench.incomplete.glob("raw/instructions/*.json")):
        assert time.monotonic() < deadline and process.poll() is None, process.communicate()
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads((bench.out / "status.json").read_text())["state"] == "interrupted"
    (first,) = (bench.out / "raw" / "instructions").iterdir()
    before = first.stat().st_mtime_ns
    assert bench("--resume").returncode == 0
    assert first.stat().st_mtime_ns == before and len(counts(bench.out)) == 10
    assert json.loads((bench.out / "status.json").read_text())["state"] == "complete"


def test_a_count_of_nothing_is_no_count(bench: Bench, valgrind: Path) -> None:
    (valgrind / "counts_nothing").touch()
    done = bench("--preset", "quick", "--instructions")
    assert done.returncode == 1 and "callgrind counted nothing of append/" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_refused_count_ends_the_one_beside_it_before_its_folder_goes(bench: Bench, valgrind: Path) -> None:
    """The second cell works slowly, and writes into its folder once it is told to end."""
    told = valgrind / "told"
    slow = f"""#!/bin/bash
[[ $1 == --version ]] && {{ echo valgrind-0.0; exit 0; }}
for word; do [[ $word == --plan=* ]] && plan=${{word#*=}}; done
[[ $plan == */000/* ]] && {{ sleep 0.5; exit 3; }}
trap 'for i in {{1..50}}; do echo >"${{plan%/*}}/late$i" || exit; sleep 0.01; done; echo "$plan" >>{told}; exit 1' TERM
for i in {{1..600}}; do sleep 0.1; done
"""
    (valgrind / "valgrind").write_text(slow)
    done = bench("--preset", "quick", "--instructions")
    assert done.returncode == 1 and "counting append/" in done.stderr and "exit code 3" in done.stderr, done.stderr
    assert "Errno" not in done.stderr and len(told.read_text().splitlines()) == 1


def test_without_valgrind_it_is_said_before_anything_is_measured(bench: Bench, tmp_path: Path) -> None:
    bench.environment["PATH"] = str(tmp_path)
    done = bench("--preset", "quick", "--instructions")
    assert done.returncode == 2 and "scripts/setup instructions installs it" in done.stderr
    assert not bench.incomplete.exists() and not bench.out.exists()
