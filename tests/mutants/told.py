"""What is said of outcomes: a line each while they come, what survived and what to do about it, and the count."""

from collections import Counter
from collections.abc import Sequence

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.mutants.mutant import ROOT, Mutant
from tests.mutants.trial import BROKEN, KILLED, LATE, SAME, SURVIVED, Outcome

LEAST_KILLED = 0.9
FEW = 10  # of fewer, a share says nothing: what survives is told
WHAT_TO_DO = (
    "Write a test that fails with the line of the +, and name it after `by`; where the two lines do the same for every"
    " caller, say why after `same:`."
)


def line_of(outcome: Outcome) -> str:
    mutant, why = outcome.mutant, f" ({outcome.words})" if outcome.words else ""
    return f"{outcome.verdict} {mutant.name}, {outcome.seconds:.0f} s: {mutant.file}: {mutant.words}{why}"


class Meter:
    """A bar with how many were killed and how many not; where nobody watches, a line for each instead."""

    def __init__(self, total: int) -> None:
        columns = (TextColumn("mutants"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, TimeRemainingColumn())
        self._bar.disable = not self._bar.console.is_terminal
        self._task = self._bar.add_task("", total=total)
        self._count: Counter[str] = Counter()

    def __enter__(self) -> "Meter":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, outcome: Outcome) -> None:
        self._count[outcome.verdict] += 1
        said = f"{self._count[KILLED]} killed, {self._count[SURVIVED]} survived"
        self._bar.update(self._task, advance=1, description=said)
        console = self._bar.console
        if outcome.verdict != KILLED or not console.is_terminal:
            console.print(line_of(outcome), markup=False, highlight=False, soft_wrap=True)


def _place(mutant: Mutant) -> str:
    """FILE:LINE, as editors open it."""
    before = (ROOT / mutant.file).read_text(encoding="utf-8").partition(mutant.old)[0]
    return f"{mutant.file}:{before.count(chr(10)) + 1}"


def survivors(outcomes: Sequence[Outcome]) -> list[str]:
    """The lines that nobody notices, with what to do; nothing where there are none."""
    lines = []
    for mutant in (one.mutant for one in outcomes if one.verdict == SURVIVED):
        lines += [
            "",
            f"{mutant.name} survived: {_place(mutant)}: {mutant.words}",
            f"    - {mutant.old}",
            f"    + {mutant.new}",
            f"    not noticed by {' '.join(mutant.tests)}",
        ]
    return [*lines, "", WHAT_TO_DO] if lines else []


def count(outcomes: Sequence[Outcome]) -> tuple[str, int]:
    """The closing line, and the exit code."""
    found = Counter(one.verdict for one in outcomes)
    judged = found[KILLED] + found[SURVIVED]
    share = f" ({100 * found[KILLED] / judged:.0f} %)" if judged >= FEW else ""
    late = f", {found[LATE]} not judged in time" if found[LATE] else ""
    said = (
        f"mutate: {found[KILLED]} of {judged} killed{share}, {found[SURVIVED]} survived, {found[SAME]} do the same,"
        f" {found[BROKEN]} could not be tried{late}"
    )
    is_enough = judged < FEW or found[KILLED] >= LEAST_KILLED * judged
    return said, 0 if is_enough and not found[BROKEN] else 1
