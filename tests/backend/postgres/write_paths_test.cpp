// Every way to write a group leaves the same rows, names the row that was refused, and shows in the counts.
#include <gmock/gmock.h>

#include "../databases.h"
#include "rows.h"

namespace {

using orm::Cell;
using orm::StatementKind;
using orm::WritePath;
using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<std::string> kPostColumns{"id", "slug", "title", "author_id"};
const std::vector<std::string> kPostTitle{"title"};
const std::vector<std::string> kPostSlug{"slug"};
const std::vector<std::string> kPostKey{"id"};

Cell text(std::string_view value) { return value; }
Cell key(std::int64_t value) { return value; }

class WritePaths : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    backend->execute("CREATE TABLE users (id bigint PRIMARY KEY)");
    backend->execute(
        "CREATE TABLE posts (id bigint PRIMARY KEY, slug varchar(8) UNIQUE, title text NOT NULL CHECK (title <> ''), "
        "author_id int REFERENCES users (id))");
    backend->execute("INSERT INTO users VALUES (1), (2)");
  }
  void force(WritePath path) { connect({.insert = path, .update = path, .remove = path}); }
  std::uint64_t insert(const rows::Given& given) {
    return rows::write(*backend, StatementKind::insert, "posts", kPostColumns, {}, given);
  }
  std::uint64_t retitle(const rows::Given& given) {
    return rows::write(*backend, StatementKind::update, "posts", kPostTitle, kPostKey, given);
  }
  std::uint64_t remove(const rows::Given& given) {
    return rows::write(*backend, StatementKind::remove, "posts", {}, kPostKey, given);
  }
  // Posts 1 to n with titles "t1" …, the first without an author.
  static rows::Given posts(std::int64_t n) {
    std::vector<std::vector<Cell>> made;
    static const std::string_view titles[] = {"t0", "t1", "t2", "t3"};
    for (std::int64_t id = 1; id <= n; ++id)
      made.push_back({id, Cell(), titles[static_cast<std::size_t>(id) % 4], id == 1 ? Cell() : Cell(id % 2 + 1)});
    return rows::Given(made);
  }
  std::vector<std::string> stored() { return rows::all(*backend, "SELECT * FROM posts ORDER BY id"); }

  static constexpr WritePath kAll[] = {WritePath::automatic, WritePath::copy, WritePath::arrays, WritePath::pipeline,
                                       WritePath::single};
};

TEST_F(WritePaths, LeaveTheSameRows) {
  for (const WritePath path : kAll) {
    SCOPED_TRACE(name_of(path));
    force(path);
    backend->begin();
    EXPECT_EQ(insert(posts(5)), 5U);
    EXPECT_EQ(retitle(rows::Given({{text("new"), key(2)}, {text("newer"), key(4)}, {text("lost"), key(77)}})), 2U)
        << "a row that is not there is not matched";
    EXPECT_EQ(remove(rows::Given({{key(1)}, {key(5)}, {key(78)}})), 2U);
    EXPECT_THAT(stored(), ElementsAre("2||new|1", "3||t3|2", "4||newer|1"));
    backend->rollback();
  }
}

TEST_F(WritePaths, AnEmptyGroupSendsNothing) {
  EXPECT_EQ(rows::cost(*backend, [&] { insert(rows::Given({})); }), orm::Counts{});
}

TEST_F(WritePaths, ShowInTheCounts) {
  struct Expected {
    WritePath path;
    std::uint64_t statements, copies, arrays, pipelined, round_trips;
  };
  // COPY needs two round trips, to begin and to end; all but `single` first ask the catalogue.
  for (const Expected& expected :
       {Expected{WritePath::copy, 1, 1, 0, 0, 2}, Expected{WritePath::arrays, 1, 0, 1, 0, 1},
        Expected{WritePath::pipeline, 40, 0, 0, 40, 1}, Expected{WritePath::single, 40, 0, 0, 0, 40},
        Expected{WritePath::automatic, 1, 1, 0, 0, 2}}) {
    SCOPED_TRACE(name_of(expected.path));
    force(expected.path);
    for (int i = 0; i < 2; ++i) {  // the second time everything is known and prepared
      backend->begin();
      const orm::Counts cost = rows::cost(*backend, [&] { insert(posts(40)); });
      backend->rollback();
      if (i == 0) continue;
      EXPECT_EQ(cost.inserts, expected.statements);
      EXPECT_EQ(cost.rows_written, 40U);
      EXPECT_EQ(cost.copies, expected.copies);
      EXPECT_EQ(cost.array_statements, expected.arrays);
      EXPECT_EQ(cost.pipelined_statements, expected.pipelined);
      EXPECT_EQ(cost.round_trips, expected.round_trips);
      EXPECT_EQ(cost.bytes_written, 40U * (8 + 2) + 39 * 8);
      EXPECT_EQ(cost.other_statements, 0U);
    }
  }
}

TEST_F(WritePaths, AutomaticTakesTheFastestForTheSize) {
  backend->begin();
  insert(rows::Given({{key(100), {}, text("t"), {}}}));
  EXPECT_EQ(rows::cost(*backend, [&] { insert(posts(40)); }).copies, 1U);
  std::vector<std::vector<Cell>> moves, few{{text("x"), key(1)}, {text("y"), key(2)}}, keys;
  for (std::int64_t id = 1; id <= 40; ++id) moves.push_back({text("moved"), id}), keys.push_back({id});
  EXPECT_EQ(rows::cost(*backend, [&] { retitle(rows::Given(few)); }).pipelined_statements, 2U);
  EXPECT_EQ(rows::cost(*backend, [&] { retitle(rows::Given(moves)); }).array_statements, 1U);
  EXPECT_EQ(rows::cost(*backend, [&] { remove(rows::Given(keys)); }).array_statements, 1U);
  const orm::Counts one = rows::cost(*backend, [&] { remove(rows::Given({{key(100)}})); });
  EXPECT_EQ(one.deletes, 1U);
  EXPECT_EQ(one.pipelined_statements + one.array_statements, 0U);
}

TEST_F(WritePaths, EachNamesTheRowThatWasRefused) {
  insert(rows::Given({{key(500), text("taken"), text("t"), {}}}));
  for (const WritePath path : kAll) {
    SCOPED_TRACE(name_of(path));
    force(path);
    const auto refused = [&]<class E>(std::type_identity<E>, std::vector<Cell> bad) {
      std::vector<std::vector<Cell>> group;
      for (std::int64_t id = 1; id <= 30; ++id) group.push_back({id, {}, text("t"), key(1)});
      group[16] = std::move(bad);
      backend->begin();
      const auto error = rows::refusal<E>([&] { insert(rows::Given(group)); });
      backend->rollback();
      EXPECT_THAT(error.statement, testing::AnyOf(HasSubstr("INSERT INTO \"posts\""), HasSubstr("COPY \"posts\"")));
      return error.code + " " + error.about;
    };
    EXPECT_EQ(refused(std::type_identity<orm::UniqueViolation>{}, {key(500), {}, text("t"), {}}), "23505 posts 500");
    EXPECT_EQ(refused(std::type_identity<orm::UniqueViolation>{}, {key(17), text("taken"), text("t"), {}}),
              "23505 posts 17");
    EXPECT_EQ(refused(std::type_identity<orm::UniqueViolation>{}, {key(3), {}, text("t"), {}}), "23505 posts 3");
    EXPECT_EQ(refused(std::type_identity<orm::NotNullViolation>{}, {key(17), {}, {}, {}}), "23502 posts 17");
    EXPECT_EQ(refused(std::type_identity<orm::CheckViolation>{}, {key(17), {}, text(""), {}}), "23514 posts 17");
    EXPECT_EQ(refused(std::type_identity<orm::ForeignKeyViolation>{}, {key(17), {}, text("t"), key(99)}),
              "23503 posts 17");
    EXPECT_EQ(refused(std::type_identity<orm::DataError>{}, {key(17), {}, text("t"), key(1LL << 40)}),
              "22003 posts 17");
    EXPECT_EQ(
        refused(std::type_identity<orm::DataError>{}, {key(17), text("too long a slug"), text("t"), {}}).substr(0, 5),
        "22001");
  }
}

TEST_F(WritePaths, ARowThatIsStillReferredToIsNamed) {
  insert(posts(40));
  for (const WritePath path : kAll) {
    SCOPED_TRACE(name_of(path));
    force(path);
    backend->begin();
    backend->execute("INSERT INTO users SELECT generate_series(10, 50)");
    std::vector<std::vector<Cell>> users;
    for (std::int64_t id = 10; id <= 30; ++id) users.push_back({id});
    users.insert(users.begin() + 7, {key(2)});
    const auto error = rows::refusal<orm::ForeignKeyViolation>(
        [&] { rows::write(*backend, StatementKind::remove, "users", {}, kPostKey, rows::Given(users)); });
    EXPECT_EQ(error.about, "users 2");
    backend->rollback();
  }
}

TEST_F(WritePaths, UniqueValuesMayPassFromRowToRow) {
  // In one statement the rows change in no certain order, and 'a' might be taken before it was given up.
  for (const WritePath path : kAll) {
    SCOPED_TRACE(name_of(path));
    force(path);
    backend->begin();
    std::vector<std::vector<Cell>> group, moves;
    std::vector<std::string> slugs;
    for (int i = 0; i < 40; ++i) slugs.push_back("s" + std::to_string(i));
    for (std::int64_t id = 1; id <= 20; ++id)
      group.push_back({id, text(slugs[static_cast<std::size_t>(id)]), text("t"), {}});
    insert(rows::Given(group));
    for (std::int64_t id = 20; id >= 1; --id) moves.push_back({text(slugs[static_cast<std::size_t>(id + 1)]), id});
    EXPECT_EQ(rows::write(*backend, StatementKind::update, "posts", kPostSlug, kPostKey, rows::Given(moves)), 20U);
    EXPECT_THAT(rows::all(*backend, "SELECT slug FROM posts WHERE id IN (1, 20) ORDER BY id"),
                ElementsAre("s2", "s21"));
    backend->rollback();
  }
}

TEST_F(WritePaths, TheLastOfTwoChangesOfARowStays) {
  for (const WritePath path : kAll) {
    SCOPED_TRACE(name_of(path));
    force(path);
    backend->begin();
    insert(posts(20));
    std::vector<std::vector<Cell>> changes;
    for (std::int64_t id = 1; id <= 20; ++id) changes.push_back({text("first"), id});
    changes.push_back({text("second"), key(20)});
    changes.push_back({text("second"), key(3)});
    EXPECT_EQ(retitle(rows::Given(changes)), 22U);
    EXPECT_THAT(rows::all(*backend, "SELECT id FROM posts WHERE title = 'second' ORDER BY id"), ElementsAre("3", "20"));
    backend->rollback();
  }
}

TEST_F(WritePaths, LinksAreRemovedByBothKeys) {
  const std::vector<std::string> both{"a", "b"};
  backend->execute("CREATE TABLE links (a bigint, b bigint, PRIMARY KEY (a, b))");
  for (const WritePath path : kAll) {
    SCOPED_TRACE(name_of(path));
    force(path);
    backend->begin();
    std::vector<std::vector<Cell>> links;
    for (std::int64_t a = 1; a <= 10; ++a)
      for (std::int64_t b = 1; b <= 2; ++b) links.push_back({a, b});
    EXPECT_EQ(rows::write(*backend, StatementKind::insert, "links", both, {}, rows::Given(links)), 20U);
    links.erase(links.begin() + 3);
    links.push_back({key(1), key(7)});
    EXPECT_EQ(rows::write(*backend, StatementKind::remove, "links", {}, both, rows::Given(links)), 19U);
    EXPECT_THAT(rows::all(*backend, "SELECT * FROM links"), ElementsAre("2|2"));
    backend->rollback();
  }
}

TEST_F(WritePaths, APathThatATableLacksIsReplacedAndTheSettingsSaySo) {
  backend->execute("CREATE VIEW seen AS SELECT id, title FROM posts");
  backend->execute("CREATE TABLE odd (id bigint, at timestamptz)");
  force(WritePath::copy);
  const std::vector<std::string> columns{"id", "title"};
  const std::vector<std::string> odd{"id", "at"};
  EXPECT_EQ(backend->settings().at("postgres.fallbacks"), "none");
  EXPECT_EQ(rows::write(*backend, StatementKind::insert, "seen", columns, {},
                        rows::Given({{key(1), text("x")}, {key(2), text("y")}})),
            2U);
  EXPECT_EQ(rows::write(*backend, StatementKind::insert, "odd", odd, {},
                        rows::Given({{key(1), text("2026-11-22 00:00:00+00")}, {key(2), Cell()}})),
            2U);
  const orm::Counts cost = rows::cost(*backend, [&] {
    retitle(rows::Given({{text("z"), key(1)}, {text("z"), key(2)}}));
  });
  EXPECT_EQ(cost.fallbacks, 1U);
  EXPECT_EQ(backend->settings().at("postgres.fallbacks"),
            "insert odd: pipeline for copy; insert seen: pipeline for copy; update posts: pipeline for copy");
  EXPECT_EQ(backend->settings().at("postgres.insert_path"), "copy");
  EXPECT_EQ(rows::all(*backend, "SELECT count(*) FROM odd WHERE at = '2026-11-22 00:00:00+00'"),
            std::vector<std::string>{"1"});
}

TEST_F(WritePaths, ATableThatIsMadeAnewIsSeenAnew) {
  backend->execute("CREATE TABLE t (id int)");
  const std::vector<std::string> column{"id"};
  std::vector<std::vector<Cell>> group;
  for (std::int64_t id = 1; id <= 20; ++id) group.push_back({(std::int64_t{1} << 40) + id});
  rows::refusal<orm::DataError>(
      [&] { rows::write(*backend, StatementKind::insert, "t", column, {}, rows::Given(group)); });
  backend->execute("DROP TABLE t");
  backend->execute("CREATE TABLE t (id bigint)");
  EXPECT_EQ(rows::write(*backend, StatementKind::insert, "t", column, {}, rows::Given(group)), 20U);
}

}  // namespace
