"""python3 -m experiment.pooling_study: how often pooling over machines errs when machines truly differ.

A simulated family has 50 groups of a copy and two strategies on k machines. Each machine has a true ratio of its own
around the mean, and 16 processes scatter around that by 2.4 %. Deterministic in (runs, seed).
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vocabulary.errors import UnusableInput
from vocabulary.marks import put_between
from vocabulary.pooling import floor_over_machines, rule_over_machines, shows_equivalence, together
from vocabulary.rule import EQUIVALENT, FASTER, SLOWER
from vocabulary.trimmed import Floats

GROUPS, STRATEGIES, PROCESSES, SPREAD = 50, 2, 16, 0.024
COPY_TAU = 0.002  # what layout and chance leave of a copy on a machine
MACHINES = (2, 3, 4, 6, 10)
BEGIN = "<!-- pooling: made by `scripts/python -m experiment.pooling_study --write docs/machines.md` -->"
END = "<!-- /pooling -->"
Draw = Callable[[np.random.Generator, tuple[int, ...]], Floats]


def _normal(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return chance.standard_normal(shape)


def _heavy(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return np.asarray(chance.standard_t(4, shape) / np.sqrt(2))


def _skewed(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return chance.gamma(4.0, 0.5, shape) - 2


def _very_skewed(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Most machines a little below the mean, a rare one far above it."""
    return chance.exponential(1.0, shape) - 1


def _two_kinds(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Every machine is of one kind or the other, for all that it measures."""
    kinds = chance.choice([-1.0, 1.0], shape[-1])
    return np.broadcast_to(kinds, shape).copy()


DIFFERENCES: dict[str, tuple[Draw, float]] = {  # how true ratios differ between machines, and by how much
    "not at all": (_normal, 0.0),
    "normal, 1 %": (_normal, 0.01),
    "normal, 5 %": (_normal, 0.05),
    "normal, 12 %": (_normal, 0.12),
    "heavy-tailed, 5 %": (_heavy, 0.05),
    "skewed, 5 %": (_skewed, 0.05),
    "very skewed, 5 %": (_very_skewed, 0.05),
    "two kinds, 12 %": (_two_kinds, 0.12),
}
# beyond what a few machines can show: that all of them are of the commoner sort
NOT_PROMISED = ("skewed, 5 %", "very skewed, 5 %", "two kinds, 12 %")
PROMISED = tuple(name for name in DIFFERENCES if name not in NOT_PROMISED)


@dataclass
class Tally:
    """`runs_in_error`: with any false *faster* or *slower* (of a true difference: any *faster*)."""

    runs: int = 0
    comparisons: int = 0
    runs_in_error: int = 0
    equivalent: int = 0
    faster: int = 0
    slower: int = 0


def family(chance: np.random.Generator, difference: str, machines: int, mean: float) -> list[str]:
    """The pooled verdicts of one family, in which every comparison has this true mean over machines."""
    draw, tau = DIFFERENCES[difference]
    shape = (GROUPS, STRATEGIES, machines)
    true = mean + tau * draw(chance, shape)
    copies = COPY_TAU * chance.standard_normal((GROUPS, 1, machines))
    x = np.concatenate([copies, true], axis=1)[..., None]
    x = x + SPREAD * chance.standard_normal((GROUPS, STRATEGIES + 1, machines, PROCESSES))
    means, variances = x.mean(axis=-1), x.var(axis=-1, ddof=1) / PROCESSES  # undisturbed: none is left out
    floor = floor_over_machines(means[:, 0].mean(axis=0))
    shows = [shows_equivalence(together(means[g, 0], variances[g, 0])) for g in range(GROUPS)]
    rows = [(g, s) for g in range(GROUPS) for s in range(1, STRATEGIES + 1)]
    found = [together(means[row], variances[row]) for row in rows]
    return rule_over_machines(found, [floor] * len(rows), [shows[g] for g, _ in rows]).verdicts


def study(difference: str, machines: int, mean: float, runs: int, seed: int = 1) -> Tally:
    chance = np.random.default_rng([seed, list(DIFFERENCES).index(difference), machines])
    tally = Tally()
    for _ in range(runs):
        verdicts = family(chance, difference, machines, np.log1p(mean))
        tally.runs += 1
        tally.comparisons += len(verdicts)
        wrong = (FASTER,) if mean else (FASTER, SLOWER)
        tally.runs_in_error += any(verdict in wrong for verdict in verdicts)
        tally.equivalent += verdicts.count(EQUIVALENT)
        tally.faster += verdicts.count(FASTER)
        tally.slower += verdicts.count(SLOWER)
    return tally


def _table(runs: int) -> Iterator[str]:
    yield (
        "| machines differ | machines | equal on the mean: runs with any false verdict | equal: *equivalent* |"
        " true 3 %: *equivalent* or *faster* | true 30 %: *slower* |"
    )
    yield "|---|---|---|---|---|---|"
    for difference in DIFFERENCES:
        for machines in MACHINES:
            print(f"study: {difference}, {machines} machines", file=sys.stderr, flush=True)
            equal, three, thirty = (study(difference, machines, mean, runs) for mean in (0.0, 0.03, 0.30))
            shares = [
                equal.runs_in_error / equal.runs,
                equal.equivalent / equal.comparisons,
                (three.equivalent + three.faster) / three.comparisons,
                thirty.slower / thirty.comparisons,
            ]
            yield f"| {difference} | {machines} | " + " | ".join(f"{100 * share:.1f} %" for share in shares) + " |"


def main(argv: list[str]) -> int:
    about = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python3 -m experiment.pooling_study", description=about)
    parser.add_argument("--runs", type=int, default=100, help="simulated families of each kind")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between its marks in FILE")
    options = parser.parse_args(argv)
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    table = "\n".join(_table(options.runs))
    print(table)
    if options.write:
        try:
            put_between(options.write, BEGIN, END, f"{options.runs:,} families of 100 comparisons each.\n\n{table}")
        except UnusableInput as error:
            print(f"pooling_study: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
