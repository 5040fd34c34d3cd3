#include "orm/backend/sqlite_errors.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <map>

#include "orm/backend/errors.h"

namespace orm {

std::string sqlite_code_name(int extended_code) {
#define NAME(code) \
  { code, #code }
  static const std::map<int, std::string> names{NAME(SQLITE_ERROR),
                                                NAME(SQLITE_BUSY),
                                                NAME(SQLITE_LOCKED),
                                                NAME(SQLITE_NOMEM),
                                                NAME(SQLITE_READONLY),
                                                NAME(SQLITE_INTERRUPT),
                                                NAME(SQLITE_IOERR),
                                                NAME(SQLITE_CORRUPT),
                                                NAME(SQLITE_FULL),
                                                NAME(SQLITE_CANTOPEN),
                                                NAME(SQLITE_NOTADB),
                                                NAME(SQLITE_RANGE),
                                                NAME(SQLITE_TOOBIG),
                                                NAME(SQLITE_MISMATCH),
                                                NAME(SQLITE_MISUSE),
                                                NAME(SQLITE_PERM),
                                                NAME(SQLITE_CONSTRAINT),
                                                NAME(SQLITE_CONSTRAINT_UNIQUE),
                                                NAME(SQLITE_CONSTRAINT_PRIMARYKEY),
                                                NAME(SQLITE_CONSTRAINT_ROWID),
                                                NAME(SQLITE_CONSTRAINT_NOTNULL),
                                                NAME(SQLITE_CONSTRAINT_FOREIGNKEY),
                                                NAME(SQLITE_CONSTRAINT_CHECK),
                                                NAME(SQLITE_BUSY_SNAPSHOT),
                                                NAME(SQLITE_CANTOPEN_ISDIR),
                                                NAME(SQLITE_READONLY_DIRECTORY),
                                                NAME(SQLITE_READONLY_DBMOVED),
                                                NAME(SQLITE_IOERR_WRITE),
                                                NAME(SQLITE_IOERR_READ),
                                                NAME(SQLITE_IOERR_SHORT_READ),
                                                NAME(SQLITE_IOERR_FSYNC),
                                                NAME(SQLITE_IOERR_SHMSIZE),
                                                NAME(SQLITE_IOERR_SHMMAP)};
#undef NAME
  const auto found = names.find(extended_code);
  return found != names.end() ? found->second : fmt::format("SQLITE_{}", extended_code);
}

SqliteFailure::SqliteFailure(sqlite3* connection)
    : code_(sqlite3_extended_errcode(connection)), message_(sqlite3_errmsg(connection)) {
  // A file that is mapped into memory, or made, tells of a full disk by the operating system's code alone.
  const int primary = code_ & 0xff;
  const int reason = sqlite3_system_errno(connection);
  is_full_disk_ = primary == SQLITE_FULL ||
                  ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && (reason == ENOSPC || reason == EDQUOT));
}

void SqliteFailure::raise(const std::string& statement, const std::string& about) const {
  BackendError::Details details{sqlite_code_name(code_), message_, statement, about};
  if (is_full_disk_) throw DiskFull(std::move(details));
  switch (code_) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      throw UniqueViolation(std::move(details));
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      throw ForeignKeyViolation(std::move(details));
    case SQLITE_CONSTRAINT_NOTNULL:
      throw NotNullViolation(std::move(details));
    case SQLITE_CONSTRAINT_CHECK:
      throw CheckViolation(std::move(details));
    default:
      break;
  }
  switch (code_ & 0xff) {  // the primary code of an extended one
    case SQLITE_CONSTRAINT:
      throw IntegrityError(std::move(details));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw DatabaseBusy(std::move(details));
    case SQLITE_READONLY:
      throw ReadOnlyDatabase(std::move(details));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw CorruptDatabase(std::move(details));
    case SQLITE_CANTOPEN:
      throw CannotOpen(std::move(details));
    case SQLITE_ERROR:
    case SQLITE_RANGE:
      throw StatementError(std::move(details));
    default:
      throw BackendError(std::move(details));
  }
}

}  // namespace orm
