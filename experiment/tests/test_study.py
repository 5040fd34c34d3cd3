"""In simulation the rule errs as seldom as it promises and finds what is there: a short form of docs/statistics.md.

Seeded, so the counts are the same every time.
"""

import gc
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from experiment.noise import MODELS, PROCESS_SD, PROMISED, ROUND_SD, WITHOUT_RELINKING
from experiment.study import BEGIN, END, main, study, verdicts
from experiment.tests.conftest import ROOT
from vocabulary.looks import Looks
from vocabulary.rule import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER, aa_gate

RUNS = 100


@pytest.fixture(autouse=True, scope="module")
def frozen() -> Iterator[None]:
    gc.freeze()  # see experiment.study.main
    yield
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.parametrize("model", PROMISED)
def test_the_rule_keeps_its_promises(model: str) -> None:
    found = study(model, RUNS)
    assert found[0.0].comparisons == RUNS * 100 and found[0.03].comparisons == RUNS * 32
    assert found[0.0].share_of_runs_with_false_difference <= 0.05
    assert found[0.03].share(EQUIVALENT, FASTER) <= 0.06
    assert found[0.03].share(SLOWER) >= 0.8
    assert found[0.10].share(SLOWER) >= 0.95  # power, without which never saying anything would pass
    assert found[0.0].share(EQUIVALENT) >= 0.9


def test_the_table_in_the_docs_is_of_two_thousand_runs_and_of_every_kind_of_noise() -> None:
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    table = page.split(BEGIN)[1].split(END)[0]
    assert "2,000 runs of each kind" in table
    told = [line for line in table.splitlines() if " % |" in line and not line.startswith("| noise")]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in told]
    rows = {name: [float(share.removesuffix(" %")) for share in shares] for name, *shares, _ in lines}
    assert list(rows) == list(MODELS)
    for model in PROMISED:
        any_false, _, equal_or_faster, power, *_ = rows[model]
        assert any_false <= 5 and equal_or_faster <= 6 and power >= 80


def test_one_run_of_the_study_is_the_rule_of_the_report() -> None:
    """A copy 5 % apart widens the floor of its own group: 3 % is no verdict there, 20 % is."""
    chance = np.random.default_rng(3)
    x = chance.normal(0, 0.01, (4, 3, 16))
    x[:, 1:] += math.log(1.2)
    once = Looks((16,))
    assert [place.verdict for place in verdicts(x, once).places.values()] == [SLOWER] * 8
    x[0, 0] += 0.05
    assert [place.verdict for place in verdicts(x, once).places.values()] == [SLOWER] * 8
    x[0, 1] += math.log(1.03 / 1.2)
    assert [place.verdict for place in verdicts(x, once).places.values()] == [INCONCLUSIVE] + [SLOWER] * 7


def test_what_a_look_decided_stays_and_its_group_is_not_looked_at_again() -> None:
    """Equal at first and 20 % slower later: the first two groups are decided before that shows."""
    chance = np.random.default_rng(4)
    x = chance.normal(0, 0.004, (4, 3, 64))
    x[2:, 1:] += chance.normal(math.log(1.2), 0.2, (2, 2, 64))
    x[:2, 1:, 16:] += math.log(1.2)
    places = verdicts(x).places
    assert [places[i].verdict for i in range(4)] == [EQUIVALENT] * 4 and {places[i].look for i in range(4)} == {0}
    assert [places[i].verdict for i in range(4, 8)] == [SLOWER] * 4 and all(places[i].look > 0 for i in range(4, 8))


@pytest.mark.parametrize("model", WITHOUT_RELINKING)
def test_without_relinking_the_floor_holds_the_promise_and_costs_power(model: str) -> None:
    found = study(model, RUNS // 2)
    assert found[0.0].share_of_runs_with_false_difference <= 0.06
    assert found[0.03].share(FASTER) == 0 and found[0.10].share(SLOWER) >= 0.5


def test_one_link_without_that_floor_calls_equal_code_different() -> None:
    """What links of their own are for: were a layout harmless, they would be for nothing."""
    chance = np.random.default_rng(6)
    times = MODELS["one link, 1 %"](chance, (10, 20, 4, 64, 7))
    runs = np.median(times[:, :, 1:] - times[:, :, :1], axis=-1)
    false = [any(p.verdict in (FASTER, SLOWER) for p in verdicts(x).places.values()) for x in runs]
    assert sum(false) >= 5


def test_the_spread_of_a_ratio_is_the_measured_one() -> None:
    times = MODELS["normal"](np.random.default_rng(4), (20, 50, 2, 16, 7))
    x = np.median(times[:, :, 1] - times[:, :, 0], axis=-1)
    assert x.std() == pytest.approx(0.024, abs=0.001)
    assert PROCESS_SD < ROUND_SD


def test_a_group_that_could_not_be_tested_is_no_failure_but_counts_as_a_group() -> None:
    assert aa_gate([1e-9, 1e-9, math.nan, 0.5]).failed == (True, True, False, False)
    assert not aa_gate([1e-9, 1e-9, math.nan, 0.5]).may_recommend
    assert aa_gate([1e-9, 1e-9] + [0.5] * 18).may_recommend  # two of twenty are a tenth, not more


def test_the_command_writes_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main(["--runs", "2", "--noise", "normal", "--write", str(page)]) == 0
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text and "2 runs of each" in text
