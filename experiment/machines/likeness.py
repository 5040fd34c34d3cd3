"""Likeness: what two machines must share for their processes to be of one run.

`python -m experiment.machines.likeness --bin DIR` says it of this machine, as JSON; hosts are asked that way.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiment.catalogue import find_binaries
from experiment.environment import busy_cores, compiler, identity, revision
from experiment.errors import ExperimentError

WORDS = {"cpu": "processor", "compiler": "compiler", "git_revision": "revision", "git_dirty": "uncommitted changes"}


def facts(binaries: Mapping[str, Path]) -> dict[str, Any]:
    found = identity(dict(binaries))
    return {
        "cpu": found["cpu"],
        "libraries": found["libraries"],
        "compiler": compiler(next(iter(binaries.values()))),
        **revision(),
    }


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """In words: what keeps the two apart, `one` first; none of machines that are alike."""
    found = [
        f"{words} {_told(one.get(name))} and {_told(other.get(name))}"
        for name, words in WORDS.items()
        if one.get(name) != other.get(name)
    ]
    libraries = [side.get("libraries") or {} for side in (one, other)]
    apart = [name for name in sorted(libraries[0] | libraries[1]) if libraries[0].get(name) != libraries[1].get(name)]
    if apart:
        found.append(f"different versions of {', '.join(apart[:3])}{' and others' if len(apart) > 3 else ''}")
    return found


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else f"'{value}'"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m experiment.machines.likeness")
    parser.add_argument("--bin", type=Path, required=True)
    try:
        found = facts(find_binaries(parser.parse_args(argv).bin))
    except ExperimentError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(found | {"busy_cores": busy_cores(0.5)}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
