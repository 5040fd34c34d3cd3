"""The replayer under test: a command that prints one trace, as a line of JSON, for each scenario file it is given."""

import json
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

SECONDS_A_SCENARIO = 5.0
SECONDS_AT_LEAST = 60.0
NOTHING: dict[str, Any] = {
    "format": 1, "name": "nothing", "title": "one step", "model": "one_to_many", "rows": {},
    "strategies": ["back_populates", "backref", "unlinked"], "steps": [{"op": "flush"}],
}  # fmt: skip


class ReplayerFailed(Exception):
    """The command crashed, hung or printed something else than traces; the text says which."""


class ReplayerGone(Exception):
    """The command cannot be started; no scenario is the reason."""


def command_of(text: str) -> list[str]:
    """The words of a command; its first must be a program. Raises FileNotFoundError."""
    words = [text] if Path(text).is_file() else shlex.split(text)
    if not words or shutil.which(words[0]) is None:
        raise FileNotFoundError(text)
    return words


def run(command: list[str], files: list[Path], strategy: str | None) -> list[dict[str, Any]]:
    limit = max(SECONDS_AT_LEAST, SECONDS_A_SCENARIO * len(files))
    try:
        done = subprocess.run(
            [*command, *map(str, files), *(["--strategy", strategy] if strategy else [])],
            capture_output=True, text=True, timeout=limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ReplayerFailed(f"no answer within {limit:.0f} s") from error
    except OSError as error:  # it was there when it was chosen: rebuilt meanwhile, say
        raise ReplayerGone(f"'{command[0]}' cannot be run any more: {error.strerror}") from error
    if done.returncode != 0:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit status {done.returncode}"
        raise ReplayerFailed(f"{how}: {done.stderr.strip()[-600:] or '(nothing on stderr)'}")
    try:
        traces = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    except ValueError as error:
        raise ReplayerFailed(f"prints no JSON lines: {error}") from error
    if len(traces) != len(files):
        raise ReplayerFailed(f"printed {len(traces)} traces for {len(files)} scenarios")
    return traces


def knows(command: list[str], strategy: str) -> bool:
    """Whether the replayer can play this strategy at all."""
    return not isinstance(replay(command, [NOTHING], strategy)[0], ReplayerFailed)


def replay(
    command: list[str], scenarios: list[dict[str, Any]], strategy: str | None
) -> list[dict[str, Any] | ReplayerFailed]:
    """The trace of each scenario (without a strategy: the outcome of each mapping), or what went wrong with it."""
    with tempfile.TemporaryDirectory(prefix="bothsides-fuzz-") as folder:
        files = []
        for number, scenario in enumerate(scenarios):
            files.append(Path(folder, f"{number}.json"))
            files[-1].write_text(json.dumps(scenario))
        try:
            return list(run(command, files, strategy))
        except ReplayerFailed as error:
            if len(files) == 1:
                return [error]
        found: list[dict[str, Any] | ReplayerFailed] = []
        for file in files:  # one of them is the culprit
            try:
                found += run(command, [file], strategy)
            except ReplayerFailed as error:
                found.append(error)
        return found
