"""Blog: users with posts, mapped in one strategy, and what a careful caller of it writes for each operation.

A strategy says which relationships are declared; its operations are those of strategies/<name>.h. Classes are made at
run time, so objects are Any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy import Column, ForeignKey, Integer, Text, select
from sqlalchemy.orm import joinedload, registry, relationship, selectinload, subqueryload

Attributes = Dict[str, Any]


@dataclass(frozen=True)
class Names:
    """Of one pair of classes and their tables."""

    user: str = "User"
    post: str = "Post"
    users: str = "users"
    posts: str = "posts"

    @classmethod
    def numbered(cls, number: int) -> "Names":
        return cls(f"User{number}", f"Post{number}", f"users{number}", f"posts{number}")


class Blog:
    """One strategy with its classes configured. `of_list` are options of User.posts, such as its cascade."""

    name = ""
    declares = ""
    in_step = ""
    keeps_lists = True  # a user shows its posts in memory
    maps_list = True

    def __init__(self, **of_list: Any) -> None:
        self.registry, self.User, self.Post = declare(type(self), Names(), {"cascade": "all", **of_list})
        self.registry.configure()

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        """What is declared on users and on posts."""
        raise NotImplementedError

    # loading

    def load_users(self, session: Any) -> List[Any]:
        return list(session.execute(select(self.User).order_by(self.User.id)).scalars())

    def load_posts(self, session: Any) -> List[Any]:
        return list(session.execute(select(self.Post).order_by(self.Post.id)).scalars())

    def load_lazy(self, session: Any) -> List[Any]:
        users = self.load_users(session)
        for user in users:
            len(user.posts)  # the first touch loads the list
        return users

    def load_selectin(self, session: Any) -> List[Any]:
        return self._load(session, selectinload)

    def load_joined(self, session: Any) -> List[Any]:
        return self._load(session, joinedload)

    def load_subquery(self, session: Any) -> List[Any]:
        return self._load(session, subqueryload)

    def load_user(self, session: Any, key: int) -> Any:
        user = session.get(self.User, key)
        len(user.posts)
        return user

    def _load(self, session: Any, loader: Any) -> List[Any]:
        query = select(self.User).order_by(self.User.id).options(loader(self.User.posts))
        return list(session.execute(query).unique().scalars())

    # both sides

    def posts(self, user: Any) -> List[Any]:
        return user.posts  # type: ignore[no-any-return]

    def author(self, post: Any) -> Any:
        return post.author

    def append(self, user: Any, post: Any) -> None:
        user.posts.append(post)

    def remove(self, user: Any, post: Any) -> None:
        user.posts.remove(post)

    def assign(self, user: Any, posts: List[Any]) -> None:
        user.posts = posts

    def set_author(self, post: Any, user: Optional[Any]) -> None:
        post.author = user

    def remove_user(self, session: Any, user: Any) -> None:
        session.delete(user)

    def release_user(self, session: Any, user: Any) -> None:
        session.delete(user)

    def delete_orphan(self, session: Any, user: Any, post: Any) -> None:
        self.remove(user, post)

    def delete_post(self, session: Any, user: Any, post: Any) -> None:
        self.remove(user, post)
        session.delete(post)


def declare(
    strategy: Any, names: Names, of_list: Attributes, mapped: Optional[registry] = None
) -> Tuple[registry, Any, Any]:
    """The two classes of a strategy, not yet configured; in a registry of their own unless one is given."""
    mapped = mapped or registry()
    base = mapped.generate_base()
    of_user, of_post = strategy.relationships(names, of_list)
    user = type(
        names.user,
        (base,),
        {
            "__tablename__": names.users,
            "id": Column(Integer, primary_key=True),
            "name": Column(Text, nullable=False),
            "email": Column(Text, nullable=False),
            **of_user,
        },
    )
    post = type(
        names.post,
        (base,),
        {
            "__tablename__": names.posts,
            "id": Column(Integer, primary_key=True),
            "title": Column(Text, nullable=False),
            "body": Column(Text, nullable=False),
            "author_id": Column(ForeignKey(f"{names.users}.id")),
            **of_post,
        },
    )
    return mapped, user, post


def list_of(names: Names, of_list: Attributes, **more: Any) -> Any:
    """User.posts, in the order of their keys."""
    return relationship(names.post, order_by=f"{names.post}.id", **of_list, **more)
