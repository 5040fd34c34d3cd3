"""The commands of the differential tests; exit codes 0 all agree, 1 a disagreement, 2 bad usage, 130 interrupted."""

import importlib.util
import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conformance.differential.arguments import STRATEGIES, BadUsage, parser
from tests.conformance.differential.replayer import ReplayerGone, command_of, knows, replay


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadUsage(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BadUsage(f"{path}: no JSON: {error}") from error
    if not isinstance(found, dict) or not ("steps" in found or found.get("kind") == "mapping"):
        raise BadUsage(f"{path}: neither a scenario nor a mapping")
    return found


def reference(options: Namespace) -> int:
    from tests.conformance.differential.judge import ALSO
    from tests.conformance.differential.mapping import outcome
    from tests.conformance.differential.reference import trace

    for path in options.files:
        scenario = _read(path)
        if scenario.get("kind") == "mapping":
            print(json.dumps(outcome(scenario)))
            continue
        if not options.strategy:
            raise BadUsage("a scenario needs --strategy NAME")
        found = trace(scenario, ALSO.get(options.strategy, options.strategy))
        print(json.dumps({**found, "strategy": options.strategy}))
    return 0


def generate(options: Namespace) -> int:
    from tests.conformance.differential.generate import generate_with_traces

    for seed in options.seeds:
        scenario, traces = generate_with_traces(seed, tuple(options.model))
        if options.expected:
            scenario = {**scenario, "expected": [
                {"strategies": [name], "trace": {"steps": trace["steps"], "final": trace["final"]}}
                for name, trace in traces.items()
            ]}  # fmt: skip
        print(json.dumps(scenario))
    return 0


def _command(options: Namespace) -> list[str]:
    try:
        return command_of(options.replay)
    except (FileNotFoundError, ValueError) as error:
        what = f"no replayer '{options.replay}': build the target replay, or name another by --replay"
        raise BadUsage(what) from error


def _strategies(command: list[str], wanted: list[str] | None) -> tuple[str, ...]:
    """Those asked for; without a choice, all that the replayer knows."""
    if wanted:
        return tuple(wanted)
    known = tuple(name for name in STRATEGIES if knows(command, name))
    if not known:
        raise BadUsage(f"the replayer '{command[0]}' knows none of the strategies {', '.join(STRATEGIES)}")
    for name in STRATEGIES:
        if name not in known:
            print(f"the replayer does not know {name}: left out", flush=True)
    return known


def compare(options: Namespace) -> int:
    from tests.conformance.differential.compare import explain
    from tests.conformance.differential.judge import ALSO, difference, expected_of, strategies_of

    command, differing = _command(options), 0
    strategies = _strategies(command, options.strategy)
    for path in options.files:
        scenario = _read(path)
        for strategy in strategies_of(scenario, strategies):
            expected = {**expected_of(scenario, ALSO.get(strategy, strategy)), "strategy": strategy}
            found = difference(expected, replay(command, [scenario], strategy)[0])
            if found:
                differing += 1
                print(explain(scenario, expected, found))
    print(f"{len(options.files)} scenarios, {differing} disagreements")
    return 1 if differing else 0


def fuzz(options: Namespace) -> int:
    from tests.conformance.differential.fuzz import Settings, keep, outcomes, smallest
    from tests.conformance.differential.meter import Meter

    command = _command(options)
    if options.mappings:
        return _fuzz_mappings(command, options)
    strategies = _strategies(command, options.strategy)
    settings = Settings(command, strategies, tuple(options.model), options.shrink_seconds, options.differences)
    scenarios = traces = left_open = 0
    disagreements: list[tuple[dict[str, Any], str, str]] = []
    with Meter(len(options.seeds)) as meter:
        for outcome in outcomes(settings, options.seeds, options.jobs):
            scenarios, traces = scenarios + outcome.scenarios, traces + outcome.traces
            disagreements += outcome.disagreements
            left_open += outcome.left_open
            for scenario, strategy, _ in outcome.disagreements:
                meter.say(f"disagreement: {scenario['name']} ({strategy})")
            meter.advance(outcome.scenarios, len(disagreements))
    for scenario, strategy, words in sorted(disagreements, key=lambda one: str(one[0]["name"]))[: options.at_most]:
        print(f"\n{words}\n\nshrinking {scenario['name']} ...", flush=True)
        small, small_words = smallest(settings, scenario, strategy)
        print(f"\n{small_words}\n  kept in {keep(options.keep, small, strategy)}", flush=True)
    if len(disagreements) > options.at_most:
        print("\nalso: " + ", ".join(f"{one[0]['name']} ({one[1]})" for one in disagreements[options.at_most :][:40]))
    if left_open:
        print(f"left out, because SQLAlchemy does now this and now that (the order of its sets): {left_open} scenarios")
    print(f"{scenarios} scenarios, {traces} strategies' traces, {len(disagreements)} disagreements")
    return 1 if disagreements else 0


def _fuzz_mappings(command: list[str], options: Namespace) -> int:
    from tests.conformance.differential.fuzz import keep
    from tests.conformance.differential.mapping_fuzz import check_mappings

    wrong = check_mappings(command, options.seeds)
    for one in wrong[: options.at_most]:
        print(f"\n{one.words}\n  kept in {keep(options.keep, one.mapping, 'mapping')}", flush=True)
    print(f"{len(options.seeds)} mappings, {len(wrong)} disagreements")
    return 1 if wrong else 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "reference": reference, "generate": generate, "compare": compare, "fuzz": fuzz,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    try:
        options = parser().parse_args(arguments)
        if importlib.util.find_spec("sqlalchemy") is None:
            raise BadUsage("Python's sqlalchemy is missing; scripts/setup installs it")
        return COMMANDS[options.command](options)
    except (BadUsage, ReplayerGone) as error:
        print(f"differential: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("differential: interrupted", file=sys.stderr)
        return 130
