"""The end of a run: its results take their place, and the exit code says whether all is well."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from experiment import ending


@pytest.mark.parametrize(
    ("in_session", "in_report", "misses", "code"),
    [({}, [], False, 0), ({"a/b": "failed: x"}, [], False, 1), ({}, ["a/b"], False, 1), ({}, [], True, 1)],
)
def test_a_failed_cell_and_a_missed_limit_are_exit_code_1(
    in_session: dict[str, str], in_report: list[str], misses: bool, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[bool] = []

    def publish(complete: bool) -> Path:
        published.append(complete)
        return Path("out")

    monkeypatch.setattr(ending, "report", lambda _: SimpleNamespace(failed_cells=in_report))
    monkeypatch.setattr(ending, "show", lambda *_: None)
    monkeypatch.setattr(ending, "misses_limits", lambda _: misses)
    request: Any = SimpleNamespace(folder=SimpleNamespace(publish=publish), report=True)
    plan = SimpleNamespace(predicted_seconds=10.0)
    run: Any = SimpleNamespace(failed_cells=in_session, elapsed_seconds=10.0, plan=plan)
    assert ending.finish(request, run) == code
    assert published == [True]
