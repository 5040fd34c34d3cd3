// Rows of a test, and what a test asks of errors.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "orm/backend/backend.h"

namespace rows {

// Rows given as cells; texts are the caller's.
class Given : public orm::RowSource {
 public:
  explicit Given(std::vector<std::vector<orm::Cell>> rows) : rows_(std::move(rows)) {}
  void fill(std::size_t index, orm::Cell* values) const override {
    std::copy(rows_[index].begin(), rows_[index].end(), values);
  }
  std::size_t size() const { return rows_.size(); }

 private:
  std::vector<std::vector<orm::Cell>> rows_;
};

inline std::uint64_t write(orm::Backend& backend, orm::StatementKind kind, std::string_view table,
                           const std::vector<std::string>& columns, const std::vector<std::string>& key,
                           const Given& given) {
  return backend.write({kind, table, columns, key, given.size()}, given);
}

// Each row as "1|text|"; NULL is empty.
inline std::vector<std::string> all(orm::Backend& backend, std::string_view select, orm::Row parameters = {}) {
  std::vector<std::string> found;
  auto cursor = backend.select(select, parameters);
  for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) {
    std::string text;
    for (const orm::Cell& cell : row) {
      if (&cell != row.data()) text += '|';
      if (cell.kind() == orm::Cell::Kind::integer) text += std::to_string(cell.integer());
      if (cell.kind() == orm::Cell::Kind::text) text += cell.text();
    }
    found.push_back(text);
  }
  return found;
}

template <class F>
orm::Counts cost(orm::Backend& backend, F&& step) {
  const orm::Counts before = backend.counts();
  step();
  return backend.counts() - before;
}

// The error that `step` throws; fails unless it is an E.
template <class E, class F>
orm::BackendError::Details refusal(F&& step) {
  try {
    step();
  } catch (const E& error) {
    return error.details();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another error: " << error.what();
    return {};
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace rows
