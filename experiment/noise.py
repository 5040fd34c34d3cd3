"""Noise as machines make it, for the study of the rule: made-up ln times of samples that would all be equal without
it.

A model takes a generator and a shape [runs, groups, strategies, processes, rounds] and returns an array of that
shape. The sizes are those measured on a shared machine of two cores: ln ratios of two copies of the same code differ
between processes with a standard deviation of 2.4 %.
"""

from collections.abc import Callable

import numpy as np

from experiment.order import BalancedOrder
from vocabulary.trimmed import Floats

Shape = tuple[int, int, int, int, int]
PROCESS_SD, ROUND_SD = 0.014, 0.02  # of ln t: together they give the 2.4 %


def _of_processes(shape: Shape) -> tuple[int, int, int, int, int]:
    return (*shape[:4], 1)


def normal(chance: np.random.Generator, shape: Shape) -> Floats:
    """Normal, between processes and between rounds."""
    return np.asarray(chance.normal(0, PROCESS_SD, _of_processes(shape)) + chance.normal(0, ROUND_SD, shape))


def skewed(chance: np.random.Generator, shape: Shape) -> Floats:
    """One-sided: others only ever slow a sample down, one in six by 10 % on average; so with processes."""
    slowed = chance.exponential(0.10, shape) * (chance.random(shape) < 1 / 6)
    processes = chance.exponential(PROCESS_SD, _of_processes(shape))
    return np.asarray(processes + slowed + chance.normal(0, ROUND_SD / 2, shape))


def heavy_tailed(chance: np.random.Generator, shape: Shape) -> Floats:
    """A process now and then far off: Student's t with 3 degrees of freedom."""
    processes = chance.standard_t(3, _of_processes(shape)) * PROCESS_SD / np.sqrt(3)
    return np.asarray(processes + chance.normal(0, ROUND_SD, shape))


def shared_core(chance: np.random.Generator, shape: Shape) -> Floats:
    """Others use the same core: by turns within each sample, 3 % on average, and during one process in six far more,
    each sample by up to a half. So measured on a rented machine of two cores, whose median ratio to a copy was then
    off by up to 10 % in such processes."""
    busy = chance.random(_of_processes(shape)[:2] + (1, shape[3], 1)) < 1 / 6
    slowed = chance.exponential(0.03, shape) + busy * chance.uniform(0, 0.5, shape)
    return np.asarray(slowed + chance.normal(0, PROCESS_SD, _of_processes(shape)))


def drifting(chance: np.random.Generator, shape: Shape) -> Floats:
    """The speed wanders from sample to sample by 1 %, and within each round it falls by 0.5 % a sample."""
    _, _, strategies, processes, rounds = shape
    steps = chance.normal(0.005, 0.01, (shape[0], shape[1], processes, rounds, strategies)).cumsum(axis=-1)
    names = [str(number) for number in range(strategies)]
    order = BalancedOrder(names, rounds, "study")
    places = np.array(
        [
            [[order(process, number).index(name) for name in names] for number in range(1, rounds + 1)]
            for process in range(1, processes + 1)
        ]
    )
    drift = np.take_along_axis(steps, np.broadcast_to(places, steps.shape), axis=-1)
    return np.moveaxis(drift, -1, 2) + normal(chance, shape)


def correlated(chance: np.random.Generator, shape: Shape) -> Floats:
    """A process resembles the one before it (correlation 0.5): independence, which the intervals rest on, is
    broken."""
    processes = chance.normal(0, PROCESS_SD, shape[:4])
    for number in range(1, shape[3]):
        processes[..., number] = 0.5 * processes[..., number - 1] + np.sqrt(0.75) * processes[..., number]
    return processes[..., None] + chance.normal(0, ROUND_SD, shape)


def layout(sd: float) -> Callable[[np.random.Generator, Shape], Floats]:
    """Normal, and each process runs a link of its own, in which a compiled copy is faster or slower by its place."""

    def noise(chance: np.random.Generator, shape: Shape) -> Floats:
        return normal(chance, shape) + chance.normal(0, sd, _of_processes(shape))

    return noise


def one_link(sd: float) -> Callable[[np.random.Generator, Shape], Floats]:
    """Normal, and all processes run one link: each compiled copy is faster or slower by a constant of its own."""

    def noise(chance: np.random.Generator, shape: Shape) -> Floats:
        return normal(chance, shape) + chance.normal(0, sd, (*shape[:3], 1, 1))

    return noise


Model = Callable[[np.random.Generator, Shape], Floats]
PROMISED: dict[str, Model] = {  # what the rule's promises are made for
    "normal": normal,
    "skewed": skewed,
    "heavy-tailed": heavy_tailed,
    "shared core": shared_core,
    "drifting": drifting,
    "correlated processes": correlated,
    "layout, 0.5 %": layout(0.005),
    "layout, 1 %": layout(0.01),
}
WITHOUT_RELINKING: dict[str, Model] = {
    "one link, 0.5 %": one_link(0.005),
    "one link, 1 %": one_link(0.01),
}
MODELS: dict[str, Model] = PROMISED | WITHOUT_RELINKING
