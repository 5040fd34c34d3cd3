"""The timed work on SQLAlchemy: each has a start state, the work, and the end state that both sides and the rows
must show.

Sizes are small, because ratios are wanted: USERS users with POSTS posts each, in SQLite in memory. Times are of the
processor, which other programs on the machine disturb least; nothing here waits for anything.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Iterator

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from experiment.sqlalchemy_run.by_sql import blog_by_sql
from experiment.sqlalchemy_run.models import STRATEGIES, Blog, blog, declare
from vocabulary.cells import HAND_WRITTEN

USERS, POSTS = 50, 20
CLASSES = 20  # pairs of them, configured together

Lists = dict[int, list[int]]  # user → posts


class WrongAnswer(Exception):
    """What was timed did not do its work."""


@dataclass
class Sample:
    seconds: float
    statements: int
    items: int


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []
    listener = lambda connection, cursor, sql, *rest: sent.append(sql)
    event.listen(engine, "before_cursor_execute", listener)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", listener)


def filled(blog: Blog, users: int = USERS, posts: int = POSTS) -> Engine:
    """A database made by plain SQL: user k has the posts (k - 1) * posts + 1 to k * posts."""
    engine = create_engine("sqlite://", future=True)
    blog.mapped.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO users VALUES (:id, :name, :email)"),
            [{"id": k, "name": f"user {k}", "email": f"u{k}@example.org"} for k in range(1, users + 1)],
        )
        connection.execute(
            text("INSERT INTO posts (id, title, body, author_id) VALUES (:id, :title, :body, :author)"),
            [
                {"id": i + 1, "title": f"post {i}", "body": "text " * 10, "author": i // posts + 1}
                for i in range(users * posts)
            ],
        )
    return engine


def start(users: int = USERS, posts: int = POSTS) -> Lists:
    return {k: list(range((k - 1) * posts + 1, k * posts + 1)) for k in range(1, users + 1)}


def check(blog: Blog, users: list[Any], expected: Lists, session: Session | None = None) -> None:
    """Both sides in memory, and after a flush the rows."""
    seen = {user.id: [post.id for post in blog.posts(user)] for user in users}
    if {k: sorted(v) for k, v in seen.items()} != {k: sorted(v) for k, v in expected.items()}:
        raise WrongAnswer(f"{blog.strategy}: the lists of posts are wrong")
    if any(post.author is not user for user in users for post in blog.posts(user)):
        raise WrongAnswer(f"{blog.strategy}: a post's author does not hold it")
    if session is not None:
        rows = session.execute(text("SELECT id, author_id FROM posts WHERE author_id IS NOT NULL")).all()
        if {tuple(row) for row in rows} != {(p, k) for k, posts in expected.items() for p in posts}:
            raise WrongAnswer(f"{blog.strategy}: the rows are wrong")


def _timed(engine: Engine | None, items: int, work: Callable[[], Any]) -> tuple[Sample, Any]:
    gc.collect()
    gc.disable()
    try:
        if engine is None:
            begun = time.process_time()
            result = work()
            return Sample(time.process_time() - begun, 0, items), result
        with counted(engine) as sent:
            begun = time.process_time()
            result = work()
            seconds = time.process_time() - begun
        return Sample(seconds, len(sent), items), result
    finally:
        gc.enable()


def configure(blog: Blog, engine: Engine) -> Sample:
    """Declaring and configuring CLASSES pairs of classes, each with a registry of its own."""

    def work() -> list[Any]:
        declared = [declare(blog.strategy) for _ in range(CLASSES)]
        for mapped, _, _ in declared:
            mapped.configure()
        return declared

    sample, declared = _timed(None, CLASSES, work)
    for mapped, user, post in declared:
        if not (hasattr(post, "author") and (blog.strategy == "unidirectional" or hasattr(user, "posts"))):
            raise WrongAnswer(f"{blog.strategy}: a side is missing after configure")
        mapped.dispose()
    return sample


def load_lazy(blog: Blog, engine: Engine) -> Sample:
    return _load(blog, engine, blog.load_lazy)


def load_selectin(blog: Blog, engine: Engine) -> Sample:
    return _load(blog, engine, blog.load_selectin)


def _load(blog: Blog, engine: Engine, load: Callable[[Session], list[Any]]) -> Sample:
    with Session(engine, future=True) as session:
        sample, users = _timed(engine, USERS * POSTS, lambda: load(session))
        check(blog, users, start())
        return sample


def append(blog: Blog, engine: Engine) -> Sample:
    """New posts, at the end of loaded lists."""
    with Session(engine, future=True, autoflush=False) as session:
        users = blog.load_selectin(session)
        new = [blog.Post(id=USERS * POSTS + i + 1, title="new") for i in range(USERS * POSTS)]

        def work() -> None:
            for i, post in enumerate(new):
                blog.append(users[i % USERS], post)

        sample, _ = _timed(engine, len(new), work)
        expected = start()
        for i, post in enumerate(new):
            expected[i % USERS + 1].append(post.id)
        check(blog, users, expected)
        blog.forget(session)
        return sample


def move_by_set(blog: Blog, engine: Engine) -> Sample:
    return _move(blog, engine, lambda user, post: blog.set_author(post, user))


def move_by_append(blog: Blog, engine: Engine) -> Sample:
    return _move(blog, engine, blog.append)


def _move(blog: Blog, engine: Engine, move: Callable[[Any, Any], None]) -> Sample:
    with Session(engine, future=True, autoflush=False) as session:
        users = blog.load_selectin(session)
        moves = _moves(blog, users)
        for _, post in moves:
            post.author  # both sides are resolved

        def work() -> None:
            for user, post in moves:
                move(user, post)

        sample, _ = _timed(engine, len(moves), work)
        check(blog, users, {k % USERS + 1: posts for k, posts in start().items()})
        blog.forget(session)
        return sample


def _moves(blog: Blog, users: list[Any]) -> list[tuple[Any, Any]]:
    """Every post to the user after its own."""
    return [(users[(k + 1) % USERS], post) for k, user in enumerate(users) for post in list(blog.posts(user))]


def flush_moves(blog: Blog, engine: Engine) -> Sample:
    with Session(engine, future=True, autoflush=False) as session:
        users = blog.load_selectin(session)
        for user, post in _moves(blog, users):
            blog.set_author(post, user)
        sample, _ = _timed(engine, USERS * POSTS, lambda: blog.flush(session))
        check(blog, users, {k % USERS + 1: posts for k, posts in start().items()}, session)
        session.rollback()
        return sample


def insert_graph(blog: Blog, engine: Engine) -> Sample:
    with Session(engine, future=True, autoflush=False) as session:
        users, n = [], USERS * POSTS
        for k in range(USERS):
            user = blog.User(id=USERS + k + 1, name="new")
            users.append(user)
            for i in range(POSTS):
                blog.append(user, blog.Post(id=n + k * POSTS + i + 1, title="new"))
        blog.add(session, users, [post for user in users for post in blog.posts(user)])
        sample, _ = _timed(engine, USERS * (POSTS + 1), lambda: blog.flush(session))
        new = {user.id: [post.id for post in blog.posts(user)] for user in users}
        if new != {USERS + k: [n + i for i in posts] for k, posts in start().items()}:
            raise WrongAnswer(f"{blog.strategy}: the new lists are wrong")
        check(blog, users, new)
        rows = session.execute(text("SELECT count(*) FROM posts WHERE author_id = (id - 1) / :n + 1"), {"n": POSTS})
        if rows.scalar_one() != 2 * n:
            raise WrongAnswer(f"{blog.strategy}: the rows are wrong")
        session.rollback()
        return sample


WORKLOADS: dict[str, tuple[str, Callable[[Blog, Engine], Sample]]] = {
    "configure": ("configure", configure),
    "load_lazy": ("load", load_lazy),
    "load_selectin": ("load", load_selectin),
    "append": ("sync", append),
    "move_by_append": ("sync", move_by_append),
    "move_by_set": ("sync", move_by_set),
    "insert_graph": ("flush", insert_graph),
    "flush_moves": ("flush", flush_moves),
}
MEASURED = (*STRATEGIES, HAND_WRITTEN)


def is_measured(workload: str, strategy: str) -> bool:
    """Code without a mapper has nothing to configure."""
    return strategy != HAND_WRITTEN or workload != "configure"


def made(strategy: str) -> Blog:
    return blog_by_sql() if strategy == HAND_WRITTEN else blog(strategy)
