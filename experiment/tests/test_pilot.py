"""Calibration: one count a group, long enough for its fastest strategy, found by running."""

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from experiment.catalogue import Group, group_cells
from experiment.pilot import Calibrated, Rows, calibrate
from experiment.plan import families

CELLS = [
    f"append/one_to_many/{name}/sqlite_memory/zipf_small" for name in ("back_populates", "backref", "hand_written")
]


class Machine:
    """Runs rows by arithmetic: an iteration takes `warm` ms, the first row of a cell `cold` times that; the check of
    the last row takes `last_ms` more than others."""

    def __init__(
        self, warm: dict[str, float], cold: float = 1.0, failing: str = "", setup_ms: float = 2.0, last_ms: float = 0.0
    ) -> None:
        self.warm, self.cold, self.failing, self.setup_ms, self.last_ms = warm, cold, failing, setup_ms, last_ms
        self.runs = 0

    def __call__(self, rows: Rows) -> tuple[dict[str, Any], float]:
        self.runs += 1
        seen: set[str] = set()
        last = {cell: place for place, (_, cell, _) in enumerate(rows)}
        found, seconds = [], 0.5
        for place, (number, cell, iterations) in enumerate(rows):
            row: dict[str, Any] = {"name": f"{cell}/iterations:{iterations}/manual_time", "round": number}
            if cell == self.failing:
                found.append(row | {"error_occurred": True, "error_message": "failed: post 1 is lost"})
                continue
            time_ms = self.warm[cell] * (1 if cell in seen or iterations > 1 else self.cold)
            seen.add(cell)
            check_ms = 5.0 + (self.last_ms if place == last[cell] else 0.0)
            row |= {
                "iterations": iterations,
                "real_time": time_ms * 1e6,
                "time_unit": "ns",
                "setup_ms": self.setup_ms,
                "check_ms": check_ms,
            }
            found.append(row)
            seconds += (iterations * (time_ms + self.setup_ms) + check_ms) / 1e3
        return {"benchmarks": found}, seconds


def groups() -> list[Group]:
    return group_cells("bench_sync", CELLS)


def count(calibrated: Calibrated) -> int:
    (group,) = calibrated.groups
    return group.iterations


@given(st.lists(st.floats(1e-4, 100), min_size=3, max_size=3), st.floats(1, 50), st.floats(1, 100))
def test_every_sample_lasts_long_enough_and_not_needlessly_long(
    times: list[float], cold: float, sample_ms: float
) -> None:
    machine = Machine(dict(zip(CELLS, times, strict=True)), cold, setup_ms=0.0)
    found = count(calibrate(groups(), sample_ms, machine))
    assert found * min(times) >= sample_ms
    assert (found - 1) * min(times) <= 1.5 * sample_ms or found == 1


def test_a_sample_has_time_to_spare_for_a_machine_that_speeds_up() -> None:
    assert count(calibrate(groups(), 10, Machine(dict.fromkeys(CELLS, 1.0)))) == 12


@given(st.floats(1e-4, 100), st.floats(1e-3, 1e5), st.floats(1, 100))
def test_set_ups_take_at_most_twenty_samples_and_a_sample_cut_short_by_that_is_marked(
    time_ms: float, setup_ms: float, sample_ms: float
) -> None:
    (group,) = calibrate(groups(), sample_ms, Machine(dict.fromkeys(CELLS, time_ms), setup_ms=setup_ms)).groups
    assert group.iterations == 1 or group.iterations * setup_ms <= 20 * sample_ms
    lasts_ms = group.iterations * time_ms
    assert group.is_bounded == (lasts_ms < sample_ms) or math.isclose(lasts_ms, sample_ms)


@given(st.floats(1e-3, 100), st.floats(1e-3, 100), st.floats(1, 20), st.floats(0, 80))
def test_a_sample_whose_set_ups_are_short_is_longer_up_to_its_whole_time(
    time_ms: float, setup_ms: float, sample_ms: float, whole_ms: float
) -> None:
    def iterations(whole_ms: float) -> int:
        machine = Machine(dict.fromkeys(CELLS, time_ms), setup_ms=setup_ms)
        return count(calibrate(groups(), sample_ms, machine, whole_ms))

    least, found = iterations(0), iterations(whole_ms)
    assert found == least or found * (time_ms + setup_ms) <= whole_ms * (1 + 1e-9)
    assert found >= least and (found + 1) * (time_ms + setup_ms) > min(whole_ms, 20 * sample_ms)


def test_the_slowest_set_up_of_a_group_bounds_it() -> None:
    machine = Machine(dict.fromkeys(CELLS, 0.1), setup_ms=50.0)
    (group,) = calibrate(groups(), 10, machine).groups
    assert (group.iterations, group.is_bounded) == (4, True)


def test_exact_counts_take_one_iteration_and_decide_no_comparison_of_times() -> None:
    cells = [cell.replace("append", "memory_loaded") for cell in CELLS]
    (group,) = calibrate(group_cells("bench_memory", cells), 10, Machine(dict.fromkeys(cells, 0.01))).groups
    assert (group.iterations, group.is_bounded, group.is_counted) == (1, False, True)
    assert families([group]) == {"decision": [], "attribution": []}
    assert families(groups())["decision"]


class Warming(Machine):
    """From the second process on, some cells are three times as fast."""

    def __init__(self, warm: dict[str, float], faster: list[str]) -> None:
        super().__init__(warm)
        self.faster = faster
        self.measured: list[set[str]] = []

    def __call__(self, rows: Rows) -> tuple[dict[str, Any], float]:
        if self.runs == 1:
            self.warm |= {cell: self.warm[cell] / 3 for cell in self.faster}
        self.measured.append({cell for _, cell, _ in rows})
        return super().__call__(rows)


def test_a_count_that_proves_too_low_is_raised() -> None:
    machine = Warming(dict.fromkeys(CELLS, 3.0), CELLS)
    (group,) = calibrate(groups(), 10, machine).groups
    assert (group.iterations >= 10, group.is_bounded, machine.runs) == (True, False, 3)


def test_a_count_is_raised_no_further_than_set_ups_allow() -> None:
    machine = Warming(dict.fromkeys(CELLS, 3.0), CELLS)
    machine.setup_ms = 40.0
    (group,) = calibrate(groups(), 10, machine).groups
    assert (group.iterations, group.is_bounded) == (5, True)


def test_only_groups_with_too_low_a_count_are_measured_again() -> None:
    others = [cell.replace("append", "remove") for cell in CELLS]
    machine = Warming(dict.fromkeys(CELLS + others, 3.0), others)
    append, remove = calibrate(group_cells("bench_sync", CELLS + others), 10, machine).groups
    assert (append.iterations, remove.iterations >= 10) == (4, True)
    assert machine.measured[-1] == set(others) and len(machine.measured) == 3


def test_the_predicted_time_is_that_of_the_rows_and_of_the_start() -> None:
    found = calibrate(groups(), 10, Machine(dict.fromkeys(CELLS, 4.0)))
    assert count(found) == 3
    assert abs(found.fixed_seconds - 0.5) < 1e-9
    lead_in_ms = 4.0 + 2.0 + 5.0
    assert abs(found.process_seconds(7) - (0.5 + 7 * (3 * (3 * (4.0 + 2.0) + 5.0) + lead_in_ms) / 1e3)) < 1e-9


def test_what_the_last_row_of_a_cell_is_checked_for_is_predicted_once() -> None:
    found, same = (calibrate(groups(), 10, Machine(dict.fromkeys(CELLS, 4.0), last_ms=ms)) for ms in (200.0, 0.0))
    assert abs(found.process_seconds(4) - same.process_seconds(4) - 3 * 0.2) < 1e-9
    assert abs(found.round_seconds - same.round_seconds) < 1e-9


def test_a_failed_cell_is_named_and_leaves_the_count_to_the_others() -> None:
    found = calibrate(groups(), 10, Machine(dict.fromkeys(CELLS, 4.0), failing=CELLS[1]))
    assert found.failed_cells == {CELLS[1]: "failed: post 1 is lost"}
    assert count(found) == 3


def test_a_group_in_which_everything_fails_is_planned_with_one_iteration() -> None:
    only = group_cells("bench_sync", CELLS[:1])
    assert count(calibrate(only, 10, Machine({}, failing=CELLS[0]))) == 1
