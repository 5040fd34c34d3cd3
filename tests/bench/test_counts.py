"""What each workload sends to the database, strategy by strategy: exact counts on zipf_tiny, 16 users and 40 posts.

Runs the binaries of BOTHSIDES_BIN by a plan, as an experiment does.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")

USERS, POSTS = 16, 40
POSTS_OF_USER_10 = 1
POSTS_OF_USERS_1_AND_11 = 3
POSTS_OF_USER_1 = 1
USERS_WITH_POSTS = 15
MULTIPLIED_ROWS = 251  # a user with k posts and k comments: k * k, and 1 where k is 0
ATTRIBUTION = ("back_populates_runtime", "backref_static", "backref_scalar")
MAPPED = ("back_populates", "back_populates_aa", "backref", "unidirectional", "unlinked", *ATTRIBUTION)
ALL = (*MAPPED, "hand_written")  # from both sides
ONE_SIDED = "one_sided"  # nobody keeps the lists
LINKED = tuple(strategy for strategy in MAPPED if strategy != "backref_scalar")
COUNTS = ("selects", "inserts", "updates", "deletes", "rows_read", "rows_written")


def measure(tmp_path: Path, binary: str, cells: list[str]) -> dict[str, dict[str, float]]:
    """The counters of one iteration of each cell, by strategy; without those that the rule table skips."""
    plan, out = tmp_path / "plan.csv", tmp_path / "out.json"
    plan.write_text("round,cell,iterations\n" + "".join(f"1,{cell},3\n" for cell in cells))
    done = subprocess.run(
        [f"{BIN}/{binary}", f"--plan={plan}", f"--benchmark_out={out}", "--benchmark_out_format=json"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(out.read_text())["benchmarks"]
    wrong = [row["error_message"] for row in rows if row.get("error_occurred")]
    assert not [message for message in wrong if not message.startswith("skipped: ")], wrong
    return {row["name"].split("/")[2]: row for row in rows if not row.get("error_occurred")}


def counts_of_links(
    tmp_path: Path, phase: str, workload: str, relation: str, backend: str = "sqlite"
) -> dict[str, dict[str, float]]:
    """Of the relations beside one-to-many, which every strategy but backref_scalar maps."""
    backend = "sqlite_memory" if phase == "sync" else backend
    dataset = {"one_to_one": "profiles_tiny", "self_referential": "threads_tiny", "many_to_many": "tags_tiny"}[relation]
    cells = [f"{workload}/{relation}/{strategy}/{backend}/{dataset}" for strategy in LINKED]
    return measure(tmp_path, f"bench_{phase}", cells)


def counts(tmp_path: Path, phase: str, workload: str, backend: str) -> dict[str, dict[str, float]]:
    return measure(
        tmp_path,
        f"bench_{phase}",
        [f"{workload}/one_to_many/{strategy}/{backend}/zipf_tiny" for strategy in (*ALL, ONE_SIDED)],
    )


needs_server = pytest.mark.skipif(
    not os.environ.get("BOTHSIDES_DSN"), reason="BOTHSIDES_DSN names no PostgreSQL server (scripts/postgres_cluster)"
)
DATABASES = ["sqlite", "sqlite_memory", pytest.param("postgres", marks=needs_server)]


def expect(rows: dict[str, dict[str, float]], strategies: tuple[str, ...], **wanted: int) -> None:
    for strategy in strategies:
        got = {name: rows[strategy][name] for name in COUNTS}
        assert got == {name: wanted.get(name, 0) for name in COUNTS}, strategy


def configuring(tmp_path: Path, workload: str, backend: str, pairs: int) -> dict[str, dict[str, float]]:
    cells = [f"{workload}/one_to_many/{strategy}/{backend}/classes_{pairs}" for strategy in (*ALL, ONE_SIDED)]
    return measure(tmp_path, "bench_configure", cells)


@pytest.mark.parametrize("pairs", [1, 1000])
@pytest.mark.parametrize("workload", ["configure", "declare_and_configure"])
def test_configuring_sends_nothing_however_many_classes_there_are(tmp_path: Path, workload: str, pairs: int) -> None:
    rows = configuring(tmp_path, workload, "sqlite_memory", pairs)
    assert set(rows) == {*MAPPED, ONE_SIDED}  # hand_written has no classes
    expect(rows, (*MAPPED, ONE_SIDED))
    assert all(row["items"] == pairs and row["other_statements"] == 0 for row in rows.values())


@pytest.mark.parametrize("pairs", [1, 100])
@pytest.mark.parametrize("backend", DATABASES)
def test_the_first_use_is_two_selects_however_many_classes_there_are(tmp_path: Path, backend: str, pairs: int) -> None:
    rows = configuring(tmp_path, "first_use", backend, pairs)
    expect(rows, ALL, selects=2, rows_read=1 + POSTS_OF_USER_1)
    assert all(row["other_statements"] == 1 for row in rows.values())  # BEGIN


@pytest.mark.parametrize("backend", DATABASES)
def test_lazy_loading_sends_one_select_a_user_and_one_for_the_users(tmp_path: Path, backend: str) -> None:
    rows = counts(tmp_path, "load", "load_lazy", backend)
    expect(rows, ALL, selects=1 + USERS, rows_read=USERS + POSTS)


@pytest.mark.parametrize("backend", DATABASES)
def test_joined_loading_sends_one_select_with_a_row_a_post_and_one_a_user_without(tmp_path: Path, backend: str) -> None:
    rows = counts(tmp_path, "load", "load_joined", backend)
    assert set(rows) == set(ALL) - {"unidirectional"}  # it maps no collection
    expect(rows, tuple(rows), selects=1, rows_read=POSTS + USERS - USERS_WITH_POSTS)


@pytest.mark.parametrize("backend", DATABASES)
def test_subquery_loading_sends_one_select_for_the_users_and_one_for_the_posts(tmp_path: Path, backend: str) -> None:
    rows = counts(tmp_path, "load", "load_subquery", backend)
    assert set(rows) == set(ALL) - {"unidirectional"}
    expect(rows, tuple(rows), selects=2, rows_read=USERS + POSTS)


def two_collections(tmp_path: Path, how: str, dataset: str, backend: str = "sqlite") -> dict[str, float]:
    cells = [f"load_two_{how}/one_to_many/{strategy}/{backend}/{dataset}" for strategy in ALL]
    rows = measure(tmp_path, "bench_load", cells)
    assert set(rows) == set(ALL) - {"unidirectional"}  # it maps no collection
    for name in ("bytes_written", "other_statements", "round_trips", "copies", "array_statements", "streamed_selects"):
        assert len({row[name] for row in rows.values()}) == 1, name  # hand_written sends what the strategies send
    expect(rows, tuple(rows), selects=int(rows["backref"]["selects"]), rows_read=int(rows["backref"]["rows_read"]))
    return rows["back_populates"]


@pytest.mark.slow
@pytest.mark.parametrize(("fan_out", "users"), [(1, 10_000), (2, 5_000), (10, 1_000)])
def test_two_joined_collections_multiply_their_rows_and_two_loaded_apart_do_not(
    tmp_path: Path, fan_out: int, users: int
) -> None:
    joined = two_collections(tmp_path, "joined", f"fan_out_{fan_out}")
    apart = two_collections(tmp_path, "selectin", f"fan_out_{fan_out}")
    assert (joined["selects"], joined["rows_read"]) == (1, users * fan_out * fan_out)
    assert (apart["selects"], apart["rows_read"]) == (1 + 2 * (users // 500), users + 2 * users * fan_out)
    assert (joined["rows_read"] < apart["rows_read"]) == (fan_out <= 2)  # where they cross, by rows


@pytest.mark.parametrize("backend", DATABASES)
def test_two_collections_are_loaded_by_the_same_statements_on_every_database(tmp_path: Path, backend: str) -> None:
    joined = two_collections(tmp_path, "joined", "zipf_tiny", backend)
    apart = two_collections(tmp_path, "selectin", "zipf_tiny", backend)
    assert (joined["selects"], joined["rows_read"]) == (1, MULTIPLIED_ROWS)
    assert (apart["selects"], apart["rows_read"]) == (1 + 2, USERS + 2 * POSTS)
    assert apart["bytes_written"] == 8 * 2 * USERS  # the keys, once a collection


def test_a_user_by_key_with_its_posts_is_two_selects(tmp_path: Path) -> None:
    rows = counts(tmp_path, "load", "load_user", "sqlite")  # users 1 and 11
    expect(rows, ALL, selects=2 * 2, rows_read=2 + POSTS_OF_USERS_1_AND_11)


def test_touching_all_authors_sends_one_select_for_the_posts_and_one_an_author(tmp_path: Path) -> None:
    rows = counts(tmp_path, "load", "touch_authors", "sqlite")
    expect(rows, (*ALL, ONE_SIDED), selects=1 + USERS_WITH_POSTS, rows_read=POSTS + USERS_WITH_POSTS)


@pytest.mark.parametrize("backend", DATABASES)
def test_a_scan_is_one_select_for_the_users_and_one_for_the_posts(tmp_path: Path, backend: str) -> None:
    rows = counts(tmp_path, "load", "load_scan", backend)
    assert set(rows) == {*ALL, ONE_SIDED}
    expect(rows, tuple(rows), selects=2, rows_read=USERS + POSTS)


@pytest.mark.parametrize("backend", DATABASES)
def test_an_empty_request_is_one_select_and_no_transaction_of_its_own(tmp_path: Path, backend: str) -> None:
    rows = counts(tmp_path, "load", "empty_request", backend)  # users 1 and 11
    assert set(rows) == {*ALL, ONE_SIDED}
    expect(rows, tuple(rows), selects=2, rows_read=2)
    assert all(row["items"] == 2 and row["other_statements"] == 0 for row in rows.values())


@pytest.mark.parametrize("backend", DATABASES)
def test_selectin_loading_sends_one_select_a_500_users_and_one_for_the_users(tmp_path: Path, backend: str) -> None:
    rows = counts(tmp_path, "load", "load_selectin", backend)
    expect(rows, ALL, selects=2, rows_read=USERS + POSTS)


@pytest.mark.parametrize(
    "workload",
    [
        "append", "append_write_only", "set_author", "set_author_unloaded", "move_by_append", "move_by_set", "remove",
        "replace", "clear",
        "drain",
    ],
)  # fmt: skip
def test_work_in_memory_sends_nothing(tmp_path: Path, workload: str) -> None:
    rows = counts(tmp_path, "sync", workload, "sqlite_memory")
    expect(rows, tuple(rows))
    left_out = {"set_author_unloaded": {"unlinked"}, "append_write_only": {"unlinked", "backref_scalar"}}
    one_sided = {ONE_SIDED} if workload in ("set_author", "set_author_unloaded", "move_by_set") else set()
    assert set(rows) == set(ALL) - left_out.get(workload, set()) | one_sided
    assert all(row["other_statements"] == 0 and row["bytes_written"] == 0 for row in rows.values())


def test_an_append_to_an_unloaded_list_loads_it_after_an_autoflush(tmp_path: Path) -> None:
    rows = counts(tmp_path, "sync", "append_unloaded", "sqlite")
    expect(rows, ("unidirectional", "hand_written"))  # a container of the caller's is not there to be loaded
    loading = tuple(name for name in MAPPED if name != "unidirectional")
    flushed = USERS - 1  # the first post of each user but the last; the others find their list loaded
    expect(rows, loading, selects=USERS, rows_read=POSTS, inserts=flushed, rows_written=flushed)


def test_a_flush_with_nothing_to_do_sends_nothing(tmp_path: Path) -> None:
    expect(counts(tmp_path, "flush", "flush_nothing", "sqlite_memory"), (*ALL, ONE_SIDED))


def test_each_dirty_post_is_one_update(tmp_path: Path) -> None:
    expect(counts(tmp_path, "flush", "find_dirty", "sqlite"), (*ALL, ONE_SIDED), updates=1, rows_written=1)


def test_each_orphan_is_one_delete(tmp_path: Path) -> None:
    expect(counts(tmp_path, "flush", "delete_orphans", "sqlite"), ALL, deletes=POSTS // 10, rows_written=POSTS // 10)


def test_a_deleted_user_whose_posts_stay_is_one_delete_and_an_update_a_post(tmp_path: Path) -> None:
    rows = counts(tmp_path, "flush", "release_users", "sqlite")
    expect(rows, ALL, updates=POSTS_OF_USER_10, deletes=1, rows_written=POSTS_OF_USER_10 + 1)


def test_a_new_graph_is_one_insert_a_row_in_one_transaction(tmp_path: Path) -> None:
    rows = counts(tmp_path, "flush", "insert_graph", "sqlite")
    expect(rows, (*ALL, ONE_SIDED), inserts=USERS + POSTS, rows_written=USERS + POSTS)
    assert all(row["other_statements"] == 1 for row in rows.values())  # BEGIN


def test_each_moved_post_is_one_update_and_no_other_row_is_touched(tmp_path: Path) -> None:
    rows = counts(tmp_path, "flush", "move_posts", "sqlite")
    expect(rows, (*ALL, ONE_SIDED), updates=POSTS // 10, rows_written=POSTS // 10)


def test_a_deleted_user_goes_with_its_posts_one_delete_a_row(tmp_path: Path) -> None:
    rows = counts(tmp_path, "flush", "delete_users", "sqlite")
    described = subprocess.run(
        [f"{BIN}/dataset", "describe", "zipf_tiny", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(described.stdout)["users"] == USERS  # of whom one in ten, user 10 alone, goes
    deleted = 1 + POSTS_OF_USER_10
    expect(rows, ALL, deletes=deleted, rows_written=deleted)


def test_the_same_bytes_pass_whatever_the_strategy(tmp_path: Path) -> None:
    def differing(phase: str, workload: str, name: str) -> set[str]:
        rows = counts(tmp_path, phase, workload, "sqlite")
        return {strategy for strategy in ALL if rows[strategy][name] != rows["back_populates"][name]}

    for name in ("bytes_read", "bytes_written"):
        assert differing("flush", "insert_graph", name) == set()
        assert differing("flush", "move_posts", name) == set()
    assert differing("load", "load_selectin", "bytes_read") == set()
    assert differing("load", "load_selectin", "bytes_written") == set()
    assert differing("load", "load_lazy", "bytes_read") == {"hand_written"}  # it knows the author, and does not read it


@pytest.mark.parametrize(
    ("workload", "relation"),
    [
        ("swap_by_profile", "one_to_one"), ("swap_by_user", "one_to_one"), ("reparent_by_append", "self_referential"),
        ("reparent_by_set", "self_referential"), ("link_tags", "many_to_many"), ("link_posts", "many_to_many"),
        ("unlink_tags", "many_to_many"),
    ],
)  # fmt: skip
def test_work_in_memory_on_other_relations_sends_nothing(tmp_path: Path, workload: str, relation: str) -> None:
    expect(counts_of_links(tmp_path, "sync", workload, relation), LINKED)


@pytest.mark.parametrize("workload", ["link_tags", "link_posts", "unlink_tags"])
def test_a_caller_keeps_no_object_of_a_session_that_is_closed(tmp_path: Path, workload: str) -> None:
    """`unlinked` notes which tags to expire after its flush; each of these iterations has a session of its own."""
    assert measure(tmp_path, "bench_sync", [f"{workload}/many_to_many/unlinked/sqlite_memory/tags_small"])


def test_each_moved_profile_is_one_update(tmp_path: Path) -> None:
    rows = counts_of_links(tmp_path, "flush", "move_profiles", "one_to_one")
    moved = int(rows["back_populates"]["items"])
    expect(rows, LINKED, updates=moved, rows_written=moved)


def test_each_moved_reply_is_one_update(tmp_path: Path) -> None:
    rows = counts_of_links(tmp_path, "flush", "move_replies", "self_referential")
    moved = int(rows["back_populates"]["items"])
    expect(rows, LINKED, updates=moved, rows_written=moved)


def test_each_new_link_is_one_insert(tmp_path: Path) -> None:
    rows = counts_of_links(tmp_path, "flush", "write_links", "many_to_many")
    expect(rows, LINKED, inserts=40, rows_written=40)


@needs_server
def test_postgres_writes_the_same_rows_in_fewer_statements(tmp_path: Path) -> None:
    """Many rows are one COPY or one statement with arrays; a few are a statement each, sent in a pipeline."""
    new = counts(tmp_path, "flush", "insert_graph", "postgres")
    expect(new, ALL, inserts=2, rows_written=USERS + POSTS)
    moved = counts(tmp_path, "flush", "move_posts", "postgres")
    expect(moved, ALL, updates=POSTS // 10, rows_written=POSTS // 10)  # four rows: too few for an array
    deleted = counts(tmp_path, "flush", "delete_users", "postgres")
    expect(deleted, ALL, deletes=1 + POSTS_OF_USER_10, rows_written=1 + POSTS_OF_USER_10)
    for strategy in ALL:
        assert new[strategy]["copies"] == 2 and new[strategy]["round_trips"] == 5  # BEGIN, and two for a COPY
        assert moved[strategy]["round_trips"] == 1 and deleted[strategy]["round_trips"] == 2
        assert moved[strategy]["pipelined_statements"] == POSTS // 10
        assert all(rows[strategy]["other_statements"] == (1 if rows is new else 0) for rows in (new, moved, deleted))


@needs_server
@pytest.mark.parametrize("workload", ["load_lazy", "load_selectin"])
def test_postgres_waits_once_a_select_and_copies_whole_tables(tmp_path: Path, workload: str) -> None:
    rows = counts(tmp_path, "load", workload, "postgres")
    for strategy, row in rows.items():
        assert row["round_trips"] == row["selects"] + 1, strategy  # and BEGIN
        assert row["copies"] == 1, strategy


@needs_server
@pytest.mark.parametrize(
    ("workload", "relation"),
    [
        ("move_profiles", "one_to_one"), ("move_replies", "self_referential"), ("write_links", "many_to_many"),
        ("load_profiles", "one_to_one"), ("load_threads", "self_referential"), ("load_tags", "many_to_many"),
    ],
)  # fmt: skip
def test_postgres_reads_and_writes_the_rows_that_sqlite_does(tmp_path: Path, workload: str, relation: str) -> None:
    phase = "load" if workload.startswith("load_") else "flush"
    sqlite = counts_of_links(tmp_path, phase, workload, relation)
    postgres = counts_of_links(tmp_path, phase, workload, relation, "postgres")
    for strategy in LINKED:
        for name in ("selects", "rows_read", "rows_written", "bytes_read"):
            assert postgres[strategy][name] == sqlite[strategy][name], (strategy, name)
        assert postgres[strategy]["fallbacks"] == 0


@pytest.mark.parametrize(("phase", "workload"), [("load", "load_selectin"), ("flush", "insert_graph")])
def test_allocations_are_exact_and_the_copy_makes_the_same(tmp_path: Path, phase: str, workload: str) -> None:
    first, again = (counts(tmp_path, phase, workload, "sqlite_memory") for _ in range(2))
    taken = {strategy: (row["allocations"], row["allocated_bytes"]) for strategy, row in first.items()}
    assert taken == {strategy: (row["allocations"], row["allocated_bytes"]) for strategy, row in again.items()}
    assert taken["back_populates"] == taken["back_populates_aa"]
    assert all(0 < number <= size for strategy, (number, size) in taken.items() if strategy != "hand_written")


def test_a_load_allocates_by_the_slab_and_not_by_the_post(tmp_path: Path) -> None:
    prefix = "load_selectin/one_to_many/back_populates/sqlite_memory"
    cells = [f"{prefix}/{dataset}" for dataset in ("zipf_tiny", "zipf_small")]
    tiny, small = (measure(tmp_path, "bench_load", [cell])["back_populates"]["allocations"] for cell in cells)
    assert small < tiny + 100  # for 10,000 posts instead of 40
