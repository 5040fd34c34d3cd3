// SQLite, embedded: a file in WAL mode or a database in memory.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "orm/backend/backend.h"

struct sqlite3;

namespace orm {

struct SqliteOptions {
  enum class Open : std::uint8_t {
    create,
    existing,  // the file must be there
    read_only,
    immutable,  // read_only, and nothing is made beside the file. REQUIRES: nobody changes it meanwhile
  };

  Open open = Open::create;
  bool foreign_keys = true;            // the database checks them, as PostgreSQL does
  std::int64_t cache_kib = 64 * 1024;  // large enough that `medium` datasets are not read twice
  std::chrono::milliseconds busy_timeout{5000};
};

// Opens without SQLite's mutex (SQLITE_OPEN_NOMUTEX): a backend is used by one thread.
// Throws CannotOpen when the file cannot be opened or is not a SQLite database; such a file is left as it was.
class Sqlite final : public Backend {
 public:
  // A file, in WAL mode with synchronous=NORMAL (durable against a crash of the program, not of the power).
  explicit Sqlite(const std::filesystem::path& file, const SqliteOptions& options = {});
  // A database in memory that goes with this object.
  static std::unique_ptr<Sqlite> in_memory(const SqliteOptions& options = {});
  ~Sqlite() override;

  Engine engine() const noexcept override { return Engine::sqlite; }
  const Dialect& dialect() const noexcept override;
  std::map<std::string, std::string> settings() override;
  // The library's own handle, for code that is measured against this class. Statements sent through it are not counted.
  sqlite3* native() noexcept { return connection_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const noexcept;
  };

  std::unique_ptr<Statement> do_prepare(std::string sql) override;
  std::uint64_t do_execute(Statement& statement, Row parameters) override;
  void do_select(Statement& statement, Row parameters) override;
  Row fetch(Statement& statement) override;
  void end(Statement& statement) noexcept override;
  std::uint64_t do_write(const WriteGroup& group, const RowSource& rows) override;

  void configure(const SqliteOptions& options);
  std::string pragma(std::string_view name);

  std::string file_;
  bool in_memory_;
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace orm
