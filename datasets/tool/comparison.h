// Rows that were read, compared one by one with those of a dataset.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/tables/layout.h"

namespace dataset_tool {

// The first row that is not the dataset's; a message for people.
struct Difference {
  std::string message;
};

// Visits rows in the order of datasets::for_each_row; every function throws Difference at the first that is not the
// dataset's. `dataset` is borrowed.
class Comparison final : public datasets::RowVisitor {
 public:
  explicit Comparison(const datasets::Dataset& dataset) : dataset_(dataset), sizes_(dataset.sizes()) {}

  void visit(const datasets::User& row) override { check(row); }
  void visit(const datasets::Post& row) override { check(row); }
  void visit(const datasets::Profile& row) override { check(row); }
  void visit(const datasets::Tag& row) override { check(row); }
  void visit(const datasets::PostTag& row) override { check(row); }
  // After the last row: none may be left.
  void end() { end_tables_before(""); }

 private:
  template <class Row>
  void check(const Row& found);
  void end_tables_before(std::string_view table);
  template <class Row>
  void end_table();
  // The next row of the table that is being read, if one is left.
  template <class Row>
  std::optional<Row> next();

  static constexpr std::string_view kTables[] = {"users", "posts", "profiles", "tags", "post_tags", ""};
  const datasets::Dataset& dataset_;
  datasets::Sizes sizes_;
  std::span<const std::string_view> tables_{kTables};  // that being read, and those to come
  std::int64_t done_ = 0;                              // rows of the first of them; of post_tags, posts
  std::vector<std::int64_t> tags_;                     // of post `done_`, those to come, descending
};

}  // namespace dataset_tool
