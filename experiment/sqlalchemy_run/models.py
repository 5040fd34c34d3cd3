"""Users and posts mapped with SQLAlchemy in each strategy, and what a caller of it writes.

The twin of strategies/: the same pair, declared in the same ways, with the code that a careful caller needs. In
`unidirectional` the reverse side is `User.kept`, a plain list of the caller's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Text, select
from sqlalchemy.orm import Session, registry, relationship, selectinload


def _add(session: Session, users: list[Any], posts: list[Any]) -> None:
    session.add_all(users)
    session.add_all(posts)


@dataclass(frozen=True)
class Blog:
    """One strategy: its classes, configured, and its operations. Objects are Any: the classes are made at run time."""

    strategy: str
    mapped: registry
    User: Any
    Post: Any
    posts: Callable[[Any], list[Any]]
    append: Callable[[Any, Any], None]
    set_author: Callable[[Any, Any], None]
    remove: Callable[[Any, Any], None]
    load_lazy: Callable[[Session], list[Any]]
    load_selectin: Callable[[Session], list[Any]]
    add: Callable[[Session, list[Any], list[Any]], None] = _add
    flush: Callable[[Session], None] = Session.flush
    forget: Callable[[Session], None] = Session.expunge_all  # what was changed and not written


RELATIONSHIPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # of User, of Post
    "back_populates": (
        {"posts": lambda: relationship("Post", back_populates="author", order_by="Post.id")},
        {"author": lambda: relationship("User", back_populates="posts")},
    ),
    "backref": ({"posts": lambda: relationship("Post", backref="author", order_by="Post.id")}, {}),
    "unidirectional": ({}, {"author": lambda: relationship("User")}),
    "unlinked": (
        {"posts": lambda: relationship("Post", order_by="Post.id", overlaps="author")},
        {"author": lambda: relationship("User", overlaps="posts")},
    ),
}
RELATIONSHIPS["back_populates_aa"] = RELATIONSHIPS["back_populates"]
STRATEGIES = tuple(RELATIONSHIPS)


def declare(strategy: str) -> tuple[registry, Any, Any]:
    """The classes of a strategy, not yet configured."""
    of_user, of_post = RELATIONSHIPS[strategy]
    mapped = registry()
    base = mapped.generate_base()
    user = type(
        "User",
        (base,),
        {"__tablename__": "users", "id": Column(Integer, primary_key=True), "name": Column(Text), "email": Column(Text)}
        | {name: make() for name, make in of_user.items()},
    )
    post = type(
        "Post",
        (base,),
        {
            "__tablename__": "posts",
            "id": Column(Integer, primary_key=True),
            "title": Column(Text),
            "body": Column(Text),
            "author_id": Column(ForeignKey("users.id")),
        }
        | {name: make() for name, make in of_post.items()},
    )
    return mapped, user, post


def blog(strategy: str) -> Blog:
    mapped, user, post = declare(strategy)
    mapped.configure()
    if strategy == "unidirectional":
        return Blog(strategy, mapped, user, post, *_by_hand(user, post))
    return Blog(strategy, mapped, user, post, *(_both_sides(user) if strategy == "unlinked" else _linked(user)))


def _linked(User: Any) -> tuple[Any, ...]:
    def append(user: Any, post: Any) -> None:
        user.posts.append(post)

    def set_author(post: Any, user: Any) -> None:
        post.author = user

    def remove(user: Any, post: Any) -> None:
        user.posts.remove(post)

    return (lambda user: user.posts, append, set_author, remove, *_mapped_loads(User))


def _both_sides(User: Any) -> tuple[Any, ...]:
    def append(user: Any, post: Any) -> None:
        set_author(post, user)

    def set_author(post: Any, user: Any) -> None:
        if post.author is not None:
            post.author.posts.remove(post)
        post.author = user
        user.posts.append(post)

    def remove(user: Any, post: Any) -> None:
        user.posts.remove(post)
        post.author = None

    return (lambda user: user.posts, append, set_author, remove, *_mapped_loads(User))


def _mapped_loads(User: Any) -> tuple[Any, Any]:
    def load_lazy(session: Session) -> list[Any]:
        users: list[Any] = session.execute(select(User).order_by(User.id)).scalars().all()
        for user in users:
            len(user.posts)
        return users

    def load_selectin(session: Session) -> list[Any]:
        query = select(User).order_by(User.id).options(selectinload(User.posts))
        users: list[Any] = session.execute(query).scalars().all()
        return users

    return load_lazy, load_selectin


def _by_hand(User: Any, Post: Any) -> tuple[Any, ...]:
    def append(user: Any, post: Any) -> None:
        set_author(post, user)

    def set_author(post: Any, user: Any) -> None:
        if post.author is not None:
            post.author.kept.remove(post)
        post.author = user
        kept(user).append(post)

    def remove(user: Any, post: Any) -> None:
        user.kept.remove(post)
        post.author = None

    def kept(user: Any) -> Any:
        if not hasattr(user, "kept"):
            user.kept = []
        return user.kept

    def load_lazy(session: Session) -> list[Any]:
        users: list[Any] = session.execute(select(User).order_by(User.id)).scalars().all()
        for user in users:
            posts = select(Post).where(Post.author_id == user.id).order_by(Post.id)
            user.kept = session.execute(posts).scalars().all()
        return users

    def load_selectin(session: Session) -> list[Any]:
        users: list[Any] = session.execute(select(User).order_by(User.id)).scalars().all()
        for user in users:
            user.kept = []
        for post in session.execute(select(Post).order_by(Post.id)).scalars():
            post.author.kept.append(post)
        return users

    return kept, append, set_author, remove, load_lazy, load_selectin
