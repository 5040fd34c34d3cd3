"""Mixes: what their requests send, strategy by strategy; files of users; and the price of a forgotten side."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.bench.test_counts import ALL, BIN, measure, needs_server

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")

SHIPPED = [path.stem for path in sorted((ROOT / "bench" / "mixes").glob("*.toml"))]
# SELECTs and written rows of an operation with this count, where neither side is loaded before.
SELECTS = {
    "load_user": 2, "load_post": 2, "append_post": 2, "write_post": 1, "move_by_append": 4, "move_by_set": 2,
    "remove_post": 2, "delete_post": 2, "edit_post": 1, "delete_user": 2, "import_user": 0,
}  # fmt: skip
INSERTS = {"append_post", "write_post", "import_user"}
UPDATES = {"move_by_append", "move_by_set", "remove_post", "edit_post"}
REPEATED = {"load_user", "load_post", "move_by_set", "edit_post", "delete_user"}  # a step for each of `count`


def operations(name: str) -> dict[str, tuple[int, int]]:
    """By operation: how often an iteration does it, and its count. The weights of the suite leave no remainder."""
    mix = tomllib.loads((ROOT / "bench" / "mixes" / f"{name}.toml").read_text())
    total = mix["requests"] * mix.get("operations_per_request", 1)
    weights = sum(row["weight"] for row in mix["operation"])
    return {row["do"]: (total * row["weight"] // weights, row.get("count", 1)) for row in mix["operation"]}


def mix_counts(tmp_path: Path, name: str, backend: str, dataset: str = "uniform_small") -> dict[str, dict[str, float]]:
    return measure(
        tmp_path, "bench_mix", [f"mix_{name}/one_to_many/{strategy}/{backend}/{dataset}" for strategy in ALL]
    )


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=needs_server)])
@pytest.mark.parametrize("name", SHIPPED)
def test_requests_send_what_their_operations_send(tmp_path: Path, name: str, backend: str) -> None:
    rows = mix_counts(tmp_path, name, backend)
    done = operations(name)
    steps = {do: times * count if do in REPEATED else times for do, (times, count) in done.items()}
    items = {do: times * count for do, (times, count) in done.items()}
    selects = sum(SELECTS[do] * n for do, n in steps.items())
    inserts = sum(n for do, n in items.items() if do in INSERTS) + steps.get("import_user", 0)
    updates = sum(n for do, n in items.items() if do in UPDATES)
    moved = steps.get("move_by_set", 0)
    written = steps.get("write_post", 0)
    for strategy, row in rows.items():
        assert row["left_out"] == 0
        # The caller's function looks up the old author; both sides of unlinked load the lists that they write.
        more = {"unidirectional": moved, "unlinked": 3 * moved + written}.get(strategy, 0)
        assert row["selects"] == selects + more, strategy
        deleted = row["rows_written"] - inserts - updates - (moved if strategy == "unlinked" else 0)
        if backend == "sqlite":
            assert row["inserts"] == inserts, strategy
            # unlinked: loading the second list flushes the first change, and the appended post is written again.
            assert row["updates"] == updates + (moved if strategy == "unlinked" else 0), strategy
            assert row["deletes"] == deleted, strategy
        assert row["other_statements"] == 0, strategy  # BEGIN and ROLLBACK are not timed
        deletes = items.get("delete_post", 0) + steps.get("delete_user", 0)
        assert deleted == deletes + (rows["hand_written"]["rows_written"] - inserts - updates - deletes), strategy
    assert rows["back_populates"]["rows_read"] == rows["backref"]["rows_read"] == rows["hand_written"]["rows_read"]


def test_a_moderated_user_goes_with_its_posts(tmp_path: Path) -> None:
    rows = mix_counts(tmp_path, "moderation", "sqlite")
    posts_of_deleted_users = 2 * 10
    assert {row["deletes"] for row in rows.values()} == {8 + 2 + posts_of_deleted_users}


@needs_server
def test_postgres_writes_the_rows_of_a_mix_in_fewer_statements(tmp_path: Path) -> None:
    sqlite, postgres = (mix_counts(tmp_path, "import", backend) for backend in ("sqlite", "postgres"))
    for strategy in ALL:
        assert postgres[strategy]["rows_written"] == sqlite[strategy]["rows_written"] == 15 * 51 + 5 * 100
        assert postgres[strategy]["inserts"] == 15 * 2 + 5, strategy  # of users, of their posts, of others' posts
        assert postgres[strategy]["copies"] == 20, strategy  # of the posts; one new user is a statement


@needs_server
@pytest.mark.parametrize("name", ["blog", "feed", "import"])
def test_hand_written_code_sends_postgres_what_the_mapper_sends(tmp_path: Path, name: str) -> None:
    rows = mix_counts(tmp_path, name, "postgres")
    same = ("selects", "inserts", "updates", "deletes", "copies", "array_statements")
    mapped, by_hand = rows["back_populates"], rows["hand_written"]
    assert {key: by_hand[key] for key in same} == {key: mapped[key] for key in same}
    # A session flushes before it reads; who writes by hand waits for the end of a request.
    assert by_hand["round_trips"] <= mapped["round_trips"]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_results_say_what_a_mix_consists_of(tmp_path: Path, name: str) -> None:
    mix_counts(tmp_path, name, "sqlite", "zipf_tiny")
    context = json.loads((tmp_path / "out.json").read_text())["context"]
    consists_of = json.loads(context[f"workload.mix_{name}.consists_of"])
    requests = consists_of["requests"]
    found = {row["operation"]: round(row["per_request"] * requests) for row in consists_of["operations"]}
    assert found.pop("session") == requests  # each has one of its own, whatever it does
    assert found == {do: times for do, (times, _) in operations(name).items()}
    known = set(re.findall(r"X\((\w+),", (ROOT / "bench" / "workloads" / "all.h").read_text()))
    for row in consists_of["operations"]:
        assert row["parts"] and all(part["workload"] in known for part in row["parts"])
        assert row["operation"] == "session" or all(part["items_per_request"] > 0 for part in row["parts"])


MINE = """name = "mine"
words = "mine"
question = "mine?"
dataset = "zipf_tiny"
requests = 10

[[operation]]
do = "append_post"
weight = 1
"""


def bench_mix(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([f"{BIN}/bench_mix", *arguments], capture_output=True, text=True, timeout=120)


def test_a_users_mix_is_measured_on_every_strategy(tmp_path: Path) -> None:
    file, out = tmp_path / "mine.toml", tmp_path / "out.json"
    file.write_text(MINE)
    done = bench_mix(
        f"--mix={file}", "--benchmark_filter=^mix_mine/.*/sqlite/zipf_tiny", "--benchmark_min_time=0.00001",
        f"--benchmark_out={out}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(out.read_text())["benchmarks"]
    # every strategy that keeps lists, for requests show them
    assert {row["name"].split("/")[2] for row in rows} == {
        *ALL, "sync_at_flush", "back_populates_list", "unidirectional_indexed",
        "hand_written_unidirectional", "hand_written_unlinked",
    }  # fmt: skip
    assert all((row["items"], row["selects"], row["inserts"]) == (10, 20, 10) for row in rows)


def test_a_file_of_the_suite_may_be_named_and_its_name_not_be_taken(tmp_path: Path) -> None:
    assert bench_mix(f"--mix={ROOT / 'bench' / 'mixes' / 'blog.toml'}", "--benchmark_list_tests").returncode == 0
    taken = MINE.replace('"mine"\nwords', '"blog"\nwords')
    (tmp_path / "mine.toml").write_text("# mine\n" + taken)
    done = bench_mix(f"--mix={tmp_path / 'mine.toml'}", "--benchmark_list_tests")
    assert done.returncode == 2
    assert "mine.toml: line 2: a mix 'blog' already exists: choose another name" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("append_post", "fly"), "mine.toml: line 8: unknown operation 'fly'"),
        (("weight = 1", "weight = -1"), "mine.toml: line 9: weight is -1: it has to be above 0"),
        (("requests", "request"), "mine.toml: line 5: unknown key 'request'"),
        (("= 10", "= ["), "is not TOML"),
    ],
)
def test_a_bad_mix_is_one_message_and_exit_code_2(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    (tmp_path / "mine.toml").write_text(MINE.replace(*change))
    done = bench_mix(f"--mix={tmp_path / 'mine.toml'}", "--benchmark_list_tests")
    assert done.returncode == 2 and not done.stdout
    assert len(done.stderr.strip().splitlines()) == 1 and said in done.stderr


def test_a_mix_that_is_not_there_and_another_binary_are_refused() -> None:
    assert "cannot be read" in bench_mix("--mix=/nowhere.toml").stderr
    done = subprocess.run([f"{BIN}/bench_load", "--mix=/nowhere.toml"], capture_output=True, text=True)
    assert done.returncode == 2 and "mixes are measured by bench_mix" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("share", "forgotten", "backend"),
    [
        ("1", 100, "sqlite_memory"), ("10", 1_000, "sqlite_memory"), ("50", 5_000, "sqlite_memory"),
        pytest.param("10", 1_000, "postgres", marks=needs_server),
    ],
)  # fmt: skip
def test_a_forgotten_side_goes_stale_and_is_lost_and_not_where_the_runtime_keeps_it(
    tmp_path: Path, share: str, forgotten: int, backend: str
) -> None:
    rows = measure(
        tmp_path, "bench_mix",
        [f"forget_{share}/one_to_many/{strategy}/{backend}/zipf_small" for strategy in ALL],
    )  # fmt: skip
    changes = 10_000
    for strategy, row in rows.items():
        assert row["items"] == changes
        if strategy in ("unidirectional", "unlinked"):
            stale = forgotten / 2 * (1 + 2)  # the lists alone; the author, and the lists that hold the post
            assert row["stale_reads"] == stale, strategy
        else:
            assert (row["stale_reads"], row["lost_writes"]) == (0, 0), strategy
    # Every append to a container is lost, but for posts that are released all the same; a stale list loses the others.
    lost = {strategy: rows[strategy]["lost_writes"] for strategy in ("unidirectional", "unlinked")}
    assert lost["unidirectional"] > 0.9 * forgotten / 2 > lost["unlinked"] > 0
