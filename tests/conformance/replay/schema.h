// The five models of the format, as data: tables with their columns in order, classes and relationships.
#pragma once

#include <string_view>
#include <vector>

namespace replay {

struct Column {
  std::string_view name;
  bool is_text;
  std::string_view constraint;  // SQL
  bool is_owner_key = false;    // NOT NULL with the option fk_nullable: false
};

struct Table {
  std::string_view name;
  std::vector<Column> columns;
  std::string_view key;  // the columns of the primary key, as SQL

  const Column* find(std::string_view column) const;
};

struct Class {
  enum class Kind { column, scalar, list };
  struct Relationship {
    std::string_view name;
    Kind kind;
  };

  std::string_view name;
  char label_prefix;
  const Table* table;
  std::vector<Relationship> relationships;

  // Throws std::out_of_range when there is no such attribute.
  Kind kind_of(std::string_view attribute) const;
  bool has(std::string_view attribute) const;
  std::vector<std::string_view> attributes() const;
};

struct Model {
  std::string_view name;
  std::vector<const Table*> tables;
  std::vector<Class> classes;

  const Class* find_class(std::string_view class_name) const;
  const Table* find_table(std::string_view table_name) const;
};

const std::vector<Model>& models();
const Model* find_model(std::string_view name);

}  // namespace replay
