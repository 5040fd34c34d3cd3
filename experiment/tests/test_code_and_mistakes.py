"""Lines that a caller writes are counted from sources; each mistake's cell holds the test that shows it."""

from __future__ import annotations

from pathlib import Path

from experiment.evidence.caller_code import count
from experiment.evidence.mistakes import ROOT, read_table

SOURCE = """
struct Mine {
  struct OneToMany {
    struct User : orm::Entity {
      orm::Text name;
      orm::Many<Post, orm::backref<"author">> posts;  // one { brace in a comment
      using orm_table = orm::table<"users", &User::posts>;
    };
    struct Post : orm::Entity {
      std::vector<User*> own;
    };
    void append(User& user, Post& post) { user.posts.append(post); }
    void remove(User& user, Post& post) {
      // why
      take_out(user, post);

      post.author = nullptr;
    }
    void set_author(Post& post, User* user) {
      if (user != nullptr) {
        post.author = user;
      }
    }

   private:
    static void take_out(User& user, Post& post) {
      find(user);
      erase(post);
    }
    orm::ScalarHandle<Post, User> author_;
  };
};
"""


def test_lines_are_counted_with_the_helpers_they_need(tmp_path: Path) -> None:
    (tmp_path / "backref.h").write_text(SOURCE)
    (code,) = count(tmp_path)
    assert (code.strategy, code.relation, code.mapped, code.own, code.handles) == ("backref", "one_to_many", 1, 1, 1)
    assert code.operations == {"append": 1, "remove": 4, "set_author": 2}


def test_the_strategies_have_every_operation_of_users_with_posts() -> None:
    codes = {code.strategy: code for code in count() if code.relation == "one_to_many"}
    assert set(codes) == {"back_populates", "backref", "unidirectional", "sync_at_flush", "unlinked"}
    assert len({tuple(code.operations) for code in codes.values()}) == 1 and len(codes["backref"].operations) == 10
    assert codes["back_populates"].operations["append"] == 1 and codes["back_populates"].operations["load_lazy"] == 3
    assert codes["unidirectional"].operations["remove"] == 4  # with the search of its container
    assert codes["sync_at_flush"].operations["remove_user"] == 2
    assert (codes["backref"].mapped, codes["backref"].handles, codes["unidirectional"].own) == (1, 1, 1)


def test_every_cell_of_the_table_leads_to_a_test_that_exists() -> None:
    table = read_table()
    assert table.strategies == ("back_populates", "backref", "unidirectional", "sync_at_flush", "unlinked")
    assert len(table.rows) >= 8
    for mistake, cells in table.rows:
        assert len(cells) == 5
        for parts in cells:
            text = "".join(part.text for part in parts)
            assert text == "–" or any(part.by for part in parts), f"{mistake}: {text}"
    for evidence in table.shown_by:
        assert (ROOT / evidence.path).is_file()
        assert evidence.name.rpartition(".")[2] in evidence.source and len(evidence.source.splitlines()) >= 2
