"""--mix FILE: requests of somebody's own, instead of the preset's groups."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from experiment.errors import ExperimentError
from experiment.mix import Mix, on_mix, read_mix, require_same_file
from experiment.presets import Preset
from experiment.tests.conftest import ROOT
from experiment.tests.test_real_binaries import TINY
from vocabulary.cells import Cell

BIN = os.environ.get("BOTHSIDES_BIN")
MINE = """name = "our_shop"
words = "requests of our shop"
question = "What would it cost us?"
dataset = "zipf_tiny"
requests = 5

[[operation]]
do = "load_user"
weight = 4

[[operation]]
do = "write_post"
weight = 1
"""


def mix_file(folder: Path, text: str = MINE) -> Path:
    file = folder / "our shop.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("content", "part"),
    [("a = [", "is not TOML"), ("a = 1\n\udcff", "is not TOML: line 2 is not text in UTF-8")],
)
def test_what_is_no_toml_is_refused_before_anything_is_built(tmp_path: Path, content: str, part: str) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ExperimentError, match=part):
        read_mix(file)
    with pytest.raises(ExperimentError, match="No such file"):
        read_mix(tmp_path / "gone.toml")


def test_the_groups_are_those_of_the_mix_on_its_dataset() -> None:
    preset = Preset("p", 1, 1, 1.0, False, ("load_lazy/*",), (("unlinked", ()),))
    moved = on_mix(preset, Mix("our_shop", "zipf_small", "x.toml", ""))
    assert moved.groups == (
        "mix_our_shop/one_to_many/sqlite/zipf_small",
        "mix_our_shop/one_to_many/postgres/zipf_small",
        "mix_our_shop/one_to_many/postgres_sharded/zipf_small",
    )
    assert moved.strategies == preset.strategies


def test_a_run_goes_on_with_the_same_file_alone(tmp_path: Path) -> None:
    file = mix_file(tmp_path)
    document = read_mix(file).document()
    assert require_same_file(document).name == "our_shop"
    file.write_text(MINE.replace("4", "5"))
    with pytest.raises(ExperimentError, match="changed since the interrupted run"):
        require_same_file(document)


@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder, scripts/test sets it")
class TestOnRealBinaries:
    def run(self, tmp_path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        presets = tmp_path / "presets.toml"
        presets.write_text(TINY)
        return subprocess.run(
            ["/usr/bin/python3", "-m", "experiment", "--bin", BIN or "", "--presets", str(presets), "--out",
             str(tmp_path / "out"), *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    @pytest.mark.slow
    def test_every_answer_is_right_and_the_report_has_the_mix(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "--mix", str(mix_file(tmp_path)))
        assert done.returncode == 0, done.stdout + done.stderr
        plan = json.loads((tmp_path / "out" / "plan.json").read_text())
        assert plan["mix"]["name"] == "our_shop"
        assert [group["id"] for group in plan["groups"]] == ["mix_our_shop/one_to_many/sqlite/zipf_tiny"]
        raw = json.loads((tmp_path / "out" / "raw" / "bench_mix.001.json").read_text())
        assert len({Cell.parse(row["name"]).strategy for row in raw["benchmarks"]}) == 12
        assert not any(row.get("error_occurred") for row in raw["benchmarks"])
        assert "consists_of" in "".join(raw["context"])
        assert "requests of our shop" in (tmp_path / "out" / "index.html").read_text()
        assert "left_out_per_iteration" in (tmp_path / "out" / "results.csv").read_text()

    @pytest.mark.slow
    def test_it_may_be_played_on_a_dataset_that_a_shape_makes(self, tmp_path: Path) -> None:
        shape = tmp_path / "yours.toml"
        shape.write_text(
            "bothsides_shape = 1\n[owners]\nrows = 4\n[children]\nrows = 39\n[fan_out]\nchildren = [0, 1, 19]\n"
            "owners = [1, 1, 2]\n"
        )
        done = self.run(tmp_path, "--mix", str(mix_file(tmp_path)), "--shape", str(shape))
        assert done.returncode == 0, done.stdout + done.stderr
        plan = json.loads((tmp_path / "out" / "plan.json").read_text())
        assert [group["dataset"] for group in plan["groups"]] == ["shape_yours"]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (("load_user", "fly"), "line 8: unknown operation 'fly'"),
            (("weight = 4", "weight = -4"), "line 9: weight is -4: it has to be above 0"),
        ],
    )
    def test_a_bad_mix_is_one_message_that_names_the_line(
        self, tmp_path: Path, change: tuple[str, str], said: str
    ) -> None:
        done = self.run(tmp_path, "--mix", str(mix_file(tmp_path, MINE.replace(*change))))
        assert done.returncode == 2 and said in done.stderr and "our shop.toml" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert not (tmp_path / "out").exists() and not (tmp_path / "out.incomplete").exists()
