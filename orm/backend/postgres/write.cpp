#include "orm/backend/postgres/write.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "orm/backend/postgres/error.h"
#include "orm/backend/write_sql.h"

namespace orm::postgres {
namespace {

// As many as a pipeline holds before its answers are read; they are short, and wait in the socket meanwhile.
constexpr std::size_t kRowsInPipeline = 256;

template <class F>
bool all_columns(const WriteGroup& group, const Table& table, F&& holds) {
  for (const auto names : {group.columns, group.key})
    for (const std::string& name : names) {
      const Column* column = table.find(name);
      if (column == nullptr || !holds(*column)) return false;
    }
  return true;
}

class ByRow {
 public:
  ByRow(const Writing& to, const WriteGroup& group, const RowSource& rows)
      : to_(to),
        group_(group),
        rows_(rows),
        statement_(static_cast<PreparedStatement&>(to.backend.prepare(group))),
        values_(group.columns.size() + group.key.size()) {
    statement_.prepare(to.connection);
  }

  const std::string& sql() const { return statement_.sql(); }
  std::uint64_t bytes() const { return bytes_; }

  void send(std::size_t index) {
    rows_.fill(index, values_.data());
    bytes_ += bytes_of(values_);
    try {
      const Parameters& parameters = statement_.bind(values_);
      if (PQsendQueryPrepared(to_.connection.handle(), statement_.name().c_str(), parameters.size(),
                              parameters.values(), parameters.lengths(), parameters.formats(), 1) == 0)
        to_.connection.fail(sql());
    } catch (BackendError& error) {
      error.set_about(about_row(group_, values_));
      throw;
    }
  }
  // Throws what the server said of one row.
  [[noreturn]] void raise(const PGresult* failure, std::size_t index) {
    BackendError::Details details = details_of(failure, to_.connection.handle(), sql());
    rows_.fill(index, values_.data());
    details.about = about_row(group_, values_);
    raise_sqlstate(std::move(details));
  }

 private:
  const Writing& to_;
  const WriteGroup& group_;
  const RowSource& rows_;
  PreparedStatement& statement_;
  std::vector<Cell> values_;
  std::uint64_t bytes_ = 0;
};

void count(const Writing& to, const WriteGroup& group, const std::string& sql, std::uint64_t matched,
           std::uint64_t bytes) {
  to.backend.sent(sql, group.kind, group.rows);
  to.counts.rows_written += matched;
  to.counts.bytes_written += bytes;
}

}  // namespace

std::uint64_t changed_rows(const PGresult* result) {
  return std::strtoull(PQcmdTuples(const_cast<PGresult*>(result)), nullptr, 10);
}

bool may_copy(const WriteGroup& group, const Table* table) {
  return group.kind == StatementKind::insert && table != nullptr && table->takes_copy &&
         all_columns(group, *table, [](const Column& column) { return form_of(column.type) != Form::other; });
}

bool may_use_arrays(const WriteGroup& group, const Table* table) {
  if (table == nullptr || !all_columns(group, *table, [](const Column& column) {
        return form_of(column.type) != Form::other && form_of(column.type) != Form::boolean;
      }))
    return false;
  if (group.kind != StatementKind::update) return true;
  // Rows of one statement change in no certain order: values of a unique column that pass from row to row might meet.
  // One of two changes of the same row would be lost; the arrays are split between them, which takes a single key.
  return group.key.size() == 1 && std::none_of(group.columns.begin(), group.columns.end(),
                                               [&](const std::string& name) { return table->find(name)->is_unique; });
}

void raise_about(const Writing& to, const PGresult* failure, const std::string& sql, const Rows& rows) {
  BackendError::Details details = details_of(failure, to.connection.handle(), sql);
  details.about = about_failure(failure, rows);
  raise_sqlstate(std::move(details));
}

std::uint64_t write_one_by_one(const Writing& to, const WriteGroup& group, const RowSource& rows) {
  ByRow by_row(to, group, rows);
  std::uint64_t matched = 0;
  for (std::size_t index = 0; index < group.rows; ++index) {
    by_row.send(index);
    const Result result = to.connection.take();
    if (!is_success(result.get())) by_row.raise(result.get(), index);
    matched += changed_rows(result.get());
  }
  count(to, group, by_row.sql(), matched, by_row.bytes());
  return matched;
}

namespace {

// While it lives statements are sent without waiting; at its end everything sent has been answered.
class Pipeline {
 public:
  explicit Pipeline(Connection& connection) : connection_(connection) { PQenterPipelineMode(connection.ready()); }
  ~Pipeline() {
    if (sent_ > 0 && !is_synced_) sync();
    while (sent_ > 0 && !connection_.is_lost()) take_next();
    PQexitPipelineMode(connection_.handle());
  }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void sent() noexcept { ++sent_; }
  bool sync() { return is_synced_ = PQpipelineSync(connection_.handle()) != 0; }
  // The result of the next statement; nullptr for the sync, which is the last of a batch.
  Result take_next() {
    Result result(PQgetResult(connection_.handle()));
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) {
      sent_ = 0;
      is_synced_ = false;
      return nullptr;
    }
    if (result != nullptr) Result(PQgetResult(connection_.handle()));  // the end of its results
    return result;
  }

 private:
  Connection& connection_;
  std::size_t sent_ = 0;  // since the last sync that was answered
  bool is_synced_ = false;
};

}  // namespace

std::uint64_t write_by_pipeline(const Writing& to, const WriteGroup& group, const RowSource& rows) {
  ByRow by_row(to, group, rows);
  std::uint64_t matched = 0;
  {
    Pipeline pipeline(to.connection);
    for (std::size_t first = 0; first < group.rows; first += kRowsInPipeline) {
      const std::size_t end = std::min(first + kRowsInPipeline, group.rows);
      for (std::size_t index = first; index < end; ++index) {
        by_row.send(index);
        pipeline.sent();
      }
      if (!pipeline.sync()) to.connection.fail(by_row.sql());
      to.connection.count_round_trip();
      for (std::size_t index = first; index < end; ++index) {
        const Result result = pipeline.take_next();
        if (!is_success(result.get())) by_row.raise(result.get(), index);
        matched += changed_rows(result.get());
      }
      pipeline.take_next();  // the sync
    }
  }
  count(to, group, by_row.sql(), matched, by_row.bytes());
  to.counts.pipelined_statements += group.rows;
  return matched;
}

}  // namespace orm::postgres
