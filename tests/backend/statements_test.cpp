// The one door: statements cached by text, cursors, groups of writes, and that each is counted once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases.h"

namespace {

using orm::Cell;
using orm::Counts;
using orm::StatementKind;

class Statements : public databases::OnEach {
 protected:
  void make_tables() override {
    backend->execute(sql("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, other INTEGER)"));
  }
  template <class F>
  Counts cost(F&& step) {
    const Counts before = backend->counts();
    step();
    return backend->counts() - before;
  }
};

// Rows (id, name) from 1, each name as long as its id.
class Rows : public orm::RowSource {
 public:
  explicit Rows(std::size_t key_position) : key_position_(key_position) {}
  void fill(std::size_t index, Cell* values) const override {
    values[key_position_] = static_cast<std::int64_t>(index + 1);
    values[1 - key_position_] = std::string_view("xxxxxxxxxx", index + 1);
  }

 private:
  std::size_t key_position_;
};

class Keys : public orm::RowSource {
 public:
  void fill(std::size_t index, Cell* values) const override { values[0] = static_cast<std::int64_t>(index + 1); }
};

TEST_P(Statements, ArePreparedOnceForEachText) {
  const std::string text = "SELECT id FROM t";
  orm::Statement& first = backend->prepare("SELECT id FROM t");
  EXPECT_EQ(&backend->prepare(text), &first);
  EXPECT_NE(&backend->prepare("SELECT id FROM t "), &first);
  EXPECT_EQ(first.sql(), "SELECT id FROM t");
  Counts asked;  // a server is asked once for the types of a statement
  asked.round_trips = is_postgres() ? 1 : 0;
  EXPECT_EQ(cost([&] { backend->prepare("SELECT name FROM t"); }), asked) << "preparing runs nothing";
}

TEST_P(Statements, AreCountedByKindWhateverTheCase) {
  const Counts spent = cost([&] {
    backend->begin();
    backend->execute("INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', NULL)");
    backend->execute("update t set name = 'c'");
    backend->execute("Delete from t where id = 1");
    auto cursor = backend->select("select * from t");
    backend->execute(sql("CREATE TABLE u (id INTEGER)"));
    backend->commit();
  });
  EXPECT_EQ(spent.inserts, 1U);
  EXPECT_EQ(spent.updates, 1U);
  EXPECT_EQ(spent.deletes, 1U);
  EXPECT_EQ(spent.selects, 1U);
  EXPECT_EQ(spent.other_statements, 3U);
  EXPECT_EQ(spent.rows_written, 5U);
  EXPECT_EQ(spent.round_trips, is_postgres() ? 7U + 4U : 0U) << "each is sent, and each of four prepared before";
}

TEST_P(Statements, RowsAndBytesAreCountedAsTheyPass) {
  const Counts written = cost([&] {
    const Cell row[] = {std::int64_t{1}, std::string_view("four"), {}};
    EXPECT_EQ(backend->execute(sql("INSERT INTO t VALUES ($1, $2, $3)"), row), 1U);
  });
  EXPECT_EQ(written.rows_written, 1U);
  EXPECT_EQ(written.bytes_written, 8U + 4U);
  const Counts read = cost([&] {
    auto cursor = backend->select("SELECT * FROM t");
    const orm::Row row = cursor.next();
    ASSERT_EQ(row.size(), 3U);
    EXPECT_EQ(row[0].integer(), 1);
    EXPECT_EQ(row[1].text(), "four");
    EXPECT_TRUE(row[2].is_null());
    EXPECT_TRUE(cursor.next().empty());
  });
  EXPECT_EQ(read.rows_read, 1U);
  EXPECT_EQ(read.bytes_read, 8U + 4U);
}

TEST_P(Statements, ACursorMayEndHalfWay) {
  backend->execute("INSERT INTO t (id) VALUES (1), (2), (3)");
  for (int i = 0; i < 2; ++i) {
    auto cursor = backend->select("SELECT id FROM t ORDER BY id");
    EXPECT_EQ(cursor.next()[0].integer(), 1) << "it starts anew each time";
  }
  backend->begin();
  backend->execute("DELETE FROM t");
  backend->rollback();
  EXPECT_EQ(cost([&] { backend->select("SELECT id FROM t"); }).rows_read, 0U);
}

TEST_P(Statements, AFailedStatementCanRunAgainAndIsNotCounted) {
  backend->execute("CREATE UNIQUE INDEX names ON t (name)");
  backend->execute("INSERT INTO t VALUES (1, 'a', NULL)");
  const Cell taken[] = {std::string_view("a")};
  const Cell free[] = {std::string_view("b")};
  const Counts spent = cost([&] {
    EXPECT_THROW(backend->execute(sql("INSERT INTO t (id, name) VALUES (2, $1)"), taken), orm::UniqueViolation);
    EXPECT_EQ(backend->execute(sql("INSERT INTO t (id, name) VALUES (2, $1)"), free), 1U);
  });
  EXPECT_EQ(spent.inserts, 1U);
}

TEST_P(Statements, AGroupOfWritesIsAStatementARow) {
  const std::vector<std::string> columns{"id", "name"};
  const std::vector<std::string> name{"name"};
  const std::vector<std::string> key{"id"};
  const Counts inserted = cost([&] {
    EXPECT_EQ(backend->write({StatementKind::insert, "t", columns, {}, 3}, Rows(0)), 3U);
  });
  EXPECT_EQ(inserted.inserts, 3U);
  EXPECT_EQ(inserted.rows_written, 3U);
  EXPECT_EQ(inserted.bytes_written, 3U * 8U + 1U + 2U + 3U);
  EXPECT_EQ(backend->write({StatementKind::update, "t", name, key, 5}, Rows(1)), 3U) << "two rows are not there";
  EXPECT_EQ(cost([&] { backend->write({StatementKind::remove, "t", {}, key, 2}, Keys()); }).deletes, 2U);
  EXPECT_EQ(cost([&] { backend->write({StatementKind::remove, "t", {}, key, 0}, Keys()); }), Counts{});
  auto cursor = backend->select("SELECT name FROM t");
  EXPECT_EQ(cursor.next()[0].text(), "xxx");
}

TEST(CountsOfABackend, AddAndSubtract) {
  Counts one;
  one.selects = 3;
  one.bytes_read = 10;
  Counts two = one;
  two += one;
  EXPECT_EQ(two.selects, 6U);
  EXPECT_EQ(two - one, one);
  std::vector<std::string> names;
  Counts::for_each([&](const char* name, auto) { names.emplace_back(name); });
  EXPECT_THAT(names, testing::ElementsAre("selects", "inserts", "updates", "deletes", "other_statements", "rows_read",
                                          "rows_written", "bytes_read", "bytes_written", "round_trips", "copies",
                                          "array_statements", "pipelined_statements", "streamed_selects", "fallbacks",
                                          "retries"));
}

TEST_P(Statements, NamesAreQuoted) {
  EXPECT_EQ(backend->dialect().quoted("order"), "\"order\"");
  EXPECT_EQ(backend->dialect().quoted("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(backend->dialect().placeholder(3), is_postgres() ? "$3" : "?3");
}

TEST_P(Statements, NumbersAndTextsKeepTheirWholeRange) {
  const std::string text(3'000'000, 'x');
  const Cell row[] = {std::numeric_limits<std::int64_t>::min(), std::string_view(text),
                      std::numeric_limits<std::int64_t>::max()};
  backend->execute(sql("INSERT INTO t VALUES ($1, $2, $3)"), row);
  auto cursor = backend->select("SELECT * FROM t");
  const orm::Row read = cursor.next();
  EXPECT_EQ(read[0].integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read[1].text(), text);
  EXPECT_EQ(read[2].integer(), std::numeric_limits<std::int64_t>::max());
}

ON_EACH_DATABASE(Statements);

}  // namespace
