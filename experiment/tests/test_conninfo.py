"""Connection strings: the password leaves them, whatever their form; the rest stays."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from experiment.conninfo import password_line, redacted, without_password
from experiment.errors import ExperimentError
from experiment.server import child_environment, existing


@pytest.mark.parametrize(
    ("given", "kept", "password"),
    [
        ("", "", None),
        ("host=db dbname=d", "host=db dbname=d", None),
        ("host=db password=s3cret dbname=d", "host=db dbname=d", "s3cret"),
        ("password = 's3 cr\\'et' host = db", "host = db", "s3 cr'et"),
        ("host=db application_name='password=no'", "host=db application_name='password=no'", None),
        ("postgresql://db/d", "postgresql://db/d", None),
        ("postgresql://me@db:5433/d?sslmode=require", "postgresql://me@db:5433/d?sslmode=require", None),
        ("postgres://me:s3%40cret@db/d", "postgres://me@db/d", "s3@cret"),
        ("postgresql://:s3cret@/d", "postgresql:///d", "s3cret"),
        ("postgresql://db/d?password=s3cret&user=me", "postgresql://db/d?user=me", "s3cret"),
        ("postgresql://db/d?password=s3cret", "postgresql://db/d", "s3cret"),
    ],
)
def test_the_password_is_taken_out(given: str, kept: str, password: str | None) -> None:
    assert without_password(given) == (kept, password)


@pytest.mark.parametrize("given", ["a server", "host=db s3cret", "=", "host=db password='s3cret"])
def test_what_is_no_connection_string_is_refused_without_quoting_it(given: str) -> None:
    with pytest.raises(ExperimentError, match="--dsn cannot be understood") as refusal:
        without_password(given)
    assert "s3cret" not in str(refusal.value)


def test_a_text_that_quotes_a_connection_string_is_redacted() -> None:
    for text in (
        "x password=s3cret y",
        "x password='s3cret s3cret' y",
        "x postgresql://me:s3cret@db/d y",
        "x postgresql://db?sslpassword=s3cret&a=b y",
        "x 'pasword = s3cret' y",
    ):
        assert "s3cret" not in redacted(text) and redacted(text).startswith("x ") and redacted(text).endswith("y")
    assert redacted("run: nothing to hide, host=db") == "run: nothing to hide, host=db"


def test_a_password_file_escapes_what_separates_its_fields() -> None:
    assert password_line("a:b\\c") == "*:*:*:*:a\\:b\\\\c\n"


def test_children_get_the_password_in_a_file_that_is_in_no_folder(tmp_path: Path) -> None:
    for dsn, outside, password in (("host=db password=s3cret", "other", "s3cret"), ("host=db", "other", "other")):
        with existing(dsn, outside, tmp_path, False, None) as server:
            environment = child_environment(server.environment)
            assert environment["BOTHSIDES_DSN"] == "host=db"
            assert (tmp_path / "server").read_text() == f"{server.token}\nhost=db"  # whom a killed run leaves behind
            assert not any(password in value for value in environment.values())
            seen = subprocess.run(
                ["cat", environment["PGPASSFILE"], environment["PGPASSFILE"]],  # each reader begins at the beginning
                pass_fds=server.descriptors,
                capture_output=True,
                text=True,
            )
            mode = os.stat(environment["PGPASSFILE"]).st_mode
        assert seen.stdout == f"*:*:*:*:{password}\n" * 2 and stat.S_ISREG(mode) and mode & 0o077 == 0
        assert all(password not in path.read_text() for path in tmp_path.iterdir())
        assert not os.path.exists(environment["PGPASSFILE"])


def test_without_a_password_the_callers_own_files_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSFILE", "mine")
    monkeypatch.setenv("PGSERVICE", "bench")
    with existing("service=bench", None, tmp_path, True, "insert=copy") as server:
        environment = child_environment(server.environment)
    assert environment["PGPASSFILE"] == "mine" and environment["PGSERVICE"] == "bench"
    assert environment["BOTHSIDES_KEEP"] == "1" and environment["BOTHSIDES_POSTGRES_PATHS"] == "insert=copy"
    assert os.listdir(tmp_path) == []
