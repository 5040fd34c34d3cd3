"""What bench_memory counts: the same bytes and allocations in every run, and what they must be to each other.

Runs the binary of BOTHSIDES_BIN by a plan, as an experiment does.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")

WORKLOADS = ("memory_loaded", "memory_pending", "memory_dirty")
ATTRIBUTION = ("back_populates_runtime", "backref_static", "backref_scalar")
LINKED = ("back_populates", "back_populates_aa", "backref", *ATTRIBUTION)
ALL = (*LINKED, "unidirectional", "unlinked", "hand_written")
COUNTED = ("heap_bytes", "heap_allocations", "peak_bytes")
Rows = list[dict[str, float]]


def measure(tmp_path: Path, dataset: str, rounds: int = 1, iterations: int = 3, **environment: str) -> Rows:
    plan, out = tmp_path / "plan.csv", tmp_path / "out.json"
    names = [f"{workload}/one_to_many/{strategy}/sqlite_memory/{dataset}" for workload in WORKLOADS for strategy in ALL]
    lines = [f"{number},{name},{iterations}\n" for number in range(1, rounds + 1) for name in names]
    plan.write_text("round,cell,iterations\n" + "".join(lines))
    done = subprocess.run(
        [f"{BIN}/bench_memory", f"--plan={plan}", f"--benchmark_out={out}", "--benchmark_out_format=json"],
        capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    rows = json.loads(out.read_text())["benchmarks"]
    assert not [row for row in rows if row.get("error_occurred")]
    return list(rows)


def of(rows: Rows, workload: str, strategy: str) -> dict[str, float]:
    return next(row for row in rows if str(row["name"]).startswith(f"{workload}/one_to_many/{strategy}/"))


def counted(rows: Rows) -> dict[str, set[tuple[float, ...]]]:
    found: dict[str, set[tuple[float, ...]]] = {}
    for row in rows:
        found.setdefault("/".join(str(row["name"]).split("/")[:5]), set()).add(tuple(row[name] for name in COUNTED))
    return found


def test_the_same_numbers_in_every_round_iteration_and_process(tmp_path: Path) -> None:
    first = counted(measure(tmp_path, "zipf_tiny", rounds=3, iterations=1))
    assert all(len(numbers) == 1 for numbers in first.values()), first
    second = counted(measure(tmp_path, "zipf_tiny", iterations=5, PADDING="x" * 3001, MALLOC_PERTURB_="7"))
    assert second == first


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return measure(tmp_path_factory.mktemp("memory"), "zipf_small", iterations=1)


@pytest.mark.slow
@pytest.mark.parametrize("workload", WORKLOADS)
def test_where_the_other_side_is_declared_or_stored_takes_no_byte_more(small: Rows, workload: str) -> None:
    assert len({tuple(of(small, workload, strategy)[name] for name in COUNTED) for strategy in LINKED}) == 1


def test_items_are_posts_and_the_peak_holds_what_stays(small: Rows) -> None:
    for row in small:
        assert row["items"] == 10_000
        assert row["peak_bytes"] >= row["heap_bytes"] > 0
        assert row["bytes_per_item"] == pytest.approx(row["heap_bytes"] / row["items"])
        assert row["allocations_per_item"] == pytest.approx(row["heap_allocations"] / row["items"])


def test_a_load_makes_few_allocations_for_its_rows(small: Rows) -> None:
    assert of(small, "memory_loaded", "back_populates")["allocations_per_item"] < 0.01
    assert of(small, "memory_loaded", "unidirectional")["heap_allocations"] > 1_000  # a vector a user, grown


@pytest.mark.slow
def test_a_loaded_post_takes_little_more_than_by_hand(small: Rows) -> None:
    by_hand = of(small, "memory_loaded", "hand_written")["heap_bytes"]
    for strategy in ("back_populates", "backref", "unidirectional"):
        assert of(small, "memory_loaded", strategy)["heap_bytes"] <= 1.10 * by_hand


def test_a_loaded_post_takes_at_least_its_texts_and_both_sides(small: Rows) -> None:
    """A post has a key, two texts with their bytes, an author and a place in a list."""
    assert all(of(small, "memory_loaded", strategy)["bytes_per_item"] > 100 for strategy in ALL)
