"""The same work without a mapper: plain objects, and statements sent through SQLAlchemy's connection. The twin of
bench/hand_written, and what claim 6 weighs: SQL instead of relationships.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from experiment.sqlalchemy_run.models import Blog, declare
from vocabulary.cells import HAND_WRITTEN

_USERS = text("SELECT id, name, email FROM users ORDER BY id")
_POSTS = text("SELECT id, title, body, author_id FROM posts ORDER BY id")
_POSTS_OF = text("SELECT id, title, body FROM posts WHERE author_id = :user ORDER BY id")
_MOVE = text("UPDATE posts SET author_id = :author WHERE id = :id")
_INSERT_USER = text("INSERT INTO users (id, name, email) VALUES (:id, :name, :email)")
_INSERT_POST = text("INSERT INTO posts (id, title, body, author_id) VALUES (:id, :title, :body, :author)")


@dataclass(slots=True, eq=False)
class User:
    id: int
    name: str | None = None
    email: str | None = None
    posts: list[Post] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Post:
    id: int
    title: str | None = None
    body: str | None = None
    author: User | None = None


@dataclass
class _Unwritten:
    """What the next flush writes."""

    moved: dict[int, Post] = field(default_factory=dict)
    users: list[User] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)


def blog_by_sql() -> Blog:
    """The operations of a Blog on plain objects; its tables are those of the others."""
    unwritten = _Unwritten()

    def set_author(post: Post, user: User | None) -> None:
        if post.author is not None:
            post.author.posts.remove(post)
        post.author = user
        if user is not None:
            user.posts.append(post)
        unwritten.moved[post.id] = post

    def add(session: Session, users: list[Any], posts: list[Any]) -> None:
        unwritten.users += users
        unwritten.posts += posts

    def flush(session: Session) -> None:
        connection = session.connection()
        if unwritten.users:
            rows = [{"id": u.id, "name": u.name, "email": u.email} for u in unwritten.users]
            connection.execute(_INSERT_USER, rows)
        if unwritten.posts:
            connection.execute(_INSERT_POST, [_row(post) for post in unwritten.posts])
        new = {post.id for post in unwritten.posts}
        if moved := [_row(post) for post in unwritten.moved.values() if post.id not in new]:
            connection.execute(_MOVE, moved)
        forget(session)

    def forget(session: Session) -> None:
        unwritten.moved, unwritten.users, unwritten.posts = {}, [], []

    def load_lazy(session: Session) -> list[Any]:
        connection = session.connection()
        users = [User(*row) for row in connection.execute(_USERS)]
        for user in users:
            rows = connection.execute(_POSTS_OF, {"user": user.id})
            user.posts = [Post(id_, title, body, user) for id_, title, body in rows]
        return users

    def load_at_once(session: Session) -> list[Any]:
        connection = session.connection()
        users = [User(*row) for row in connection.execute(_USERS)]
        by_id = {user.id: user for user in users}
        for id_, title, body, author in connection.execute(_POSTS):
            post = Post(id_, title, body, by_id.get(author))
            if post.author is not None:
                post.author.posts.append(post)
        return users

    return Blog(
        HAND_WRITTEN,
        declare("unidirectional")[0],
        User,
        Post,
        posts=lambda user: list(user.posts),
        append=lambda user, post: set_author(post, user),
        set_author=set_author,
        remove=lambda user, post: set_author(post, None),
        load_lazy=load_lazy,
        load_selectin=load_at_once,
        add=add,
        flush=flush,
        forget=forget,
    )


def _row(post: Post) -> dict[str, Any]:
    author = post.author.id if post.author is not None else None
    return {"id": post.id, "title": post.title, "body": post.body, "author": author}
