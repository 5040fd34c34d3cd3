// What configuring workloads share: N pairs of classes, declared as strategy S declares its pair of users and posts.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bench/answers/mapping.h"
#include "bench/cells/workload.h"
#include "bench/databases/database.h"
#include "bench/fixtures/declared_pairs.h"

namespace bench {

// Empty where the strategy declares classes.
template <class S>
constexpr std::string_view why_no_classes() {
  if constexpr (strategies::Strategy<S>) return "";
  return "hand-written code declares no mapping: there are no classes to configure";
}

template <class S>
class DeclaredClasses {
 public:
  static constexpr Database::Rows rows = Database::Rows::empty;
  static constexpr bool sends_statements = false;
  static constexpr std::string_view skipped = why_no_classes<S>();

  explicit DeclaredClasses(Database& database)
      : database_(database), declarations_(declared_pairs<S>(1, database.class_pairs())) {}

  std::int64_t items() const { return database_.class_pairs(); }
  orm::Counts counts() const { return database_.backend().counts(); }
  Mapping answer() { return read_mapping(*registry_); }
  static Mapping expected(const Database& database) {
    return expected_mapping(declared_pairs<S>(1, database.class_pairs()));
  }

 protected:
  void declare_all() {
    for (const orm::Declaration& declaration : declarations_) registry_->declare(declaration);
  }

  Database& database_;
  std::vector<orm::Declaration> declarations_;
  std::optional<orm::Registry> registry_;
};

}  // namespace bench
