"""python3 -m experiment.study: how often the rule errs, and what it finds, on noise of known kinds.

A run is 50 groups of back_populates, its A/A copy and two strategies, 16 processes of 7 rounds. Its times go the way
of measured ones: the median over rounds, the A/A tests, the floor, Holm's step, the rule. All 100 comparisons are one
family where nothing differs; with a known effect, the first 32 are. Deterministic in (runs, seed).
"""

import argparse
import gc
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from experiment.noise import MODELS, Shape
from vocabulary.errors import UnusableInput
from vocabulary.marks import put_between
from vocabulary.rule import EQUIVALENT, FASTER, SLOWER, Bools, aa_gate, rule
from vocabulary.statistics import Floats, aa_p_values, floor_of, is_inside_margin, t_interval

GROUPS, STRATEGIES, PROCESSES, ROUNDS = 50, 4, 16, 7
EFFECTS = {0.0: 100, 0.03: 32, 0.05: 32, 0.10: 32}  # true difference: size of the family
BATCH = 20
BEGIN = "<!-- study: made by `scripts/python -m experiment.study --write docs/statistics.md` -->"
END = "<!-- /study -->"


@dataclass
class Tally:
    """Of one kind of noise and one effect."""

    runs: int = 0
    comparisons: int = 0
    runs_with_false_difference: int = 0  # any faster or slower where nothing differs; where something does, any faster
    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((FASTER, SLOWER, EQUIVALENT), 0))

    def add(self, verdicts: list[str], effect: float) -> None:
        self.runs += 1
        self.comparisons += len(verdicts)
        wrong = (FASTER,) if effect else (FASTER, SLOWER)
        self.runs_with_false_difference += any(verdict in wrong for verdict in verdicts)
        for verdict in self.verdicts:
            self.verdicts[verdict] += verdicts.count(verdict)

    def share(self, *verdicts: str) -> float:
        return sum(self.verdicts[verdict] for verdict in verdicts) / self.comparisons

    @property
    def share_of_runs_with_false_difference(self) -> float:
        return self.runs_with_false_difference / self.runs


def _ratios(chance: np.random.Generator, model: str, runs: int) -> Floats:
    """x[runs, groups, 3, processes] of the copy and the two strategies against the baseline."""
    shape: Shape = (runs, GROUPS, STRATEGIES, PROCESSES, ROUNDS)
    times = MODELS[model](chance, shape)
    return np.asarray(np.median(times[:, :, 1:] - times[:, :, :1], axis=-1))


@dataclass(frozen=True)
class Copies:
    """What the A/A copies of one run, x[groups, processes], leave to the two comparisons of each group."""

    floor: float
    may_decide: Bools
    may_show_equivalence: Bools

    @classmethod
    def of(cls, x: Floats) -> "Copies":
        gate = aa_gate(list(aa_p_values(x)))
        passed = ~np.array(gate.failed) & gate.run_decides
        return cls(floor_of(t_interval(x.mean(axis=0), 0.95)), passed.repeat(2), is_inside_margin(x).repeat(2))

    def verdicts(self, x: Floats) -> list[str]:
        """x[comparisons, processes], two a group in the order of the groups; the last groups may have none."""
        return rule(x, self.floor, self.may_decide[: len(x)], self.may_show_equivalence[: len(x)]).verdicts


def study(model: str, runs: int, seed: int = 1) -> dict[float, Tally]:
    """By effect; the same noise under each."""
    chance = np.random.default_rng([seed, list(MODELS).index(model)])
    tallies = {effect: Tally() for effect in EFFECTS}
    for start in range(0, runs, BATCH):
        for run in _ratios(chance, model, min(BATCH, runs - start)):
            copies, x = Copies.of(run[:, 0]), run[:, 1:].reshape(-1, PROCESSES)
            for effect, size in EFFECTS.items():
                tallies[effect].add(copies.verdicts(x[:size] + np.log1p(effect)), effect)
    return tallies


def _table(runs: int, models: list[str]) -> Iterator[str]:
    yield (
        "| noise | A/A family of 100: any false verdict | equal: *equivalent* | true 3 %: *equivalent* or *faster* |"
        " true 3 %: *slower* | true 5 %: *slower* | true 10 %: *slower* |"
    )
    yield "|---|---|---|---|---|---|---|"
    for model in models:
        print(f"study: {model}", file=sys.stderr, flush=True)
        found = study(model, runs)
        shares = [
            found[0.0].share_of_runs_with_false_difference,
            found[0.0].share(EQUIVALENT),
            found[0.03].share(EQUIVALENT, FASTER),
            *(found[effect].share(SLOWER) for effect in (0.03, 0.05, 0.10)),
        ]
        yield f"| {model} | " + " | ".join(f"{100 * share:.2f} %" for share in shares) + " |"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m experiment.study", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=10_000, help="simulated runs of each kind of noise")
    parser.add_argument("--noise", action="append", choices=list(MODELS), help="only this kind; may be repeated")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between its marks in FILE")
    options = parser.parse_args(argv)
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    gc.freeze()  # statsmodels collects garbage in every correction: nothing of ours is
    table = "\n".join(_table(options.runs, options.noise or list(MODELS)))
    print(table)
    if options.write:
        try:
            put_between(options.write, BEGIN, END, f"{options.runs:,} runs of each kind.\n\n{table}")
        except UnusableInput as error:
            print(f"study: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
