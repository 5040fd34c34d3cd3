// The one place where an SQLite result code becomes a typed error.
#pragma once

#include <string>
#include <string_view>

struct sqlite3;

namespace orm {

// "SQLITE_CONSTRAINT_UNIQUE" for an extended result code; "SQLITE_<number>" for one without a name here.
std::string sqlite_code_name(int extended_code);

// A failure as the connection reports it now; a later call on the connection may overwrite the report.
class SqliteFailure {
 public:
  explicit SqliteFailure(sqlite3* connection);
  [[noreturn]] void raise(const std::string& statement, const std::string& about) const;
  const std::string& message() const noexcept { return message_; }
  bool is_full_disk() const noexcept { return is_full_disk_; }

 private:
  int code_;
  std::string message_;
  bool is_full_disk_ = false;
};

[[noreturn]] inline void raise_sqlite(sqlite3* connection, const std::string& statement, const std::string& about) {
  SqliteFailure(connection).raise(statement, about);
}

}  // namespace orm
