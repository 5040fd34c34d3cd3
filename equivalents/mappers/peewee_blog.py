"""Peewee: ForeignKeyField(backref=…); the other side is a query, unless prefetch() filled it."""

import moves
import peewee

database = peewee.SqliteDatabase(":memory:")


class User(peewee.Model):
    name = peewee.TextField()

    class Meta:
        database, table_name = database, "users"


class Post(peewee.Model):
    title = peewee.TextField()
    author = peewee.ForeignKeyField(User, backref="posts", null=True)

    class Meta:
        database, table_name = database, "posts"


class Blog:
    at_once = ("parent_deleted",)

    def __init__(self):
        database.drop_tables([Post, User])
        database.create_tables([User, Post])
        User.insert_many([{"id": 1, "name": "ann"}, {"id": 2, "name": "bob"}]).execute()
        Post.insert_many([{"id": i, "title": str(i), "author": 1 + (i == 20)} for i in (10, 11, 20)]).execute()
        self.ann, self.bob = peewee.prefetch(User.select().order_by(User.id), Post.select().order_by(Post.id))
        self.posts = {post.id: post for user in (self.ann, self.bob) for post in user.posts}

    def author(self, post):
        return post.author and post.author.name

    def titles(self, user):
        return [post.title for post in user.posts]

    def make(self, author=None):
        self.new = True
        return Post(id=30, title="30", author=author)

    def append(self, user, post):
        raise moves.Lacks("the other side is a query: it has no append")

    def set_author(self, post, user):
        post.author = user

    def remove(self, user, post):
        raise moves.Lacks("the other side is a query: it has no remove")

    def delete(self, user):
        user.delete_instance(recursive=True, delete_nullable=False)

    def save(self, post):
        post.save(force_insert=hasattr(self, "new"))

    def rows(self):
        return database.execute_sql(moves.ROWS).fetchall()


moves.play(Blog, peewee.__version__)
