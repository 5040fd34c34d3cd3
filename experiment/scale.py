"""python3 -m experiment.scale: how loads, flushes and requests grow with the posts, with one server and with several.

Starts a cluster for each number of servers (0: one server with all the data), in network namespaces where allowed.
Measures each workload at each size in one process of a release build, with answers checked, and fits the exponents of
growth. A time is that of the fastest round, because other programs on the machine only add time. Writes the results as
JSON and as a table.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from experiment.arguments import DEFAULT_BIN, ROOT
from vocabulary.cells import POSTGRES, SHARDED
from vocabulary.marks import put_between

CLUSTER = ROOT / "scripts" / "postgres_cluster"
POSTS = {"small": 10_000, "medium": 100_000, "large": 1_000_000, "huge": 10_000_000}
TIMES = {"small": 10, "medium": 3, "large": 1, "huge": 1}  # as many rounds as are asked for
WORKLOADS = {  # of which binary, and up to how many posts
    "load_scan": ("bench_load", POSTS["huge"]),
    "load_selectin": ("bench_load", POSTS["huge"]),
    "insert_graph": ("bench_flush", POSTS["huge"]),
    "move_posts": ("bench_flush", POSTS["large"]),
    "mix_blog": ("bench_mix", POSTS["huge"]),
}
BEGIN = "<!-- scale: made by `scripts/python -m experiment.scale --write docs/postgres.md` -->"
END = "<!-- /scale -->"


@dataclass(frozen=True)
class Point:
    """`seconds` are those of one iteration in the fastest round."""

    workload: str
    strategy: str
    servers: int  # beside the one that coordinates; 0: there is one, which keeps all
    posts: int
    seconds: float
    median: float


def measure(conninfo: str, servers: int, size: str, workloads: Sequence[str], rounds: int, bin: Path) -> list[Point]:
    backend = SHARDED if servers else POSTGRES
    found: dict[tuple[str, str], list[float]] = {}
    for binary in dict.fromkeys(WORKLOADS[name][0] for name in workloads):
        own = [name for name in workloads if WORKLOADS[name][0] == binary and POSTS[size] <= WORKLOADS[name][1]]
        cells = [
            f"{name}/one_to_many/{strategy}/{backend}/uniform_{size}"
            for name in own
            for strategy in ("back_populates", "hand_written")
        ]
        if not cells:
            continue
        with tempfile.TemporaryDirectory() as folder:
            plan, out = Path(folder) / "plan.csv", Path(folder) / "out.json"
            rows = [f"{number},{cell},1" for number in range(1, rounds * TIMES[size] + 1) for cell in cells]
            plan.write_text("\n".join(["round,cell,iterations", *rows, ""]), encoding="utf-8")
            command = [str(bin / binary), f"--plan={plan}", f"--benchmark_out={out}"]
            environment = os.environ | {"BOTHSIDES_DSN": conninfo}
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode != 0:
                raise SystemExit(f"scale: {binary} on uniform_{size} over {servers}: {done.stderr.strip()[-500:]}")
            for row in json.loads(out.read_text(encoding="utf-8"))["benchmarks"]:
                workload, _, strategy, *_ = row["name"].split("/")
                found.setdefault((workload, strategy), []).append(row["real_time"] / 1e9)
    return [
        Point(*work, servers, POSTS[size], min(times), statistics.median(times))
        for work, times in found.items()
    ]


def exponent(points: Iterable[Point]) -> float | None:
    """Of the seconds in the posts, by least squares of their logarithms; None of fewer than two sizes."""
    own = list(points)
    posts, seconds = [np.log(p.posts) for p in own], [np.log(p.seconds) for p in own]
    return float(np.polyfit(posts, seconds, 1)[0]) if len(own) > 1 else None


def table(points: Sequence[Point]) -> str:
    sizes = sorted({point.posts for point in points})
    lines = ["| work | by | servers | " + " | ".join(f"{n:,} posts" for n in sizes) + " | exponent |"]
    lines.append("|---|---|---|" + "---:|" * (len(sizes) + 1))
    by_work: dict[tuple[str, str, int], list[Point]] = {}
    for point in points:
        by_work.setdefault((point.workload, point.strategy, point.servers), []).append(point)
    for (workload, strategy, servers), own in by_work.items():
        times = {point.posts: f"{point.seconds:.3g} s" for point in own}
        slope = exponent(own)
        cells = [times.get(n, "") for n in sizes] + ["" if slope is None else f"{slope:.2f}"]
        where = "one" if servers == 0 else f"1 + {servers}"
        lines.append(f"| {workload} | {strategy} | {where} | {' | '.join(cells)} |")
    return "\n".join(lines)


def over(servers: int, sizes: Sequence[str], workloads: Sequence[str], rounds: int, bin: Path) -> list[Point]:
    """All sizes on one cluster, which goes whatever happens."""
    folder = Path(tempfile.gettempdir()) / f"bothsides-scale-{os.getpid()}"
    links = ["--namespaces"] if servers and os.geteuid() == 0 and shutil.which("ip") else []
    spread = ["--shards", str(servers), *links] if servers else []
    command = [str(CLUSTER), "start", "--dir", str(folder), "--for", str(os.getpid()), *spread]
    try:
        started = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if started.returncode != 0:
            raise SystemExit(2)  # it has said why
        found = []
        for size in sizes:
            print(f"{servers} servers, {POSTS[size]:,} posts", file=sys.stderr)
            found += measure(started.stdout.strip(), servers, size, workloads, rounds, bin)
        return found
    finally:
        subprocess.run([str(CLUSTER), "stop", "--dir", str(folder)])


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="experiment.scale", description=__doc__.split("\n\n")[0])
    parser.add_argument("--servers", type=int, nargs="+", default=[0, 1, 2, 4], help="default: 0 1 2 4")
    parser.add_argument("--sizes", nargs="+", choices=POSTS, default=["small", "medium", "large"])
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bin", type=Path, default=DEFAULT_BIN, help="the bin folder of a release build")
    parser.add_argument("--out", type=Path, help="JSON; results in it for other servers, sizes and workloads are kept")
    parser.add_argument("--write", type=Path, help="a document with the marks of the table")
    options = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no cluster stays
    if missing := [name for name, _ in WORKLOADS.values() if not (options.bin / name).exists()]:
        parser.error(f"{options.bin / missing[0]} is not built: scripts/build release")
    points: dict[tuple[object, ...], Point] = {}
    if options.out and options.out.exists():
        kept = [Point(**row) for row in json.loads(options.out.read_text(encoding="utf-8"))]
        points = {(p.workload, p.strategy, p.servers, p.posts): p for p in kept}
    for servers in options.servers:
        for p in over(servers, options.sizes, options.workloads, options.rounds, options.bin):
            points[p.workload, p.strategy, p.servers, p.posts] = p
        places = list(WORKLOADS)
        found = sorted(points.values(), key=lambda p: (places.index(p.workload), p.strategy, p.servers, p.posts))
        if options.out:
            options.out.write_text(json.dumps([asdict(p) for p in found], indent=1) + "\n", encoding="utf-8")
    print(table(found))
    if options.write:
        put_between(options.write, BEGIN, END, table(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
