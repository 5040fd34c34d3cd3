"""The reference gives the traces that the samples expect; without 2.0's changes it fails on the known rows alone."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from tests.conformance.differential.as_2_0 import IS_1_4  # noqa: E402
from tests.conformance.differential.compare import explain, first_difference  # noqa: E402
from tests.conformance.differential.errors import Unexpected  # noqa: E402
from tests.conformance.differential.helpers import DIFFERENCES, SAMPLES, load, scenario  # noqa: E402
from tests.conformance.differential.reference import trace  # noqa: E402


def stem(path: Path) -> str:
    return path.stem


def differences(path: Path, version_2_0: bool) -> list[str]:
    found, sample = [], load(path)
    for entry in sample["expected"]:
        for strategy in entry["strategies"]:
            expected: dict[str, Any] = {"strategy": strategy, **entry["trace"]}
            where = first_difference(expected, trace(sample, strategy, version_2_0))
            if where:
                found.append(explain(sample, expected, where))
    return found


@pytest.mark.parametrize("path", SAMPLES + DIFFERENCES, ids=stem)
def test_gives_the_expected_trace(path: Path) -> None:
    assert differences(path, version_2_0=True) == []


@pytest.mark.skipif(not IS_1_4, reason="SQLAlchemy 2 is installed, which behaves so by itself")
@pytest.mark.parametrize("path", DIFFERENCES, ids=stem)
def test_installed_version_alone_differs_on_every_known_row(path: Path) -> None:
    assert differences(path, version_2_0=False)


@pytest.mark.slow
def test_installed_version_agrees_on_all_other_samples() -> None:
    known = {path.name for path in DIFFERENCES}
    assert [path.name for path in SAMPLES if path.name not in known and differences(path, version_2_0=False)] == []


def test_counts_rows_not_statements() -> None:
    play = trace(scenario("one_to_many", "new Post 8 title x; add p8; new Post 9 title y; add p9; flush"), "unlinked")
    assert play["steps"][-1]["inserted"] == {"posts": 2}


def test_final_tables_do_not_show_what_was_not_committed() -> None:
    play = trace(scenario("one_to_many", "new User 9 name x; add u9; flush"), "backref")
    assert play["final"]["users"] == [[1, "ann"], [2, "bob"]]


def test_a_label_that_is_taken_gets_a_mark() -> None:
    play = trace(scenario("one_to_many", "get User 1; expunge u1; query User"), "backref")
    assert play["steps"][-1]["result"] == ["u1'", "u2"]


def test_what_the_format_has_no_name_for_ends_the_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: Any) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr("sqlalchemy.orm.Session.get", endless)
    with pytest.raises(Unexpected, match="RecursionError"):
        trace(scenario("one_to_many", "get User 1"), "backref")
