"""Cells whose work the server gives up now and then, as one that many use does: it is done anew, and counted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.postgres_server import DSN, Server, needs_server

pytestmark = [needs_server, pytest.mark.xdist_group("postgres")]
REFUSE = """
CREATE SCHEMA refusing;
CREATE SEQUENCE refusing.tries;
CREATE FUNCTION refusing.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE try bigint := nextval('refusing.tries');  -- which no rollback takes back
BEGIN
  IF try <= 2 OR try % 7 = 0 THEN
    RAISE SQLSTATE '40001' USING MESSAGE = 'somebody else came first';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION refusing.made() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
  FOR made IN SELECT d.objid FROM pg_event_trigger_ddl_commands() d JOIN pg_class c ON c.oid = d.objid
              WHERE c.relname = 'posts' LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER refuse BEFORE INSERT OR UPDATE ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION refusing.refuse()', made.objid::regclass);
  END LOOP;
END $$;
CREATE EVENT TRIGGER refusing_made ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
  EXECUTE FUNCTION refusing.made();
"""


@pytest.fixture
def refusing() -> Iterator[Server]:
    """A database of its own on the server of all tests, whose tables of posts refuse statements."""
    assert DSN is not None
    everybody = Server(DSN)
    everybody.sql("CREATE DATABASE refusing")
    try:
        server = Server(f"{DSN} dbname=refusing")
        server.sql(REFUSE)
        yield server
    finally:
        everybody.sql("DROP DATABASE refusing")


@pytest.mark.parametrize("work", ["insert_graph", "move_posts"])
def test_what_is_given_up_is_done_anew_whole_and_counted(refusing: Server, tmp_path: Path, work: str) -> None:
    """Of the mapper and of hand-written code, in the load of the dataset, in the first check and in what is timed."""
    out = tmp_path / "out.json"
    done = refusing.bench(
        "bench_flush", f"--benchmark_filter={work}/one_to_many/(backref|hand_written)/postgres/zipf_tiny",
        "--benchmark_min_time=0.02", f"--benchmark_out={out}",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(out.read_text())["benchmarks"]
    assert [row["name"].split("/")[2] for row in rows] == ["backref", "hand_written"]
    for row in rows:
        assert not row.get("error_occurred") and row["retries"] > 0.1, row["name"]  # of seven statements one
        assert row["rows_written"] == {"insert_graph": 56, "move_posts": 4}[work]  # of the attempt that counts alone


def test_a_server_that_refuses_for_ever_is_given_up_and_told(refusing: Server) -> None:
    refusing.sql("ALTER SEQUENCE refusing.tries INCREMENT 7 START 7 RESTART")
    done = refusing.bench("bench_flush", "--benchmark_filter=insert_graph/one_to_many/backref/postgres/zipf_tiny",
                          "--benchmark_min_time=0.02")  # fmt: skip
    assert done.returncode == 1 and "somebody else came first [40001]" in done.stdout + done.stderr
