"""What the command line says of names that do not exist, before anything is built."""

import subprocess
from pathlib import Path

import pytest

from experiment.arguments import main
from experiment.catalogue import find_binaries, list_cells
from experiment.names import RELATIONS, as_told_apart, every_backend, words
from experiment.tests.conftest import ROOT
from tests.bench.postgres_server import BIN

SCRIPTS = "run test setup build check calibrate postgres_cluster keep_reference fuzz_semantics".split()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["quick"], "unexpected 'quick', did you mean --preset quick?"),
        (["limit"], "unexpected 'limit', did you mean --preset limits?"),
        (["nonsense"], "unexpected 'nonsense'; scripts/run --help lists the options"),
        (["--presett", "quick"], "unknown option '--presett', did you mean --preset?"),
        (["--presett=quick"], "unknown option '--presett', did you mean --preset?"),
        (["--re"], "unknown option '--re', did you mean --resume?"),
        (["--backends", "all"], "unknown option '--backends', did you mean --backend?"),
        (["--zzz"], "unknown option '--zzz'; scripts/run --help lists the options"),
        (["-p", "quick"], "unknown option '-p'; scripts/run"),
        (["--preset", "quik"], "unknown preset 'quik'; did you mean quick? there are quick, standard"),
        (["--filter", "mvoe_by_set"], "no cell matches --filter 'mvoe_by_set'; did you mean move_by_set, "),
        (["--filter", "load_lazy/.*/zipf_smal$"], "did you mean zipf_small"),
        (["--filter", "^zzz"], "no cell matches --filter '^zzz'; an example of a cell: "),
        (["--filter", "/postgres/"], "others do: add --backend all"),
        (["--backend", "postgres", "--filter", "load_lazy.*sharded/"], "others do: add --backend postgres_sharded"),
        (["--shards", "2"], "--shards needs --backend postgres_sharded"),
        (["--backend", "postgres", "--shards", "2"], "--shards needs --backend postgres_sharded"),
        (["--backend", "postgres_sharded", "--shards", "17"], "--shards must be a number from 1 to 16"),
        (["--backend", "postgres_sharded", "--shards", "2", "--dsn", "host=x"], "already has its servers"),
    ],
)
def test_a_mistaken_name_is_told_with_what_may_be_meant(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert said in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("regex", ["move_by_set", "load_lazy/one_to_many/backref/sqlite/zipf_small$", "fan_out_50", ""])
def test_a_filter_that_may_match_passes(regex: str, tmp_path: Path) -> None:
    assert main(["--filter", regex, "--out", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize("regex", ["uniform_20", r"uniform_\d+$", "uniform_..$", "uniform_[^a-z]", "uniform_.{5}$"])
def test_an_expression_that_may_tell_numbers_apart_is_tried_on_all(regex: str) -> None:
    assert as_told_apart(regex, words())[2] == words()[2]


@pytest.mark.parametrize("regex", ["^zzz", "load_lazy/.*/zipf_", "(uniform|zipf)_.+$"])
def test_another_needs_one_number_of_each_shape(regex: str) -> None:
    *_, every = words()
    *_, few = as_told_apart(regex, words())
    assert 4 * len(few) < len(every) and set(few) < set(every)
    assert {name.rstrip("0123456789") for name in few} == {name.rstrip("0123456789") for name in every}


@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set")
def test_every_cell_that_exists_has_a_name_that_is_possible() -> None:
    workloads, strategies, datasets = words()
    known = [set(row) for row in (workloads, RELATIONS, strategies, every_backend(), datasets)]
    for binary in find_binaries(Path(str(BIN))).values():
        cells = [name.removesuffix("/manual_time").split("/") for name in list_cells(binary)]
        assert cells
        assert not [cell for cell in cells if any(part not in row for part, row in zip(cell, known))][:3]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_says_its_version(script: str) -> None:
    done = subprocess.run([str(ROOT / "scripts" / script), "--version"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.startswith("bothsides 0.") and done.stderr == ""
