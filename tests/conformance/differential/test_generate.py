"""Scenarios depend on their seed alone, are what the format allows, and give the same trace in any process."""

import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from tests.conformance.differential.generate import generate, generate_with_traces  # noqa: E402
from tests.conformance.differential.guards import LOADS  # noqa: E402
from tests.conformance.differential.models import COLUMNS, MODELS  # noqa: E402
from tests.conformance.differential.plan import WEIGHTS  # noqa: E402
from tests.conformance.differential.reference import trace  # noqa: E402

pytestmark = pytest.mark.xdist_group("generated")  # one worker makes the scenarios
SEEDS = range(7000, 7060)
GENERATE = [sys.executable, "-m", "tests.conformance.differential", "generate", "--expected", "--seeds", "7000..7059"]


@pytest.fixture(scope="module")
def made() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [generate_with_traces(seed) for seed in SEEDS]


@pytest.mark.slow
def test_same_seed_same_scenario(made: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    assert [generate(seed) for seed in reversed(SEEDS[:10])] == [scenario for scenario, _ in reversed(made[:10])]
    assert made[0][0]["steps"] != made[1][0]["steps"]


@pytest.mark.slow
@pytest.mark.parametrize("seed_of_hashes", ["1", "77"])
def test_hash_seed_and_process_do_not_matter(
    made: list[tuple[dict[str, Any], dict[str, Any]]], seed_of_hashes: str
) -> None:
    done = subprocess.run(
        GENERATE, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed_of_hashes}, check=True
    )
    other = [json.loads(line) for line in done.stdout.splitlines()]
    for (scenario, traces), found in zip(made, other, strict=True):
        assert {key: value for key, value in found.items() if key != "expected"} == scenario
        for entry in found["expected"]:
            assert entry["trace"]["steps"] == traces[entry["strategies"][0]]["steps"]


@pytest.mark.slow
def test_traces_of_the_generator_are_the_reference_s(made: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    for scenario, traces in made[:25]:
        assert set(traces) == set(scenario["strategies"])
        for strategy, expected in traces.items():
            assert trace(scenario, strategy) == expected


def test_every_model_operation_option_and_group_of_strategies_comes_up(
    made: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    scenarios = [scenario for scenario, _ in made]
    assert {scenario["model"] for scenario in scenarios} == set(MODELS)
    assert {len(scenario["strategies"]) for scenario in scenarios} == {1, 2, 3}
    assert {step["op"] for scenario in scenarios for step in scenario["steps"]} == set(WEIGHTS)
    options = Counter(name for scenario in scenarios for name in scenario.get("options", {}))
    assert set(options) == {"cascade", "autoflush", "fk_nullable"}
    errors = {record["error"] for _, traces in made for one in traces.values() for record in one["steps"]}
    assert len(errors) > 8


def test_scenarios_are_what_the_format_allows(made: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    for scenario, traces in made:
        for table, rows in scenario["rows"].items():
            assert all(len(row) == len(COLUMNS[scenario["model"]][table]) for row in rows)
        bound: set[str] = set()
        shown = {label for one in traces.values() for record in one["steps"] for label in _labels(record["result"])}
        for step in scenario["steps"]:
            if step["op"] == "new":
                assert step["label"] not in bound
            if step["op"] in LOADS:
                assert step["on"].rpartition(".")[0] in bound | shown
            bound |= {step["label"]} if "label" in step else set()


def _labels(result: Any) -> list[str]:
    return [one for one in (result if isinstance(result, list) else [result]) if isinstance(one, str)]
