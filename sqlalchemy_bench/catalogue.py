"""Which cells there are: workloads × strategies × datasets of the workload's relation, and the work behind each."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional, Tuple

from sqlalchemy_bench import relations
from sqlalchemy_bench.databases import database
from sqlalchemy_bench.errors import Unusable
from sqlalchemy_bench.mix import requests
from sqlalchemy_bench.strategies import HAND_WRITTEN, MAPPED, STRATEGIES
from sqlalchemy_bench.strategies.fixture import Fixture
from sqlalchemy_bench.strategies.hand_written import HandWritten
from sqlalchemy_bench.workloads import changes, configuring, flushes, loads, memory

IN_MEMORY_ALONE = ("configure", "memory")  # phases that say nothing of a database
WORKLOADS: Dict[str, Any] = {
    one.name: one
    for module in (configuring, loads, changes, flushes, memory, relations, requests)
    for one in module.WORKLOADS
}
Parts = Tuple[str, str, str, str, str]  # workload, relation, strategy, backend, dataset


def strategies_of(workload: Any) -> List[str]:
    only = getattr(workload, "strategies", STRATEGIES)
    return [strategy for strategy in STRATEGIES if strategy in only and strategy not in workload.without]


def described() -> Dict[str, Any]:
    """What a planner needs of each workload."""
    return {
        name: {
            "relation": one.relation,
            "phase": one.phase,
            "strategies": strategies_of(one),
            "on_postgres": one.phase not in IN_MEMORY_ALONE,
        }
        for name, one in WORKLOADS.items()
    }


def cells(backends: List[str], datasets: Dict[str, str]) -> Iterator[str]:
    """Names; `datasets` has the relation of each."""
    for name, one in WORKLOADS.items():
        for backend in backends:
            if backend.endswith("_postgres") and one.phase in IN_MEMORY_ALONE:
                continue
            for dataset, relation in datasets.items():
                if relation == ("classes" if one.phase == "configure" else one.relation):
                    for strategy in strategies_of(one):
                        yield f"{name}/{one.relation}/{strategy}/{backend}/{dataset}"


def parse(name: str) -> Parts:
    parts = name.split("/")
    if len(parts) != 5 or not all(parts):
        raise Unusable(f"'{name}' is not a cell: workload/relation/strategy/backend/dataset")
    return parts[0], parts[1], parts[2], parts[3], parts[4]


_blogs: Dict[Any, Any] = {}  # configured once a process, by strategy and options


def work_of(name: str, backend: str) -> Any:
    """The work of a cell of this backend's SQLAlchemy."""
    workload, relation, strategy, cell_backend, dataset = parse(name)
    one = WORKLOADS.get(workload)
    if one is None or one.relation != relation or strategy not in strategies_of(one):
        raise Unusable(f"this program has no cell {name}; --benchmark_list_tests lists its cells")
    on_postgres = cell_backend == f"{backend}_postgres"
    if cell_backend != backend and not on_postgres:
        raise Unusable(f"{name} belongs to another SQLAlchemy; the one here is {backend}")
    if one.phase == "configure":
        return one(strategy, dataset)
    start = database(dataset, relation, on_postgres)
    if relation != "one_to_many":
        return one.of(strategy, start)
    if strategy == HAND_WRITTEN:
        return one(HandWritten(start, one.is_empty), start)
    return one(Fixture(_blog(strategy, one.of_list), start, one.is_empty), start)


def _blog(strategy: str, of_list: Dict[str, Any], made: Optional[Any] = None) -> Any:
    key = strategy, tuple(sorted(of_list.items()))
    if key not in _blogs:
        _blogs[key] = made or MAPPED[strategy](**of_list)
    return _blogs[key]
