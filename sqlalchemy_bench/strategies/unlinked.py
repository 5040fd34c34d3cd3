"""unlinked: both sides are declared, and neither names the other. A careful caller writes both, as here."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from sqlalchemy.orm import relationship

from sqlalchemy_bench.strategies.blog import Attributes, Blog, Names, list_of


class Unlinked(Blog):
    name = "unlinked"
    declares = "User.posts and Post.author, neither naming the other"
    in_step = "the caller, at each change; a load fills each side separately"

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        return (
            {"posts": list_of(names, of_list, overlaps="author")},  # else it warns that both write the key
            {"author": relationship(names.user, overlaps="posts")},
        )

    def append(self, user: Any, post: Any) -> None:
        self.set_author(post, user)

    def remove(self, user: Any, post: Any) -> None:
        user.posts.remove(post)
        post.author = None

    def assign(self, user: Any, posts: List[Any]) -> None:
        for post in user.posts:
            post.author = None
        for post in posts:
            other = post.author
            if other is not None and other is not user:
                other.posts.remove(post)
            post.author = user
        user.posts = posts

    def set_author(self, post: Any, user: Optional[Any]) -> None:
        old = post.author
        if old is not None:
            old.posts.remove(post)
        post.author = user
        if user is not None:
            user.posts.append(post)
