"""The presets: how many processes and rounds, and which groups.

Reads bench/presets.toml, one table a preset. `sample_ms` is the least duration of one timed sample; where set-ups are
short, one lasts up to `whole_sample_ms` together with them. `strategies` names those that are measured, each with the
groups in which it is.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from experiment.errors import ExperimentError
from experiment.names import nearest

DEFAULT_FILE = Path(__file__).resolve().parent.parent / "bench" / "presets.toml"


@dataclass(frozen=True)
class Preset:
    name: str
    processes: int
    rounds: int
    sample_ms: float
    verdicts: bool
    groups: tuple[str, ...]  # fnmatch patterns over group ids
    strategies: tuple[tuple[str, tuple[str, ...]], ...]  # name, patterns over its groups
    looks: tuple[int, ...] = ()  # processes after which what is undecided goes on; the first is `processes`
    patience_minutes: float | None = None  # what measuring may take beyond the first look
    instructions: tuple[str, ...] = ()  # fnmatch patterns over group ids of sqlite_memory: counted with --instructions
    sqlalchemy: tuple[str, ...] = ()  # fnmatch patterns over workload/relation/dataset: what SQLAlchemy is measured at
    has_sqlalchemy: bool = False  # without being asked
    whole_sample_ms: float = 0.0


def _preset(name: str, row: object, path: Path) -> Preset:
    if not isinstance(row, dict):
        raise ExperimentError(f"{path}: {name} is not a table of settings")
    kinds = {"processes": int, "rounds": int, "sample_ms": (int, float), "verdicts": bool, "groups": list}
    for key, kind in kinds.items():
        if not isinstance(row.get(key), kind):  # type: ignore[arg-type]
            raise ExperimentError(f"{path}: [{name}] needs {key}")
    if row["processes"] < 1 or row["rounds"] < 1 or row["sample_ms"] <= 0:
        raise ExperimentError(f"{path}: [{name}] needs processes, rounds and sample_ms above 0")
    whole_sample_ms = row.get("whole_sample_ms", 0.0)
    if not isinstance(whole_sample_ms, int | float) or whole_sample_ms < 0:
        raise ExperimentError(f"{path}: [{name}] whole_sample_ms must be a number of milliseconds")
    strategies = row.get("strategies")
    if not isinstance(strategies, dict) or not all(isinstance(groups, list) for groups in strategies.values()):
        raise ExperimentError(f"{path}: [{name}.strategies] needs a list of groups for each strategy")
    looks, patience = row.get("looks", []), row.get("patience_minutes")
    if looks and not (
        isinstance(looks, list)
        and all(isinstance(count, int) for count in looks)
        and looks == sorted(set(looks))
        and looks[0] == row["processes"] > 1
        and row["verdicts"]
        and isinstance(patience, int | float)
        and patience >= 0
    ):
        raise ExperimentError(f"{path}: [{name}] looks increase from processes, and need verdicts and patience_minutes")
    instructions = row.get("instructions", [])
    if not isinstance(instructions, list) or not all("/sqlite_memory/" in str(group) for group in instructions):
        raise ExperimentError(f"{path}: [{name}] instructions must be a list of groups of sqlite_memory")
    in_python = row.get("sqlalchemy", [])
    if not isinstance(in_python, list) or not all(str(group).count("/") == 2 for group in in_python):
        raise ExperimentError(f"{path}: [{name}] sqlalchemy must be a list of workload/relation/dataset")
    return Preset(
        name,
        row["processes"],
        row["rounds"],
        float(row["sample_ms"]),
        row["verdicts"],
        tuple(map(str, row["groups"])),
        tuple((strategy, tuple(map(str, groups))) for strategy, groups in strategies.items()),
        tuple(looks),
        patience,
        tuple(map(str, instructions)),
        tuple(map(str, in_python)),
        row.get("has_sqlalchemy") is True,
        float(whole_sample_ms),
    )


def read_presets(path: Path = DEFAULT_FILE) -> dict[str, Preset]:
    """Every preset of the file, in its order."""
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except OSError as error:
        raise ExperimentError(f"cannot read the presets in {path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError(f"{path} is not valid TOML: {error}") from error
    return {name: _preset(name, row, path) for name, row in tables.items()}


def choose(presets: dict[str, Preset], name: str) -> Preset:
    if name not in presets:
        near = nearest(name, presets, most=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise ExperimentError(f"unknown preset '{name}'; {hint}there are {', '.join(presets)}")
    return presets[name]
