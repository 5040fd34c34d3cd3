"""Both files of presets are read, and calibration measures what it says, of cells that exist."""

import os
from pathlib import Path

import pytest

from experiment.catalogue import find_binaries, read_catalogue
from experiment.presets import DEFAULT_FILE, read_presets
from experiment.selection import of_preset

FILES = sorted(DEFAULT_FILE.parent.glob("*.toml"))
CALIBRATION = DEFAULT_FILE.parent / "calibration.toml"
BIN = os.environ.get("BOTHSIDES_BIN")


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_every_file_of_presets_is_read(file: Path) -> None:
    for preset in read_presets(file).values():
        assert preset.groups and preset.strategies, preset.name


def test_there_are_two_files_of_presets() -> None:
    assert [file.name for file in FILES] == ["calibration.toml", "presets.toml"]


def test_the_known_3_percent_has_the_looks_of_a_standard_run() -> None:
    spin, standard = read_presets(CALIBRATION)["spin"], read_presets(DEFAULT_FILE)["standard"]
    assert spin.looks == standard.looks and spin.rounds == standard.rounds
    assert (spin.sample_ms, spin.whole_sample_ms) == (standard.sample_ms, standard.whole_sample_ms)
    assert dict(spin.strategies)["spin_3_percent"] == ("*",)


@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: scripts/test sets it")
@pytest.mark.parametrize(("preset", "groups", "strategies"), [("equal", 100, 2), ("spin", 8, 2)])
def test_calibration_finds_its_groups_in_the_binaries(preset: str, groups: int, strategies: int) -> None:
    """Two strategies of each: the third of `spin` is in binaries of its own (bench/calibration)."""
    catalogue = read_catalogue(find_binaries(Path(str(BIN))))
    found = of_preset(catalogue, read_presets(CALIBRATION)[preset], "sqlite")
    assert len(found) == groups
    assert all(len(group.cells) == strategies for group in found)
