"""Pooling: the model against worked numbers, the rule over machines, and what a table and its headline say."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reports.__main__ import main
from reports.judgement.pooled import ONE_MACHINE, Pooling, _mean_over, _summary_on
from reports.output.machines import read
from reports.tests.synthetic import GROUPS, Folder
from reports.words import machines as words
from vocabulary.pooling import Together, rule_over_machines, together
from vocabulary.rule import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER
from vocabulary.statistics import INDEPENDENT

XEON, EPYC = "Intel(R) Xeon(R) Processor @ 2.50GHz", "AMD EPYC 7763 64-Core Processor"
CORE = "Intel(R) Core(TM) i7-8565U"
APPEND = "append/one_to_many/unidirectional/sqlite_memory/zipf_small"
APPENDS = ("append/one_to_many/sqlite_memory/zipf_small", "unidirectional")


def made(path: Path, cpu: str, seed: int = 1, **what: Any) -> Path:
    environment = {"cpu": cpu, "libraries": {}} | what.pop("environment", {})
    return Folder(path, seed=seed, environment=environment, groups=what.pop("groups", GROUPS[:3]), **what).make()


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What was seen: append under unidirectional is slower by 19 % on one machine and faster by 5 % on another."""
    place = tmp_path_factory.mktemp("three")
    rows = [(XEON, 1.191), (EPYC, 0.949), (CORE, 1.1)]
    return [
        made(place / f"m{i}", cpu, i, of_cell={APPEND: ratio}) for i, (cpu, ratio) in enumerate(rows, 1)
    ]


def row_of(pooling: Pooling, key: tuple[str, str]) -> Any:
    return next(row for row in pooling.rows if (row.group, row.strategy) == key)


def test_the_model_is_that_of_the_worked_example() -> None:
    """Hartung & Knapp by hand, on equal variances: the pooled mean is the mean, its error the spread over root k."""
    x, v = np.array([0.10, -0.05, 0.20, 0.05]), np.full(4, 1e-4)
    found = together(x, v)
    assert found is not None
    assert found.mean == pytest.approx(x.mean(), abs=1e-9)
    assert found.error == pytest.approx(x.std(ddof=1) / 2, rel=1e-3)
    assert found.tau**2 == pytest.approx(x.var(ddof=1) - 1e-4, rel=1e-3)
    q = float((((x - x.mean()) ** 2) / v).sum())
    assert found.i_squared == pytest.approx((q - 3) / q)
    half = stats.t.isf(0.05, 3) * found.error
    assert found.interval(0.90).high == pytest.approx(x.mean() + half)


def test_machines_that_agree_by_chance_are_no_narrower_than_the_classic_model() -> None:
    found = together([0.1, 0.1, 0.1], [1e-4, 1e-4, 1e-4])
    assert found is not None and found.error == pytest.approx(0.01 / math.sqrt(3))
    assert found.i_squared == 0 and found.tau == 0


def test_p_value_and_interval_are_one_statement() -> None:
    found = Together(4, 0.12, 0.02, 0.03, 0.5)
    p = found.p_value(0.01)
    assert found.interval(1 - p).low == pytest.approx(0.01)
    assert found.p_value(0.2) == 1.0


def test_one_machine_decides_nothing_and_keeps_its_place_in_the_count() -> None:
    strong = Together(6, 0.5, 0.02, 0.0, 0.0)
    assert together([0.5], [1e-4]) is None
    ruling = rule_over_machines([strong, None], [0.005, 0.005], [True, True])
    assert ruling.verdicts == [SLOWER, INCONCLUSIVE]
    assert ruling.steps[0].alpha == pytest.approx(0.025)  # of two


def test_a_further_machine_is_told_from_three_on() -> None:
    assert Together(2, 0.0, 0.01, 0.02, 0.5).of_a_further_machine() is None
    found = Together(3, 0.0, 0.01, 0.02, 0.5).of_a_further_machine()
    assert found is not None
    assert found.high == pytest.approx(stats.t.isf(0.025, 1) * math.hypot(0.02, 0.01))


def test_what_machines_contradict_is_inconclusive_over_them_and_told(three: list[Path]) -> None:
    pooling = read(three)
    row = row_of(pooling, APPENDS)
    assert [one.verdict for one in row.standings] == [SLOWER, FASTER, SLOWER]
    assert row.verdict == INCONCLUSIVE and row.is_contradicted and row.together.i_squared > 0.9
    assert words.holds(row).startswith("inconclusive across machines (slower on 2, faster on 1 of 3); 1.0")
    said = " ".join(words.about_hardware(pooling))
    assert "3 environments on 3 processor models" in said and "1 comparison of 6: faster on one machine" in said
    assert re.search(r"faster by [45]\.\d % on amd_epyc.* slower by 1[89]\.\d % on intel_xeon", said)


def test_the_headline_says_on_how_many_machines_it_holds(three: list[Path]) -> None:
    said = words.headline(read(three))
    assert re.fullmatch(
        r"backref against back_populates on sqlite, mean of 3 workloads: equivalent; holds on 3 of 3 machines;"
        r" [01]\.\d\d × \((0\.99|1\.00) to 1\.0\d\); I² \d+ %",
        said[0],
    )
    assert len(said) == 2 and said[1].startswith("unidirectional against back_populates")


def test_of_each_machine_the_first_look_counts_and_faster_is_less_time() -> None:
    """A machine that measured a group longer has no more weight for it; one group, both strategies in it."""
    copy = pd.Series([0.0, 0.001, -0.001, 0.9], index=[1, 2, 3, 4])
    x = pd.Series([-0.2, -0.21, -0.22, 0.9], index=[1, 2, 3, 4])
    plan = SimpleNamespace(planned_looks=SimpleNamespace(first=3))
    key = SimpleNamespace(group=SimpleNamespace(id="g"), strategy="unidirectional", family="decision", x=x)
    judged = SimpleNamespace(
        run=SimpleNamespace(plan=plan), aa={"g": SimpleNamespace(x=copy)}, comparisons=[key], tied=INDEPENDENT
    )
    machine: Any = SimpleNamespace(name="m", judgement=judged)
    assert list(_mean_over(machine, ["g"], "back_populates_aa")) == [0.0, 0.001, -0.001]
    found = _summary_on(machine, ["g"], "unidirectional", 1)
    assert found.verdict == FASTER and found.mean == pytest.approx(-0.21)
    key.x = -x
    assert _summary_on(machine, ["g"], "unidirectional", 1).verdict == SLOWER


@pytest.mark.slow
def test_it_holds_on_five_of_six(tmp_path: Path) -> None:
    sources = [
        made(tmp_path / f"m{i}", f"CPU {i}", i, groups=GROUPS[:2], effect={"unidirectional": 0.85, "backref": ratio})
        for i, ratio in enumerate((1.0, 1.001, 0.999, 1.0, 1.0, 1.045), 1)
    ]
    backref = read(sources).summaries[0]
    assert (backref.strategy, backref.claim, backref.holds_on) == ("backref", EQUIVALENT, 5)
    assert "holds on 5 of 6 machines; 1.01 × (" in words.holds(backref)
    assert "by chance" not in " ".join(words.about_hardware(read(sources)))


def test_one_machine_says_so(three: list[Path]) -> None:
    pooling = read(three[:1])
    assert {row.verdict for row in pooling.rows} == {ONE_MACHINE}
    assert "nothing is known about others" in words.headline(pooling)[0]
    assert words.about_hardware(pooling) == [
        f"One machine ({XEON}): the verdicts apply to it alone. Nothing is known about other hardware: the next"
        " machine may give the opposite verdict."
    ]


def test_without_a_run_that_counts_nothing_is_known(tmp_path: Path) -> None:
    pooling = read([made(tmp_path / "busy", XEON, environment={"busy_cores": 1.9})])
    assert {row.verdict for row in pooling.rows} == {"no run counts"}
    assert all(one.endswith(": no run counts, so nothing is known") for one in words.headline(pooling))


def test_compilers_on_one_processor_tell_nothing_of_hardware(tmp_path: Path) -> None:
    pooling = read([made(tmp_path / name, XEON, context={"compiler": name}) for name in ("GNU 12.2.0", "Clang 14.0.6")])
    said = words.about_hardware(pooling)
    assert said[0].startswith("2 environments on 1 processor model")
    assert "Nothing is known about other hardware" in said[1]


@pytest.mark.slow
def test_a_run_that_is_not_fit_stands_in_brackets_and_does_not_count(three: list[Path], tmp_path: Path) -> None:
    busy = made(tmp_path / "busy", "CPU 4", 4, environment={"busy_cores": 1.9}, of_cell={APPEND: 3.0})
    pooling = read([*three, busy])
    row = row_of(pooling, APPENDS)
    assert len(row.standings) == 3 and [one.verdict for one in row.beside] == [SLOWER]
    assert row.together.mean == pytest.approx(row_of(read(three), APPENDS).together.mean)
    assert any("does not count" in one and "1.9 cores" in one for one in words.remarks(pooling))
    assert len(row_of(read([*three, busy], with_unfit=True), APPENDS).standings) == 4


def test_groups_that_not_all_have_are_left_out_and_told(three: list[Path], tmp_path: Path) -> None:
    pooling = read([three[0], made(tmp_path / "less", EPYC, groups=GROUPS[1:3])])
    assert {row.group.split("/")[0] for row in pooling.rows} == {"load_selectin", "append"}
    assert any("2 comparisons not pooled" in one for one in words.remarks(pooling))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"processes": 20}, "different plans (processes 16 and 20)"),
        ({"preset": "full"}, "different plans (preset standard and full)"),
        ({"rounds": 5}, "different plans (rounds 7 and 5)"),
        ({"environment": {"git_revision": "feedfacefeedface"}}, "is of revision 0123456789ab"),
        ({"environment": {"cpu": XEON}}, "come from the same environment"),
        ({"verdicts": False, "preset": "quick"}, "a quick run gives no verdicts"),
        ({"state": "interrupted"}, "the run is interrupted"),
        ({"errors": {APPEND: "failed: post 7 is lost"}}, f"{APPEND} failed"),
        ({"context": {"build_type": "Debug"}}, "were built as Debug"),
    ],
)
def test_what_cannot_stand_beside_the_others_is_refused(
    three: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], why: str
) -> None:
    other = made(tmp_path / "other", EPYC, 7, **change)
    assert main(["pool", str(three[0]), str(other), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert why in said and said.count("\n") == 1 and not (tmp_path / "out").exists()


def test_revisions_are_pooled_when_that_is_wanted_and_told(three: list[Path], tmp_path: Path) -> None:
    other = made(tmp_path / "other", EPYC, 7, environment={"git_revision": "feedfacefeedface"})
    assert any("2 revisions" in one for one in words.remarks(read([three[0], other], any_revision=True)))


@pytest.mark.slow
def test_the_page_and_the_file_have_every_machine_and_every_verdict(
    three: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pooled"
    assert main(["pool", *map(str, three), "--out", str(out)]) == 0
    assert "inconclusive" in capsys.readouterr().out
    document = json.loads((out / "pooled.json").read_text())
    assert len(document["machines"]) == 3 and len(document["comparisons"]) == 6
    page = (out / "index.html").read_text()
    for machine in document["machines"]:
        assert page.count(machine["machine"]) >= 2
    row = next(r for r in document["comparisons"] if (r["group"], r["strategy"]) == APPENDS)
    assert row["on"][1]["verdict"] == FASTER and row["interval_90"]["low"] < row["ratio"] < row["interval_90"]["high"]
    assert (out / "plots" / "machines.svg").exists()
    assert main(["pool", *map(str, three), "--out", str(out)]) == 0  # over its own


def test_a_folder_of_something_else_is_not_written_into(three: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pool", str(three[1]), "--out", str(three[0])]) == 2
    assert "which is not part of a page across machines; choose another --out" in capsys.readouterr().err
    assert not (three[0] / "pooled.json").exists()
