"""Growth over sizes: its exponents and its table, and on real servers where there is a build."""

import json
import os
from pathlib import Path

import pytest

from experiment.scale import Point, exponent, main, table

BIN = os.environ.get("BOTHSIDES_BIN")


def points(power: float, servers: int = 2) -> list[Point]:
    return [Point("load_scan", "backref", servers, n, 1e-6 * n**power, 1) for n in (10_000, 100_000, 1_000_000)]


@pytest.mark.parametrize("power", [0.0, 1.0, 1.3])
def test_the_exponent_is_that_of_a_power(power: float) -> None:
    assert exponent(points(power)) == pytest.approx(power)
    assert exponent(points(power)[:1]) is None


def test_the_table_has_a_row_a_work_and_number_of_servers() -> None:
    head, _, *rows = table(points(1.0) + points(1.0, servers=0)[:1]).splitlines()
    assert head == "| work | by | servers | 10,000 posts | 100,000 posts | 1,000,000 posts | exponent |"
    assert rows == [
        "| load_scan | backref | 1 + 2 | 0.01 s | 0.1 s | 1 s | 1.00 |",
        "| load_scan | backref | one | 0.01 s |  |  |  |",
    ]


def test_without_a_build_nothing_is_started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--bin", str(tmp_path), "--servers", "1"])
    assert "is not built: scripts/build release" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: scripts/test sets it")
def test_what_is_measured_is_added_to_what_was(tmp_path: Path) -> None:
    out = tmp_path / "scale.json"
    kept = points(1.0)[-1]
    out.write_text(json.dumps([kept.__dict__]))
    fixed = ["--bin", str(BIN), "--sizes", "small", "--rounds", "1", "--workloads", "load_scan", "--out", str(out)]
    assert main([*fixed, "--servers", "1"]) == 0
    found = [Point(**row) for row in json.loads(out.read_text())]
    assert kept in found and {p.strategy for p in found} == {"backref", "back_populates", "hand_written"}
    assert all(p.seconds > 0 and p.seconds <= p.median for p in found if p != kept)
