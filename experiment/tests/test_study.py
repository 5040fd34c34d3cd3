"""In simulation the rule errs as seldom as it promises and finds what is there: a short form of docs/statistics.md.

Seeded, so the counts are the same every time.
"""

import gc
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from experiment.noise import MODELS, PROCESS_SD, ROUND_SD
from experiment.study import BEGIN, END, Copies, main, study
from experiment.tests.conftest import ROOT
from vocabulary.rule import EQUIVALENT, FASTER, SLOWER, UNRESOLVED, aa_gate

RUNS = 100
INDEPENDENT = ("normal", "skewed", "heavy-tailed", "drifting")  # what the rule's promises are made for


@pytest.fixture(autouse=True, scope="module")
def frozen() -> Iterator[None]:
    gc.freeze()  # see experiment.study.main
    yield
    gc.unfreeze()


@pytest.mark.parametrize("model", INDEPENDENT)
def test_the_rule_keeps_its_promises(model: str) -> None:
    found = study(model, RUNS)
    assert found[0.0].comparisons == RUNS * 100 and found[0.03].comparisons == RUNS * 32
    assert found[0.0].share_of_runs_with_false_difference <= 0.05
    assert found[0.03].share(EQUIVALENT, FASTER) <= 0.06
    assert found[0.10].share(SLOWER) >= 0.95  # power, without which never saying anything would pass
    assert found[0.0].share(EQUIVALENT) >= 0.9


def test_the_table_in_the_docs_is_of_ten_thousand_runs_and_of_every_kind_of_noise() -> None:
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    table = page.split(BEGIN)[1].split(END)[0]
    assert "10,000 runs of each kind" in table
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if " % |" in line]
    rows = {name: [float(share.removesuffix(" %")) for share in shares] for name, *shares in lines}
    assert list(rows) == list(MODELS)
    for model in INDEPENDENT:
        any_false, _, equal_or_faster, *_ = rows[model]
        assert any_false <= 5 and equal_or_faster <= 6


def test_the_first_numbers_of_a_study_are_a_run_of_the_rule() -> None:
    """Copies 5 % apart in two of four groups: nothing is decided; in one, its two comparisons are not."""
    chance = np.random.default_rng(3)
    copies, x = chance.normal(0, 0.01, (4, 16)), chance.normal(math.log(1.2), 0.01, (8, 16))
    assert Copies.of(copies).verdicts(x) == [SLOWER] * 8
    copies[0] += 0.05
    assert Copies.of(copies).verdicts(x) == [UNRESOLVED] * 2 + [SLOWER] * 6
    copies[1] += 0.05
    assert Copies.of(copies).verdicts(x) == [UNRESOLVED] * 8


def test_the_spread_of_a_ratio_is_the_measured_one() -> None:
    times = MODELS["normal"](np.random.default_rng(4), (20, 50, 2, 16, 7))
    x = np.median(times[:, :, 1] - times[:, :, 0], axis=-1)
    assert x.std() == pytest.approx(0.024, abs=0.001)
    assert PROCESS_SD < ROUND_SD


def test_a_group_that_could_not_be_tested_is_no_failure_but_counts_as_a_group() -> None:
    assert aa_gate([1e-9, 1e-9, math.nan, 0.5]).failed == (True, True, False, False)
    assert not aa_gate([1e-9, 1e-9, math.nan, 0.5]).run_decides
    assert aa_gate([1e-9, 1e-9] + [0.5] * 18).run_decides  # two of twenty are a tenth, not more


def test_the_command_writes_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main(["--runs", "2", "--noise", "normal", "--write", str(page)]) == 0
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text and "2 runs of each" in text
