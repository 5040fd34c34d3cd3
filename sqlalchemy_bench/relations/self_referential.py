"""self_referential: posts and their replies."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy import Column, ForeignKey, Integer, Text, select
from sqlalchemy.orm import backref, registry, relationship, selectinload

from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.relations.links import Links, LinksWork, LoadLinks, Relation

SELECTIN_KEYS = 500  # keys in one SELECT, as selectinload has them


class Threads(Relation):
    def declare(self) -> Any:
        mapped = registry()
        key = Column(Integer, primary_key=True)
        declared: Dict[str, Any] = {}
        if self.name == "back_populates":
            declared["replies"] = relationship("Post", back_populates="parent", order_by="Post.id")
            declared["parent"] = relationship("Post", back_populates="replies", remote_side=[key])
        elif self.name == "backref":
            parent = backref("parent", remote_side=[key])
            declared["replies"] = relationship("Post", backref=parent, order_by="Post.id")
        elif self.name == "unidirectional":
            declared["replies"] = None
            declared["parent"] = relationship("Post", remote_side=[key])
        else:
            declared["replies"] = relationship("Post", order_by="Post.id", overlaps="parent")
            declared["parent"] = relationship("Post", remote_side=[key], overlaps="replies")
        columns = {"id": key, "title": Column(Text, nullable=False), "body": Column(Text, nullable=False)}
        columns["parent_id"] = Column(ForeignKey("posts.id"))
        self.Post: Any = type("Post", (mapped.generate_base(),), {"__tablename__": "posts", **columns, **declared})
        return mapped

    def load(self, session: Any) -> Tuple[List[Any], List[Any]]:
        query = select(self.Post).order_by(self.Post.id)
        if self.name != "unidirectional":
            posts = list(session.execute(query.options(selectinload(self.Post.replies))).scalars())
            return posts, posts
        posts = list(session.execute(query).scalars())
        for post in posts:
            post.replies = []
        keys = [post.id for post in posts]
        for first in range(0, len(keys), SELECTIN_KEYS):
            wanted = self.Post.parent_id.in_(keys[first : first + SELECTIN_KEYS])
            replies = select(self.Post).where(wanted).order_by(self.Post.parent_id, self.Post.id)
            for reply in session.execute(replies).scalars():
                reply.parent.replies.append(reply)
        return posts, posts

    def of_left(self, one: Any) -> List[Any]:
        return one.replies  # type: ignore[no-any-return]

    def of_right(self, one: Any) -> List[Any]:
        return [one.parent] if one.parent is not None else []

    def append(self, post: Any, reply: Any) -> None:
        if self.name in ("back_populates", "backref"):
            post.replies.append(reply)
        else:
            self.set_parent(reply, post)

    def set_parent(self, reply: Any, parent: Optional[Any]) -> None:
        if self.name in ("back_populates", "backref"):
            reply.parent = parent
            return
        if reply.parent is not None:
            reply.parent.replies.remove(reply)
        reply.parent = parent
        if parent is not None:
            parent.replies.append(reply)


class ThreadsWork(LinksWork):
    relation, model = "self_referential", Threads
    rows_sql = "SELECT parent_id, id FROM posts WHERE parent_id IS NOT NULL"

    def start(self) -> Links:
        rows = [(row[3], row[0]) for row in self.database.rows["posts"] if row[3] is not None]
        posts = [row[0] for row in self.database.rows["posts"]]
        return Links.of(posts, posts, rows)


class LoadThreads(ThreadsWork, LoadLinks):
    name, words, item = "load_threads", "load all posts with their replies, selectin", "post"
    question = "What does a strategy cost when threads are loaded at once?"


class Reparenting(ThreadsWork):
    phase, item, step = "sync", "move", 1
    question = "What does keeping both sides of a tree in sync cost?"

    def moves(self) -> List[Tuple[int, int]]:
        """Replies that another older post can take, and that post, in the working order."""
        start, found = self.start(), []
        for i in working_order(len(start.right)):
            parents = start.right[i + 1]
            if parents:
                parent = parents[0] - 1
                other = parent - 1 if parent > 0 else parent + 1
                if other < i:
                    found.append((i + 1, other + 1))
        return found[:: self.step]

    def setup(self) -> None:
        super().setup()
        self.pairs: List[Any] = [(self.left[reply], self.left[parent]) for reply, parent in self.moves()]

    @property
    def items(self) -> int:
        return len(self.moves())

    def expected(self) -> Links:
        links = self.start()
        for reply, parent in self.moves():
            links.left[links.right[reply][0]].remove(reply)
            links.left[parent].append(reply)
            links.right[reply] = [parent]
        links.rows = sorted((post, reply) for post, replies in links.left.items() for reply in replies)
        return links

    def finish(self) -> None:
        self.pairs = []
        super().finish()


class ReparentByAppend(Reparenting):
    name, words = "reparent_by_append", "move a reply by append to the new parent's replies"

    def run(self) -> None:
        for reply, parent in self.pairs:
            self.mapped.append(parent, reply)


class ReparentBySet(Reparenting):
    name, words = "reparent_by_set", "move a reply by setting its parent"

    def run(self) -> None:
        for reply, parent in self.pairs:
            self.mapped.set_parent(reply, parent)


class MoveReplies(Reparenting):
    name, words = "move_replies", "flush moved replies, one in ten of those loaded"
    phase, item, step = "flush", "moved reply", 10
    question = "What does a strategy add to the UPDATEs of a tree?"

    def setup(self) -> None:
        super().setup()
        for reply, parent in self.pairs:
            self.mapped.set_parent(reply, parent)

    def run(self) -> None:
        self.mapped.flush(self.session)


WORKLOADS = (LoadThreads, ReparentByAppend, ReparentBySet, MoveReplies)
