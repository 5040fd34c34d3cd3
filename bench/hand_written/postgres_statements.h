// What the hand-written rows send to PostgreSQL, prepared for as long as a store lives.
#pragma once

#include <string>

#include "bench/hand_written/postgres_connection.h"

namespace bench::hand_written {

struct PgStatements {
  PgStatements(PgConnection& to, bool are_posts_spread) : connection(to), is_spread(are_posts_spread) {}

  // Other servers cannot join: what they are asked for is said once more, or they send all rows.
  std::string on_spread(std::string sql) const { return sql + (is_spread ? R"( AND target."id" = ANY($2))" : ""); }

  PgConnection& connection;
  bool is_spread;
  PgStatement insert_user{connection, R"(INSERT INTO "users" ("id", "name", "email") VALUES ($1, $2, $3))",
                          &orm::Counts::inserts};
  PgStatement insert_post{connection,
                          R"(INSERT INTO "posts" ("id", "title", "body", "author_id") VALUES ($1, $2, $3, $4))",
                          &orm::Counts::inserts};
  PgStatement insert_posts{connection,
                           R"(INSERT INTO "posts" ("id", "title", "body", "author_id")
                               SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]))",
                           &orm::Counts::inserts};
  PgStatement user{connection, R"(SELECT "id", "name", "email" FROM "users" WHERE "id" = $1 ORDER BY "id")",
                   &orm::Counts::selects};
  PgStatement post{connection,
                   R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "id" = $1 ORDER BY "id")",
                   &orm::Counts::selects};
  PgStatement posts_of{connection,
                       R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" = $1 ORDER BY "id")",
                       &orm::Counts::selects};
  PgStatement posts_of_many{
      connection,
      R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" = ANY($1) ORDER BY "author_id", "id")",
      &orm::Counts::selects};
  PgStatement update_authors{connection, on_spread(R"(UPDATE "posts" AS target SET "author_id" = given.v1
                                 FROM unnest($1::bigint[], $2::bigint[]) AS given(v1, v2) WHERE target."id" = given.v2)"),
                             &orm::Counts::updates};
  PgStatement update_titles{connection, on_spread(R"(UPDATE "posts" AS target SET "title" = given.v1
                                FROM unnest($1::text[], $2::bigint[]) AS given(v1, v2) WHERE target."id" = given.v2)"),
                            &orm::Counts::updates};
  PgStatement update_author{connection, R"(UPDATE "posts" SET "author_id" = $1 WHERE "id" = $2)",
                            &orm::Counts::updates};
  PgStatement update_title{connection, R"(UPDATE "posts" SET "title" = $1 WHERE "id" = $2)", &orm::Counts::updates};
  PgStatement delete_post{connection, R"(DELETE FROM "posts" WHERE "id" = $1)", &orm::Counts::deletes};
  PgStatement delete_user{connection, R"(DELETE FROM "users" WHERE "id" = $1)", &orm::Counts::deletes};
  PgStatement delete_posts{connection, R"(DELETE FROM "posts" WHERE "id" = ANY($1))", &orm::Counts::deletes};
  PgStatement delete_users{connection, R"(DELETE FROM "users" WHERE "id" = ANY($1))", &orm::Counts::deletes};
};

}  // namespace bench::hand_written
