"""The kept results: of the shape that the schema says, what the page shows, and what the mappers at hand show again."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from equivalents.__main__ import main, with_date
from equivalents.environments import MAPPERS, CannotBeRun, command
from equivalents.page import PAGE, page
from equivalents.results import mappers, read_results, schema
from equivalents.verdicts import MOVES, verdict

RUN = {mapper["id"]: mapper for mapper in mappers()["run"]}
PYTHON = [id_ for id_, mapper in RUN.items() if mapper["in"] == "python"]


def test_every_mapper_that_is_run_has_a_result_and_a_file_of_its_own() -> None:
    assert list(read_results()["mappers"]) == list(RUN)
    for mapper in RUN.values():
        assert len((MAPPERS / mapper["file"]).read_text(encoding="utf-8").splitlines()) <= 85, mapper["file"]


def test_the_page_is_made_of_the_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read_results(), mappers()), "run scripts/measure_others --page"


@pytest.mark.parametrize("id_", PYTHON)
def test_a_mapper_that_is_installed_shows_what_is_kept(id_: str) -> None:
    if importlib.util.find_spec(id_) is None:
        pytest.skip(f"python3-{id_} is not installed")
    file = str(MAPPERS / RUN[id_]["file"])
    done = subprocess.run([sys.executable, "-I", "-W", "ignore", "-c", PLAYED, file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shown, kept = json.loads(done.stdout), read_results()["mappers"][id_]
    jsonschema.validate(shown, schema("played"))
    assert shown["moves"] == kept["moves"], f"{shown['version']} here, {kept['version']} kept"


PLAYED = """
import runpy, sys
sys.path.insert(0, sys.argv[1].rpartition("/")[0])
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def test_what_is_known_of_three_mappers_is_what_was_kept() -> None:
    """Documented behaviours, which a mistake in a program of ours would hide."""
    kept = read_results()["mappers"]
    word = {id_: {move: verdict(move, kept[id_]["moves"][move]).word for move in MOVES} for id_ in kept}
    linked = [move for move in MOVES if move != "parent_deleted"]
    assert {word["sqlalchemy"][move] for move in linked} == {"at once"}
    assert word["doctrine"]["moved_by_list"] == "not written"  # changes of the inverse side alone are ignored
    assert (
        word["hibernate"]["moved_by_scalar"] == "stale" and word["hibernate_managed"]["moved_by_scalar"] == "when saved"
    )


def test_a_result_of_another_shape_is_refused() -> None:
    with pytest.raises(CannotBeRun, match=r"did not print a result"):
        with_date(RUN["pony"], "{}")
    with pytest.raises(CannotBeRun, match=r"did not print a result"):
        with_date(RUN["pony"], "Traceback")


def test_a_mapper_whose_language_is_not_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotBeRun, match="Sequel needs ruby, which this machine does not have"):
        command(RUN["sequel"], tmp_path, "")


def test_an_unknown_mapper_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "nothing"])
    assert ended.value.code == 2 and "sqlalchemy" in capsys.readouterr().err
