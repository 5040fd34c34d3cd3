"""Every form in which a person types a password: it is in no message, no file of a run and no child's environment."""

from pathlib import Path

import pytest

from experiment import conninfo
from experiment.arguments import main
from experiment.conninfo import redacted, shown, without_password
from experiment.errors import ExperimentError
from experiment.tests.conftest import Bench

SECRET = "s3cret"
REFUSED = [  # libpq would read something else out of these, or nothing
    "postgresql+psycopg2://u:s3cret@h/db",
    "postgresql+asyncpg://u:s3cret@h/db?ssl=require",
    "jdbc:postgresql://h/db?user=u&password=s3cret",
    "POSTGRESQL://u:s3cret@h/db",
    "postgresql:/u:s3cret@h/db",
    "mysql://u:s3cret@h/db",
    "postgresql://u:s3cret/x@h",
    "postgresql://u:pre@s3cret@h",
    "postgresql://u:pre/s3cret@h/db",
    "postgresql://u:s3cret",
    "postgresql://u:1/s3cret@h",
    "postgresql://h/db?Password=s3cret",
    "postgresql://h/db?pwd=s3cret",
    "postgresql://h/db?password=pre&s3cret",
    "postgresql://h/db?password=pre=s3cret",
    "postgresql://h/db password=s3cret",
    "host=h;password=s3cret",
    "Host=h;Username=u;Password=s3cret",
    "Server=h;Uid=u;Pwd=s3cret;",
    "host=h,password=s3cret",
    "host=h Password=s3cret",
    "host=h passwd=s3cret",
    "host=h password: s3cret",
    "host=h password=my s3cret",
    "host=h password=my s3cret=x",
    "password='s3cret host=h",
    "host=h PGPASSWORD=s3cret",
    "PGPASSWORD=s3cret psql -h h",
    '{"host": "h", "password": "s3cret"}',
    "u:s3cret@h/db",
    "s3cret",
]
UNDERSTOOD = [
    "postgresql://u:s3cret@h/db",
    "postgres://u:s3cret@h:5433,i:5434/db?sslmode=require",
    "postgresql://u:%73%33cret@h",
    "postgresql://u:s3c%72et@[::1]:5432/db",
    "postgresql://h/db?pass%77ord=s3cret",
    "postgresql://h/db?user=u&password=s3cret&connect_timeout=1",
    "postgresql://%2Fvar%2Frun/db?%70assword=s3cret",
    "host=h password=s3cret user=u",
    "password = 's3cret' host = 'h'",
    "password=s3\\cret host=h",
]
SECRETS_LEFT = ["host=h sslpassword=s3cret", "postgresql://h/db?sslpassword=s3cret"]
SECRETS_LEFT += ["host=h oauth_client_secret=s3cret"]


@pytest.mark.parametrize("dsn", REFUSED)
def test_a_form_that_libpq_would_misread_is_refused_without_quoting_it(dsn: str) -> None:
    with pytest.raises(ExperimentError, match="--dsn cannot be understood: .*PGPASSWORD") as refusal:
        without_password(dsn)
    assert SECRET not in str(refusal.value) and shown(dsn) == "***"


@pytest.mark.parametrize("dsn", UNDERSTOOD)
def test_of_a_form_that_is_understood_nothing_secret_is_kept(dsn: str) -> None:
    kept, password = without_password(dsn)
    assert password == SECRET and "cret" not in kept + shown(dsn) and "password=***" in shown(dsn)


@pytest.mark.parametrize("dsn", SECRETS_LEFT)
def test_other_secrets_stay_for_libpq_and_are_not_shown(dsn: str) -> None:
    assert SECRET in without_password(dsn)[0] and SECRET not in shown(dsn) and "h" in shown(dsn)


@pytest.mark.parametrize("dsn", ["host=h port=5433 dbname=d user=u", "postgresql://u@h:1/d?sslmode=require", ""])
def test_what_holds_no_secret_is_shown_as_it_is(dsn: str) -> None:
    assert shown(dsn) == dsn


def test_an_address_without_a_secret_may_be_told() -> None:
    harmless = "run: go on with --dsn postgresql://u@h/d?port=1"
    assert redacted(harmless) == harmless


ADDRESSES = [dsn for dsn in REFUSED if "://" in dsn or "@" in dsn] + UNDERSTOOD[:7]


@pytest.mark.parametrize("dsn", ADDRESSES)
def test_a_message_that_quotes_an_address_is_redacted(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conninfo, "_known", set())
    said = redacted(f"run: no such file: '{dsn}'")
    assert SECRET not in said and said.startswith("run: no such file: ")


@pytest.mark.parametrize("dsn", [*REFUSED[:-1], *UNDERSTOOD])
@pytest.mark.parametrize("option", ["--dsn=", "--dsm=", "", "--out=", "--backend=", "--seed=", "--mix=", "--preset="])
def test_no_message_about_an_argument_holds_a_password(
    option: str, dsn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conninfo, "_known", set())
    main([option + dsn, "--backend", "sqlite"])
    out, err = capsys.readouterr()
    assert SECRET not in out + err and len(err.strip().splitlines()) <= 1


def test_no_child_of_a_run_is_given_a_password(bench: Bench) -> None:
    for name in ("bench_load", "bench_sync"):
        spy = f"#!/bin/sh\nenv >>'{bench.folder}/environment'\n"
        spy += f"[ $# -ne 1 ] || exec '{bench.folder}/real_{name}' \"$@\"\n"
        (bench.folder / name).rename(bench.folder / f"real_{name}")
        (bench.folder / name).write_text(spy + "exit 2\n")
        (bench.folder / name).chmod(0o755)
    bench.environment |= {"PGPASSWORD": SECRET, "BOTHSIDES_RUN_DSN": f"host=h password={SECRET}"}
    bench("--preset", "quick", "--backend", "all")
    assert SECRET not in (bench.folder / "environment").read_text()
