"""How far a fuzz run is: a bar on a terminal, a plain line now and then elsewhere."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 10.0


class Meter:
    """Counts scenarios towards `total`."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._said = self._started = time.monotonic()
        self._bar: Progress | None = None
        console = Console()
        if console.is_terminal and not console.is_dumb_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=console)
            self._task = self._bar.add_task("scenarios", total=total)

    def __enter__(self) -> "Meter":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def say(self, text: str) -> None:
        """A line above the bar."""
        if self._bar:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, flush=True)

    def advance(self, scenarios: int, disagreements: int) -> None:
        self._done += scenarios
        if self._bar:
            self._bar.update(self._task, completed=self._done, description=f"{disagreements} disagreements")
        elif time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            pace = self._done / (self._said - self._started)
            text = f"{self._done} of {self._total} scenarios, {disagreements} disagreements, {pace:.0f} a second"
            print(text, flush=True)
