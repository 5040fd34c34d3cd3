"""Random mapping declarations whose outcome must be SQLAlchemy's."""

import json
from dataclasses import dataclass
from typing import Any

from tests.conformance.differential.compare import same
from tests.conformance.differential.mapping import outcome
from tests.conformance.differential.mapping_generate import generate_mapping
from tests.conformance.differential.replayer import ReplayerFailed, replay

BATCH = 100


@dataclass(frozen=True)
class Wrong:
    """A mapping with `expected`, and the difference in words."""

    mapping: dict[str, Any]
    words: str


def check_mappings(command: list[str], seeds: range) -> list[Wrong]:
    """The declarations of `seeds` of which the replayer makes something else."""
    wrong = []
    for start in range(0, len(seeds), BATCH):
        mappings = [generate_mapping(seed) for seed in seeds[start:start + BATCH]]
        for mapping, got in zip(mappings, replay(command, mappings, None)):
            expected = outcome(mapping)
            found = str(got) if isinstance(got, ReplayerFailed) else difference(expected, got)
            if found:
                words = f"{mapping['name']}: {found}\n{json.dumps(mapping['classes'], indent=1)}"
                wrong.append(Wrong({**mapping, "expected": expected}, words))
    return wrong


def difference(expected: dict[str, Any], got: dict[str, Any]) -> str:
    """What differs first, or nothing."""
    for name in ("outcome", "error"):
        if not same(expected.get(name), got.get(name)):
            return f"{name}: expected {json.dumps(expected.get(name))}, got {json.dumps(got.get(name))}"
    sides, others = expected.get("relationships", {}), got.get("relationships", {})
    for name in sorted({*sides, *others}):
        if not same(sides.get(name), others.get(name)):
            return f"{name}: expected {json.dumps(sides.get(name))}, got {json.dumps(others.get(name))}"
    return ""
