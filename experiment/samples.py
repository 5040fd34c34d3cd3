"""The rows of a raw file, as far as planning needs them. Every counter is optional."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vocabulary.cells import Cell

_MS = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Sample:
    """One row: times in milliseconds, `time_ms` and `setup_ms` for one iteration, `check_ms` for the whole row."""

    cell: str
    iterations: int
    time_ms: float
    setup_ms: float
    check_ms: float
    error: str
    items: float = 1.0

    @property
    def failed(self) -> bool:
        return bool(self.error) and not self.error.startswith("skipped:")

    @property
    def timed_ms(self) -> float:
        return self.iterations * self.time_ms

    @property
    def whole_ms(self) -> float:
        return self.timed_ms + self.iterations * self.setup_ms + self.check_ms


def samples(result: dict[str, Any]) -> Iterator[Sample]:
    for row in result["benchmarks"]:
        error = str(row.get("error_message") or "failed: no reason given") if row.get("error_occurred") else ""
        yield Sample(
            cell=Cell.parse(row["name"]).name,
            iterations=int(row.get("iterations", 0)),
            time_ms=float(row.get("real_time", 0.0)) * _MS[row.get("time_unit", "ns")],
            setup_ms=float(row.get("setup_ms", 0.0)),
            check_ms=float(row.get("check_ms", 0.0)),
            error=error,
            items=float(row.get("items", 1.0)),
        )


def failures(result: dict[str, Any]) -> dict[str, str]:
    """The failed cells of a raw file and what each said first."""
    found: dict[str, str] = {}
    for sample in samples(result):
        if sample.failed:
            found.setdefault(sample.cell, sample.error)
    return found
