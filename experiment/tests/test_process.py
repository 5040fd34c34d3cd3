"""One benchmark process: what it is told, and which of its results are taken."""

import json
import signal
from pathlib import Path

import pytest

from experiment.errors import BinaryCrashed, Interrupted
from experiment.process import PADDING_LIMIT_BYTES, Placement, _accept, _environment, padding_bytes


def test_flags_of_the_environment_do_not_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BENCHMARK_FILTER", "BENCHMARK_REPETITIONS", "BOTHSIDES_DSN", "KEPT"):
        monkeypatch.setenv(name, "of the caller")
    told = _environment(5, tmp_path, {"BOTHSIDES_DSN": None, "PGPASSFILE": "/proc/self/fd/9"})
    assert not {"BENCHMARK_FILTER", "BENCHMARK_REPETITIONS", "BOTHSIDES_DSN"} & set(told)
    assert (told["KEPT"], told["PGPASSFILE"]) == ("of the caller", "/proc/self/fd/9")
    assert (told["TMPDIR"], told["BOTHSIDES_PADDING"]) == (str(tmp_path), "xxxxx")


def result(path: Path, rows: int) -> Path:
    path.write_text(json.dumps({"benchmarks": [{}] * rows}))
    return path


@pytest.mark.parametrize(
    ("rows", "code", "why"),
    [
        (1, 0, "p measured 1 of 2 planned rows"),
        (3, 0, "p measured 3 of 2 planned rows"),
        (2, 2, "p refused to run .exit code 2."),
        (2, -signal.SIGSEGV, "p was killed by signal 11 .SIGSEGV."),
    ],
)
def test_a_result_is_taken_whole_or_not(tmp_path: Path, rows: int, code: int, why: str) -> None:
    with pytest.raises(BinaryCrashed, match=why):
        _accept(code, result(tmp_path / "r.json", rows), "", "p", 2)


def test_a_failed_cell_is_no_crash_and_ctrl_c_is_none(tmp_path: Path) -> None:
    path = result(tmp_path / "r.json", 2)
    assert all(len(_accept(code, path, "", "p", 2)["benchmarks"]) == 2 for code in (0, 1))
    with pytest.raises(Interrupted):
        _accept(-signal.SIGINT, path, "", "p", 2)


def test_each_process_has_an_environment_of_another_length() -> None:
    lengths = [padding_bytes(1, "bench_load", process) for process in range(1, 65)]
    assert len(set(lengths)) > 48 and max(lengths) < PADDING_LIMIT_BYTES
    assert lengths == [padding_bytes(1, "bench_load", process) for process in range(1, 65)]


def test_it_is_pinned_to_one_core_where_that_can_be() -> None:
    assert Placement(3, "/usr/bin/taskset").prefix() == ["/usr/bin/taskset", "-c", "3"]
    assert (Placement(3, None).prefix(), str(Placement(3, None))) == ([], "none: taskset was not found")
