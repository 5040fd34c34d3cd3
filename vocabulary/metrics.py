"""Metrics: what is known about a cell besides its verdict, one row each: unit, which way is better, how to write it.

A time is measured; a count is exact. Counters arrive per iteration and are shown per item.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    name: str  # also the column in results.csv, followed by _per_item
    words: str
    unit: str
    counters: tuple[str, ...]  # of the raw rows, summed
    better: str  # "less", "more" or "" where neither is
    text: Callable[[float], str]


def number(value: float) -> str:
    """At most three significant digits where there is a fraction, else all digits: 0.0123, 1.1, 1,001."""
    if math.isnan(value):
        return "–"
    if value == round(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(float(f"{value:.3g}")))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(nanoseconds: float) -> str:
    """A time in the unit that suits it: 12.3 ns, 4.56 µs, 1.20 ms, 3.00 s."""
    if math.isnan(nanoseconds):
        return "–"
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= 0.9995 * size:
            return f"{_three_digits(nanoseconds / size)} {unit}"
    return f"{_three_digits(nanoseconds)} ns"


def duration_span(low: float, high: float) -> str:
    """Two times as one range, the unit written once where it is the same: 2.06 – 2.12 µs."""
    if math.isnan(low):
        return "–"
    start, end = duration(low), duration(high)
    return f"{start.split(' ')[0]} – {end}" if start.split(" ")[-1] == end.split(" ")[-1] else f"{start} – {end}"


def _three_digits(value: float) -> str:
    rounded = float(f"{value:.3g}")
    return f"{value:.{max(0, 2 - math.floor(math.log10(rounded)))}f}" if value > 0 else "0"


def per_item(of_iteration: float, items: float) -> str:
    """A count for one item: 1.1; where that says little, how many there are: 4 in all, and no 0.0004."""
    share = of_iteration / items
    return f"{number(of_iteration)} in all" if 0 < share < 0.01 else number(share)


def percent(ratio_minus_one: float) -> str:
    """0.123 → 12.3 %, 0.0004 → 0.04 %."""
    value = abs(ratio_minus_one) * 100
    return f"{value:.{0 if value >= 99.5 else 1 if value >= 0.1 else 2}f} %"


def signed_percent(ratio_minus_one: float) -> str:
    return f"{'−' if ratio_minus_one < 0 else '+'}{percent(ratio_minus_one)}"


def difference(ratio: float) -> str:
    """What a ratio differs by: 12.3 % of 1.123 and of 0.877; above 2 the ratio itself, 4.1 × and no 306 %."""
    return f"{float(f'{ratio:.2g}'):g} ×" if ratio > 2 else percent(ratio - 1)


def signed_difference(ratio: float) -> str:
    return difference(ratio) if ratio > 2 else signed_percent(ratio - 1)


def times(ratio: float) -> str:
    """A ratio: 0.0123, 0.879, 1.003, 12.4."""
    return f"{ratio:.3f}" if 0.1 <= ratio < 10 else f"{ratio:.3g}"


def plural(count: int, word: str) -> str:
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1] + 'ies' if word.endswith('y') else word + 'es' if word.endswith('s') else word + 's'}"


STATEMENT_KINDS = ("selects", "inserts", "updates", "deletes", "other_statements")

METRICS = (
    Metric("statements", "statements", "statements", STATEMENT_KINDS, "less", number),
    Metric("selects", "SELECTs", "statements", ("selects",), "less", number),
    Metric("inserts", "INSERTs", "statements", ("inserts",), "less", number),
    Metric("updates", "UPDATEs", "statements", ("updates",), "less", number),
    Metric("deletes", "DELETEs", "statements", ("deletes",), "less", number),
    Metric("other_statements", "other statements", "statements", ("other_statements",), "less", number),
    Metric("rows_read", "rows read", "rows", ("rows_read",), "less", number),
    Metric("rows_written", "rows written", "rows", ("rows_written",), "less", number),
    Metric("bytes_read", "bytes read", "bytes", ("bytes_read",), "less", number),
    Metric("bytes_written", "bytes written", "bytes", ("bytes_written",), "less", number),
    Metric("round_trips", "round trips", "round trips", ("round_trips",), "less", number),
    Metric("allocations", "allocations", "allocations", ("allocations",), "less", number),
    Metric("allocated_bytes", "bytes allocated", "bytes", ("allocated_bytes",), "less", number),
    Metric("copies", "COPYs", "statements", ("copies",), "", number),
    Metric("array_statements", "statements with arrays", "statements", ("array_statements",), "", number),
    Metric("pipelined_statements", "pipelined statements", "statements", ("pipelined_statements",), "", number),
    Metric("streamed_selects", "streamed SELECTs", "statements", ("streamed_selects",), "", number),
    Metric("heap_bytes", "bytes held", "bytes", ("heap_bytes",), "less", number),
    Metric("heap_allocations", "allocations", "allocations", ("heap_allocations",), "less", number),
    Metric("peak_bytes", "bytes at the peak", "bytes", ("peak_bytes",), "less", number),
    Metric("stale_reads", "stale reads", "reads", ("stale_reads",), "less", number),  # of forget_*
    Metric("lost_writes", "lost writes", "rows", ("lost_writes",), "less", number),
    Metric("fallbacks", "groups written in another way", "groups", ("fallbacks",), "less", number),
    Metric("retries", "units of work that were repeated", "units", ("retries",), "less", number),
)
BY_NAME = {metric.name: metric for metric in METRICS}
STATEMENTS, ROWS_READ, ROWS_WRITTEN = (BY_NAME[name] for name in ("statements", "rows_read", "rows_written"))
NOT_REPEATED = ("allocations", "allocated_bytes")  # exact, but fewer or more as containers grow from round to round
NOT_COSTS = (  # counters about the measurement, not of the work; or per item what another says of an iteration
    "items",
    "wall_ns",
    "setup_ms",
    "check_ms",
    "fixture_ms",
    "stopped_after",
    "bytes_per_item",
    "allocations_per_item",
)
