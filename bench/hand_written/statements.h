// The statements of the hand-written rows: the texts that the strategies send, prepared once a connection.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bench/hand_written/statement.h"

namespace bench::hand_written {

struct Statements {
  Statements(sqlite3* connection_, orm::Counts& counts_) : connection(connection_), counts(counts_) {}

  sqlite3* connection;
  orm::Counts& counts;

  Statement begin{connection, "BEGIN", &orm::Counts::other_statements, counts};
  Statement rollback{connection, "ROLLBACK", &orm::Counts::other_statements, counts};
  Statement users{connection, R"(SELECT "id", "name", "email" FROM "users" ORDER BY "id")", &orm::Counts::selects,
                  counts};
  Statement user{connection, R"(SELECT "id", "name", "email" FROM "users" WHERE "id" = ?1 ORDER BY "id")",
                 &orm::Counts::selects, counts};
  Statement posts{connection, R"(SELECT "id", "title", "body", "author_id" FROM "posts" ORDER BY "id")",
                  &orm::Counts::selects, counts};
  Statement post{connection, R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "id" = ?1 ORDER BY "id")",
                 &orm::Counts::selects, counts};
  Statement users_with_posts{
      connection,
      R"(SELECT a."id", a."name", a."email", b."id", b."title", b."body", b."author_id" FROM "users" a )"
      R"(LEFT OUTER JOIN "posts" b ON b."author_id" = a."id" ORDER BY a."id", b."id")",
      &orm::Counts::selects, counts};
  std::optional<Statement> users_with_both;  // there where the table of comments is
  void prepare_comments() {
    users_with_both.emplace(
        connection,
        R"(SELECT a."id", a."name", a."email", t0."id", t0."title", t0."body", t0."author_id", t1."id", t1."title", )"
        R"(t1."body", t1."author_id" FROM "users" AS a LEFT OUTER JOIN "posts" AS t0 ON t0."author_id" = a."id" )"
        R"(LEFT OUTER JOIN "comments" AS t1 ON t1."author_id" = a."id" ORDER BY a."id", t0."id", t1."id")",
        &orm::Counts::selects, counts);
  }
  Statement posts_of_all{connection,
                         R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" IN )"
                         R"((SELECT "id" FROM "users") ORDER BY "author_id", "id")",
                         &orm::Counts::selects, counts};
  Statement posts_of{connection,
                     R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" = ?1 ORDER BY "id")",
                     &orm::Counts::selects, counts};
  Statement insert_user{connection, R"(INSERT INTO "users" ("id", "name", "email") VALUES (?1, ?2, ?3))",
                        &orm::Counts::inserts, counts};
  Statement insert_post{connection,
                        R"(INSERT INTO "posts" ("id", "title", "body", "author_id") VALUES (?1, ?2, ?3, ?4))",
                        &orm::Counts::inserts, counts};
  Statement update_author{connection, R"(UPDATE "posts" SET "author_id" = ?1 WHERE "id" = ?2)", &orm::Counts::updates,
                          counts};
  Statement update_title{connection, R"(UPDATE "posts" SET "title" = ?1 WHERE "id" = ?2)", &orm::Counts::updates,
                         counts};
  Statement delete_post{connection, R"(DELETE FROM "posts" WHERE "id" = ?1)", &orm::Counts::deletes, counts};
  Statement delete_user{connection, R"(DELETE FROM "users" WHERE "id" = ?1)", &orm::Counts::deletes, counts};

  bool is_in_autocommit() const { return sqlite3_get_autocommit(connection) != 0; }

  // The posts, or the comments, of so many users, user by user.
  Statement& posts_of_many(std::size_t users_in_chunk) { return many("posts", many_posts_, users_in_chunk); }
  Statement& comments_of_many(std::size_t users_in_chunk) { return many("comments", many_comments_, users_in_chunk); }

 private:
  using BySize = std::map<std::size_t, std::unique_ptr<Statement>>;

  Statement& many(std::string_view table, BySize& by_size, std::size_t users_in_chunk) {
    auto& statement = by_size[users_in_chunk];
    if (!statement) {
      std::string keys = "?1";
      for (std::size_t i = 2; i <= users_in_chunk; ++i) keys += ", ?" + std::to_string(i);
      const std::string sql = R"(SELECT "id", "title", "body", "author_id" FROM ")" + std::string(table) +
                              R"(" WHERE "author_id" IN ()" + keys + R"() ORDER BY "author_id", "id")";
      statement = std::make_unique<Statement>(connection, sql, &orm::Counts::selects, counts);
    }
    return *statement;
  }

  BySize many_posts_, many_comments_;
};

}  // namespace bench::hand_written
