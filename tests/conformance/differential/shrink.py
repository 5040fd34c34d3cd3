"""Makes a disagreeing scenario smaller while replayer and reference still disagree about it.

First steps go (in halves, quarters, … single ones), then rows, then what a step can do without, then options.
A candidate that the reference cannot judge, because a guard refuses it or a label is missing, is no candidate.
"""

import copy
import time
from collections.abc import Callable, Iterator
from typing import Any

Scenario = dict[str, Any]
Disagrees = Callable[[Scenario], bool]


class Shrinker:
    def __init__(self, scenario: Scenario, disagrees: Disagrees, seconds: float) -> None:
        self.best = copy.deepcopy(scenario)
        self.disagrees = disagrees
        self.until = time.monotonic() + seconds

    def try_out(self, candidate: Scenario) -> bool:
        if time.monotonic() > self.until or candidate == self.best or not self.disagrees(candidate):
            return False
        self.best = candidate
        return True

    def shrink(self) -> Scenario:
        """Rounds until nothing more goes, or the time is up."""
        while time.monotonic() < self.until:
            before = copy.deepcopy(self.best)
            self.drop_from("steps")
            for table in list(self.best["rows"]):
                self.drop_from("rows", table)
            for change in (self.without_fields, self.without_values, self.without_options):
                self.each(change)
            if self.best == before:
                break
        return self.best

    def drop_from(self, *path: str) -> None:
        """Delta debugging on one list of the scenario."""
        size = max(1, len(_at(self.best, path)) // 2)
        while True:
            start = len(_at(self.best, path)) - size  # from the end: later steps need earlier ones
            while start > -size:
                candidate = copy.deepcopy(self.best)
                del _at(candidate, path)[max(0, start):start + size]
                self.try_out(candidate)
                start -= size
            if size == 1:
                return
            size //= 2

    def each(self, changes: Callable[[], Iterator[Scenario]]) -> None:
        """Tries all single changes, beginning anew after one that held."""
        while any(self.try_out(candidate) for candidate in changes()):
            pass

    def without_fields(self) -> Iterator[Scenario]:
        for number, step in enumerate(self.best["steps"]):
            for name in ("where", "load", "attrs", "label"):
                if name in step and not (name == "label" and step["op"] == "new"):
                    candidate = copy.deepcopy(self.best)
                    del candidate["steps"][number][name]
                    yield candidate

    def without_values(self) -> Iterator[Scenario]:
        for number, step in enumerate(self.best["steps"]):
            parts = step.get("value") if isinstance(step.get("value"), list) else step.get("values")
            for key in list(parts) if isinstance(parts, dict) else range(len(parts or [])):
                candidate = copy.deepcopy(self.best)
                changed = candidate["steps"][number]
                del (changed["value"] if isinstance(parts, list) else changed["values"])[key]
                yield candidate

    def without_options(self) -> Iterator[Scenario]:
        for name in self.best.get("options") or {}:
            candidate = copy.deepcopy(self.best)
            del candidate["options"][name]
            if not candidate["options"]:
                del candidate["options"]
            yield candidate


def _at(scenario: Scenario, path: tuple[str, ...]) -> list[Any]:
    found: Any = scenario
    for name in path:
        found = found[name]
    assert isinstance(found, list)
    return found


def shrink(scenario: Scenario, disagrees: Disagrees, seconds: float = 60.0) -> Scenario:
    """A scenario as small as the time allows about which `disagrees` is still true; `scenario` itself must be one."""
    return Shrinker(scenario, disagrees, seconds).shrink()
