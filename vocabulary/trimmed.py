"""Trimmed means: what several processes say together, where some of them were disturbed.

On a machine that others use as well most processes agree within a few per cent and some are far off, to either side of
a ratio. A mean follows those; without the lowest and the highest fifth it does not, and its interval is half as wide.
The share is fixed, whatever is measured.

Sources: Tukey & McLaughlin 1963, "Less vulnerable confidence and significance procedures for location based on a single
sample": the interval, by Student's t of what is kept, from the spread of the winsorized values; Yuen 1974, "The
two-sample trimmed t for unequal population variances"; Wilcox 2012, "Introduction to robust estimation and hypothesis
testing": a fifth at each end as the usual share.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = np.ndarray[Any, np.dtype[np.float64]]

PART = 5  # one in so many is left out at each end; of fewer values none


def kept(count: npt.ArrayLike) -> Floats:
    """How many of so many values are left."""
    all_of_them = np.asarray(count, dtype=float)
    return np.asarray(all_of_them - 2 * (all_of_them // PART))


def centres(x: npt.ArrayLike) -> Floats:
    """The trimmed mean over the last axis."""
    ordered = np.sort(np.asarray(x, dtype=float), axis=-1)
    out = ordered.shape[-1] // PART
    return np.asarray(ordered[..., out : ordered.shape[-1] - out].mean(axis=-1))


def centre(x: npt.ArrayLike) -> float:
    """Of one comparison, over its processes; nan where there are none."""
    values = np.asarray(x, dtype=float)
    return float(centres(values)) if values.size else math.nan


def winsorized(x: npt.ArrayLike) -> Floats:
    """x with what is left out at each end replaced by the nearest that is kept."""
    values = np.asarray(x, dtype=float)
    ordered = np.sort(values, axis=-1)
    out = values.shape[-1] // PART
    return np.clip(values, ordered[..., out, None], ordered[..., values.shape[-1] - 1 - out, None])


def spreads(x: npt.ArrayLike) -> Floats:
    """How far processes lie apart: the standard deviation of as many undisturbed ones whose mean would vary as the
    trimmed mean does. nan for fewer than two processes."""
    values = np.asarray(x, dtype=float)
    count = values.shape[-1]
    if count < 2:
        return np.full(values.shape[:-1], math.nan)
    return np.asarray(winsorized(values).std(axis=-1, ddof=1) * count / kept(count))


def spread(x: npt.ArrayLike) -> float:
    """Of one comparison."""
    return float(spreads(x))
