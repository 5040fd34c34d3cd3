"""--shape FILE: the preset's work on data of the shape of somebody's own."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from experiment.errors import ExperimentError
from experiment.presets import Preset
from experiment.shape import Shape, on_shape, read_shape
from experiment.tests.conftest import ROOT
from experiment.tests.test_real_binaries import TINY

BIN = os.environ.get("BOTHSIDES_BIN")
SHAPE = """bothsides_shape = 1
[owners]
rows = 4
[children]
rows = {rows}
[fan_out]
children = [0, 1, 19]
owners = [1, 1, 2]
"""


def shape_file(folder: Path, rows: int = 39) -> Path:
    file = folder / "Our shop.toml"
    file.write_text(SHAPE.format(rows=rows))
    return file


def test_a_large_shape_is_scaled_to_what_a_run_has_time_for(tmp_path: Path) -> None:
    assert read_shape(shape_file(tmp_path), None).scale == 1
    assert read_shape(shape_file(tmp_path, 1_000_000), None).scale == 0.1
    assert read_shape(shape_file(tmp_path, 1_000_000), 2.0).scale == 2


def test_the_name_is_the_files_in_the_letters_of_a_cell(tmp_path: Path) -> None:
    assert read_shape(shape_file(tmp_path), None).name == "shape_our_shop"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("a = [", "is not TOML"),
        ("a = 1", "is not a shape file"),
        ("a = 1\n\udcff", "is not TOML: line 2 is not text in UTF-8"),
    ],
)
def test_what_is_no_shape_is_refused_before_anything_is_built(tmp_path: Path, content: str, part: str) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ExperimentError, match=part):
        read_shape(file, None)
    with pytest.raises(ExperimentError, match="No such file"):
        read_shape(tmp_path / "gone.toml", None)
    for scale in (-1.0, 0.0, float("inf"), float("nan")):
        with pytest.raises(ExperimentError, match="not a number above 0"):
            read_shape(shape_file(tmp_path), scale)


def test_groups_of_users_and_posts_move_to_the_shape_and_others_are_left_out() -> None:
    groups = (
        "load_lazy/one_to_many/sqlite/zipf_small",
        "*/*/*/*_medium",
        "x/many_to_many/sqlite/tags_small",
        "*configure/*/sqlite_memory/classes_100",
    )
    preset = Preset("p", 1, 1, 1.0, False, groups, (("unlinked", ()), ("backref", ("*", "load_*/zipf_small"))))
    moved = on_shape(preset, Shape("shape_x", "x.toml", "", 1.0))
    assert moved.groups == ("load_lazy/one_to_many/sqlite/shape_x", "*/*/*/shape_x")
    assert moved.strategies == (("unlinked", ()), ("backref", ("*", "load_*/shape_x")))


@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder, scripts/test sets it")
class TestOnRealBinaries:
    def run(self, tmp_path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        presets = tmp_path / "presets.toml"
        presets.write_text(TINY.replace("*/zipf_tiny", "move_by_set/one_to_many/sqlite_memory/zipf_tiny"))
        return subprocess.run(
            ["/usr/bin/python3", "-m", "experiment", "--bin", BIN or "", "--presets", str(presets), "--out",
             str(tmp_path / "out"), *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    @pytest.mark.slow
    def test_the_plan_holds_the_shape_and_every_answer_is_right(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "--shape", str(shape_file(tmp_path)))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "dataset shape_our_shop: 4 users, 39 posts (scale 1)" in done.stdout + done.stderr
        plan = json.loads((tmp_path / "out" / "plan.json").read_text())
        assert [group["id"] for group in plan["groups"]] == ["move_by_set/one_to_many/sqlite_memory/shape_our_shop"]
        assert plan["shape"]["name"] == "shape_our_shop" and len(plan["shape"]["digest"]) == 64
        assert plan["failed_cells"] == {}

    def test_an_owner_alone_is_refused(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "--shape", str(shape_file(tmp_path)), "--scale", "0.1")
        assert done.returncode == 2 and "has only one owner at scale 0.1" in done.stderr

    def test_a_bad_number_is_named_with_its_line(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "--shape", str(shape_file(tmp_path, rows=-1)))
        assert done.returncode == 2
        (line,) = done.stderr.strip().splitlines()
        assert "Our shop.toml: line 5: children.rows is negative (-1)" in line
        assert not (tmp_path / "out").exists()
