#include "orm/backend/postgres/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>
#include <sstream>
#include <string_view>

#include "orm/backend/pattern.h"

namespace orm::postgres {
namespace {

template <class E>
[[noreturn]] void raise(BackendError::Details& details) {
  throw E(std::move(details));
}

struct Translation {
  std::string_view code;  // a whole SQLSTATE, or the two letters of a class
  void (*raise)(BackendError::Details& details);
};

// The first that fits: codes before classes (www.postgresql.org/docs/15/errcodes-appendix.html).
constexpr Translation kTranslations[] = {
    {"23505", raise<UniqueViolation>},
    {"23503", raise<ForeignKeyViolation>},
    {"23001", raise<ForeignKeyViolation>},  // ON DELETE RESTRICT
    {"23502", raise<NotNullViolation>},
    {"23514", raise<CheckViolation>},
    {"23", raise<IntegrityError>},
    {"40001", raise<SerializationFailure>},
    {"40P01", raise<Deadlock>},
    {"40", raise<SerializationFailure>},
    {"25P02", raise<TransactionAborted>},
    {"25006", raise<ReadOnlyDatabase>},
    {"42501", raise<PermissionDenied>},
    {"42", raise<StatementError>},
    {"26", raise<StatementError>},  // a prepared statement that is gone
    {"07", raise<StatementError>},
    {"0A", raise<StatementError>},  // not supported
    {"3F", raise<StatementError>},  // no such schema
    {"3D", raise<CannotOpen>},      // no such database
    {"28", raise<CannotOpen>},      // authentication
    {"22", raise<DataError>},
    {"54", raise<DataError>},  // a limit of the server
    {"53100", raise<DiskFull>},
    {"53300", raise<CannotOpen>},  // out of connections
    {"55P03", raise<DatabaseBusy>},
    {"57014", raise<Cancelled>},
    {"57P03", raise<CannotOpen>},      // starting up or shutting down
    {"57P", raise<ConnectionLost>},    // the server ends this connection
    {"25P03", raise<ConnectionLost>},  // idle in transaction for longer than it allows
    {"08", raise<ConnectionLost>},
    {"58", raise<CorruptDatabase>},  // a file of the server
    {"XX001", raise<CorruptDatabase>},
    {"XX002", raise<CorruptDatabase>},
};

struct LastWord {
  std::string code;
  std::string message;
};
std::mutex last_words_lock;
std::map<const PGconn*, LastWord>& last_words() {
  static auto* words = new std::map<const PGconn*, LastWord>;  // for as long as there are connections, statics too
  return *words;
}

LastWord last_word_to(const PGconn* connection) {
  const std::lock_guard lock(last_words_lock);
  const auto found = last_words().find(connection);
  return found != last_words().end() ? found->second : LastWord{"08006", one_line(PQerrorMessage(connection))};
}

}  // namespace

std::string field(const PGresult* result, int code) {
  const char* text = result != nullptr ? PQresultErrorField(result, code) : nullptr;
  return text != nullptr ? text : "";
}

void hear(void* connection, const PGresult* notice) {
  const std::string severity = field(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != "FATAL" && severity != "PANIC") return;
  const std::lock_guard lock(last_words_lock);
  last_words()[static_cast<const PGconn*>(connection)] = {field(notice, PG_DIAG_SQLSTATE),
                                                          field(notice, PG_DIAG_MESSAGE_PRIMARY)};
}

void forget_words_to(const PGconn* connection) {
  const std::lock_guard lock(last_words_lock);
  last_words().erase(connection);
}

void raise_sqlstate(BackendError::Details details) {
  for (const Translation& translation : kTranslations)
    if (std::string_view(details.code).starts_with(translation.code)) translation.raise(details);
  throw BackendError(std::move(details));
}

std::string one_line(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  std::string line;
  for (const char c : text) {
    if (c == '\n')
      line += "; ";
    else if (c != '\t')
      line += c;
  }
  return line;
}

BackendError::Details details_of(const PGresult* result, PGconn* connection, std::string statement) {
  BackendError::Details details{field(result, PG_DIAG_SQLSTATE), field(result, PG_DIAG_MESSAGE_PRIMARY),
                                std::move(statement), ""};
  for (const int more : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT})
    if (const std::string text = field(result, more); !text.empty()) details.message += ": " + text;
  if (details.code.empty() && PQstatus(connection) == CONNECTION_BAD) {
    const LastWord last = last_word_to(connection);
    details.code = last.code;
    details.message = "the connection to the server was lost: " + last.message;
  } else if (details.message.empty()) {
    details.message = one_line(PQerrorMessage(connection));
  }
  details.message = one_line(details.message);
  return details;
}

BackendError::Details details_of_connecting(PGconn* connection) {
  static const Pattern source_position("\\.c:[0-9]+$");
  static const Pattern code(":  ([0-9A-Z]{5}): ");
  std::string first_code;
  std::string said;
  std::istringstream lines(PQerrorMessage(connection));
  for (std::string line; std::getline(lines, line);) {
    if (!said.empty() && source_position.is_in(line)) continue;
    if (const auto found = code.first_in(line); !found.empty()) {
      if (first_code.empty()) first_code = found[1];
      line.replace(line.find(found[0]), found[0].size(), ": ");
    }
    said += line + "\n";
  }
  return {first_code.empty() ? "08001" : first_code, one_line(said), "", ""};
}

}  // namespace orm::postgres
