#include "orm/backend/postgres/connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "orm/backend/postgres/error.h"

namespace orm::postgres {
namespace {

using Clock = std::chrono::steady_clock;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Options parsed(const std::string& conninfo) {
  char* said = nullptr;
  Options options(PQconninfoParse(conninfo.c_str(), &said));
  const std::unique_ptr<char, decltype(&PQfreemem)> message(said, &PQfreemem);
  if (options != nullptr) return options;
  // libpq's message quotes the text; where that may hold a password, it is not passed on.
  const bool may_be_secret = conninfo.find('@') != std::string::npos || conninfo.find("pass") != std::string::npos ||
                             std::count(conninfo.begin(), conninfo.end(), '=') == 0;
  throw CannotOpen({"08001",
                    fmt::format("the connection string cannot be understood{}; write it as \"host=… dbname=… user=…\" "
                                "or as postgresql://user@host/dbname",
                                may_be_secret || said == nullptr ? "" : ": " + one_line(said)),
                    "", ""});
}

std::string value_of(PGconn* connection, std::string_view keyword) {
  const Options options(PQconninfo(connection));
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option)
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  return "";
}

// Where a connection goes, without its password.
std::string place_of(PGconn* connection) {
  std::string place;
  const std::pair<const char*, const char*> parts[] = {{"host", PQhost(connection)},
                                                       {"port", PQport(connection)},
                                                       {"dbname", PQdb(connection)},
                                                       {"user", PQuser(connection)}};
  for (const auto& [name, value] : parts)
    if (value != nullptr && *value != '\0') place += fmt::format("{}{}={}", place.empty() ? "" : " ", name, value);
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
  details.message = "cannot connect to PostgreSQL: " + without_password(std::move(details.message), connection);
  details.about = place_of(connection);
  throw CannotOpen(std::move(details));
}

}  // namespace

void require_conninfo(const std::string& conninfo) { parsed(conninfo); }

Connection::Connection(std::string conninfo, std::map<std::string, std::string> settings, std::chrono::seconds timeout,
                       Counts& counts)
    : conninfo_(std::move(conninfo)), settings_(std::move(settings)), timeout_(timeout), counts_(counts) {
  connect();
}

void Connection::connect() {
  const Options given = parsed(conninfo_);
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
  add(nullptr, nullptr);

  handle_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
  if (handle_ == nullptr) throw std::bad_alloc();
  PQsetNoticeReceiver(
      handle_.get(), [](void*, const PGresult*) {}, nullptr);
  PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE);  // so that a refusal comes with its code
  const std::string timeout = value_of(handle_.get(), "connect_timeout");
  await(timeout.empty() ? timeout_ : std::chrono::seconds(std::atol(timeout.c_str())));
  PQsetErrorVerbosity(handle_.get(), PQERRORS_DEFAULT);
  ++generation_;
  in_transaction_ = false;
  apply_settings();
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

void Connection::apply_settings() {
  if (settings_.empty()) return;
  std::string sql = "SELECT";
  std::vector<const char*> values;
  for (const auto& [name, value] : settings_) {
    sql += fmt::format("{} pg_catalog.set_config(${}, ${}, false)", values.empty() ? "" : ",", values.size() + 1,
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
