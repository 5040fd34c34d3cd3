// Errors of a database, typed once at each backend's single place of translation.
#pragma once

#include <stdexcept>
#include <string>

namespace orm {

// Anything the database refused. `code` is the engine's own (SQLite's extended result code by name, a SQLSTATE),
// `statement` the SQL text, `about` the row or file it was about ("posts 17"), empty when it was about none.
class BackendError : public std::runtime_error {
 public:
  struct Details {
    std::string code;
    std::string message;
    std::string statement;
    std::string about;
  };
  explicit BackendError(Details details);

  const char* what() const noexcept override { return text_.c_str(); }
  // Says what the error was about, where the place that raised it could not know: "Post 17", "User 1.posts".
  void set_about(std::string about);

  const std::string& code() const noexcept { return details_.code; }
  const std::string& statement() const noexcept { return details_.statement; }
  const std::string& about() const noexcept { return details_.about; }
  const Details& details() const noexcept { return details_; }

 private:
  Details details_;
  std::string text_;
};

// The database refused a row.
struct IntegrityError : BackendError {
  using BackendError::BackendError;
};
struct UniqueViolation : IntegrityError {  // a primary key included
  using IntegrityError::IntegrityError;
};
struct ForeignKeyViolation : IntegrityError {
  using IntegrityError::IntegrityError;
};
struct NotNullViolation : IntegrityError {
  using IntegrityError::IntegrityError;
};
struct CheckViolation : IntegrityError {
  using IntegrityError::IntegrityError;
};

struct CannotOpen : BackendError {  // no such file or server, no permission, wrong password, not a database
  using BackendError::BackendError;
};
struct DatabaseBusy : BackendError {  // locked by another connection for longer than the timeout
  using BackendError::BackendError;
};
struct DiskFull : BackendError {
  using BackendError::BackendError;
};
struct ReadOnlyDatabase : BackendError {
  using BackendError::BackendError;
};
struct PermissionDenied : BackendError {
  using BackendError::BackendError;
};
struct CorruptDatabase : BackendError {
  using BackendError::BackendError;
};
struct StatementError : BackendError {  // the statement itself is wrong: syntax, no such table or column
  using BackendError::BackendError;
};
struct DataError : BackendError {  // a value that its column or the database cannot hold
  using BackendError::BackendError;
};

// The transaction is over, and may succeed when it is tried again from its beginning.
struct SerializationFailure : BackendError {
  using BackendError::BackendError;
};
struct Deadlock : BackendError {
  using BackendError::BackendError;
};

// COMMIT failed where tables are spread over several servers: some of them may have committed their part.
struct CommitInDoubt : BackendError {
  using BackendError::BackendError;
};

struct TransactionAborted : BackendError {  // an earlier statement failed: roll back
  using BackendError::BackendError;
};
struct Cancelled : BackendError {  // by a timeout, or by somebody's request
  using BackendError::BackendError;
};
// The server or the way to it is gone, and with it the open transaction. After rollback() the backend connects again
// when it is next used.
struct ConnectionLost : BackendError {
  using BackendError::BackendError;
};

}  // namespace orm
