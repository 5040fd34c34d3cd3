"""Every relation, one side declared. `show` uses what is inferred."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import backref, declarative_base, relationship

Base: Any = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship(
        "Post",
        primaryjoin="User.id == Post.author_id",
        backref="author",
        cascade="all, delete-orphan",
        order_by="Post.id",
    )
    profile = relationship("Profile", backref=backref("user", lazy="joined"), uselist=False)
    edited = relationship(
        "Post",
        foreign_keys="Post.editor_id",
        backref=backref("editor", passive_deletes=True),
        passive_updates=False,
    )


class Profile(Base):
    """Has a docstring, and no attribute after its key."""

    __tablename__ = "profiles"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("users.id"))
    editor_id = Column(ForeignKey("users.id"))
    parent_id = Column(ForeignKey("posts.id"))
    replies = relationship("Post", backref=backref("parent", remote_side=[id]))


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", secondary=lambda: post_tags, backref="tags")


post_tags: Any = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


def show(post: Any) -> Any:
    return post.author, Post(author=None), Post.author
