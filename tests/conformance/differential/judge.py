"""Whether a replayer's trace of a scenario is the reference's, and if not, where they part."""

from typing import Any

from tests.conformance.differential.as_2_0 import following
from tests.conformance.differential.compare import Difference, first_difference
from tests.conformance.differential.errors import Unexpected
from tests.conformance.differential.generate import replayed
from tests.conformance.differential.guarded import Guarded, Refused
from tests.conformance.differential.orders import BACKWARD, MANY_SHUFFLED, SHUFFLED, in_order
from tests.conformance.differential.reference import trace
from tests.conformance.differential.replayer import ReplayerFailed, replay

ALSO = {"back_populates_runtime": "back_populates", "backref_static": "backref"}  # other declarations, same semantics
ALL = ("back_populates", "backref", "unlinked", *ALSO)


def strategies_of(scenario: dict[str, Any], wanted: tuple[str, ...]) -> list[str]:
    """The strategies of the replayer that this scenario is for."""
    return [name for name in wanted if ALSO.get(name, name) in scenario["strategies"]]


def difference(expected: dict[str, Any], got: dict[str, Any] | ReplayerFailed) -> Difference | None:
    if isinstance(got, ReplayerFailed):
        return Difference(None, "the replayer", "a trace", str(got))
    try:
        return first_difference(expected, got)
    except (KeyError, TypeError, AttributeError) as error:
        return Difference(None, "the trace", "the fields of the format", f"{type(error).__name__}: {error}")


def expected_of(scenario: dict[str, Any], strategy: str) -> dict[str, Any]:
    """The trace that the scenario says it expects, or else the reference's."""
    for entry in scenario.get("expected", []):
        if strategy in entry["strategies"]:
            return {"scenario": scenario["name"], "strategy": strategy, **entry["trace"]}
    return trace(scenario, strategy)


def guarded_trace(scenario: dict[str, Any], strategy: str, differences: bool = False) -> dict[str, Any] | None:
    """The reference trace, or None for a scenario that enters a situation which is left out."""
    with following(version_2_0=True):
        player = Guarded(scenario, "back_populates" if strategy == "backref" else strategy, differences)
        try:
            steps = [{"step": number, **player.play(step)} for number, step in enumerate(scenario["steps"], 1)]
        except (Refused, Unexpected):
            player.close()
            return None
        final = player.close()
    for order in (BACKWARD, *SHUFFLED):
        with in_order(order), following(version_2_0=differences or order != BACKWARD):
            if replayed(scenario, player.strategy) != (steps, final):
                return None
    return {"scenario": scenario["name"], "strategy": strategy, "steps": steps, "final": final}


def is_left_open(scenario: dict[str, Any], strategy: str) -> bool:
    """Whether what SQLAlchemy does depends on the order of its sets after all: then nobody is wrong."""
    first: Any = None
    for order in MANY_SHUFFLED:
        with in_order(order), following(version_2_0=True):
            found = replayed(scenario, ALSO.get(strategy, strategy))
        first = first or found
        if found != first:
            return True
    return False


def judge(
    scenario: dict[str, Any], command: list[str], strategy: str, differences: bool = False
) -> tuple[dict[str, Any], Difference] | None:
    """The reference trace and the first difference; None when there is no difference, or no reference."""
    expected = guarded_trace(scenario, ALSO.get(strategy, strategy), differences)
    if expected is None:
        return None
    found = difference(expected, replay(command, [scenario], strategy)[0])
    return None if found is None or is_left_open(scenario, strategy) else (expected, found)
