"""Every workload on every strategy: its answer is right on both sides and in the rows, and a wrong one is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sqlalchemy_bench.__main__ import main
from sqlalchemy_bench.catalogue import WORKLOADS, cells, work_of
from sqlalchemy_bench.errors import Unusable
from sqlalchemy_bench.measure import Measurement, sent_by
from sqlalchemy_bench.versions import backend_of, version_text

HERE = backend_of(version_text(), "sqlite")
NAMES = list(cells([HERE], {"made_tiny": "one_to_many", "classes_1": "classes"}))


def played(name: str) -> dict[str, float]:
    work = work_of(name, HERE)
    work.setup()
    sent = sent_by(work)
    wrong = work.wrong(has_rows=True)
    work.finish()
    assert wrong is None, wrong
    return {**sent.counters, "items": work.items}


@pytest.mark.slow
@pytest.mark.parametrize("workload", [name for name, one in WORKLOADS.items() if one.relation == "one_to_many"])
def test_every_strategy_comes_to_the_right_answer(data: Path, workload: str) -> None:
    own = [name for name in NAMES if name.startswith(f"{workload}/")]
    assert own
    for name in own:
        assert played(name)["items"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("loader, selects", [("lazy", 1001), ("joined", 1), ("selectin", 3), ("subquery", 2)])
def test_a_load_of_1000_users_sends_what_sqlalchemy_is_known_to_send(data: Path, loader: str, selects: int) -> None:
    for strategy in ("back_populates", "backref", "unlinked"):
        sent = played(f"load_{loader}/one_to_many/{strategy}/{HERE}/made_1000")
        assert sent["selects"] == selects and sent["inserts"] == sent["updates"] == 0


def test_statements_do_not_depend_on_the_linked_strategy(data: Path) -> None:
    for name in NAMES:
        if "/back_populates/" in name and not name.startswith("mix_"):
            other = name.replace("/back_populates/", "/backref/")
            assert played(name) == played(other), name


def test_a_flush_writes_a_row_a_statement(data: Path) -> None:
    sent = played(f"insert_graph/one_to_many/back_populates/{HERE}/made_tiny")
    assert (sent["inserts"], sent["rows_written"]) == (72, 72)
    assert played(f"move_posts/one_to_many/backref/{HERE}/made_tiny")["updates"] == 6


def test_an_append_to_an_unloaded_list_loads_it_and_a_set_does_not(data: Path) -> None:
    assert played(f"append_unloaded/one_to_many/back_populates/{HERE}/made_tiny")["selects"] == 12
    assert played(f"set_author_unloaded/one_to_many/back_populates/{HERE}/made_tiny")["selects"] == 0


@pytest.mark.parametrize("name", [f"move_by_set/one_to_many/unidirectional/{HERE}/made_tiny"])
def test_a_wrong_answer_fails_its_cell_alone(data: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy_bench.strategies.unidirectional import Unidirectional

    def forgetful(self: object, post: object, user: object) -> None:
        post.author = user  # type: ignore[attr-defined]

    monkeypatch.setattr(Unidirectional, "set_author", forgetful)
    right = name.replace("unidirectional", "backref")
    rows = Measurement([(1, name, 1), (1, right, 1), (2, name, 1)], HERE).run()
    assert [bool(row.get("error_occurred")) for row in rows] == [True, False, True]
    assert rows[0]["error_message"].startswith(f"failed: {name}: the posts of user 1 is ")


@pytest.mark.parametrize(
    "cell", ["append/many_to_many/back_populates", "append/one_to_many/nobody", "nothing/one_to_many/backref"]
)
def test_a_cell_that_is_none_is_named(cell: str) -> None:
    with pytest.raises(Unusable, match=f"this program has no cell {cell}/{HERE}/made_tiny"):
        work_of(f"{cell}/{HERE}/made_tiny", HERE)


def test_a_plan_becomes_google_benchmarks_json(data: Path, tmp_path: Path) -> None:
    cell = f"append/one_to_many/back_populates/{HERE}/made_tiny"
    (tmp_path / "plan.csv").write_text(f"round,cell,iterations\n0,{cell},1\n1,{cell},2\n2,{cell},2\n")
    assert main([f"--plan={tmp_path}/plan.csv", f"--benchmark_out={tmp_path}/out.json"]) == 0
    document = json.loads((tmp_path / "out.json").read_text())
    lead_in, first, second = document["benchmarks"]
    assert first["name"] == f"{cell}/iterations:2/manual_time"
    assert [row["round"] for row in document["benchmarks"]] == [0, 1, 2]
    assert 0 < first["fastest_ns"] <= first["real_time"] and first["items"] == 60
    assert "label" in lead_in and "label" not in second
    assert document["context"][f"{HERE}.version"] == version_text()
    assert "build_type" not in document["context"]  # of a benchmark binary


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--plan=nowhere.csv", "--benchmark_out=x"], "cannot read the plan nowhere.csv"),
        (["--plna=x"], "unknown argument '--plna=x'"),
        ([], "nothing to do"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert message in told and told.count("\n") == 1


def test_a_cell_that_is_not_there_is_refused(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for cell in (f"load_joined/one_to_many/one_sided/{HERE}/made_tiny", f"append/one_to_many/backref/{HERE}/none_tiny"):
        (tmp_path / "plan.csv").write_text(f"round,cell,iterations\n1,{cell},1\n")
        assert main([f"--plan={tmp_path}/plan.csv", f"--benchmark_out={tmp_path}/out.json"]) == 2
        assert not (tmp_path / "out.json").exists()
    assert "no cell load_joined" in (told := capsys.readouterr().err) and "`dataset generate none_tiny" in told
