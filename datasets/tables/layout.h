// The tables of each relation, their columns, and rows as cells: what every store of datasets writes and reads.
//   one_to_many       users(id, name, email), posts(id, title, body, author_id)
//   one_to_one        users(id, name, email), profiles(id, bio, user_id)
//   self_referential  posts(id, title, body, parent_id)
//   many_to_many      posts(id, title, body), tags(id, name), post_tags(post_id, tag_id)
//   blog              users and posts of one_to_many, tags and post_tags of many_to_many
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

#include "datasets/rows.h"
#include "orm/backend/cell.h"

namespace datasets {

struct Column {
  std::string_view name;
  orm::Cell::Kind kind;         // integer or text
  std::string_view constraint;  // "PRIMARY KEY", "NOT NULL", "REFERENCES users(id)"
  bool is_nullable = false;
};

struct Table {
  std::string_view name;
  std::span<const Column> columns;
  std::string_view key = "id";       // rows are ordered by it
  std::string_view constraint = {};  // after the columns
  std::string_view indexed = {};     // the column with an index of its own, named <table>_<column>
};

// In the order in which they are filled: a row refers to rows of this table or of one before.
std::span<const Table> tables_of(Relation relation) noexcept;
bool has_table(Relation relation, std::string_view name) noexcept;
// REQUIRES: the relation has a table of that name.
const Table& table_of(Relation relation, std::string_view name) noexcept;

// The cells of a row, in the order of its table's columns; texts are borrowed.
struct Cells {
  std::array<orm::Cell, 4> cells;
  std::size_t size;
  orm::Row row() const noexcept { return {cells.data(), size}; }
};
// A row of posts has the key that the relation has: author_id, parent_id or none.
Cells cells_of(Relation relation, const User& row) noexcept;
Cells cells_of(Relation relation, const Post& row) noexcept;
Cells cells_of(Relation relation, const Profile& row) noexcept;
Cells cells_of(Relation relation, const Tag& row) noexcept;
Cells cells_of(Relation relation, const PostTag& row) noexcept;

// Takes rows of any table.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;
  virtual void visit(const User& row) = 0;
  virtual void visit(const Post& row) = 0;
  virtual void visit(const Profile& row) = 0;
  virtual void visit(const Tag& row) = 0;
  virtual void visit(const PostTag& row) = 0;
};

// A visitor that calls `f` with each row.
template <class F>
class Visiting final : public RowVisitor {
 public:
  explicit Visiting(F f) : f_(std::move(f)) {}
  void visit(const User& row) override { f_(row); }
  void visit(const Post& row) override { f_(row); }
  void visit(const Profile& row) override { f_(row); }
  void visit(const Tag& row) override { f_(row); }
  void visit(const PostTag& row) override { f_(row); }

 private:
  F f_;
};

// A value has another type than its column: "posts 17: title is not a text". SQLite stores what it is given.
struct WrongType : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Makes the row of `table` that has these cells, in the order of its columns, and hands it over. NULL in a key is 0.
// Throws WrongType.
void visit_row(const Table& table, orm::Row cells, RowVisitor& visitor);

}  // namespace datasets
