"""One coordinator and its shards: where rows lie, and what a shard that dies leaves: at each point of a transaction."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiment.tests.shards import CLUSTER, TABLES, Session, Shards

pytestmark = pytest.mark.xdist_group("shards")  # one cluster is enough
LOST = "08006"
LIMIT = 15  # seconds until a link that is cut is noticed: by docs/postgres.md 4 on a machine at rest, else many minutes


@pytest.fixture
def tables(shards: Shards) -> Iterator[Shards]:
    session = shards.session()
    assert session(TABLES) == ""
    session("INSERT INTO users VALUES (1, 'a')")
    session.close()
    yield shards
    for left in shards.sessions:
        left.close()  # a test that failed may have left a transaction open, whose locks the next line would wait for
    session = shards.session()
    session("DROP SCHEMA s CASCADE")
    assert session("SELECT count(*) FROM pg_namespace WHERE nspname = 's'") == "0"
    session.close()


def posts(first: int, last: int) -> str:
    return f"INSERT INTO s.posts SELECT i, 'title', 1 FROM generate_series({first}, {last}) i"


def test_posts_are_spread_and_users_are_not(tables: Shards) -> None:
    session = tables.session()
    session(posts(1, 1000))
    there = [tables.rows(1), tables.rows(2)]
    assert sum(there) == 1000 and min(there) > 350
    assert session("SELECT count(*), min(id), max(id) FROM s.posts") == "1000|1|1000"
    assert session("SELECT count(*) FROM s.users") == "1"
    shard = tables.session(1)
    assert shard("SELECT to_regclass('s.users') IS NULL") == "t"
    assert "posts_author_id" in shard("SELECT indexname FROM pg_indexes WHERE schemaname = 's' ORDER BY 1")
    assert "23505" in shard("INSERT INTO s.posts SELECT * FROM s.posts LIMIT 1")  # each shard has its own key


def test_what_is_dropped_is_dropped_everywhere(shards: Shards) -> None:
    session = shards.session()
    assert session(TABLES + posts(1, 10)) == ""
    session("DROP SCHEMA s CASCADE")
    assert shards.session(1)("SELECT to_regclass('s.posts') IS NULL") == "t"


def test_a_rollback_reaches_every_shard(tables: Shards) -> None:
    session = tables.session()
    session("BEGIN; " + posts(1, 100) + "; ROLLBACK")
    assert [tables.rows(1), tables.rows(2)] == [0, 0]


def test_a_shard_that_dies_between_statements_fails_the_next_and_leaves_a_usable_session(tables: Shards) -> None:
    session = tables.session()
    session("BEGIN; " + posts(1, 100))
    tables.kill(2)
    assert LOST in session("UPDATE s.posts SET title = 'other'")
    assert "25P02" in session("SELECT count(*) FROM s.users")  # until the rollback
    assert "ERROR" not in session("ROLLBACK")
    assert session("SELECT count(*) FROM s.users") == "1"  # what lies here needs no shard
    tables.restart(2)
    assert session("SELECT count(*) FROM s.posts") == "0"
    assert session(posts(1, 100)) == "" and session("SELECT count(*) FROM s.posts") == "100"


def test_a_shard_that_dies_in_a_copy_fails_it_as_a_whole(tables: Shards) -> None:
    session = tables.session()
    session.send("COPY s.posts FROM STDIN;")
    rows = [f"{i}\ttitle\t1" for i in range(1, 20_001)]
    session.send("\n".join(rows[:10_000]))
    time.sleep(0.3)  # some batches are sent
    tables.kill(2)
    session.send("\n".join(rows[10_000:]) + "\n\\.")
    assert LOST in session.heard()
    tables.restart(2)
    assert session("SELECT count(*) FROM s.posts") == "0"


def commit_without(tables: Shards, dead: int) -> tuple[str, int]:
    """Rows on both shards, one of which dies before COMMIT: what the coordinator says, and what the other keeps."""
    session = tables.session()
    session("BEGIN; " + posts(1, 100) + "; INSERT INTO s.users VALUES (2, 'b')")
    tables.kill(dead)
    said = session("COMMIT")
    assert session("SELECT count(*) FROM s.users") == "1"  # the coordinator itself has rolled back
    tables.restart(dead)
    assert tables.rows(dead) == 0
    kept = tables.rows(3 - dead)
    session("DELETE FROM s.posts")
    return said, kept


def test_a_shard_that_dies_before_commit_leaves_half_a_transaction_on_the_other(tables: Shards) -> None:
    """postgres_fdw commits shard after shard and has no two-phase commit. So of the two deaths one comes after the
    other shard's commit, which then stays, though the caller is told that all has failed."""
    found = [commit_without(tables, dead) for dead in (1, 2)]
    assert all(LOST in said for said, _ in found)
    halves = sorted(kept > 0 for _, kept in found)
    assert halves == [False, True], found


def asleep_in_commit(shard: Session) -> None:
    deadline = time.monotonic() + 10
    while shard("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") != "1":
        assert time.monotonic() < deadline, "the shard's COMMIT was to sleep"
        time.sleep(0.02)


def test_a_shard_that_dies_in_the_middle_of_its_commit_does_the_same(tables: Shards) -> None:
    """It sleeps in a deferred trigger, so its COMMIT has begun and is not done."""
    halves = []
    for dying in (1, 2):
        shard = tables.session(dying)
        shard(
            "CREATE FUNCTION s.sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL;"
            " END $$; CREATE CONSTRAINT TRIGGER sleep AFTER INSERT ON s.posts DEFERRABLE INITIALLY DEFERRED FOR EACH"
            " ROW EXECUTE FUNCTION s.sleep()"
        )
        session = tables.session()
        session("BEGIN; " + posts(1, 100) + "; INSERT INTO s.users VALUES (2, 'b')")
        session.send("COMMIT;")
        asleep_in_commit(shard)
        tables.kill(dying)
        assert LOST in session.heard()
        assert session("SELECT count(*) FROM s.users") == "1"  # rolled back here, and usable
        tables.restart(dying)
        assert tables.rows(dying) == 0
        halves.append(tables.rows(3 - dying) > 0)
        tables.session(dying)("DROP FUNCTION s.sleep CASCADE")
        session("DELETE FROM s.posts")
    assert sorted(halves) == [False, True]


@pytest.mark.parametrize("statement", ["UPDATE s.posts SET title = 'other'", "COMMIT"])
def test_a_link_that_is_cut_is_told_within_the_limit_and_leaves_a_usable_session(
    tables: Shards, statement: str
) -> None:
    if not tables.namespaces:
        pytest.skip("no network namespace can be made here: the shards are reached over sockets, which nobody cuts")
    session = tables.session()
    session("BEGIN; " + posts(1, 100) + "; INSERT INTO s.users VALUES (2, 'b')")
    tables.link(2, "down")
    try:
        started = time.monotonic()
        assert LOST in session(statement)
        assert time.monotonic() - started < LIMIT
        assert "ERROR" not in session("ROLLBACK")
        assert session("SELECT count(*) FROM s.users") == "1"  # what lies here needs no link
        assert "08001" in session("SELECT count(*) FROM s.posts")
    finally:
        tables.link(2, "up")
    assert tables.rows(2) == 0
    kept = tables.rows(1)
    assert kept == 0 or (statement == "COMMIT" and kept > 0)  # as of a shard that dies: half may be done
    assert session("DELETE FROM s.posts; " + posts(1, 100)) == ""  # it lets go of what the lost session held


def test_a_shard_that_refuses_at_commit_does_the_same(tables: Shards) -> None:
    """During COMMIT: a deferred constraint that fails there."""
    halves = []
    for refusing in (1, 2):
        shard = tables.session(refusing)
        shard(
            "CREATE OR REPLACE FUNCTION s.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '40001';"
            " END $$; CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON s.posts DEFERRABLE INITIALLY DEFERRED FOR EACH"
            " ROW EXECUTE FUNCTION s.refuse()"
        )
        session = tables.session()
        said = session("BEGIN; " + posts(1, 100) + "; COMMIT")
        assert "40001" in said  # the shard's own code reaches the caller, who may try the whole again
        halves.append(tables.rows(3 - refusing) > 0)
        shard("DROP TRIGGER refuse ON s.posts")
        session("DELETE FROM s.posts")
    assert sorted(halves) == [False, True]


def test_two_phase_commit_is_refused(tables: Shards) -> None:
    session = tables.session()
    assert "0A000" in session("BEGIN; " + posts(1, 10) + "; PREPARE TRANSACTION 'x'") or "55000" in session("SELECT 1")
    session("ROLLBACK")


def test_one_server_keeps_all_where_no_shards_are_asked_for(tmp_path: Path) -> None:
    folder = Path(tempfile.gettempdir()) / f"alone-{time.monotonic_ns()}"
    try:
        subprocess.run([str(CLUSTER), "start", "--dir", str(folder)], check=True, capture_output=True, timeout=60)
        assert not list(folder.glob("shard_*"))
        refused = subprocess.run(
            [str(CLUSTER), "start", "--dir", str(folder), "--shards", "2"], capture_output=True, text=True
        )
        assert refused.returncode == 2 and "runs with 0 shards, not 2" in refused.stderr
    finally:
        subprocess.run([str(CLUSTER), "stop", "--dir", str(folder)], check=True, capture_output=True)
    assert not folder.exists() and shutil.which("psql")


@pytest.mark.parametrize("count", ["-1", "17", "two", ""])
def test_a_number_of_shards_that_is_none(count: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(CLUSTER), "start", "--dir", str(tmp_path / "x"), "--shards", count], capture_output=True, text=True
    )
    assert done.returncode == 2 and "--shards must be a number from 1 to 16" in done.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [(["--namespaces"], "--namespaces needs --shards N"), (["--shards", "2", "--strange"], "unknown argument")],
)
def test_options_that_do_not_go_together(more: list[str], said: str, tmp_path: Path) -> None:
    done = subprocess.run([str(CLUSTER), "start", "--dir", str(tmp_path / "x"), *more], capture_output=True, text=True)
    assert done.returncode == 2 and said in done.stderr and not (tmp_path / "x").exists()
