"""Mistakes in a declaration that the compiler finds: each snippet is refused, and the message says what is wrong.

Needs a C++20 compiler: $CXX, or c++. The headers are compiled once.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("declaration_mistakes")
ROOT = Path(__file__).parents[2]
COMPILER = [os.environ.get("CXX", "c++"), "-std=c++20", f"-I{ROOT}"]
HEADERS = '#include "orm/handle.h"\n#include "orm/model.h"\n'
MODEL = """
struct Post;
struct Tag : orm::Entity {
  using orm_table = orm::table<"tags">;
};
struct User : orm::Entity {
  orm::Text name;
  orm::Many<Post, orm::back_populates<"author">> posts;
  using orm_table = orm::table<"users", &User::name, &User::posts>;
};
struct Post : orm::Entity {
  orm::Text title;
  orm::One<User, orm::back_populates<"posts">> author;
  using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::author>;
};
void declare(orm::Registry& registry) {
  orm::map<User>(registry);
  orm::map<Post>(registry);
  orm::map<Tag>(registry);
}
void use(User& user, Post& post, Tag& tag) {
  user.posts.append(post);
  post.author = &user;
  (void)tag;
}
void set(orm::ScalarHandle<Post, User>& author, Post& post, User& user) { author.set(post, &user); }
"""
ALONE = MODEL.replace(", orm::back_populates<\"author\">", "").replace(", orm::back_populates<\"posts\">", "")


Complaints = Callable[..., str]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Complaints:
    """What the compiler says of a model after replacements; empty when it is content."""
    folder = tmp_path_factory.mktemp("headers")
    header = folder / "orm.h"
    header.write_text(HEADERS)
    subprocess.run([*COMPILER, "-x", "c++-header", str(header), "-o", f"{header}.gch"], check=True, timeout=120)

    def said(model: str, *replaced: tuple[str, str]) -> str:
        for old, new in replaced:
            assert old in model
            model = model.replace(old, new)
        done = subprocess.run(
            [*COMPILER, "-fsyntax-only", "-Winvalid-pch", "-include", str(header), "-x", "c++", "-"],
            input=model, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert (done.returncode == 0) == ("error" not in done.stderr)
        return done.stderr

    return said


PARTNER = "names a relationship that the target class does not have"
FOLLOWING = MODEL.replace('back_populates<"author">', 'follows<"author">')
FOLLOWING = FOLLOWING.replace(", orm::back_populates<\"posts\">", "")


@pytest.mark.slow
def test_the_model_itself_compiles_with_and_without_names(complaints: Complaints) -> None:
    assert complaints(MODEL) == ""
    assert complaints(ALONE) == ""
    assert complaints(FOLLOWING) == ""


@pytest.mark.slow
def test_a_misspelt_partner_does_not_compile(complaints: Complaints) -> None:
    assert PARTNER in complaints(MODEL, ('back_populates<"author">', 'back_populates<"autor">'))


@pytest.mark.slow
def test_a_misspelt_side_to_follow_does_not_compile(complaints: Complaints) -> None:
    assert PARTNER in complaints(FOLLOWING, ('follows<"author">', 'follows<"autor">'))


@pytest.mark.slow
def test_a_partner_that_is_not_declared_does_not_compile(complaints: Complaints) -> None:
    assert PARTNER in complaints(MODEL, (", &Post::author>", ">"))
    assert PARTNER in complaints(FOLLOWING, (", &Post::author>", ">"))


@pytest.mark.slow
def test_a_partner_in_a_wrong_class_that_has_none_does_not_compile(complaints: Complaints) -> None:
    assert PARTNER in complaints(MODEL, ("orm::Many<Post,", "orm::Many<Tag,"), ("user.posts.append(post);", ""))


@pytest.mark.slow
def test_a_renamed_partner_does_not_compile(complaints: Complaints) -> None:
    renamed = [("> author;", "> writer;"), ("&Post::author", "&Post::writer"), ("post.author", "post.writer")]
    assert PARTNER in complaints(MODEL, *renamed)
    assert PARTNER in complaints(FOLLOWING, *renamed)


@pytest.mark.slow
def test_a_misspelt_or_renamed_member_does_not_compile_where_it_is_used(complaints: Complaints) -> None:
    said = complaints(ALONE, ("> author;", "> writer;"), ("&Post::author", "&Post::writer"))
    assert "author" in said and "member" in said


@pytest.mark.slow
@pytest.mark.parametrize("model", [MODEL, ALONE, FOLLOWING], ids=["back_populates", "alone", "following"])
def test_an_object_of_another_class_does_not_compile(complaints: Complaints, model: str) -> None:
    wrong = [
        ("user.posts.append(post);", "user.posts.append(tag);"),
        ("post.author = &user;", "post.author = &tag;"),
        ("author.set(post, &user)", "author.set(post, &post)"),  # through a handle, as of a backref
    ]
    said = complaints(model, *wrong)
    lines = {number for number, line in enumerate(model.splitlines(), 1) if any(old in line for old, _ in wrong)}
    assert len(lines) == 3
    assert all(f"<stdin>:{number}:" in said for number in lines)
