#include "datasets/tables/fill.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "datasets/digest.h"
#include "datasets/for_each_row.h"
#include "datasets/tables/layout.h"
#include "datasets/tables/progress.h"
#include "orm/backend/retry.h"

namespace datasets {
namespace {

// Rows on their way to one table, written in groups: a backend has a faster path for many than for one.
class Writer {
 public:
  Writer(orm::Backend& backend, Relation relation) : backend_(backend), relation_(relation) {}

  template <class R>
  void add(R row) {
    if (!std::holds_alternative<std::vector<R>>(rows_)) {
      write();
      rows_.template emplace<std::vector<R>>();
      table_ = &table_of(relation_, R::table);
      columns_.clear();
      for (const Column& column : table_->columns) columns_.emplace_back(column.name);
    }
    auto& rows = std::get<std::vector<R>>(rows_);
    rows.push_back(std::move(row));
    if (rows.size() == kGroup) write();
  }
  void write() {
    std::visit([&](auto& rows) { write(rows); }, rows_);
  }

 private:
  static constexpr std::size_t kGroup = 8192;

  template <class R>
  struct Source final : orm::RowSource {
    Source(Relation made_of, const std::vector<R>& made_from) : relation(made_of), rows(made_from) {}
    void fill(std::size_t index, orm::Cell* values) const override {
      const Cells cells = cells_of(relation, rows[index]);
      std::copy_n(cells.cells.begin(), cells.size, values);
    }
    Relation relation;
    const std::vector<R>& rows;
  };

  template <class R>
  void write(std::vector<R>& rows) {
    if (rows.empty()) return;
    const Source<R> source(relation_, rows);
    backend_.write({orm::StatementKind::insert, table_->name, columns_, {}, rows.size()}, source);
    rows.clear();
  }
  void write(std::monostate /*nothing yet*/) {}

  orm::Backend& backend_;
  Relation relation_;
  const Table* table_ = nullptr;
  std::vector<std::string> columns_;
  std::variant<std::monostate, std::vector<User>, std::vector<Post>, std::vector<Profile>, std::vector<Tag>,
               std::vector<PostTag>>
      rows_;
};

std::uint64_t insert_all(orm::Backend& backend, const Dataset& dataset, Relation relation, Steps steps) {
  Digest digest;
  Writer writer(backend, relation);
  for_each_row(dataset, [&](auto row) {
    if (!has_table(relation, row.table)) return;
    digest.add(row);
    writer.add(std::move(row));
    steps.next();
  });
  writer.write();
  return digest.value();
}

}  // namespace

std::uint64_t fill(orm::Backend& backend, const Dataset& dataset, Relation relation, const Progress& progress) {
  return orm::retried(backend, [&] {
    backend.begin();
    try {
      const std::uint64_t digest = insert_all(backend, dataset, relation, Steps(progress, dataset.sizes().rows()));
      backend.commit();
      return digest;
    } catch (...) {
      try {
        backend.rollback();
      } catch (const orm::BackendError&) {  // some errors (a full disk) have rolled back already; the first is told
      }
      throw;
    }
  });
}

}  // namespace datasets
