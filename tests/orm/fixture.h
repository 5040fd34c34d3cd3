// What the tests of the mapper share: a small database, and what a step cost in statements.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "../backend/chosen.h"
#include "orm/model.h"
#include "orm/session.h"

namespace fixture {

// Statements of a step by kind. spent() also checks that each write changed exactly one row.
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
inline constexpr Spent kNothing{};

// users[3]: 1 ann, 2 bob, 3 cyd.   posts[4]: 10 and 11 are ann's, 20 is bob's, 30 nobody's.
class Database {
 public:
  explicit Database(bool foreign_keys = true) : chosen_(foreign_keys) {
    sql("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, email TEXT)");
    sql("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT CHECK (title <> 'refused'), body TEXT,"
        " author_id INTEGER REFERENCES users (id))");
    sql("INSERT INTO users VALUES (1, 'ann', 'ann@x'), (2, 'bob', NULL), (3, 'cyd', 'cyd@x')");
    sql("INSERT INTO posts VALUES (10, 'a', 'A', 1), (11, 'b', 'B', 1), (20, 'c', 'C', 2), (30, 'd', NULL, NULL)");
  }

  orm::Backend& backend() { return chosen_.backend(); }
  void sql(std::string_view text) { chosen_.sql(text); }
  // Each row as "10|a|1"; NULL is empty. As the open transaction sees it, if there is one.
  std::vector<std::string> rows(std::string_view select) {
    std::vector<std::string> found;
    auto cursor = backend().select(select);
    for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) {
      std::string text;
      for (const orm::Cell& cell : row) {
        if (&cell != row.data()) text += '|';
        if (cell.kind() == orm::Cell::Kind::integer) text += std::to_string(cell.integer());
        if (cell.kind() == orm::Cell::Kind::text) text += cell.text();
      }
      found.push_back(text);
    }
    return found;
  }
  std::vector<std::string> authors() { return rows("SELECT id, author_id FROM posts ORDER BY id"); }

  template <class F>
  Spent spent(F&& step) {
    const orm::Counts before = backend().counts();
    step();
    const orm::Counts cost = backend().counts() - before;
    EXPECT_EQ(cost.rows_written, cost.inserts + cost.updates + cost.deletes) << "a write that hit no row, or several";
    return {cost.selects, cost.inserts, cost.updates, cost.deletes};
  }

 private:
  databases::Chosen chosen_;
};

// Keys of a range of objects in order; null is 0.
template <class Range>
std::vector<std::int64_t> ids(Range&& range) {
  std::vector<std::int64_t> keys;
  for (auto at = range.begin(); at != range.end(); ++at) keys.push_back(*at == nullptr ? 0 : (*at)->id());
  return keys;
}

// The message of the error that `step` throws; fails unless it is an E.
template <class E, class F>
std::string message_of(F&& step) {
  try {
    step();
  } catch (const E& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

}  // namespace fixture
