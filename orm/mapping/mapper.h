// A mapper says how one class becomes one table; a relationship how two mappers belong together. Made by configure(),
// immutable afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orm/backend/backend.h"
#include "orm/instance/entity.h"
#include "orm/mapping/descriptors.h"

namespace orm {

class Arena;
class Mapper;

enum class Direction : std::uint8_t { one_to_many, many_to_one, many_to_many };

const char* direction_name(Direction direction) noexcept;

// The actions that follow a link, parsed from SQLAlchemy's text ("all, delete-orphan").
struct Cascade {
  bool save_update = false;
  bool remove = false;
  bool delete_orphan = false;
  bool expunge = false;
  bool refresh_expire = false;

  // Throws MappingError for an unknown word.
  static Cascade parse(std::string_view text);
};

struct Relationship {
  std::string name;
  const Mapper* owner = nullptr;
  const Mapper* target = nullptr;
  Direction direction = Direction::one_to_many;
  bool uselist = true;
  Cascade cascade;
  std::string secondary;                  // link table of a many-to-many
  std::string foreign_key_column;         // on the target's table for one_to_many, on the owner's for many_to_one
  std::string syncs;                      // the property of the target that a write here changes; empty: none
  std::vector<std::string> linked;        // "User.posts": every property known as the reverse of this one, sorted
  const Relationship* reverse = nullptr;  // the property that `syncs` names
  bool is_inferred = false;               // added by configure() for a backref
  bool write_only = false;                // as declared (descriptors.h)
  bool plain_list = false;                // likewise
  const Relationship* follows = nullptr;  // the side that this one follows (flush/followers.h): it is not written then
  std::vector<const Relationship*> followers;  // and the other way round
  bool passive_deletes = false;

  // Where the value lives in an object of `owner`; 0 when the class has no C++ type.
  std::uint16_t offset = 0;
  std::uint8_t attribute = 0;  // index in owner->attributes()

  // Of a list whose elements' linked scalars say where they stand in it: the offset of that scalar; 0 of any other.
  std::uint16_t position_offset = 0;
  // Of such a list: a move of an element is noted by its scalar alone. The list notes it, too, where an owner may be an
  // orphan itself, at which the flush looks whenever its list was touched.
  bool moves_are_noted_by_scalars = false;
  // Of such a list: its elements cascade save-update to their owner and to nothing else.
  bool elements_bring_nothing = false;
  // Of a many-to-many: nothing that is declared asks a question when a link is made or ends.
  bool links_change_freely = false;
  void find_usual_changes();  // sets these three. REQUIRES: all classes are laid out
  // Of a one-to-many list that is not linked: the slot with the foreign key of its elements, which notes where they
  // stand as long as no linked list has its places there; 0 of any other.
  std::uint16_t unlinked_position_offset = 0;

  std::uint16_t rank = 0;  // among those of its registry, by owner and name

  std::uint16_t key_offset = 0;  // of the slot with the foreign key, in the target for one_to_many, else in the owner

  // Of a many-to-many: the link table's columns that refer to the owner and to the target.
  std::string secondary_owner_column;
  std::string secondary_target_column;

  bool is_list_of_linked_scalars() const noexcept { return uselist && reverse != nullptr && !reverse->uselist; }
  std::string label() const;  // "User.posts"

  StatementNumber select_one;  // what it holds, of one owner
};

struct Column {
  std::string name;
  ColumnType type = ColumnType::integer;
  bool primary_key = false;
  std::string references_table;  // of a foreign key; empty otherwise
  std::string references_column;
};

// One attribute of a mapped C++ class, as stored.
enum class SlotKind : std::uint8_t { text, scalar, list };
struct Attribute {
  std::string name;  // of the property; for a foreign key without a relationship, of the column
  SlotKind kind = SlotKind::text;
  std::uint16_t offset = 0;
  int column = -1;                             // index in columns(); -1 for a list
  const Relationship* relationship = nullptr;  // for scalars and lists
};

// How objects of a C++ class are made and filled; absent for classes that are declared as data only.
struct ModelType {
  struct Member {
    std::string name;
    SlotKind kind;
    std::uint16_t offset;
  };
  std::size_t type = 0;  // type_index of the class; several mappers may share one
  std::size_t size = 0;
  std::vector<Member> members;  // in the order of the class's orm_table
  void (*construct)(void* memory) = nullptr;
  void (*destroy)(void* object) = nullptr;  // null when trivial
  // Copies the text members from their cells, in the order of `members`; texts into the arena.
  void (*hydrate)(Entity& object, const Cell* cells, Arena& arena) = nullptr;
};

// The statements of a class that many sessions send.
struct MapperStatements {
  StatementNumber select_all, select_by_key, insert, remove;
  std::unique_ptr<StatementNumber[]> select_by;  // by column: those with one value
  std::unique_ptr<StatementNumber[]> update;     // by attribute: of its column alone
};

class Mapper {
 public:
  const std::string& name() const noexcept { return name_; }
  const std::string& table() const noexcept { return table_; }
  std::uint16_t index() const noexcept { return index_; }  // in its registry
  std::uint16_t rank() const noexcept { return rank_; }    // the same, by name
  const MapperStatements& statements() const noexcept { return statements_; }
  const std::vector<Column>& columns() const noexcept { return columns_; }
  const std::string& key_column() const noexcept { return columns_[key_].name; }
  const std::vector<std::unique_ptr<Relationship>>& relationships() const noexcept { return relationships_; }
  const Relationship* find_relationship(std::string_view name) const noexcept;
  int find_column(std::string_view name) const noexcept;                // index, or -1
  bool refers_to_itself() const noexcept { return refers_to_itself_; }  // by a foreign key: a tree
  bool refers_to_others() const noexcept;

  // For classes with a C++ type.
  bool has_model() const noexcept { return model_.size != 0; }
  const ModelType& model() const noexcept { return model_; }
  const std::vector<Attribute>& attributes() const noexcept { return attributes_; }
  // Of an attribute that is one; null of others.
  const Relationship* relationship_of(std::uint8_t attribute) const noexcept { return by_attribute_[attribute]; }
  std::size_t stride() const noexcept { return stride_; }  // bytes from one object to the next
  // The order of a SELECT: the key, the model's columns in the order of its members, then the foreign keys.
  const std::string& select_list() const noexcept { return select_list_; }
  const std::vector<std::string>& select_columns() const noexcept { return select_columns_; }  // the same, by name
  std::uint16_t text_columns() const noexcept { return texts_; }
  const std::vector<std::uint16_t>& foreign_key_offsets() const noexcept { return foreign_key_offsets_; }
  const std::vector<std::uint16_t>& list_offsets() const noexcept { return list_offsets_; }
  // Its relationships that cascade save-update, as places in an object.
  struct SaveUpdate {
    std::uint16_t offset;
    bool uselist;
  };
  const std::vector<SaveUpdate>& save_update() const noexcept { return save_update_; }
  // Relationships of any class that go to this one and delete orphans.
  const std::vector<const Relationship*>& delete_orphans() const noexcept { return delete_orphans_; }
  // The attributes that hold a column, in the order of select_columns(), which they follow after the key.
  const std::vector<const Attribute*>& column_attributes() const noexcept { return column_attributes_; }
  const std::byte* image() const noexcept { return image_.data(); }  // a fresh object, to copy; empty if not copyable
  bool has_image() const noexcept { return !image_.empty(); }

 private:
  friend class Configuration;
  friend class Layout;

  std::string name_;
  std::string table_;
  std::uint16_t index_ = 0;
  std::uint16_t rank_ = 0;
  MapperStatements statements_;
  std::size_t key_ = 0;
  std::vector<Column> columns_;
  bool refers_to_itself_ = false;
  std::vector<std::unique_ptr<Relationship>> relationships_;
  std::vector<SaveUpdate> save_update_;
  std::vector<const Relationship*> delete_orphans_;

  ModelType model_;
  std::vector<Attribute> attributes_;
  std::vector<const Relationship*> by_attribute_;
  std::size_t stride_ = 0;
  std::string select_list_;
  std::vector<std::string> select_columns_;
  std::uint16_t texts_ = 0;
  std::vector<std::uint16_t> foreign_key_offsets_;
  std::vector<std::uint16_t> list_offsets_;
  std::vector<std::byte> image_;
  std::vector<const Attribute*> column_attributes_;
};

// Throws MappingError for a relationship that sessions cannot keep (the registry resolves more kinds than that).
void check_supported(const Mapper& mapper);

}  // namespace orm
