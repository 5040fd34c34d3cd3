// The server's process is ended in the middle of a flush, a load and a COPY: a typed error, nothing half-written,
// nothing committed lost, and after rollback() the backend goes on.
#include <gmock/gmock.h>

#include <functional>

#include "../databases.h"
#include "rows.h"

namespace {

using orm::Cell;
using orm::LoadPath;
using orm::StatementKind;
using orm::WritePath;

const std::vector<std::string> kNames{"id", "name"};

class LostConnection : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    backend->execute("CREATE TABLE t (id bigint PRIMARY KEY, name text)");
    backend->execute("INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 20000) AS i");
  }
  // Ends the server's process of the backend, and waits until it is gone.
  void kill() {
    const Cell process[] = {std::int64_t{backend->server_process()}};
    rows::all(schema->admin(), "SELECT pg_terminate_backend($1::int, 5000)", process);
  }
  void expect_all_is_there_and_goes_on() {
    backend->rollback();
    EXPECT_EQ(rows::all(*backend, "SELECT count(*) FROM t"), std::vector<std::string>{"20000"});
    backend->begin();
    EXPECT_EQ(backend->execute("INSERT INTO t VALUES (0, 'again')"), 1U);
    backend->rollback();
  }
};

// Makes 20,000 rows, and calls `half_way` before row 10,000.
class Interrupted : public orm::RowSource {
 public:
  explicit Interrupted(std::function<void()> half_way) : half_way_(std::move(half_way)) {}
  void fill(std::size_t index, Cell* values) const override {
    if (index == 10'000) half_way_();
    values[0] = static_cast<std::int64_t>(index) + 1'000'000;
    values[1] = text_;
  }

 private:
  std::function<void()> half_way_;
  std::string_view text_{"some text that makes the rows fill more than what a socket holds"};
};

TEST_F(LostConnection, InTheMiddleOfAFlush) {
  for (const WritePath path :
       {WritePath::automatic, WritePath::copy, WritePath::arrays, WritePath::pipeline, WritePath::single}) {
    SCOPED_TRACE(name_of(path));
    connect({.insert = path});
    backend->begin();
    EXPECT_EQ(backend->execute("INSERT INTO t VALUES (-1, 'in the same transaction')"), 1U);
    const auto error = rows::refusal<orm::ConnectionLost>([&] {
      backend->write({StatementKind::insert, "t", kNames, {}, 20'000}, Interrupted([&] { kill(); }));
    });
    EXPECT_THAT(error.code, testing::AnyOf("57P01", "08006"));
    EXPECT_EQ(rows::refusal<orm::ConnectionLost>([&] { backend->execute("INSERT INTO t VALUES (-2, '')"); }).code,
              "08003")
        << "until the rollback, lest half a transaction be written";
    EXPECT_EQ(rows::refusal<orm::ConnectionLost>([&] { backend->commit(); }).code, "08003");
    expect_all_is_there_and_goes_on();
  }
}

TEST_F(LostConnection, InTheMiddleOfALoad) {
  for (const LoadPath path : {LoadPath::copy, LoadPath::stream}) {
    SCOPED_TRACE(name_of(path));
    connect({.load = path});
    backend->begin();
    const auto error = rows::refusal<orm::ConnectionLost>([&] {
      auto cursor = backend->select("SELECT id, name FROM t ORDER BY id");
      cursor.next();
      kill();
      for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) {
      }
    });
    EXPECT_THAT(error.code, testing::AnyOf("57P01", "08006"));
    expect_all_is_there_and_goes_on();
  }
}

TEST_F(LostConnection, WhileTheServerWorks) {
  backend->begin();
  backend->execute("INSERT INTO t VALUES (-1, 'lost')");
  const auto error = rows::refusal<orm::ConnectionLost>(
      [&] { backend->execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)"); });
  EXPECT_EQ(error.code, "57P01");
  EXPECT_THAT(error.message, testing::StartsWith("terminating connection due to administrator command"));
  expect_all_is_there_and_goes_on();
}

TEST_F(LostConnection, BetweenTransactions) {
  orm::Statement& prepared = backend->prepare("SELECT count(*) FROM t WHERE id = $1");
  const Cell key[] = {std::int64_t{7}};
  EXPECT_EQ(backend->select(prepared, key).next()[0].integer(), 1);
  kill();
  EXPECT_EQ(rows::refusal<orm::ConnectionLost>([&] { backend->begin(); }).code, "57P01");
  backend->begin();
  EXPECT_EQ(backend->select(prepared, key).next()[0].integer(), 1) << "prepared anew on the new connection";
  backend->commit();
}

TEST_F(LostConnection, WithRowsStillComingARollbackIsEnough) {
  backend->begin();
  {
    auto cursor = backend->select("SELECT id, name FROM t ORDER BY id");
    cursor.next();
    kill();
    backend->rollback();
  }
  expect_all_is_there_and_goes_on();
}

}  // namespace
