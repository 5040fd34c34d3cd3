"""Every relation, one side alone. `User.kept` and `Post.answers` are the caller's lists; `User.names` holds texts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import declarative_base, reconstructor, relationship

Base: Any = declarative_base()
post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    __allow_unmapped__ = True
    names: list[str]

    def __init__(self, **columns: Any) -> None:
        super().__init__(**columns)
        self.start()

    @reconstructor
    def start(self) -> None:
        self.kept: list[Post] = []


class Profile(Base):
    __tablename__ = "profiles"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("users.id"))
    parent_id = Column(ForeignKey("posts.id"))
    author = relationship("User")
    parent = relationship("Post", remote_side=[id])
    tags = relationship("Tag", secondary=post_tags)


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)


def set_parent(reply: Any, post: Any) -> None:
    reply.parent = post
    post.answers.append(reply)
