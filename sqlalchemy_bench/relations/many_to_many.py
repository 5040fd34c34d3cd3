"""many_to_many: posts and tags. A careful caller of `unlinked` writes the posts' side and expires the tags' after the
flush; one of `unidirectional` keeps the tags' posts in plain lists."""

from __future__ import annotations

from typing import Any, Dict, List, Set, Tuple

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, select
from sqlalchemy.orm import backref, registry, relationship, selectinload

from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.relations.links import Links, LinksWork, LoadLinks, Relation


class Tags(Relation):
    def __init__(self, strategy: str) -> None:
        super().__init__(strategy)
        self.stale_until_flush = self.name == "unlinked"
        self._stale: Set[Any] = set()

    def declare(self) -> Any:
        mapped = registry()
        base = mapped.generate_base()
        keys = [Column(name, ForeignKey(f"{table}.id"), primary_key=True) for name, table in _KEYS]
        links = Table("post_tags", mapped.metadata, *keys)
        of_post: Dict[str, Any] = {"secondary": links, "order_by": "Tag.id"}
        of_tag: Dict[str, Any] = {"posts": relationship("Post", secondary=links, order_by="Post.id")}
        if self.name == "back_populates":
            of_tag = {"posts": relationship("Post", secondary=links, order_by="Post.id", back_populates="tags")}
            of_post["back_populates"] = "posts"
        elif self.name == "backref":
            of_post["backref"], of_tag = backref("posts", order_by="Post.id"), {}
        elif self.name == "unidirectional":
            of_tag = {"posts": None}
        else:
            of_post["overlaps"] = "posts"
            of_tag = {"posts": relationship("Post", secondary=links, order_by="Post.id", overlaps="tags")}
        texts = {"title": Column(Text, nullable=False), "body": Column(Text, nullable=False)}
        declared = {"id": Column(Integer, primary_key=True), **texts, "tags": relationship("Tag", **of_post)}
        self.Post: Any = type("Post", (base,), {"__tablename__": "posts", **declared})
        columns = {"id": Column(Integer, primary_key=True), "name": Column(Text, nullable=False)}
        self.Tag: Any = type("Tag", (base,), {"__tablename__": "tags", **columns, **of_tag})
        return mapped

    def load(self, session: Any) -> Tuple[List[Any], List[Any]]:
        of_posts = select(self.Post).order_by(self.Post.id).options(selectinload(self.Post.tags))
        posts = list(session.execute(of_posts).scalars())
        of_tags = select(self.Tag).order_by(self.Tag.id)
        if self.name != "unidirectional":
            of_tags = of_tags.options(selectinload(self.Tag.posts))
        tags = list(session.execute(of_tags).scalars())
        if self.name == "unidirectional":
            for tag in tags:
                tag.posts = []
            for post in posts:
                for tag in post.tags:
                    tag.posts.append(post)
        return posts, tags

    def of_left(self, one: Any) -> List[Any]:
        return one.tags  # type: ignore[no-any-return]

    def of_right(self, one: Any) -> List[Any]:
        return one.posts  # type: ignore[no-any-return]

    def append_tag(self, post: Any, tag: Any) -> None:
        post.tags.append(tag)
        if self.name == "unidirectional":
            tag.posts.append(post)
        elif self.stale_until_flush:
            self._stale.add(tag)

    def append_post(self, tag: Any, post: Any) -> None:
        if self.name in ("back_populates", "backref"):
            tag.posts.append(post)
        else:
            self.append_tag(post, tag)

    def remove_tag(self, post: Any, tag: Any) -> None:
        post.tags.remove(tag)
        if self.name == "unidirectional":
            tag.posts.remove(post)
        elif self.stale_until_flush:
            self._stale.add(tag)

    def flush(self, session: Any) -> None:
        session.flush()
        for tag in self._stale:
            session.expire(tag, ["posts"])
        self._stale = set()


_KEYS = (("post_id", "posts"), ("tag_id", "tags"))


class TagsWork(LinksWork):
    relation, model = "many_to_many", Tags
    rows_sql = "SELECT post_id, tag_id FROM post_tags"

    def start(self) -> Links:
        rows = [(row[0], row[1]) for row in self.database.rows["post_tags"]]
        posts, tags = ([row[0] for row in self.database.rows[name]] for name in ("posts", "tags"))
        return Links.of(posts, tags, rows)

    def finish(self) -> None:
        self.pairs: List[Any] = []
        self.mapped._stale = set()
        super().finish()


class LoadTags(TagsWork, LoadLinks):
    name, words, item = "load_tags", "load all posts and tags with their links, selectin", "post"
    question = "What does a strategy cost when a many-to-many is loaded from both sides?"


class Linking(TagsWork):
    phase, item = "sync", "link"
    question = "What does keeping both sides of a many-to-many in sync cost?"

    def new_links(self) -> List[Tuple[int, int]]:
        """One more tag for each post, in the working order; a post that has all tags gets none."""
        start, found = self.start(), []
        n_tags = len(start.right)
        for i in working_order(len(start.left)):
            tags = start.left[i + 1]
            if len(tags) < n_tags:
                tag = (i + 1) * 7 % n_tags + 1
                while tag in tags:
                    tag = tag % n_tags + 1
                found.append((i + 1, tag))
        return found

    def setup(self) -> None:
        super().setup()
        self.pairs = [(self.left[post], self.right[tag]) for post, tag in self.new_links()]

    @property
    def items(self) -> int:
        return len(self.new_links())

    def expected(self) -> Links:
        links = self.start()
        for post, tag in self.new_links():
            links.left[post].append(tag)
            links.right[tag].append(post)
        links.rows = sorted((post, tag) for post, tags in links.left.items() for tag in tags)
        return links


class LinkTags(Linking):
    name, words = "link_tags", "link a post with one more tag, on the post's side"

    def run(self) -> None:
        for post, tag in self.pairs:
            self.mapped.append_tag(post, tag)


class LinkPosts(Linking):
    name, words = "link_posts", "link a tag with one more post, on the tag's side"

    def run(self) -> None:
        for post, tag in self.pairs:
            self.mapped.append_post(tag, post)


class UnlinkTags(Linking):
    name, words = "unlink_tags", "unlink a tag from a post, on the post's side"
    question = "What does removing a link cost, and does it grow with the tag's posts?"

    def new_links(self) -> List[Tuple[int, int]]:
        rows = self.start().rows
        return [rows[i] for i in working_order(len(rows))]

    def run(self) -> None:
        for post, tag in self.pairs:
            self.mapped.remove_tag(post, tag)

    def expected(self) -> Links:
        start = self.start()
        return Links.of(list(start.left), list(start.right), [])


class WriteLinks(Linking):
    name, words, phase = "write_links", "flush one more tag for each post", "flush"
    question = "What does a strategy add to the INSERTs of many-to-many links?"

    def setup(self) -> None:
        super().setup()
        for post, tag in self.pairs:
            self.mapped.append_tag(post, tag)

    def run(self) -> None:
        self.mapped.flush(self.session)


WORKLOADS = (LoadTags, LinkTags, LinkPosts, UnlinkTags, WriteLinks)
