// Every way in which rows come hands on the same rows, and another statement may be sent while they come.
#include <gmock/gmock.h>

#include "../databases.h"
#include "rows.h"

namespace {

using orm::Cell;
using orm::LoadPath;
using testing::ElementsAre;

class LoadPaths : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    backend->execute("CREATE TABLE t (id bigint PRIMARY KEY, name text, small smallint, yes boolean)");
    backend->execute("INSERT INTO t SELECT i, 'name ' || i, i % 7, i % 2 = 0 FROM generate_series(1, 1000) AS i");
    backend->execute("INSERT INTO t (id) VALUES (1001)");
  }
  static constexpr LoadPath kAll[] = {LoadPath::automatic, LoadPath::copy, LoadPath::stream, LoadPath::whole};
};

TEST_F(LoadPaths, HandOnTheSameRows) {
  const Cell bound[] = {std::int64_t{999}};
  for (const LoadPath path : kAll) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    EXPECT_THAT(rows::all(*backend, "SELECT id, name, small, yes FROM t WHERE id > 999 ORDER BY id"),
                ElementsAre("1000|name 1000|6|1", "1001|||"));
    EXPECT_THAT(rows::all(*backend, "SELECT id, name, small, yes FROM t WHERE id > $1 ORDER BY id", bound),
                ElementsAre("1000|name 1000|6|1", "1001|||"));
    EXPECT_THAT(rows::all(*backend, "SELECT id FROM t WHERE id < 0"), ElementsAre());
    const orm::Counts cost = rows::cost(*backend, [&] { rows::all(*backend, "SELECT id, name FROM t"); });
    EXPECT_EQ(cost.selects, 1U);
    EXPECT_EQ(cost.rows_read, 1001U);
    EXPECT_EQ(cost.copies, path == LoadPath::copy || path == LoadPath::automatic ? 1U : 0U);
    EXPECT_EQ(cost.streamed_selects, path == LoadPath::stream ? 1U : 0U);
    EXPECT_EQ(cost.bytes_read, 1001U * 8 + 9U * 6 + 90U * 7 + 900U * 8 + 9);
  }
}

TEST_F(LoadPaths, TypesWithoutABinaryFormComeAsText) {
  for (const LoadPath path : kAll) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    EXPECT_THAT(rows::all(*backend, "SELECT 7, 1.50::numeric, '2026-11-22'::date, 'a'::varchar, 8::int8, true"),
                ElementsAre("7|1.50|2026-11-22|a|8|1"));
  }
}

TEST_F(LoadPaths, KeysAreOneArrayOrAList) {
  const std::int64_t keys[] = {3, 1, 2000};
  const Cell list[] = {Cell(std::span<const std::int64_t>(keys))};
  for (const LoadPath path : kAll) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    EXPECT_TRUE(backend->dialect().has_array_parameters());
    const orm::Counts cost = rows::cost(*backend, [&] {
      EXPECT_THAT(rows::all(*backend, "SELECT id FROM t WHERE id = ANY($1) ORDER BY id", list), ElementsAre("1", "3"));
      EXPECT_THAT(rows::all(*backend, "SELECT id FROM t WHERE small = ANY($1) AND id < 5 ORDER BY id", list),
                  ElementsAre("1", "3"));
    });
    EXPECT_EQ(cost.array_statements, 2U);
    EXPECT_EQ(cost.streamed_selects, path == LoadPath::whole ? 0U : 2U);
  }
  connect({.array_keys = false});
  EXPECT_FALSE(backend->dialect().has_array_parameters());
}

TEST_F(LoadPaths, AnotherStatementMayBeSentHalfWay) {
  for (const LoadPath path : kAll) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    backend->begin();
    auto cursor = backend->select("SELECT id, name FROM t ORDER BY id");
    cursor.next();
    const orm::Row second = cursor.next();
    EXPECT_EQ(backend->execute("DELETE FROM t WHERE id = 500"), 1U);
    EXPECT_EQ(second[1].text(), "name 2") << "the row in hand stays";
    auto other = backend->select("SELECT count(*) FROM t");
    EXPECT_EQ(other.next()[0].integer(), 1000);
    std::int64_t n = 2;
    for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) EXPECT_EQ(row[0].integer(), ++n);
    EXPECT_EQ(n, 1001) << "as the rows were when the SELECT began";
    backend->rollback();
  }
}

TEST_F(LoadPaths, ACursorMayEndHalfWay) {
  for (const LoadPath path : kAll) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    for (int i = 0; i < 3; ++i) {
      auto cursor = backend->select("SELECT id, name FROM t ORDER BY id");
      EXPECT_EQ(cursor.next()[0].integer(), 1);
    }
    EXPECT_THAT(rows::all(*backend, "SELECT count(*) FROM t"), ElementsAre("1001"));
  }
}

TEST_F(LoadPaths, AnErrorOnTheWayIsTypedAndLeavesTheConnectionInOrder) {
  for (const LoadPath path : kAll) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    const std::string sql = "SELECT id, 10 / (900 - id) FROM t ORDER BY id";
    const auto error = rows::refusal<orm::DataError>([&] { rows::all(*backend, sql); });
    EXPECT_EQ(error.code, "22012");
    EXPECT_EQ(error.statement, sql);
    EXPECT_THAT(rows::all(*backend, "SELECT count(*) FROM t"), ElementsAre("1001"));
  }
}

}  // namespace
