"""Numbers are written with a unit and as many digits as they deserve."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.metrics import METRICS, duration, number, percent, plural, signed_percent, times

UNITS = {"ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0.412, "0.412 ns"),
        (12.34, "12.3 ns"),
        (999.4, "999 ns"),
        (999.8, "1.00 µs"),
        (4567, "4.57 µs"),
        (1.2e6, "1.20 ms"),
        (3e9, "3.00 s"),
        (math.nan, "–"),
    ],
)
def test_durations(nanoseconds: float, text: str) -> None:
    assert duration(nanoseconds) == text


@given(st.floats(0.01, 1e11))
def test_a_duration_is_within_half_a_percent_of_what_it_writes(nanoseconds: float) -> None:
    value, unit = duration(nanoseconds).split(" ")
    assert float(value) * UNITS[unit] == pytest.approx(nanoseconds, rel=0.0051)
    assert re.fullmatch(r"[\d.]+", value)


def test_numbers_percents_ratios_and_plurals() -> None:
    assert [number(v) for v in (0, 1001, 0.1001, 0.01234, 1.1, 12345.6, math.nan)] == [
        "0",
        "1,001",
        "0.1",
        "0.0123",
        "1.1",
        "12,346",
        "–",
    ]
    assert [percent(v) for v in (0.123, -0.123, 0.0004, 1.5)] == ["12.3 %", "12.3 %", "0.04 %", "150 %"]
    assert [signed_percent(v) for v in (0.01, -0.01)] == ["+1.0 %", "−1.0 %"]
    assert [times(v) for v in (0.8791, 1, 0.01234, 12.34)] == ["0.879", "1.000", "0.0123", "12.3"]
    assert [plural(1, "process"), plural(2, "process"), plural(3, "row"), plural(0, "query")] == [
        "1 process",
        "2 processes",
        "3 rows",
        "0 queries",
    ]


def test_metrics_have_unit_and_direction_and_unique_names() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert all(metric.unit and metric.counters and metric.better in ("less", "more", "") for metric in METRICS)
