"""Growth: how the cost of one item changes with the size of the data, for work that was measured at three sizes or
more.

A series is one workload in one backend on datasets of one shape. The cost of an item is fitted by size^exponent, by
least squares on logarithms (statsmodels OLS); the quality of the fit is told by the exponent's 95 % interval and by R².
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.judgement.costs import CellCost
from reports.judgement.verdicts import Judgement
from reports.results.load import Run
from vocabulary.cells import AA_COPY, Cell
from vocabulary.metrics import METRICS
from vocabulary.plan import Group

LEAST_SIZES = 3
UNITS = {  # of the number in a dataset's name, by shape; other datasets are told by their posts
    "classes": "pairs of classes",
    "list": "posts in the list",
    "fan_out": "posts of a user",
    "users": "users",
}
FLAT = 1.25  # a cost up to so many times the cheapest smaller one counts as flat
_COUNTED = re.compile(r"(.+)_(?:first_)?(\d+)")
_BYTES = next(metric for metric in METRICS if metric.name == "heap_bytes")


@dataclass(frozen=True)
class Point:
    size: float
    low: float
    middle: float
    high: float  # nanoseconds of an item, quartiles over processes; bytes where bytes are measured


@dataclass(frozen=True)
class Line:
    """One strategy of a series. The fit is nan where there are not enough points."""

    strategy: str
    points: tuple[Point, ...]
    exponent: float
    interval: tuple[float, float]  # 95 %
    r_squared: float
    rises_at: Point | None  # the first that is no longer flat
    missing: tuple[str, ...]  # datasets without a number, and why

    @property
    def factor(self) -> float:
        """The cost at the largest size over that at the smallest."""
        return self.points[-1].middle / self.points[0].middle if len(self.points) > 1 else math.nan


@dataclass(frozen=True)
class Series:
    groups: tuple[Group, ...]  # by size
    shape: str
    unit: str  # of size: "posts", "pairs of classes"
    is_bytes: bool
    lines: tuple[Line, ...]

    @property
    def cell(self) -> Cell:
        return self.groups[0].cells[0]

    @property
    def phase(self) -> str:
        return self.groups[0].phase

    @property
    def name(self) -> str:
        cell = self.cell
        relation = "" if cell.relation == "one_to_many" else f"_{cell.relation}"
        return f"growth_{cell.workload}{relation}_{cell.backend}_{self.shape}"

    def line(self, strategy: str) -> Line | None:
        return next((line for line in self.lines if line.strategy == strategy), None)


def series(judgement: Judgement) -> list[Series]:
    """In the order of the plan. What is planned at fewer than LEAST_SIZES sizes tells no growth: its phase shows it."""
    families: dict[tuple[str, str, str, str], list[tuple[float, Group]]] = {}
    for group in judgement.run.plan.groups:
        cell = group.cells[0]
        if sized := size_of(judgement.run, cell.dataset):
            shape, size = sized
            families.setdefault((cell.workload, cell.relation, cell.backend, shape), []).append((size, group))
    found = []
    for (_, _, _, shape), rows in families.items():
        if len({size for size, _ in rows}) >= LEAST_SIZES:
            rows.sort(key=lambda row: row[0])
            found.append(_series(judgement, shape, rows))
    return found


def size_of(run: Run, dataset: str) -> tuple[str, float] | None:
    """The shape and the size of a dataset: the number in its name (list_1000), else its posts by the run's context."""
    if match := _COUNTED.fullmatch(dataset):
        return match[1], float(match[2])
    posts = run.context.get(f"dataset.{dataset}.posts", "")
    return (dataset.rpartition("_")[0] or dataset, float(posts)) if posts.isdigit() and int(posts) > 0 else None


def _series(judgement: Judgement, shape: str, rows: list[tuple[float, Group]]) -> Series:
    groups = tuple(group for _, group in rows)
    planned = Counter(s for group in groups for s in group.strategies if s != AA_COPY)
    strategies = [strategy for strategy, sizes in planned.items() if sizes >= LEAST_SIZES]
    is_bytes = groups[0].is_counted
    lines = tuple(_line(judgement, strategy, rows, is_bytes) for strategy in strategies)
    return Series(groups, shape, UNITS.get(shape, "posts"), is_bytes, lines)


def _line(judgement: Judgement, strategy: str, rows: list[tuple[float, Group]], is_bytes: bool) -> Line:
    points, missing = [], []
    for size, group in rows:
        cost = judgement.costs.get(group.cell(strategy))
        if cost is None or not cost.is_measured:
            missing.append(f"{group.cells[0].dataset}: {cost.status if cost else 'not planned'}")
        else:
            points.append(Point(size, *_cost(cost, is_bytes)))
    exponent, interval, r_squared = fit([p.size for p in points], [p.middle for p in points])
    return Line(strategy, tuple(points), exponent, interval, r_squared, rises_at(points), tuple(missing))


def _cost(cost: CellCost, is_bytes: bool) -> tuple[float, float, float]:
    if is_bytes:
        value = cost.per_item(_BYTES)
        return value, value, value
    return cost.per_item_ns


def fit(sizes: Sequence[float], values: Sequence[float]) -> tuple[float, tuple[float, float], float]:
    """Exponent, its 95 % interval and R² of value = constant · size^exponent; nan for fewer than three sizes."""
    if len(set(sizes)) < LEAST_SIZES:
        return math.nan, (math.nan, math.nan), math.nan
    x, y = np.log(sizes), np.log(values)
    if np.ptp(y) == 0:
        return 0.0, (0.0, 0.0), 1.0
    from statsmodels.regression.linear_model import OLS  # here, because loading it takes most of a second
    from statsmodels.tools import add_constant

    model = OLS(y, add_constant(x)).fit()
    low, high = model.conf_int(0.05)[1]
    return float(model.params[1]), (float(low), float(high)), float(model.rsquared)


def rises_at(points: Sequence[Point]) -> Point | None:
    """The first point whose lower quartile is more than FLAT times the cheapest smaller one."""
    for i in range(1, len(points)):
        if points[i].low > FLAT * min(point.middle for point in points[:i]):
            return points[i]
    return None


def exponent_words(line: Line) -> str:
    """0.02 (−0.01 to 0.05), R² 0.63."""
    if math.isnan(line.exponent):
        return "no fit"
    low, high = line.interval
    return f"{signed(line.exponent)} ({signed(low)} to {signed(high)}), R² {line.r_squared:.2f}"


def signed(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def flat_words(series_: Series, line: Line) -> str:
    if len(line.points) < 2:
        return "too few sizes"
    if line.rises_at:
        return f"flat below {line.rises_at.size:,.0f}"
    return f"flat to {line.points[-1].size:,.0f}"


def sentence(judgement: Judgement, found: Series) -> str:
    """The title of the figure: what grows and what does not."""
    work = judgement.run.words(found.cell.workload)
    flat = [line.strategy for line in found.lines if line.rises_at is None and len(line.points) > 1]
    rising = [line for line in found.lines if line.rises_at]
    parts = []
    if flat:
        parts.append(f"flat for {', '.join(flat)}")
    parts += [
        f"{line.strategy} rises from {line.rises_at.size:,.0f} on, × {line.factor:.3g} over the range"
        for line in rising
        if line.rises_at
    ]
    return f"{work[:1].upper()}{work[1:]}, by the number of {found.unit}: {'; '.join(parts) or 'not enough sizes'}"
