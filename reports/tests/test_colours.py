"""Strategies are told apart by every kind of colour vision, and by their markers without any.

Colour vision is simulated with the matrices of Machado, Oliveira & Fernandes (2009), severity 1; distances are those of
CIELAB (1976), in which about 2.3 is just noticeable.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reports.plots.parts.style import STRATEGY

VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
LEAST_DISTANCE = 15.0
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    values = np.clip(TO_XYZ @ light, 0, None) / WHITE
    x, y, z = (np.cbrt(value) if value > 0.008856 else 7.787 * value + 16 / 116 for value in values)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def seen(colour: str, vision: str) -> np.ndarray:
    return lab(np.clip(np.asarray(VISION[vision]) @ linear(colour), 0, 1))


@pytest.mark.parametrize("vision", VISION)
def test_no_two_strategies_look_alike(vision: str) -> None:
    for (one, a), (other, b) in itertools.combinations(STRATEGY.items(), 2):
        distance = float(np.linalg.norm(seen(a.colour, vision) - seen(b.colour, vision)))
        assert distance >= LEAST_DISTANCE, f"{one} and {other}: {distance:.1f} under {vision}"


def test_the_simulation_sees_what_is_hard_to_tell_apart() -> None:
    red, green = "#d62728", "#2ca02c"
    apart = {v: float(np.linalg.norm(seen(red, v) - seen(green, v))) for v in VISION}
    assert apart["normal"] > 100 and apart["deuteranopia"] < 45


def test_every_strategy_has_a_marker_of_its_own() -> None:
    markers = [look.marker for look in STRATEGY.values()]
    assert len(set(markers)) == len(markers)
