"""Pooling errs as seldom as it promises, where machines differ in earnest: a short form of docs/machines.md. Seeded."""

import math

import numpy as np
import pytest

from experiment.pooling_study import BEGIN, DIFFERENCES, END, MACHINES, PROMISED, main, study
from experiment.tests.conftest import ROOT
from vocabulary.pooling import together


@pytest.mark.slow
@pytest.mark.parametrize("machines", [2, 3, 6])
@pytest.mark.parametrize("difference", ["normal, 1 %", "normal, 5 %", "heavy-tailed, 5 %"])
def test_false_pooled_verdicts_are_few(difference: str, machines: int) -> None:
    assert study(difference, machines, 0.0, 20).runs_in_error <= 1
    three = study(difference, machines, 0.03, 10)
    assert (three.equivalent + three.faster) / three.comparisons <= 0.05


def test_it_finds_what_all_machines_show() -> None:
    """Power, without which never saying anything would pass."""
    assert study("not at all", 4, 0.30, 5).slower == 500
    assert study("not at all", 4, 0.0, 5).equivalent >= 450
    assert study("normal, 1 %", 6, 0.30, 5).slower >= 450


def test_a_model_without_differences_between_machines_would_break_the_promise() -> None:
    """What the random effects are for: by the processes alone nearly every family has a false verdict."""
    chance = np.random.default_rng(7)
    false = 0
    for _ in range(20):
        x = 0.05 * chance.standard_normal((100, 6))
        error = 0.006 / math.sqrt(6)
        false += bool((np.abs(x.mean(axis=1)) > 4.0 * error).any())
    assert false == 20
    means = 0.05 * chance.standard_normal((200, 4))
    found = [together(one, np.full(4, 0.006**2)) for one in means]
    covered = [one is not None and one.interval(0.90).low <= 0 <= one.interval(0.90).high for one in found]
    assert np.mean(covered) >= 0.85


def test_the_table_in_the_docs_has_every_kind_and_keeps_its_promises() -> None:
    table = (ROOT / "docs" / "machines.md").read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if " % |" in line]
    rows = {(name, int(k)): [float(s.removesuffix(" %")) for s in shares] for name, k, *shares in lines if k.isdigit()}
    assert set(rows) == {(name, k) for name in DIFFERENCES for k in MACHINES}
    for (name, _), (any_false, _, equal_or_faster, _) in rows.items():
        if name in PROMISED:
            assert any_false <= 5 and equal_or_faster <= 5


def test_bad_arguments() -> None:
    with pytest.raises(SystemExit):
        main(["--runs", "0"])
