"""What only SQLAlchemy can tell: its collection classes, write-only collections, back_populates as a lambda, the cost
of configuring as models grow, the memory of an attribute, an append to a long list that is not loaded.

Each answer is a table: what was tried, a number, its unit. A number is the median of REPEATS, of the processor's time.
"""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from typing import Any, Callable, Dict, List, Tuple

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlalchemy.orm import Session, registry, relationship

from sqlalchemy_bench import garbage
from sqlalchemy_bench.behaviours import filled
from sqlalchemy_bench.counting import counted
from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.strategies import MAPPED
from sqlalchemy_bench.strategies.blog import Names, declare
from sqlalchemy_bench.versions import series_of, version_text

REPEATS = 5
LENGTHS = (100, 1_000, 10_000)
MOVES = 50
PAIRS = (10, 100, 1_000)
LONG = 10_000
Row = Dict[str, Any]  # what, value, unit
Answer = Dict[str, Any]  # question, rows


def answers() -> List[Answer]:
    asked = (
        ("Is the list's own search what a removal costs? Moves out of a list of N posts, as a list and as a set.",
         collection_classes),
        ("What does an append cost to a list of 10,000 posts that is not loaded?", unloaded_append),
        ("What does configuring cost a pair of classes, as there are more of them?", configuring),
        ("What does a relationship's attribute hold in memory?", memory_of_an_attribute),
        ("What does back_populates take as a lambda (2.1)?", as_a_lambda),
    )  # fmt: skip
    return [{"question": question, "rows": ask()} for question, ask in asked]


def _row(what: str, value: float, unit: str) -> Row:
    return {"what": what, "value": value, "unit": unit}


@garbage.left()
def _seconds(prepare: Callable[[], Any], work: Callable[[Any], Any]) -> float:
    """Of the processor, the median; `work` is timed on what `prepare` made: a session first, then what it needs."""
    found = []
    for _ in range(REPEATS):
        made = prepare()
        gc.collect()
        begun = time.process_time()
        work(made)
        found.append(time.process_time() - begun)
        made[0].close()  # its session; nothing is committed
    return statistics.median(found)


def collection_classes() -> List[Row]:
    rows = []
    kinds: Tuple[Tuple[str, Dict[str, Any]], ...] = (("list", {}), ("set", {"collection_class": set}))
    for name, options in kinds:
        made = MAPPED["back_populates"](**options)
        for length in LENGTHS:
            engine = filled(made, 2, length)

            def prepare() -> Any:
                session = Session(engine, future=True)
                old, new = made.load_selectin(session)
                by_id = sorted(old.posts, key=lambda post: int(post.id))
                for post in by_id:
                    post.author  # both sides are resolved
                chosen = [by_id[i] for i in working_order(length)[:MOVES]]
                return session, chosen, new

            def work(one: Tuple[Any, List[Any], Any]) -> None:
                for post in one[1]:
                    post.author = one[2]

            seconds = _seconds(prepare, work) / MOVES
            rows.append(_row(f"{name}, {length:,} posts", seconds * 1e6, "µs a move"))
            engine.dispose()
    return rows


@garbage.left()
def unloaded_append() -> List[Row]:
    ways: List[Tuple[str, Dict[str, Any], str]] = [
        ("user.posts.append(post), lazy=select", {}, "append"),
        ("post.author = user, lazy=select", {}, "set"),
        ("user.posts.append(post), lazy=dynamic", {"lazy": "dynamic"}, "append"),
    ]
    if series_of(version_text()) >= (2, 0):
        ways.append(("user.posts.add(post), lazy=write_only", {"lazy": "write_only"}, "add"))
    rows = []
    for what, options, way in ways:
        made = MAPPED["back_populates"](**options)
        engine = filled(made, 1, LONG)

        def prepare() -> Any:
            session = Session(engine, future=True)
            return session, session.get(made.User, 1), made.Post(id=LONG + 1, title="t", body="b")

        def work(one: Any) -> None:
            session, user, post = one
            if way == "set":
                post.author = user
                session.add(post)
            else:
                getattr(user.posts, way)(post)
            session.flush()

        rows.append(_row(what, _seconds(prepare, work) * 1e3, "ms"))
        one = prepare()
        with counted(engine) as sent:
            work(one)
        one[0].close()
        rows.append(_row(f"{what}: statements", sent.statements, "statements"))
        engine.dispose()
    return rows


def configuring() -> List[Row]:
    rows = []
    for strategy in ("back_populates", "backref", "unidirectional"):
        for pairs in PAIRS:

            def prepare() -> Any:
                mapped = registry()
                return mapped, [declare(MAPPED[strategy], Names.numbered(i), {}, mapped) for i in range(pairs)]

            repeats = REPEATS if pairs < 1_000 else 1
            seconds = min(_configured(prepare) for _ in range(repeats)) / pairs
            rows.append(_row(f"{strategy}, {pairs:,} pairs", seconds * 1e3, "ms a pair"))
    return rows


def _configured(prepare: Callable[[], Any]) -> float:
    """Seconds to configure a registry; its classes are held, because the registry does not."""
    mapped, classes = prepare()
    gc.collect()
    begun = time.process_time()
    mapped.configure()
    seconds = time.process_time() - begun
    assert hasattr(classes[0][-1], "author")
    mapped.dispose()
    return seconds


@garbage.left()
def memory_of_an_attribute() -> List[Row]:
    """Bytes of Python's heap, an object each, over 1,000 users or posts."""
    made = MAPPED["back_populates"]()
    engine = filled(made, 1_000, 1)
    rows = []
    for what, touch in (
        ("User.posts, loaded with one post", lambda users, posts: [len(user.posts) for user in users]),
        ("Post.author, resolved from the identity map", lambda users, posts: [post.author for post in posts]),
    ):
        with Session(engine, future=True) as session:
            users, posts = made.load_users(session), made.load_posts(session)
            if what.startswith("Post"):
                made.load_selectin(session)
            touch(users[:1], posts[:1])
            gc.collect()
            tracemalloc.start()
            touch(users, posts)
            gc.collect()
            held = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()
            rows.append(_row(what, held / 1_000, "bytes"))
    engine.dispose()
    return rows


def as_a_lambda() -> List[Row]:
    if series_of(version_text()) < (2, 1):
        return [_row("this version takes a name alone", 0, "")]
    rows = []
    for what, by_lambda in (("by a name", False), ("by a lambda", True)):

        def prepare() -> Any:
            mapped = registry()
            return mapped, [_pair(mapped, number, by_lambda) for number in range(100)]

        seconds = min(_configured(prepare) for _ in range(REPEATS)) / 100
        rows.append(_row(f"configuring, {what}", seconds * 1e3, "ms a pair"))
    mapped = registry()
    user, post = _pair(mapped, 0, True)
    mapped.configure()
    ada, written = user(id=1), post(id=1)
    ada.posts.append(written)
    rows.append(_row("a change on one side is seen on the other", float(written.author is ada), "1: yes"))
    mapped.dispose()
    return rows


def _pair(mapped: Any, number: int, by_lambda: bool) -> Tuple[Any, Any]:
    base = mapped.generate_base()
    made: Dict[str, Any] = {}
    of_user = (lambda: made["post"].author) if by_lambda else "author"
    of_post = (lambda: made["user"].posts) if by_lambda else "posts"
    key = {"id": Column(Integer, primary_key=True), "name": Column(Text)}
    made["user"] = type(
        f"User{number}",
        (base,),
        {"__tablename__": f"users{number}", **key, "posts": relationship(f"Post{number}", back_populates=of_user)},
    )
    made["post"] = type(
        f"Post{number}",
        (base,),
        {
            "__tablename__": f"posts{number}",
            "id": Column(Integer, primary_key=True),
            "author_id": Column(ForeignKey(f"users{number}.id")),
            "author": relationship(f"User{number}", back_populates=of_post),
        },
    )
    return made["user"], made["post"]
