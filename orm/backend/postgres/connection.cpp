#include "orm/backend/postgres/connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "orm/backend/pattern.h"
#include "orm/backend/postgres/error.h"

namespace orm::postgres {
namespace {

using Clock = std::chrono::steady_clock;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

constexpr const char* kOwnSession = "bothsides.own_session";
constexpr const char* kApplicationName = "application_name";
constexpr const char* kShared =
    "this is a proxy that lends its connections to several clients (pgbouncer), and this work needs one of its own: "
    "connect to the server itself";

// What libpq says of a connection string holds parts of it, of which any may be a password: of all that it says, the
// name of an option is passed on, and how to mend what programs write that are not libpq's.
std::string reason(const std::string& conninfo, const std::string& said) {
  static const Pattern option("invalid connection option \"[a-z_]{1,20}\"");
  static const Pattern scheme("^([a-z]+:)?postgres(ql)?(\\+[a-z0-9_]+)?:", true);
  const bool may_be_secret = conninfo.find('@') != std::string::npos || conninfo.find("pass") != std::string::npos;
  if (!may_be_secret)
    if (const auto found = option.first_in(said); !found.empty()) return ": " + found[0];
  const auto found = scheme.first_in(conninfo);
  const std::string unknown = found.empty() ? "" : found[1].empty() ? found[3] : found[1];
  return unknown.empty() ? "" : fmt::format(": leave out \"{}\"", unknown);
}

Options parsed(const std::string& conninfo) {
  char* said = nullptr;
  Options options(PQconninfoParse(conninfo.c_str(), &said));
  const std::unique_ptr<char, decltype(&PQfreemem)> message(said, &PQfreemem);
  if (options != nullptr) return options;
  throw CannotOpen({"08001",
                    fmt::format("the connection string cannot be understood{}; write it as \"host=… dbname=… user=…\" "
                                "or as postgresql://user@host/dbname",
                                reason(conninfo, said != nullptr ? said : "")),
                    "", ""});
}

const char* find(const PQconninfoOption* options, std::string_view keyword) {
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option)
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  return "";
}

// "-c name=value …", behind what the caller gives of such options. A blank within one bears a backslash.
std::string options_of(const PQconninfoOption* given, const std::map<std::string, std::string>& settings) {
  std::string options = find(given, "options");
  const char* from_environment = std::getenv("PGOPTIONS");
  if (options.empty() && from_environment != nullptr) options = from_environment;
  for (const auto& [name, value] : settings) {
    if (name == kApplicationName) continue;  // libpq has a word of its own for it, which counts for more
    options += fmt::format("{}-c {}=", options.empty() ? "" : " ", name);
    for (const char c : value) {
      if (c == '\\' || std::isspace(static_cast<unsigned char>(c)) != 0) options += '\\';
      options += c;
    }
  }
  return options;
}

std::string value_of(PGconn* connection, std::string_view keyword) {
  const Options options(PQconninfo(connection));
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option)
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  return "";
}

bool has_only(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0 ||
           more.find(c) != std::string_view::npos;
  });
}

// A host or port that is none is a part of something else, of a password that holds @, / or ;, and is asked of no
// name server.
void require_place(const PQconninfoOption* given) {
  const std::string_view hosts = find(given, "host");
  const bool is_folder = hosts.starts_with("/") || hosts.starts_with("@");
  if ((!is_folder && !has_only(hosts, "._-:,/%")) || !has_only(find(given, "hostaddr"), "._-:,/%") ||
      std::string_view(find(given, "port")).find_first_not_of("0123456789,") != std::string_view::npos)
    throw CannotOpen(
        {"08001",
         "the connection string cannot be understood: its host or port holds signs that none may (it is not "
         "shown, since a password may stand in it); parameters are divided by blanks, and in a URL a "
         "password's @ is %40, its / %2F, its ? %3F, its # %23",
         "", ""});
}

// Where a connection goes, without its password. Nothing of it where a name looks as if it were more than that.
std::string place_of(PGconn* connection) {
  std::string place;
  constexpr std::string_view kDatabase = "dbname", kUser = "user";
  const std::pair<std::string_view, const char*> parts[] = {{"host", PQhost(connection)},
                                                            {"port", PQport(connection)},
                                                            {kDatabase, PQdb(connection)},
                                                            {kUser, PQuser(connection)}};
  for (const auto& [name, value] : parts) {
    if (value == nullptr || *value == '\0') continue;
    if ((name == kDatabase || name == kUser) && !has_only(value, "._- $")) return "";
    place += fmt::format("{}{}={}", place.empty() ? "" : " ", name, value);
  }
  return place;
}

std::string without_password(std::string text, PGconn* connection) {
  const char* password = PQpass(connection);
  const std::size_t length = password != nullptr ? std::strlen(password) : 0;
  if (length < 3) return text;  // a shorter one would be found in every second word
  for (std::size_t at = text.find(password); at != std::string::npos; at = text.find(password, at))
    text.replace(at, length, "***");
  return text;
}

[[noreturn]] void cannot_open(BackendError::Details details, PGconn* connection) {
  details.about = place_of(connection);
  if (details.message.find("unsupported startup parameter") != std::string::npos) details.message = kShared;
  details.message = "cannot connect to PostgreSQL: " +
                    (details.about.empty() ? "the name of the database or of the user holds signs that few do, as @, ; "
                                             "or : (what the server says is not shown, "
                                             "since a password may stand in it)"
                                           : without_password(std::move(details.message), connection));
  throw CannotOpen(std::move(details));
}

}  // namespace

void require_conninfo(const std::string& conninfo) { require_place(parsed(conninfo).get()); }

Connection::Connection(std::string conninfo, std::map<std::string, std::string> settings, bool is_shared,
                       std::chrono::seconds timeout, Counts& counts)
    : conninfo_(std::move(conninfo)),
      settings_(std::move(settings)),
      is_shared_(is_shared),
      timeout_(timeout),
      counts_(counts) {
  connect();
}

void Connection::Finish::operator()(PGconn* connection) const noexcept {
  forget_words_to(connection);
  PQfinish(connection);
}

void Connection::connect() {
  const Options given = parsed(conninfo_);
  require_place(given.get());
  std::string own = options_of(given.get(), is_shared_ ? std::map<std::string, std::string>() : settings_);
  if (!is_shared_) own += fmt::format("{}-c {}=1", own.empty() ? "" : " ", kOwnSession);
  std::vector<const char*> keywords, values;
  const auto add = [&](const char* keyword, const char* value) {
    keywords.push_back(keyword);
    values.push_back(value);
  };
  add("fallback_application_name", "bothsides");
  add("keepalives_idle", "10");  // a server that is cut off is noticed within half a minute
  add("keepalives_interval", "5");
  add("keepalives_count", "3");
  add("tcp_user_timeout", "30000");
  for (const PQconninfoOption* option = given.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) add(option->keyword, option->val);
  add("client_encoding", "UTF8");
  if (!own.empty()) add("options", own.c_str());
  const auto name = settings_.find(kApplicationName);
  if (name != settings_.end() && !is_shared_) add(kApplicationName, name->second.c_str());
  add(nullptr, nullptr);

  handle_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
  if (handle_ == nullptr) throw std::bad_alloc();
  forget_words_to(handle_.get());  // of one that was at the same place
  PQsetNoticeReceiver(handle_.get(), hear, handle_.get());
  PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE);  // so that a refusal comes with its code
  const std::string timeout = value_of(handle_.get(), "connect_timeout");
  await(timeout.empty() ? timeout_ : std::chrono::seconds(std::atol(timeout.c_str())));
  PQsetErrorVerbosity(handle_.get(), PQERRORS_DEFAULT);
  ++generation_;
  in_transaction_ = false;
  if (!is_shared_) require_own_session();
}

void Connection::await(std::chrono::seconds timeout) {
  PGconn* connection = handle_.get();
  const std::string hosts = value_of(connection, "host");
  const auto deadline = Clock::now() + timeout * (1 + std::count(hosts.begin(), hosts.end(), ','));
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (PQstatus(connection) != CONNECTION_BAD && state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) break;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (timeout.count() > 0 && left <= 0)
      cannot_open({"08001", fmt::format("the server did not answer within {} s", timeout.count()), "", ""}, connection);
    pollfd descriptor{PQsocket(connection), static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    const int found = ::poll(&descriptor, 1, timeout.count() > 0 ? static_cast<int>(left) : -1);
    if (found < 0 && errno != EINTR)
      cannot_open({"08001", std::string("poll: ") + std::strerror(errno), "", ""}, connection);
    if (found > 0) state = PQconnectPoll(connection);
  }
  if (PQstatus(connection) != CONNECTION_OK) cannot_open(details_of_connecting(connection), connection);
}

// A proxy may have dropped the options.
void Connection::require_own_session() {
  const std::string sql = fmt::format("SELECT pg_catalog.current_setting('{}', true)", kOwnSession);
  const Result result(PQexec(handle_.get(), sql.c_str()));
  if (!is_success(result.get())) cannot_open(details_of(result.get(), handle_.get(), ""), handle_.get());
  if (std::string_view(PQgetvalue(result.get(), 0, 0)) != "1") cannot_open({"08P01", kShared, "", ""}, handle_.get());
}

void Connection::set_for_transaction() {
  if (settings_.empty()) return;
  std::string sql = "SELECT";
  std::vector<const char*> values;
  for (const auto& [name, value] : settings_) {
    sql += fmt::format("{} pg_catalog.set_config(${}, ${}, true)", values.empty() ? "" : ",", values.size() + 1,
                       values.size() + 2);
    values.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  if (PQsendQueryParams(handle_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(), nullptr,
                        nullptr, 0) == 0)
    fail(sql);
  finish(sql);
}

PGconn* Connection::ready() {
  if (busy) std::exchange(busy, nullptr)();
  if (is_lost()) {
    if (in_transaction_)
      throw ConnectionLost(
          {"08003", "the connection was lost in this transaction: roll back, and begin again", "", ""});
    connect();
  }
  return handle_.get();
}

void Connection::settle() noexcept {
  try {
    if (busy) std::exchange(busy, nullptr)();
  } catch (const BackendError&) {  // of a SELECT that nobody reads any more
  }
}

bool is_success(const PGresult* result) noexcept {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_PIPELINE_SYNC:
      return true;
    default:
      return false;
  }
}

Result Connection::take() {
  count_round_trip();
  Result result(PQgetResult(handle_.get()));
  drain();
  return result;
}

Result Connection::finish(const std::string& statement) {
  Result result = take();
  if (!is_success(result.get())) raise(result.get(), statement);
  return result;
}

void Connection::drain() noexcept {
  for (Result rest(PQgetResult(handle_.get())); rest != nullptr; rest.reset(PQgetResult(handle_.get()))) {
    if (PQresultStatus(rest.get()) == PGRES_COPY_IN) PQputCopyEnd(handle_.get(), "given up by the client");
    if (PQresultStatus(rest.get()) != PGRES_COPY_OUT) continue;
    char* data = nullptr;
    while (PQgetCopyData(handle_.get(), &data, 0) > 0) PQfreemem(data);
  }
}

void Connection::raise(const PGresult* result, const std::string& statement) {
  raise_sqlstate(details_of(result, handle_.get(), statement));
}

void Connection::note_transaction() noexcept {
  if (!is_lost()) in_transaction_ = PQtransactionStatus(handle_.get()) != PQTRANS_IDLE;
}

}  // namespace orm::postgres
