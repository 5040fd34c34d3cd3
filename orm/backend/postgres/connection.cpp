#include "orm/backend/postgres/connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "orm/backend/postgres/conninfo.h"
#include "orm/backend/postgres/error.h"

namespace orm::postgres {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kOwnSession = "bothsides.own_session";
constexpr const char* kShared =
    "this is a proxy that lends its connections to several clients (pgbouncer), and this work needs one of its own: "
    "connect to the server itself";

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
