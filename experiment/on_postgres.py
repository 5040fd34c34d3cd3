"""What a command line says of PostgreSQL: forced paths, and over how many servers."""

from experiment.errors import ExperimentError
from vocabulary.cells import SHARDED

DEFAULT_SHARDS, MOST_SHARDS = 2, 16
WRITES = ("automatic", "copy", "arrays", "pipeline", "single")
PATHS = {
    "insert": WRITES,
    "update": WRITES,
    "remove": WRITES,
    "load": ("automatic", "copy", "stream", "whole"),
    "keys": ("array", "list"),
}


def require_paths(paths: str) -> None:
    for part in paths.split(","):
        what, _, path = part.partition("=")
        if path not in PATHS.get(what, ()):
            known = "; ".join(f"{name}={'|'.join(values)}" for name, values in PATHS.items())
            raise ExperimentError(f"--postgres-paths: '{part}' is not a path; there are {known}")


def judge_shards(shards: int, backend: str | None, resume: bool, dsn: str | None) -> None:
    if dsn is not None:
        raise ExperimentError("--shards: the coordinator of --dsn already has its servers; leave --shards out")
    if backend != SHARDED and not resume:
        raise ExperimentError(f"--shards needs --backend {SHARDED}; give both")
    if not 1 <= shards <= MOST_SHARDS:
        raise ExperimentError(f"--shards must be a number from 1 to {MOST_SHARDS}")
