"""unidirectional: Post.author alone is declared; `User.kept` is a plain list of the caller's, who fills it after each
load and changes it with each change of an author."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from sqlalchemy import select
from sqlalchemy.orm import relationship

from sqlalchemy_bench.strategies.blog import Attributes, Blog, Names


class Unidirectional(Blog):
    name = "unidirectional"
    declares = "Post.author alone; User.kept is a plain list of the caller's"
    in_step = "the caller, at each change and after each load"
    maps_list = False

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        return {"kept": None}, {"author": relationship(names.user)}

    def _posts_of(self, session: Any, key: int) -> List[Any]:
        query = select(self.Post).where(self.Post.author_id == key).order_by(self.Post.id)
        return list(session.execute(query).scalars())

    def load_lazy(self, session: Any) -> List[Any]:
        users = self.load_users(session)
        for user in users:
            user.kept = self._posts_of(session, user.id)
        return users

    def load_selectin(self, session: Any) -> List[Any]:
        users = self.load_users(session)
        for user in users:
            user.kept = []
        for post in self.load_posts(session):
            if post.author is not None:
                post.author.kept.append(post)
        return users

    def load_user(self, session: Any, key: int) -> Any:
        user = session.get(self.User, key)
        user.kept = self._posts_of(session, key)
        return user

    def posts(self, user: Any) -> List[Any]:
        if user.kept is None:  # nobody has filled it yet
            user.kept = []
        return user.kept  # type: ignore[no-any-return]

    def append(self, user: Any, post: Any) -> None:
        self.set_author(post, user)

    def remove(self, user: Any, post: Any) -> None:
        self._take_out(user, post)
        post.author = None

    def assign(self, user: Any, posts: List[Any]) -> None:
        for post in user.kept:
            post.author = None
        for post in posts:
            other = post.author
            if other is not None and other is not user:
                self._take_out(other, post)
            post.author = user
        user.kept = list(posts)

    def set_author(self, post: Any, user: Optional[Any]) -> None:
        old = post.author
        if old is not None:
            self._take_out(old, post)
        post.author = user
        if user is not None:
            self.posts(user).append(post)

    def remove_user(self, session: Any, user: Any) -> None:
        for post in user.kept:
            session.delete(post)
        session.delete(user)

    def release_user(self, session: Any, user: Any) -> None:
        for post in user.kept:
            post.author = None
        session.delete(user)

    def delete_orphan(self, session: Any, user: Any, post: Any) -> None:
        user.kept.remove(post)
        session.delete(post)

    def delete_post(self, session: Any, user: Any, post: Any) -> None:
        user.kept.remove(post)
        session.delete(post)

    @staticmethod
    def _take_out(user: Any, post: Any) -> None:
        try:
            user.kept.remove(post)
        except (AttributeError, ValueError):  # its list is not filled, or shows another time
            pass
