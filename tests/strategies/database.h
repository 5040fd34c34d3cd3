// The rows that every test of a strategy begins with, and what a step costs in statements.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "../backend/chosen.h"

namespace pairs {

// Statements of a step by kind.
struct Spent {
  std::uint64_t selects = 0;
  std::uint64_t inserts = 0;
  std::uint64_t updates = 0;
  std::uint64_t deletes = 0;

  bool operator==(const Spent&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Spent& spent) {
    return out << spent.selects << " SELECT, " << spent.inserts << " INSERT, " << spent.updates << " UPDATE, "
               << spent.deletes << " DELETE";
  }
};

// users 1, 2, 3.   posts 10, 11 (of user 1), 20 (of user 2), 30 (nobody's); 11 and 20 reply to 10, 30 to 20.
// profiles 101 (of user 1), 102 (of user 2), 103 (nobody's).
// tags 7, 8, 9; post 10 has 7 and 8, 11 has 7, 20 has 8.
class Database {
 public:
  Database() {
    for (const char* sql :
         {"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT)",
          "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT,"
          " author_id INTEGER REFERENCES users (id), parent_id INTEGER)",
          "CREATE TABLE profiles (id INTEGER PRIMARY KEY, bio TEXT, user_id INTEGER REFERENCES users (id))",
          "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT)",
          "CREATE TABLE post_tags (post_id INTEGER NOT NULL REFERENCES posts (id),"
          " tag_id INTEGER NOT NULL REFERENCES tags (id), PRIMARY KEY (post_id, tag_id))",
          "INSERT INTO users VALUES (1, 'ann', 'a@x'), (2, 'bob', 'b@x'), (3, 'cyd', 'c@x')",
          "INSERT INTO posts VALUES (10, 'a', 'A', 1, NULL), (11, 'b', 'B', 1, 10), (20, 'c', 'C', 2, 10),"
          " (30, 'd', 'D', NULL, 20)",
          "INSERT INTO profiles VALUES (101, 'p', 1), (102, 'q', 2), (103, 'r', NULL)",
          "INSERT INTO tags VALUES (7, 'cpp'), (8, 'sql'), (9, 'orm')",
          "INSERT INTO post_tags VALUES (10, 7), (10, 8), (11, 7), (20, 8)"})
      chosen_.sql(sql);
  }
  orm::Backend& backend() { return chosen_.backend(); }

  // Pairs of keys as "10: 1 | 11: 1 2 | 30:", of a SELECT of two columns; a pair with NULL says that there is none.
  std::string rows(std::string_view select) {
    std::string text;
    std::int64_t owner = 0;
    auto cursor = backend().select(select);
    for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) {
      if (row[0].integer() != owner) text += (text.empty() ? "" : " | ") + std::to_string(row[0].integer()) + ":";
      owner = row[0].integer();
      if (!row[1].is_null()) text += " " + std::to_string(row[1].integer());
    }
    return text;
  }
  template <class F>
  Spent spent(F&& step) {
    const orm::Counts before = backend().counts();
    step();
    const orm::Counts cost = backend().counts() - before;
    return {cost.selects, cost.inserts, cost.updates, cost.deletes};
  }

 private:
  databases::Chosen chosen_;
};

}  // namespace pairs
