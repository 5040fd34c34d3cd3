"""SQLAlchemy makes of every mapping sample what the sample expects."""

from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from tests.conformance.differential.helpers import HERE, load  # noqa: E402
from tests.conformance.differential.mapping import outcome  # noqa: E402

MAPPINGS = sorted((HERE.parent / "mapping").glob("*.json"))


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", MAPPINGS, ids=stem)
def test_gives_the_expected_outcome(path: Path) -> None:
    mapping = load(path)
    assert outcome(mapping) == mapping["expected"]
