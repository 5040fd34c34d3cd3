// The port: one connection to one database, as the mapper sees it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "orm/backend/cell.h"
#include "orm/backend/counts.h"
#include "orm/backend/errors.h"

namespace orm {

// A prepared statement. Made by Backend::prepare and owned by the backend for its whole life.
class Statement {
 public:
  explicit Statement(std::string sql);
  virtual ~Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  const std::string& sql() const noexcept { return sql_; }
  StatementKind kind() const noexcept { return kind_; }

 private:
  std::string sql_;
  StatementKind kind_;
};

// Stands for a text that many sessions send, so that it is neither made nor looked up again: a mapper or a relationship
// has one for each of its statements.
class StatementNumber {
 public:
  StatementNumber() = default;
  ~StatementNumber();  // its place is free for another
  StatementNumber(const StatementNumber&) = delete;
  StatementNumber& operator=(const StatementNumber&) = delete;
  // Given when it is first asked for, to none other ever. Its low bits are a place, which those that live share out.
  std::uint64_t value() const {
    const std::uint64_t known = value_.load(std::memory_order_relaxed);
    return known != 0 ? known : give();
  }
  static std::size_t place_of(std::uint64_t value) noexcept { return value & ((std::uint64_t{1} << kPlaceBits) - 1); }

 private:
  static constexpr unsigned kPlaceBits = 24;
  std::uint64_t give() const;
  mutable std::atomic<std::uint64_t> value_{0};
};

// The texts that were sent, in the order of their first time, and how often each.
class StatementLog {
 public:
  void add(std::string_view sql, std::uint64_t times);
  const std::vector<std::pair<std::string, std::uint64_t>>& entries() const noexcept { return entries_; }

 private:
  std::vector<std::pair<std::string, std::uint64_t>> entries_;
  std::unordered_map<std::string, std::size_t> places_;
};

// The rows of one group of writes, made one at a time so that a group needs no memory of its own.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // Fills values[0..n) with row `index`: texts stay valid until the group is written.
  virtual void fill(std::size_t index, Cell* values) const = 0;
};

// Rows of one table that are written in the same way; the backend picks its fastest correct path.
//   insert: values are `columns`.   update: values are `columns`, then the key.   remove: the key alone.
struct WriteGroup {
  StatementKind kind = StatementKind::insert;  // insert, update or remove
  std::string_view table;
  std::span<const std::string> columns;
  std::span<const std::string> key;  // columns that identify a row; empty for insert
  std::size_t rows = 0;
  const StatementNumber* number = nullptr;  // of the text for one row, where many groups have it
};

// What differs between SQL dialects.
class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual std::string placeholder(std::size_t index) const = 0;  // of the parameter with this index, from 1
  virtual std::string_view integer_type() const noexcept = 0;    // holds any Cell::integer()
  // Whether a list of keys is one parameter, `= ANY($1)`, and not one each, `IN (?1, ?2)`.
  virtual bool has_array_parameters() const noexcept { return false; }
  std::string quoted(std::string_view identifier) const;  // "users"
};

// The database itself: whose SQL, catalogue and client library a backend has. The backends are the rows of all.h.
enum class Engine : std::uint8_t { sqlite, postgres };
constexpr std::string_view name_of(Engine engine) noexcept { return engine == Engine::sqlite ? "sqlite" : "postgres"; }

// Not thread-safe. Every statement goes through `execute`, `select` or `write`, which count it.
class Backend {
 public:
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  // The prepared statement with this text, prepared on first use. Throws StatementError.
  Statement& prepare(std::string_view sql);
  // The same by a number; `sql()` makes the text when this backend has not prepared it.
  template <class F>
  Statement& prepare(const StatementNumber& number, F&& sql) {
    const std::uint64_t value = number.value();
    const std::size_t place = StatementNumber::place_of(value);
    if (place >= by_number_.size()) by_number_.resize(place + 1);
    if (by_number_[place].first != value) by_number_[place] = {value, &prepare(sql())};
    return *by_number_[place].second;
  }
  Statement& prepare(const WriteGroup& group);  // the statement that writes one of its rows (write_sql.h)
  // Destroys every prepared statement, as a new connection has none. REQUIRES: nobody keeps one: no session, no cursor.
  // Implementers call it before they close the connection.
  void forget_statements() noexcept {
    by_number_.clear();
    statements_.clear();
  }

  // As on a new connection nothing is prepared, here and by the server. REQUIRES: as above, and no transaction.
  void prepare_anew() {
    do_prepare_anew();
    forget_statements();
  }
  // Takes away what rolled-back work left in these tables, which later work would wade through; nothing where the
  // database leaves nothing. REQUIRES: no transaction.
  virtual void tidy(std::span<const std::string_view> /*tables*/) {}

  // Runs a statement without a result. Returns the number of rows it changed.
  std::uint64_t execute(Statement& statement, Row parameters = {});
  std::uint64_t execute(std::string_view sql, Row parameters = {}) { return execute(prepare(sql), parameters); }

  // A running SELECT. Ends when it is destroyed, also half-way.
  class Cursor {
   public:
    Cursor(Backend& backend, Statement& statement) : backend_(backend), statement_(statement) {}
    ~Cursor() { backend_.end(statement_); }
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    // The next row, valid until the next call; an empty row after the last.
    Row next() { return backend_.fetch(statement_); }

   private:
    Backend& backend_;
    Statement& statement_;
  };
  // Starts a SELECT. REQUIRES: no other cursor is open on the same statement.
  Cursor select(Statement& statement, Row parameters = {});
  Cursor select(std::string_view sql, Row parameters = {}) { return select(prepare(sql), parameters); }
  // The integer that a SELECT of one row and one column gives.
  std::int64_t select_integer(std::string_view sql) { return select(sql).next()[0].integer(); }

  // Writes a group. Returns for each kind how many rows matched; a caller compares it with `group.rows`.
  // An error names the row: "posts 17", or the table where the database does not tell. Rows before it may be written:
  // roll back.
  std::uint64_t write(const WriteGroup& group, const RowSource& rows);

  void begin();
  void commit();
  void rollback();

  const Counts& counts() const noexcept { return counts_; }
  // From now on what is counted is written into `log` too; null: no longer. REQUIRES: it lives that long.
  void listen(StatementLog* log) noexcept { log_ = log; }
  // For the ways in which backends send: counts `times` executions of a statement.
  void sent(std::string_view sql, StatementKind kind, std::uint64_t times = 1);
  void count_retry() noexcept { ++counts_.retries; }
  virtual Engine engine() const noexcept = 0;
  virtual const Dialect& dialect() const noexcept = 0;
  // Versions and settings that change results, for the record.
  virtual std::map<std::string, std::string> settings() = 0;

 protected:
  Backend() = default;
  Counts counts_;

 private:
  virtual std::unique_ptr<Statement> do_prepare(std::string sql) = 0;
  virtual void do_prepare_anew() {}
  virtual std::uint64_t do_execute(Statement& statement, Row parameters) = 0;
  virtual void do_select(Statement& statement, Row parameters) = 0;
  virtual Row fetch(Statement& statement) = 0;
  virtual void end(Statement& statement) noexcept = 0;
  virtual std::uint64_t do_write(const WriteGroup& group, const RowSource& rows) = 0;

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>> statements_;
  std::vector<std::pair<std::uint64_t, Statement*>> by_number_;  // by place
  StatementLog* log_ = nullptr;
};

// Bytes of the values as defined in counts.h.
std::uint64_t bytes_of(Row values) noexcept;

}  // namespace orm
