"""Where results are made and take their place: nothing of somebody else is followed, emptied or replaced."""

import json
from pathlib import Path

import pytest

from experiment.errors import ExperimentError
from experiment.folder import ResultFolder


def results(folder: Path, state: str, text: str = "") -> Path:
    folder.mkdir()
    (folder / "plan.json").write_text("{}")
    (folder / "status.json").write_text(json.dumps({"state": state}))
    (folder / "summary.md").write_text(text)
    return folder


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    victim = results(tmp_path / "victim", "complete", "theirs")
    (tmp_path / "out.incomplete").symlink_to(victim)
    with pytest.raises(ExperimentError, match="out.incomplete is a link, not a folder for results"):
        ResultFolder(tmp_path / "out").take()
    assert (victim / "summary.md").read_text() == "theirs"


@pytest.mark.parametrize("name", ["out", "out.incomplete"])
def test_a_file_that_is_no_result_keeps_its_folder(tmp_path: Path, name: str) -> None:
    (results(tmp_path / name, "interrupted") / "thesis.tex").write_text("mine")
    with pytest.raises(ExperimentError, match=f"{name} holds thesis.tex, which is not a result and would be lost"):
        ResultFolder(tmp_path / "out").take()


@pytest.mark.parametrize(
    ("there", "complete", "is_replaced"),
    [("complete", False, False), ("complete", True, True), ("interrupted", False, True), ("interrupted", True, True)],
)
def test_an_interrupted_run_never_replaces_complete_results(
    tmp_path: Path, there: str, complete: bool, is_replaced: bool
) -> None:
    results(tmp_path / "out", there, "old")
    folder = ResultFolder(tmp_path / "out")
    results(folder.work, "complete" if complete else "interrupted", "new")
    place = folder.publish(complete=complete)
    assert place == (tmp_path / "out" if is_replaced else folder.work)
    assert (tmp_path / "out" / "summary.md").read_text() == ("new" if is_replaced else "old")
    assert sorted(path.name for path in tmp_path.iterdir()) == (["out"] if is_replaced else ["out", "out.incomplete"])


@pytest.mark.parametrize(
    ("there", "what"), [(None, "no interrupted run"), ("complete", "are complete"), ("interrupted", "")]
)
def test_only_an_interrupted_run_is_gone_on_with(tmp_path: Path, there: str | None, what: str) -> None:
    if there:
        results(tmp_path / "out", there)
    if not what:
        assert ResultFolder(tmp_path / "out").interrupted() == tmp_path / "out"
        return
    with pytest.raises(ExperimentError, match=f"nothing to resume.*{what}"):
        ResultFolder(tmp_path / "out").interrupted()


def test_two_runs_never_write_to_one_folder(tmp_path: Path) -> None:
    first = ResultFolder(tmp_path / "out")
    first.take()
    with pytest.raises(ExperimentError, match="another run is writing to"):
        ResultFolder(tmp_path / "out").take()
