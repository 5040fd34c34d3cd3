"""A run from its first process to its last: what it may go on with, and how long it is patient."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from experiment import session
from experiment.errors import ExperimentError
from experiment.session import Session, require_same

NOW = {"cpu": "a processor", "binaries": {"bench_load": "1f"}, "libraries": {"libpq": "15"}}


def test_patience_is_counted_from_the_first_look() -> None:
    running: Any = SimpleNamespace(plan=SimpleNamespace(patience=7), elapsed_seconds=100.0, first_look_seconds=40.0)
    assert Session._patience_left(running) == 7 * 60 - (100 - 40)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"binaries": {"bench_load": "2e"}}, "bench_load changed since the interrupted run .binaries."),
        ({"libraries": {}}, "libpq changed since the interrupted run .libraries."),
        ({"cpu": "another"}, "cpu was 'a processor' and is 'another' now"),
        ({"placement": "taskset core 1"}, "placement was 'taskset core 0' and is 'taskset core 1' now"),
    ],
)
def test_a_run_goes_on_with_what_it_began_with(
    changed: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = changed.get("placement", "taskset core 0")
    monkeypatch.setattr(session, "identity", lambda _: NOW | changed)
    plan: Any = SimpleNamespace(all_binaries=["bench_load"], environment=NOW | {"placement": "taskset core 0"})
    launcher: Any = SimpleNamespace(binaries={"bench_load": Path("b")}, placement=place, server_facts={})
    if not why:
        return require_same(plan, launcher)
    with pytest.raises(ExperimentError, match=f"cannot resume: {why}"):
        require_same(plan, launcher)


def test_a_program_that_is_not_built_any_more_is_named() -> None:
    plan: Any = SimpleNamespace(all_binaries=["bench_load"], environment={})
    launcher: Any = SimpleNamespace(binaries={}, placement="", server_facts={})
    with pytest.raises(ExperimentError, match="bench_load was measured before and is not built now"):
        require_same(plan, launcher)
