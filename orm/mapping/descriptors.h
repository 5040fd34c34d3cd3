// What a mapping says, as plain data: tables, columns, foreign keys, classes, relationships. C++ models produce these
// (model.h), and tests and tools write them by hand; Registry::configure resolves and validates them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orm {

enum class ColumnType : std::uint8_t { integer, text };

struct ColumnDescriptor {
  std::string name;
  ColumnType type = ColumnType::integer;
  bool primary_key = false;
  std::optional<std::string> foreign_key;  // "users.id"; an empty text names nothing
};

struct TableDescriptor {
  std::string name;
  std::vector<ColumnDescriptor> columns;
};

// SQLAlchemy's relationship(), argument by argument. An empty text means "not given".
struct RelationshipDescriptor {
  std::string name;
  std::string target;               // a class name
  std::string back_populates = {};  // the property of the target that this one keeps in step
  // The property of the target that this one follows: never written, and put right at each flush where it is loaded.
  // SQLAlchemy has the first half of it, viewonly.
  std::string follows = {};
  std::string backref = {};              // the property that configure() adds to the target
  std::string backref_remote_side = {};  // remote_side of that property
  std::optional<bool> uselist = {};
  std::string secondary = {};                  // the link table of a many-to-many
  std::vector<std::string> foreign_keys = {};  // "posts.author_id": which keys to use when there are several
  std::string remote_side = {};                // "posts.id": tells the directions of a self-referential pair apart
  std::string cascade = "save-update, merge";
  bool plain_list = false;       // a list that is searched on removal (SQLAlchemy: collection_class=list)
  bool write_only = false;       // a list that is changed and queried, but never loaded (SQLAlchemy: lazy="write_only")
  bool passive_deletes = false;  // deleting the owner leaves what is not loaded to the database
};

struct ClassDescriptor {
  std::string name;
  std::string table;
  std::vector<RelationshipDescriptor> relationships;
};

}  // namespace orm
