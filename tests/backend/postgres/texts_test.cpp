// Values never become SQL: any text goes through every path and comes back equal, and a NUL is refused by name.
#include <gmock/gmock.h>

#include "../databases.h"
#include "rows.h"

namespace {

using orm::Cell;
using orm::LoadPath;
using orm::StatementKind;
using orm::WritePath;

const std::vector<std::string> kTextColumns{"id", "name", "body"};
const std::vector<std::string> kBody{"body"};
const std::vector<std::string> kTextKey{"id"};
constexpr WritePath kWrites[] = {WritePath::automatic, WritePath::copy, WritePath::arrays, WritePath::pipeline,
                                 WritePath::single};
constexpr LoadPath kLoads[] = {LoadPath::automatic, LoadPath::copy, LoadPath::stream, LoadPath::whole};

std::string utf8(char32_t point) {
  std::string text;
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800)
    text = {static_cast<char>(0xC0 | point >> 6)};
  else if (point < 0x10000)
    text = {static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F))};
  else
    text = {static_cast<char>(0xF0 | point >> 18), static_cast<char>(0x80 | (point >> 12 & 0x3F)),
            static_cast<char>(0x80 | (point >> 6 & 0x3F))};
  return text + static_cast<char>(0x80 | (point & 0x3F));
}

std::vector<std::string> awkward_texts() {
  std::vector<std::string> texts{"'; DROP TABLE users; --",
                                 "\"; DROP TABLE users; --",
                                 "\\'; DROP TABLE users; --",
                                 "$1 $$ $tag$ :name ? % %s",
                                 "",
                                 "NULL",
                                 "\\N",
                                 "\\.",
                                 "{\"a\",NULL}",
                                 "tab\tline\nreturn\r\\",
                                 "\x01\x1f\x7f",
                                 std::string(1'000'000, 'x'),
                                 ""};
  for (char32_t plane = 0; plane <= 16; ++plane) texts.back() += utf8(plane * 0x10000 + 0x1234);
  while (texts.back().size() < 1'000'000) texts.back() += texts.back();
  return texts;
}

class Texts : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    backend->execute("CREATE TABLE users (id bigint PRIMARY KEY, name text, body text)");
  }
  std::vector<std::string> read(LoadPath path, const char* column, bool with_parameter) {
    const auto reader = schema->connect({.load = path});
    const Cell from[] = {std::int64_t{0}};
    const std::string sql = std::string("SELECT id, ") + column + " FROM users" +
                            (with_parameter ? " WHERE id >= $1 ORDER BY id" : " ORDER BY id");
    std::vector<std::string> found;
    auto cursor = reader->select(sql, with_parameter ? orm::Row(from) : orm::Row());
    for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) found.emplace_back(row[1].text());
    return found;
  }
};

TEST_F(Texts, GoThroughEveryPathAndComeBackEqual) {
  const std::vector<std::string> texts = awkward_texts();
  std::vector<std::vector<Cell>> group, bodies;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto id = static_cast<std::int64_t>(i);
    group.push_back({id, std::string_view(texts[i]), std::string_view("before")});
    bodies.push_back({std::string_view(texts[texts.size() - 1 - i]), id});
  }
  const std::vector<std::string> reversed(texts.rbegin(), texts.rend());
  for (const WritePath path : kWrites) {
    SCOPED_TRACE(name_of(path));
    connect({.insert = path, .update = path});
    rows::write(*backend, StatementKind::insert, "users", kTextColumns, {}, rows::Given(group));
    rows::write(*backend, StatementKind::update, "users", kBody, kTextKey, rows::Given(bodies));
    for (const LoadPath load : kLoads)
      for (const bool with_parameter : {false, true}) {
        SCOPED_TRACE(name_of(load));
        EXPECT_TRUE(read(load, "name", with_parameter) == texts);
        EXPECT_TRUE(read(load, "body", with_parameter) == reversed);
      }
    backend->execute("DELETE FROM users");
  }
}

TEST_F(Texts, AreParametersOfStatementsToo) {
  for (const std::string& text : awkward_texts()) {
    const Cell row[] = {std::int64_t{1}, std::string_view(text)};
    backend->execute("INSERT INTO users (id, name) VALUES ($1, $2)", row);
    EXPECT_TRUE(rows::all(*backend, "SELECT name FROM users") == std::vector<std::string>{text});
    const Cell name[] = {std::string_view(text)};
    EXPECT_EQ(backend->execute("DELETE FROM users WHERE name = $1", name), 1U);
  }
}

TEST_F(Texts, WithANulAreRefusedByNameAndNothingIsWritten) {
  const std::string text("a\0b", 3);
  for (const WritePath path : kWrites) {
    SCOPED_TRACE(name_of(path));
    connect({.insert = path});
    std::vector<std::vector<Cell>> group;
    for (std::int64_t id = 1; id <= 20; ++id) group.push_back({id, std::string_view("fine"), {}});
    group[16][1] = std::string_view(text);
    backend->begin();
    const auto error = rows::refusal<orm::DataError>(
        [&] { rows::write(*backend, StatementKind::insert, "users", kTextColumns, {}, rows::Given(group)); });
    backend->rollback();
    EXPECT_EQ(error.code, "22021");
    EXPECT_EQ(error.about, "users 17");
    EXPECT_EQ(error.message,
              "PostgreSQL cannot store a text with a NUL character (U+0000): remove it before the flush");
    EXPECT_EQ(rows::all(*backend, "SELECT count(*) FROM users"), std::vector<std::string>{"0"});
  }
  const Cell row[] = {std::string_view(text)};
  rows::refusal<orm::DataError>([&] { backend->execute("INSERT INTO users (id, name) VALUES (1, $1)", row); });
  rows::refusal<orm::DataError>([&] { rows::all(*backend, "SELECT id FROM users WHERE name = $1", row); });
}

TEST_F(Texts, ThatAreNoUtf8AreRefused) {
  const Cell row[] = {std::string_view("\xff\xfe")};
  EXPECT_EQ(
      rows::refusal<orm::DataError>([&] { backend->execute("INSERT INTO users (id, name) VALUES (1, $1)", row); }).code,
      "22021");
}

}  // namespace
