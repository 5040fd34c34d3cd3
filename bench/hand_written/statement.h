// A prepared statement of the SQLite C API, as careful hand-written code would wrap it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "orm/backend/counts.h"
#include "orm/backend/sqlite_errors.h"

namespace bench::hand_written {

// Counts what it sends, by hand, in the words of orm::Counts.
class Statement {
 public:
  Statement(sqlite3* connection, std::string_view sql, std::uint64_t orm::Counts::*kind, orm::Counts& counts)
      : connection_(connection), kind_(kind), counts_(counts) {
    if (sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &handle_,
                           nullptr) != SQLITE_OK)
      fail();
  }
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int index, std::int64_t value) {
    sqlite3_bind_int64(handle_, index, value);
    counts_.bytes_written += 8;
  }
  void bind(int index, std::string_view text) {
    sqlite3_bind_text(handle_, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    counts_.bytes_written += text.size();
  }
  void bind_null(int index) { sqlite3_bind_null(handle_, index); }

  // Runs a SELECT: one() for each row.
  template <class F>
  void each_row(F&& one) {
    ++(counts_.*kind_);
    int status = 0;
    while ((status = sqlite3_step(handle_)) == SQLITE_ROW) {
      ++counts_.rows_read;
      one(*this);
    }
    end(status);
  }
  // Runs a write, or a BEGIN; counts its rows if it writes any.
  void run(bool writes) {
    ++(counts_.*kind_);
    const int status = sqlite3_step(handle_);
    if (writes) counts_.rows_written += static_cast<std::uint64_t>(sqlite3_changes(connection_));
    end(status);
  }

  std::int64_t integer(int column) {
    counts_.bytes_read += 8;
    return sqlite3_value_int64(sqlite3_column_value(handle_, column));
  }
  // 0 for NULL.
  std::int64_t key(int column) {
    sqlite3_value* value = sqlite3_column_value(handle_, column);
    if (sqlite3_value_type(value) == SQLITE_NULL) return 0;
    counts_.bytes_read += 8;
    return sqlite3_value_int64(value);
  }
  std::string_view text(int column) {
    sqlite3_value* value = sqlite3_column_value(handle_, column);
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
    const std::string_view text(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
    counts_.bytes_read += text.size();
    return text;
  }

 private:
  // After a SELECT or a write: ready for the next use, also when it failed.
  void end(int status) {
    if (status == SQLITE_DONE) {
      sqlite3_reset(handle_);
      return;
    }
    const orm::SqliteFailure failure(connection_);
    sqlite3_reset(handle_);
    if (failure.is_full_disk()) failure.raise("", "");
    throw std::runtime_error("hand-written SQL: " + failure.message());
  }
  [[noreturn]] void fail() const {
    throw std::runtime_error(std::string("hand-written SQL: ") + sqlite3_errmsg(connection_));
  }

  sqlite3* connection_;
  std::uint64_t orm::Counts::*kind_;
  orm::Counts& counts_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace bench::hand_written
