"""The reference trace of a scenario: what SQLAlchemy itself does, step by step."""

from typing import Any

from tests.conformance.differential.player import Player


def trace(scenario: dict[str, Any], strategy: str) -> dict[str, Any]:
    """The trace of `scenario` under `strategy` (back_populates, backref or unlinked).

    Raises Unexpected when SQLAlchemy raises an error that the format has no name for.
    """
    player = Player(scenario, strategy)
    try:
        steps = [{"step": number, **player.play(step)} for number, step in enumerate(scenario["steps"], 1)]
    finally:
        final = player.close()
    return {"scenario": scenario["name"], "strategy": strategy, "steps": steps, "final": final}
