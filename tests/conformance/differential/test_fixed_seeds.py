"""replay gives SQLAlchemy's traces of a fixed set of random scenarios, for every strategy it knows."""

import os

import pytest

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from tests.conformance.differential.arguments import MODELS, STRATEGIES  # noqa: E402
from tests.conformance.differential.fuzz import Settings, check_batch  # noqa: E402
from tests.conformance.differential.replayer import knows  # noqa: E402

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")
A_BATCH = 50


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 400, A_BATCH))
def test_replay_agrees(start: int) -> None:
    command = [f"{BIN}/replay"]
    strategies = tuple(name for name in STRATEGIES if knows(command, name))
    assert set(strategies) >= {"back_populates", "backref", "unlinked"}
    outcome = check_batch(Settings(command, strategies, MODELS), range(start, start + A_BATCH))
    assert [words for _, _, words in outcome.disagreements] == []
    assert outcome.scenarios == A_BATCH
