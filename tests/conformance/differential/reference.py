"""The reference trace of a scenario: what SQLAlchemy itself does, step by step."""

from typing import Any

from tests.conformance.differential.as_2_0 import following
from tests.conformance.differential.player import Player


def trace(scenario: dict[str, Any], strategy: str, version_2_0: bool = True) -> dict[str, Any]:
    """The trace of `scenario` under `strategy` (back_populates, backref or unlinked), as 2.0 or as the installed 1.4.

    Raises Unexpected when SQLAlchemy raises an error that the format has no name for.
    """
    with following(version_2_0):
        player = Player(scenario, strategy)
        try:
            steps = [{"step": number, **player.play(step)} for number, step in enumerate(scenario["steps"], 1)]
        finally:
            final = player.close()
    return {"scenario": scenario["name"], "strategy": strategy, "steps": steps, "final": final}
