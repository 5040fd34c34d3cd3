"""python3 -m experiment.study: how often the rule errs, and what it finds, with known kinds of noise.

A run is 50 groups of back_populates, its A/A copy and two strategies, up to 64 processes of 7 rounds, looked at after
16, 32 and 64. Its times are judged like measured ones: the median over rounds, the trimmed mean over processes, the
A/A tests, the floor, the correlation between processes, Holm's step, the rule; a group that is decided is not measured
further. Without an effect all 100 comparisons are one family; with a known effect, the first 32 are. Deterministic in
(runs, seed).
"""

import argparse
import gc
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from experiment.noise import MODELS, WITHOUT_RELINKING, Shape
from vocabulary.errors import UnusableInput
from vocabulary.looks import OBRIEN_FLEMING, POWER, Looks
from vocabulary.marks import put_between
from vocabulary.rule import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER, Family, copies, layout_floor
from vocabulary.statistics import dependence, floor_of, interval_of
from vocabulary.trimmed import Floats, centres

GROUPS, STRATEGIES, ROUNDS = 50, 4, 7
LOOKS = Looks((16, 32, 64))
EFFECTS = {0.0: 100, 0.03: 32, 0.05: 32, 0.10: 32}  # true difference: size of the family
BATCH = 10
BEGIN = "<!-- study: made by `scripts/python -m experiment.study --write docs/statistics.md` -->"
END = "<!-- /study -->"


@dataclass
class Tally:
    """Of one kind of noise and one effect."""

    runs: int = 0
    comparisons: int = 0
    runs_with_false_difference: int = 0  # any faster or slower where nothing differs; where something does, any faster
    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((FASTER, SLOWER, EQUIVALENT), 0))
    decided_at: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(len(LOOKS.counts)), 0))

    def add(self, family: Family, effect: float) -> None:
        self.runs += 1
        self.comparisons += family.size
        places = family.places.values()
        wrong = (FASTER,) if effect else (FASTER, SLOWER)
        self.runs_with_false_difference += any(place.verdict in wrong for place in places)
        for place in places:
            if place.verdict != INCONCLUSIVE:
                self.verdicts[place.verdict] += 1
                self.decided_at[place.look] += 1

    def share(self, *verdicts: str) -> float:
        return sum(self.verdicts[verdict] for verdict in verdicts) / self.comparisons

    def share_decided_by(self, look: int) -> float:
        return sum(n for at, n in self.decided_at.items() if at <= look) / self.comparisons

    @property
    def share_of_runs_with_false_difference(self) -> float:
        return self.runs_with_false_difference / self.runs


def _ratios(chance: np.random.Generator, model: str, runs: int) -> Floats:
    """x[runs, groups, 3, processes] of the copy and the two strategies against the baseline."""
    shape: Shape = (runs, GROUPS, STRATEGIES, LOOKS.last, ROUNDS)
    times = MODELS[model](chance, shape)
    return np.asarray(np.median(times[:, :, 1:] - times[:, :, :1], axis=-1))


def verdicts(x: Floats, looks: Looks = LOOKS, is_one_link: bool = False) -> Family:
    """Of one run, x[groups, 3, processes]: the copy, then two comparisons of each group; they are one family."""
    groups = len(x)
    family = Family(2 * groups, looks)
    for number, count in enumerate(looks.counts):
        measured = np.array([any(family.is_open(2 * g + i) for i in (0, 1)) for g in range(groups)])
        if not measured.any():
            break
        here = x[:, :, :count]
        tied = dependence(here[measured].reshape(-1, count))
        copy = here[measured, 0]
        floor = floor_of(interval_of(copy.mean(axis=0), 0.95, tied))
        if is_one_link:
            floor = max(floor, layout_floor(centres(copy), family.size))
        left = copies(copy, np.full(len(copy), floor), tied)
        floors, may = np.ones(groups), np.zeros(groups, dtype=bool)
        floors[measured], may[measured] = left.floors, left.may_show_equivalence
        family.look(
            number, here[:, 1:].reshape(-1, count), floors.repeat(2), measured.repeat(2), may.repeat(2), tied
        )
    return family


def study(model: str, runs: int, seed: int = 1, looks: Looks = LOOKS) -> dict[float, Tally]:
    """By effect; the same noise under each."""
    chance = np.random.default_rng([seed, list(MODELS).index(model)])
    tallies = {effect: Tally() for effect in EFFECTS}
    for start in range(0, runs, BATCH):
        ratios = _ratios(chance, model, min(BATCH, runs - start))
        for run in range(len(ratios)):
            for effect, size in EFFECTS.items():
                shifted = ratios[run, : size // 2].copy()
                shifted[:, 1:] += np.log1p(effect)
                tallies[effect].add(verdicts(shifted, looks, model in WITHOUT_RELINKING), effect)
    return tallies


def _table(runs: int, models: list[str], looks: Looks) -> Iterator[str]:
    yield (
        "| noise | A/A family of 100: any false verdict | equal: *equivalent* | true 3 %: *equivalent* or *faster* |"
        " true 3 %: *slower* | true 5 %: *slower* | true 10 %: *slower* |"
        " decided at the first look: equal, 3 %, 5 %, 10 % |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for model in models:
        print(f"study: {model}", file=sys.stderr, flush=True)
        found = study(model, runs, looks=looks)
        shares = [
            found[0.0].share_of_runs_with_false_difference,
            found[0.0].share(EQUIVALENT),
            found[0.03].share(EQUIVALENT, FASTER),
            *(found[effect].share(SLOWER) for effect in (0.03, 0.05, 0.10)),
        ]
        early = ", ".join(f"{100 * found[effect].share_decided_by(0):.0f} %" for effect in EFFECTS)
        yield f"| {model} | " + " | ".join(f"{100 * share:.2f} %" for share in shares) + f" | {early} |"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m experiment.study", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=2_000, help="simulated runs of each kind of noise")
    parser.add_argument("--noise", action="append", choices=list(MODELS), help="only this kind; may be repeated")
    parser.add_argument("--spending", choices=(POWER, OBRIEN_FLEMING), default=POWER, help="how looks spend alpha")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between its marks in FILE")
    options = parser.parse_args(argv)
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    gc.freeze()  # nothing of ours is garbage
    looks = Looks(LOOKS.counts, options.spending)
    table = "\n".join(_table(options.runs, options.noise or list(MODELS), looks))
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
