"""What is drawn before the steps of a scenario: model, options, strategies, rows, weights of the operations."""

import random
from dataclasses import dataclass
from typing import Any

from tests.conformance.differential.models import MODELS

NAMES = ("ann", "bob", "cho", "dev", "eva", "fay")
WORDS = ("ash", "bay", "cob", "dew", "elm", "fir", "gum", "hay", "ivy", "jay", "kit", "lux")
CASCADES = ("save-update, merge", "all", "all, delete-orphan")
LINKED, UNLINKED = ["back_populates", "backref"], ["unlinked"]
WEIGHTS = {
    "new": 7, "add": 4, "delete": 4, "get": 6, "query": 4, "append": 9, "remove": 6, "assign": 5, "set": 9,
    "set_column": 4, "read": 10, "peek": 9, "contains": 1, "count": 2, "expire": 4, "expire_all": 1, "refresh": 2,
    "flush": 6, "commit": 2, "rollback": 2, "expunge": 2, "state": 4, "is_modified": 4, "db": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The frame of one scenario."""

    scenario: dict[str, Any]  # without steps
    weights: dict[str, float]
    steps: int


def draw_rows(rng: random.Random, model: str, keys_given: bool) -> dict[str, list[list[Any]]]:
    """Few rows, so that steps meet; now and then more."""
    users = range(1, rng.randint(2, 5) + 1)
    posts = range(1, rng.choice((2, 3, 4, 5, 6, 9, 12)) + 1)
    tags = range(1, rng.randint(2, 5) + 1)
    rows: dict[str, list[list[Any]]] = {}
    key = lambda: rng.choice(users) if keys_given or rng.random() < 0.75 else None
    if model in ("one_to_many", "one_to_one", "blog"):
        rows["users"] = [[number, NAMES[number - 1]] for number in users]
    if model in ("one_to_one", "blog"):
        profiles = range(1, rng.randint(1, len(users)) + 1)
        owners: list[int | None] = rng.sample(users, len(profiles))
        if not keys_given:
            owners = [owner if rng.random() < 0.75 else None for owner in owners]
        rows["profiles"] = [[number, rng.choice((*WORDS, None)), owners[number - 1]] for number in profiles]
    if model in ("one_to_many", "blog"):
        rows["posts"] = [[number, rng.choice(WORDS), key()] for number in posts]
    if model == "self_referential":
        rows["posts"] = [
            [number, rng.choice(WORDS), rng.randrange(1, number) if number > 1 and rng.random() < 0.6 else None]
            for number in posts
        ]
    if model == "many_to_many":
        rows["posts"] = [[number, rng.choice(WORDS)] for number in posts]
    if model in ("many_to_many", "blog"):
        density = rng.choice((0.15, 0.4, 0.7))
        rows["tags"] = [[number, f"tag{number}"] for number in tags]
        rows["post_tags"] = [[post, tag] for post in posts for tag in tags if rng.random() < density]
    return rows


def draw_plan(rng: random.Random, seed: int, models: tuple[str, ...] = MODELS) -> Plan:
    model = rng.choice(models)
    options: dict[str, Any] = {}
    if model != "many_to_many" and rng.random() < 0.6:
        options["cascade"] = rng.choice(CASCADES)
    if rng.random() < 0.25:
        options["autoflush"] = rng.random() < 0.1
    if model in ("one_to_many", "one_to_one", "blog") and rng.random() < 0.12:
        options["fk_nullable"] = False
    strategies = rng.choices((LINKED, UNLINKED, LINKED + UNLINKED), (60, 15, 25))[0]
    scenario: dict[str, Any] = {
        "format": 1, "name": f"rand_{seed:06d}", "title": f"random operations, seed {seed}", "model": model,
    }  # fmt: skip
    if options:
        scenario["options"] = options
    scenario["strategies"] = list(strategies)
    scenario["rows"] = draw_rows(rng, model, options.get("fk_nullable") is False)
    weights = {name: weight * rng.choice((0.25, 0.5, 1, 1, 1, 2, 4)) for name, weight in WEIGHTS.items()}
    return Plan(scenario, weights, rng.choice((8, 14, 20, 28, 40)))
