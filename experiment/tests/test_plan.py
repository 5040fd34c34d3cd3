"""The plan: what stands in each round, in which order processes run, which comparisons get a verdict."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiment.catalogue import group_cells
from experiment.errors import ExperimentError
from experiment.plan import DECISION_LIMIT, Plan, csv_path, families, read_plan
from vocabulary.plan import LEAD_IN, Group

STRATEGIES = ("back_populates", "back_populates_aa", "backref", "unidirectional", "hand_written", "backref_static")


def group(workload: str, backend: str = "sqlite", binary: str = "bench_load", iterations: int = 3) -> Group:
    names = [f"{workload}/one_to_many/{strategy}/{backend}/zipf_small/manual_time" for strategy in STRATEGIES]
    (one,) = group_cells(binary, names)
    return replace(one, iterations=iterations)


def plan(*groups: Group, processes: int = 4, rounds: int = 5) -> Plan:
    return Plan(
        preset="quick",
        created="2026-01-01T00:00:00+00:00",
        command="scripts/run",
        seed=1,
        processes=processes,
        rounds=rounds,
        sample_ms=10,
        verdicts=True,
        filter=None,
        predicted_seconds=1.0,
        process_seconds={one.binary: 1.0 for one in groups},
        padding_bytes={one.binary: [0] * processes for one in groups},
        groups=groups,
        failed_cells={},
        families=families(groups),
        environment={},
    )


def test_a_round_times_every_strategy_of_a_group_once_and_adjacent_in_time() -> None:
    lazy, selectin = group("load_lazy"), group("load_selectin", iterations=8)
    rows = [row for row in plan(lazy, selectin).rows(2, "bench_load") if row[0] != LEAD_IN]
    assert [number for number, _, _ in rows] == sorted(number for number, _, _ in rows)
    for number in range(1, 6):
        cells = [(cell, iterations) for at, cell, iterations in rows if at == number]
        halves = cells[: len(STRATEGIES)], cells[len(STRATEGIES) :]
        expected = [{(cell, one.iterations) for cell in one.names} for one in (lazy, selectin)]
        assert [set(half) for half in halves] in (expected, expected[::-1])
        assert all(len(half) == len(STRATEGIES) for half in halves)


def test_every_timed_row_follows_another_strategy_of_its_group() -> None:
    groups = [group("load_lazy"), group("load_selectin", iterations=8), group("load_joined")]
    for process in (1, 2, 3):
        rows = list(plan(*groups).rows(process, "bench_load"))
        for (_, before, _), (number, cell, count) in zip(rows, rows[1:], strict=False):
            if number == LEAD_IN:
                assert count == 1
            else:
                assert before != cell and before.split("/")[0] == cell.split("/")[0]
        assert rows[0][0] == LEAD_IN and sum(number == LEAD_IN for number, _, _ in rows) == 5 * len(groups)


def test_what_set_up_has_warmed_or_counts_decide_begins_without_a_lead_in() -> None:
    bounded = replace(group("append", "sqlite_memory", "bench_sync"), is_bounded=True)
    counted = replace(group("memory_loaded"), phase="memory")
    alone = replace(group("load_lazy"), cells=group("load_lazy").cells[:1])
    for one in (bounded, counted, alone):
        assert LEAD_IN not in {number for number, _, _ in plan(one).rows(1, one.binary)}


def test_binaries_take_turns_and_each_process_begins_with_another() -> None:
    both = plan(group("load_lazy"), group("append", "sqlite_memory", "bench_sync"), processes=3)
    order = [binary.removeprefix("bench_") for _, binary in both.steps()]
    assert order == ["load", "sync", "sync", "load", "load", "sync"]
    assert [process for process, _ in both.steps()] == [1, 1, 2, 2, 3, 3]


def test_a_binary_gets_the_rows_of_its_own_groups() -> None:
    both = plan(group("load_lazy"), group("append", "sqlite_memory", "bench_sync"))
    assert {cell.split("/")[0] for _, cell, _ in both.rows(1, "bench_sync")} == {"append"}


def test_processes_differ_in_order_but_not_in_content() -> None:
    one = plan(group("load_lazy"), group("load_selectin"))
    first, second = ([row for row in one.rows(p, "bench_load") if row[0] != LEAD_IN] for p in (1, 2))
    assert first != second and sorted(first) == sorted(second)


def test_families_hold_decisions_and_attribution_but_neither_copy_nor_limit() -> None:
    found = families([group("load_lazy")])
    assert [strategy for _, strategy in found["decision"]] == ["backref", "unidirectional"]
    assert [strategy for _, strategy in found["attribution"]] == ["backref_static"]


def test_a_decision_family_stays_within_its_limit_for_each_database() -> None:
    many = [group(f"w{number}", backend) for number in range(20) for backend in ("sqlite", "sqlite_memory", "postgres")]
    decision = families(many)["decision"]
    for kind in ("sqlite", "postgres"):
        rows = [name for name, _ in decision if name.split("/")[2].startswith(kind)]
        assert len(rows) == DECISION_LIMIT
        assert all(rows.count(name) == 2 for name in rows)


def test_a_group_without_the_baseline_is_in_no_family() -> None:
    (lonely,) = group_cells("bench_load", ["load_lazy/one_to_many/backref/sqlite/zipf_small/manual_time"])
    assert families([lonely]) == {"decision": [], "attribution": []}


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    written = plan(group("load_lazy"), group("append", "sqlite_memory", "bench_sync"))
    written.write(tmp_path)
    assert read_plan(tmp_path) == written
    assert csv_path(tmp_path, 1, "bench_load").read_text().startswith("round,cell,iterations\n0,load_lazy/")


def test_a_plan_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    plan(group("load_lazy")).write(tmp_path)
    csv = csv_path(tmp_path, 2, "bench_load")
    csv.write_text(csv.read_text().replace(",3\n", ",4\n"))
    with pytest.raises(ExperimentError, match="bench_load.002.csv is not what plan.json says"):
        read_plan(tmp_path)


def test_a_family_too_large_takes_each_phase_in_turn_and_no_workload_twice_before_all() -> None:
    shapes = ("zipf_small", "uniform_small", "sparse_small", "heavy_tail_small")
    cells = {
        "bench_load": [f"load_{n}/one_to_many/{s}/sqlite/{d}" for n in range(6) for d in shapes for s in STRATEGIES],
        "bench_sync": [f"sync_{n}/one_to_many/{s}/sqlite/{d}" for n in range(9) for d in shapes for s in STRATEGIES],
    }
    many = [one for binary, names in cells.items() for one in group_cells(binary, names)]
    decided = list(dict.fromkeys(name for name, _ in families(many)["decision"]))
    assert decided == [one.id for one in many if one.id in decided]  # in the plan's order
    workloads = [name.split("/")[0] for name in decided]
    assert [sum(name.startswith(phase) for name in workloads) for phase in ("load_", "sync_")] == [8, 8]
    assert {f"load_{n}" for n in range(6)} | {f"sync_{n}" for n in range(8)} == set(workloads)
