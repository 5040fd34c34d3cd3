"""One process of the measurement: python3 -m experiment.sqlalchemy_run.sample SEED prints its samples as JSON.

In each round every strategy does a workload once, adjacent in time, in an order drawn from SEED. Each answer is
checked.
"""

from __future__ import annotations

import json
import random
import sys
import time
import tracemalloc
import warnings
from typing import Any

from sqlalchemy.orm import Session

from experiment.sqlalchemy_run.models import Blog
from experiment.sqlalchemy_run.workloads import MEASURED, POSTS, USERS, WORKLOADS
from experiment.sqlalchemy_run.workloads import WrongAnswer, filled, is_measured, made

ROUNDS = 7
LENGTHS = (100, 1_000, 10_000)  # of the list that posts leave
MOVES = 50


def main(seed: int) -> dict[str, Any]:
    warnings.simplefilter("ignore")  # unlinked pairs warn that they overlap
    chance = random.Random(seed)
    blogs = {strategy: made(strategy) for strategy in MEASURED}
    engines = {strategy: filled(one) for strategy, one in blogs.items()}
    times: dict[str, dict[str, list[float]]] = {}
    statements: dict[str, dict[str, int]] = {}
    for workload, (_, run) in WORKLOADS.items():
        strategies = [strategy for strategy in MEASURED if is_measured(workload, strategy)]
        for strategy in strategies:
            run(blogs[strategy], engines[strategy])  # compiles and caches what SQLAlchemy caches
        for _ in range(ROUNDS):
            for strategy in chance.sample(strategies, len(strategies)):
                sample = run(blogs[strategy], engines[strategy])
                times.setdefault(workload, {}).setdefault(strategy, []).append(sample.seconds / sample.items)
                statements.setdefault(workload, {})[strategy] = sample.statements
    shown = [strategy for strategy in MEASURED if not strategy.endswith("_aa")]
    return {
        "times": times,
        "statements": statements,
        "growth": {strategy: growth(blogs[strategy], chance) for strategy in shown},
        "memory": {strategy: bytes_per_post(blogs[strategy]) for strategy in shown},
    }


def growth(one: Blog, chance: random.Random) -> dict[str, float]:
    """Seconds of one move out of a list of so many posts, in random order."""
    found = {}
    for length in LENGTHS:
        engine = filled(one, 2, length)
        with Session(engine, future=True, autoflush=False) as session:
            old, new = one.load_selectin(session)
            moved = chance.sample(list(one.posts(old)), MOVES)
            begun = time.process_time()
            for post in moved:
                one.set_author(post, new)
            found[str(length)] = (time.process_time() - begun) / MOVES
            if len(one.posts(old)) != length - MOVES or len(one.posts(new)) != length + MOVES:
                raise WrongAnswer(f"{one.strategy}: {MOVES} moves did not move {MOVES} posts")
            one.forget(session)
    return found


def bytes_per_post(one: Blog) -> float:
    """Of Python's heap, for the loaded graph with both sides resolved."""
    engine = filled(one)
    with Session(engine, future=True) as session:
        one.load_selectin(session)
        one.forget(session)
    with Session(engine, future=True) as session:
        tracemalloc.start()
        users = one.load_selectin(session)
        for user in users:
            for post in one.posts(user):
                post.author
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size / (USERS * POSTS)


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
