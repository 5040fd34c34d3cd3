"""How far a run is: a bar with the time left on a terminal, a plain line a process elsewhere."""

import os
import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from experiment.conninfo import redacted


def words(seconds: float) -> str:
    """`48 s`, `4 min 50 s`, `2 h 05 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


PLURAL = {"group": "groups", "strategy": "strategies", "process": "processes", "round": "rounds"}


def count(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else PLURAL[word]}"


class Meter:
    """Follows steps of predicted length; the time left is the prediction for the rest, scaled by the pace so far."""

    def __init__(self, steps: int, total_seconds: float, done_steps: int = 0, done_seconds: float = 0.0) -> None:
        self._steps, self._total = steps, max(total_seconds, 1e-9)
        self._step, self._done, self._skipped = done_steps, done_seconds, done_seconds
        self._started = time.monotonic()
        self._bar: Progress | None = None
        console = Console()
        if console.is_terminal and not console.is_dumb_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                console=console,
            )
            self._task = self._bar.add_task("starting", total=self._total, left="")
            self._bar.update(self._task, completed=self._done)

    def __enter__(self) -> "Meter":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def left(self, done: float) -> float:
        predicted = done - self._skipped
        pace = (time.monotonic() - self._started) / predicted if predicted > 0.05 * self._total else 1.0
        return (self._total - done) * pace

    def tick(self, label: str, expected: float, elapsed: float) -> None:
        """Within a step, `elapsed` seconds after its start."""
        if self._bar:
            done = self._done + min(elapsed, expected)
            self._bar.update(self._task, description=label, completed=done, left=f"{words(self.left(done))} left")

    def step(self, label: str, expected: float, seconds: float) -> None:
        """A step is done."""
        self._step += 1
        self._done += expected
        if self._bar:
            self._bar.update(
                self._task, description=label, completed=self._done, left=f"{words(self.left(self._done))} left"
            )
            return
        left = f", {words(self.left(self._done))} left" if self._step < self._steps else ""
        say(f"[{self._step:>{len(str(self._steps))}}/{self._steps}] {label}: {seconds:.1f} s{left}")


def say(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader of a pipe has seen enough; the results are still wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(text: str) -> None:
    """To stderr, without what could be a password in it: much of it was typed, or said by libraries."""
    print(redacted(text), file=sys.stderr, flush=True)
