"""Django: ForeignKey(related_name=…); the other side is a manager, which queries. prefetch_related keeps its rows."""

import django
import moves
from django.apps import AppConfig
from django.conf import settings


class Config(AppConfig):
    name, label, path = __name__, "blog", __file__.rpartition("/")[0]


settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[f"{__name__}.Config"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()
from django.db import connection, models  # noqa: E402


class User(models.Model):
    name = models.TextField()

    class Meta:
        app_label, db_table = "blog", "users"


class Post(models.Model):
    title = models.TextField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="posts")

    class Meta:
        app_label, db_table, ordering = "blog", "posts", ["id"]


class Blog:
    at_once = ("new_in_list", "moved_by_list", "removed", "parent_deleted")

    def __init__(self):
        with connection.schema_editor() as editor:
            for model in (Post, User):
                connection.cursor().execute(f"DROP TABLE IF EXISTS {model._meta.db_table}")
            editor.create_model(User)
            editor.create_model(Post)
        users = [User.objects.create(id=1, name="ann"), User.objects.create(id=2, name="bob")]
        for id_, owner in ((10, 0), (11, 0), (20, 1)):
            Post.objects.create(id=id_, title=str(id_), author=users[owner])
        self.ann, self.bob = User.objects.order_by("id").prefetch_related("posts")
        self.posts = {post.id: post for user in (self.ann, self.bob) for post in user.posts.all()}

    def author(self, post):
        return post.author and post.author.name

    def titles(self, user):
        return [post.title for post in user.posts.all()]

    def make(self, author=None):
        return Post(id=30, title="30", author=author)

    def append(self, user, post):
        user.posts.add(post, bulk=post.pk in self.posts)

    def set_author(self, post, user):
        post.author = user

    def remove(self, user, post):
        user.posts.remove(post)

    def delete(self, user):
        user.delete()

    def save(self, post):
        post.save()

    def rows(self):
        cursor = connection.cursor()
        cursor.execute(moves.ROWS)
        return cursor.fetchall()


moves.play(Blog, django.__version__)
