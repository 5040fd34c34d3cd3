// libpq as careful hand-written code would wrap it: binary in and out, results that free themselves, counts by hand.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "orm/backend/counts.h"
#include "orm/backend/postgres/error.h"

namespace bench::hand_written {

inline std::uint64_t swapped(std::int64_t value) { return __builtin_bswap64(static_cast<std::uint64_t>(value)); }
inline std::int64_t integer_at(const char* data) {
  std::uint64_t value;
  std::memcpy(&value, data, sizeof value);
  return static_cast<std::int64_t>(__builtin_bswap64(value));
}
inline std::uint32_t length_at(const char* data) {
  std::uint32_t value;
  std::memcpy(&value, data, sizeof value);
  return __builtin_bswap32(value);
}

inline constexpr std::string_view kCopyHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
inline constexpr std::uint32_t kNull = 0xFFFFFFFF;

struct ClearResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ClearResult>;

// Bytes of arrays and of COPY.
class Buffer {
 public:
  void add16(std::uint16_t value) { add_raw(__builtin_bswap16(value)); }
  void add32(std::uint32_t value) { add_raw(__builtin_bswap32(value)); }
  void add(std::int64_t value) {
    add32(8);
    add_raw(swapped(value));
  }
  void add(std::string_view text) {
    add32(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  void add_null() { add32(kNull); }
  // The header of an array of n elements.
  void begin_array(std::size_t n, bool has_null, std::uint32_t type = kInt8) {
    for (const std::uint32_t value : {1U, has_null ? 1U : 0U, type, static_cast<std::uint32_t>(n), 1U}) add32(value);
  }
  static constexpr std::uint32_t kInt8 = 20, kText = 25;
  void clear() { bytes_.clear(); }
  std::string& bytes() { return bytes_; }

 private:
  template <class T>
  void add_raw(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  std::string bytes_;
};

class PgConnection {
 public:
  PgConnection(PGconn* handle, orm::Counts& counts) : handle_(handle), counts_(counts) {}

  PGconn* handle() const { return handle_; }
  orm::Counts& counts() { return counts_; }

  // Not on a connection that is lost.
  bool is_in_transaction() const {
    const PGTransactionStatusType status = PQtransactionStatus(handle_);
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
  }
  // With the SQLSTATE, which the result tells: the one given, or else the next.
  [[noreturn]] void fail(const PGresult* result = nullptr) const {
    const PgResult next(result == nullptr ? PQgetResult(handle_) : nullptr);
    orm::BackendError::Details details =
        orm::postgres::details_of(result != nullptr ? result : next.get(), handle_, "");
    details.message = "hand-written SQL: " + details.message;
    orm::postgres::raise_sqlstate(std::move(details));
  }
  PgResult require(PGresult* taken, ExecStatusType wanted) const {
    PgResult result(taken);
    if (PQresultStatus(taken) != wanted) fail(taken);
    return result;
  }
  // Whether partitions of the table lie on other servers.
  bool is_spread(const char* table) const {
    const PgResult found =
        require(PQexecParams(handle_,
                             "SELECT FROM pg_inherits i JOIN pg_foreign_table f ON f.ftrelid = i.inhrelid "
                             "WHERE i.inhparent = to_regclass($1)",
                             1, nullptr, &table, nullptr, nullptr, 1),
                PGRES_TUPLES_OK);
    return PQntuples(found.get()) > 0;
  }
  void run(const char* sql) {
    ++counts_.other_statements;
    ++counts_.round_trips;
    require(PQexec(handle_, sql), PGRES_COMMAND_OK);
  }
  // Runs a SELECT without values as COPY: one(fields) for each row, a field without data is NULL.
  template <std::size_t N, class F>
  void each_copied(const std::string& select, F&& one) {
    ++counts_.selects;
    ++counts_.copies;
    ++counts_.round_trips;
    require(PQexec(handle_, ("COPY (" + select + ") TO STDOUT (FORMAT binary)").c_str()), PGRES_COPY_OUT);
    char* data = nullptr;
    std::size_t start = kCopyHeader.size();  // before the first row alone
    std::array<std::string_view, N> fields;
    for (int size = PQgetCopyData(handle_, &data, 0); size > 0; size = PQgetCopyData(handle_, &data, 0)) {
      const std::unique_ptr<char, decltype(&PQfreemem)> owned(data, &PQfreemem);
      if (static_cast<std::size_t>(size) < start + 4) continue;  // the trailer
      const char* at = data + start + 2;                         // behind the number of fields
      start = 0;
      for (std::string_view& field : fields) {
        const std::uint32_t length = length_at(at);
        at += 4;
        field = length == kNull ? std::string_view() : std::string_view(at, length);
        at += field.size();
      }
      count(fields);
      one(fields);
    }
    finish_rows();
  }
  // The rows of what was sent, as they come.
  template <std::size_t N, class F>
  void each_streamed(F&& one) {
    ++counts_.streamed_selects;
    PQsetSingleRowMode(handle_);
    for (PgResult row(PQgetResult(handle_)); row != nullptr; row.reset(PQgetResult(handle_))) {
      if (PQresultStatus(row.get()) == PGRES_TUPLES_OK) continue;  // the end
      if (PQresultStatus(row.get()) != PGRES_SINGLE_TUPLE) fail(row.get());
      one(fields_of<N>(row.get(), 0));
    }
  }
  // The same, taken in whole before the first is handed on.
  template <std::size_t N, class F>
  void each_taken(F&& one) {
    const PgResult rows = require(PQgetResult(handle_), PGRES_TUPLES_OK);
    const int n = PQntuples(rows.get());
    for (int row = 0; row < n; ++row) one(fields_of<N>(rows.get(), row));
    finish_rows();
  }
  void finish_rows() const {
    while (PgResult rest{PQgetResult(handle_)})
      if (PQresultStatus(rest.get()) == PGRES_FATAL_ERROR) fail(rest.get());
  }

 private:
  template <std::size_t N>
  std::array<std::string_view, N> fields_of(const PGresult* rows, int row) {
    std::array<std::string_view, N> fields;
    for (std::size_t i = 0; i < N; ++i) {
      const int column = static_cast<int>(i);
      if (PQgetisnull(rows, row, column) == 0)
        fields[i] = {PQgetvalue(rows, row, column), static_cast<std::size_t>(PQgetlength(rows, row, column))};
    }
    count(fields);
    return fields;
  }
  template <std::size_t N>
  void count(const std::array<std::string_view, N>& fields) {
    ++counts_.rows_read;
    for (const std::string_view field : fields) counts_.bytes_read += field.size();
  }

  PGconn* handle_;
  orm::Counts& counts_;
};

// Prepared on the server under a name of its own as long as it lives.
class PgStatement {
 public:
  PgStatement(PgConnection& connection, const std::string& sql, std::uint64_t orm::Counts::*kind)
      : connection_(connection), kind_(kind) {
    static std::uint64_t number = 0;
    name_ = "hand_written_" + std::to_string(++number);
    connection.require(PQprepare(connection.handle(), name_.c_str(), sql.c_str(), 0, nullptr), PGRES_COMMAND_OK);
  }
  ~PgStatement() { PgResult(PQexec(connection_.handle(), ("DEALLOCATE " + name_).c_str())); }
  PgStatement(const PgStatement&) = delete;
  PgStatement& operator=(const PgStatement&) = delete;

  template <std::size_t N>
  void send(const std::array<std::string_view, N>& values) {
    ++connection_.counts().round_trips;
    send_only(values);
  }
  // A write: how many rows it changed is counted.
  template <std::size_t N>
  void write(const std::array<std::string_view, N>& values) {
    send(values);
    const PgResult result = connection_.require(PQgetResult(connection_.handle()), PGRES_COMMAND_OK);
    connection_.finish_rows();
    connection_.counts().rows_written += std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
  }
  // The same for each of a few rows, values_of(i) being its values: all are sent before the first answer is read.
  template <std::size_t N, class F>
  void write_each(std::size_t rows, F&& values_of) {
    if (rows == 1) return write<N>(values_of(0));
    PGconn* handle = connection_.handle();
    PQenterPipelineMode(handle);
    for (std::size_t i = 0; i < rows; ++i) send_only<N>(values_of(i));
    PQpipelineSync(handle);
    ++connection_.counts().round_trips;
    connection_.counts().pipelined_statements += rows;
    PgResult failure;
    for (std::size_t i = 0; i < rows; ++i) {
      PgResult result(PQgetResult(handle));
      const bool is_done = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
      if (is_done) connection_.counts().rows_written += std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
      if (result == nullptr) break;  // the connection is lost
      if (!is_done && failure == nullptr) failure = std::move(result);
      PgResult(PQgetResult(handle));  // the end of its results
    }
    PgResult(PQgetResult(handle));  // the sync
    PQexitPipelineMode(handle);
    if (failure != nullptr) connection_.fail(failure.get());
    if (PQstatus(handle) == CONNECTION_BAD) connection_.fail();
  }

 private:
  template <std::size_t N>
  void send_only(const std::array<std::string_view, N>& values) {
    std::array<const char*, N> data;
    std::array<int, N> lengths, formats;
    for (std::size_t i = 0; i < N; ++i) {
      data[i] = values[i].data();
      lengths[i] = static_cast<int>(values[i].size());
      formats[i] = 1;
    }
    ++(connection_.counts().*kind_);
    if (PQsendQueryPrepared(connection_.handle(), name_.c_str(), N, data.data(), lengths.data(), formats.data(), 1) ==
        0)
      connection_.fail();
  }

  PgConnection& connection_;
  std::uint64_t orm::Counts::*kind_;
  std::string name_;
};

}  // namespace bench::hand_written
