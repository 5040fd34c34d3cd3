#include "datasets/tables/layout.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace datasets {
namespace {

using orm::Cell;
constexpr auto kInteger = Cell::Kind::integer;
constexpr auto kText = Cell::Kind::text;

constexpr Column kId{"id", kInteger, "PRIMARY KEY"};
constexpr Column kTitle{"title", kText, "NOT NULL"};
constexpr Column kBody{"body", kText, "NOT NULL"};

constexpr Column kUsers[] = {kId, {"name", kText, "NOT NULL"}, {"email", kText, "NOT NULL"}};
constexpr Column kPosts[] = {kId, kTitle, kBody, {"author_id", kInteger, "REFERENCES users(id)", true}};
constexpr Column kProfiles[] = {kId, {"bio", kText, "NOT NULL"}, {"user_id", kInteger, "REFERENCES users(id)", true}};
constexpr Column kReplies[] = {kId, kTitle, kBody, {"parent_id", kInteger, "REFERENCES posts(id)", true}};
constexpr Column kTaggedPosts[] = {kId, kTitle, kBody};
constexpr Column kTags[] = {kId, {"name", kText, "NOT NULL"}};
constexpr Column kPostTags[] = {{"post_id", kInteger, "NOT NULL REFERENCES posts(id)"},
                                {"tag_id", kInteger, "NOT NULL REFERENCES tags(id)"}};

constexpr Table kOneToMany[] = {{"users", kUsers}, {"posts", kPosts, "id", "", "author_id"}};
constexpr Table kOneToOne[] = {{"users", kUsers}, {"profiles", kProfiles, "id", "", "user_id"}};
constexpr Table kSelfReferential[] = {{"posts", kReplies, "id", "", "parent_id"}};
constexpr Table kManyToMany[] = {
    {"posts", kTaggedPosts},
    {"tags", kTags},
    {"post_tags", kPostTags, "post_id, tag_id", "PRIMARY KEY (post_id, tag_id)", "tag_id"}};

constexpr Table kBlog[] = {kOneToMany[0], kOneToMany[1], kManyToMany[1], kManyToMany[2]};

Cell key(std::int64_t id) noexcept { return id == 0 ? Cell() : Cell(id); }
Cell text(const std::string& value) noexcept { return std::string_view(value); }

// The cells of one row, taken as the types of their columns.
class Taken {
 public:
  Taken(const Table& table, orm::Row cells) : table_(table), cells_(cells) {}

  std::int64_t number(std::size_t column) const {
    const Cell& cell = cells_[column];
    if (cell.is_null() && table_.columns[column].is_nullable) return 0;
    if (cell.kind() != kInteger) wrong(column, "an integer");
    return cell.integer();
  }
  std::string text(std::size_t column) const {
    const Cell& cell = cells_[column];
    if (cell.kind() != kText) wrong(column, "a text");
    return std::string(cell.text());
  }

 private:
  [[noreturn]] void wrong(std::size_t column, const char* type) const {
    const std::string row = cells_[0].kind() == kInteger && column > 0 ? std::to_string(cells_[0].integer()) : "?";
    throw WrongType(std::string(table_.name) + " " + row + ": " + std::string(table_.columns[column].name) +
                    " is not " + type);
  }

  const Table& table_;
  orm::Row cells_;
};

}  // namespace

std::span<const Table> tables_of(Relation relation) noexcept {
  switch (relation) {
    case Relation::one_to_many:
      return kOneToMany;
    case Relation::one_to_one:
      return kOneToOne;
    case Relation::self_referential:
      return kSelfReferential;
    case Relation::many_to_many:
      return kManyToMany;
    case Relation::blog:
      break;
  }
  return kBlog;
}

bool has_table(Relation relation, std::string_view name) noexcept {
  const std::span<const Table> tables = tables_of(relation);
  return std::any_of(tables.begin(), tables.end(), [&](const Table& table) { return table.name == name; });
}

const Table& table_of(Relation relation, std::string_view name) noexcept {
  const std::span<const Table> tables = tables_of(relation);
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) { return table.name == name; });
  assert(found != tables.end());
  return *found;
}

Cells cells_of(Relation /*relation*/, const User& row) noexcept {
  return {{row.id, text(row.name), text(row.email)}, 3};
}

Cells cells_of(Relation relation, const Post& row) noexcept {
  if (relation == Relation::many_to_many) return {{row.id, text(row.title), text(row.body)}, 3};
  const std::int64_t other = relation == Relation::self_referential ? row.parent_id : row.author_id;
  return {{row.id, text(row.title), text(row.body), key(other)}, 4};
}

Cells cells_of(Relation /*relation*/, const Profile& row) noexcept {
  return {{row.id, text(row.bio), key(row.user_id)}, 3};
}

Cells cells_of(Relation /*relation*/, const Tag& row) noexcept { return {{row.id, text(row.name)}, 2}; }

Cells cells_of(Relation /*relation*/, const PostTag& row) noexcept { return {{row.post_id, row.tag_id}, 2}; }

void visit_row(const Table& table, orm::Row cells, RowVisitor& visitor) {
  const Taken row(table, cells);
  if (table.name == "users") {
    visitor.visit(User{row.number(0), row.text(1), row.text(2)});
  } else if (table.name == "posts") {
    const std::int64_t other = table.columns.size() > 3 ? row.number(3) : 0;
    const bool is_reply = &table == kSelfReferential;
    visitor.visit(Post{row.number(0), is_reply ? 0 : other, row.text(1), row.text(2), is_reply ? other : 0});
  } else if (table.name == "profiles") {
    visitor.visit(Profile{row.number(0), row.number(2), row.text(1)});
  } else if (table.name == "tags") {
    visitor.visit(Tag{row.number(0), row.text(1)});
  } else {
    visitor.visit(PostTag{row.number(0), row.number(1)});
  }
}

}  // namespace datasets
