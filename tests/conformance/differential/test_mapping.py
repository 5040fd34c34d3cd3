"""SQLAlchemy makes of every mapping sample what the sample expects."""

import os
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from tests.conformance.differential.helpers import HERE, load  # noqa: E402
from tests.conformance.differential.mapping import outcome  # noqa: E402
from tests.conformance.differential.mapping_fuzz import check_mappings, difference  # noqa: E402
from tests.conformance.differential.mapping_generate import generate_mapping  # noqa: E402

BIN = os.environ.get("BOTHSIDES_BIN")

MAPPINGS = sorted((HERE.parent / "mapping").glob("*.json"))


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", MAPPINGS, ids=stem)
def test_gives_the_expected_outcome(path: Path) -> None:
    mapping = load(path)
    assert outcome(mapping) == mapping["expected"]


@pytest.mark.slow
def test_random_mappings_depend_on_the_seed_alone_and_end_in_every_way() -> None:
    made = [generate_mapping(seed) for seed in range(300)]
    assert made[:20] == [generate_mapping(seed) for seed in range(20)]
    ends = {outcome(mapping).get("error", "ok") for mapping in made}
    assert ends >= {"ok", "unknown_property", "not_a_relationship", "same_direction", "backref_name_taken",
                    "backref_and_back_populates", "no_foreign_key", "ambiguous_foreign_keys", "unknown_fk_target",
                    "unknown_class", "delete_orphan_needs_single_parent"}  # fmt: skip


def test_every_difference_of_outcomes_is_found() -> None:
    good = outcome(generate_mapping(1))
    assert difference(good, good) == ""
    assert difference(good, {"outcome": "error", "error": "no_foreign_key"}).startswith("outcome: ")
    (name, side), *_ = sorted(outcome(load(MAPPINGS[0]))["relationships"].items())
    one = {"outcome": "ok", "relationships": {name: side}}
    assert difference(one, {"outcome": "ok", "relationships": {}}).startswith(f"{name}: ")
    assert difference(one, {"outcome": "ok", "relationships": {name: {**side, "syncs": 0}}}).startswith(f"{name}: ")


@pytest.mark.slow
@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")
def test_replay_agrees_about_random_mappings() -> None:
    assert [one.words for one in check_mappings([f"{BIN}/replay"], range(400))] == []
