// One connection of libpq: opened, watched, opened again after it was lost; and what passes over it.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "orm/backend/counts.h"

namespace orm::postgres {

struct Clear {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

bool is_success(const PGresult* result) noexcept;

class Connection {
 public:
  // Connects at once, see PostgresOptions for `settings` and `is_shared`. Round trips are counted in `counts`.
  // Throws CannotOpen.
  Connection(std::string conninfo, std::map<std::string, std::string> settings, bool is_shared,
             std::chrono::seconds timeout, Counts& counts);

  // The handle, ready for a command: rows that a command before has yet to deliver are taken off it (see `busy`), and a
  // connection that was lost outside a transaction is made anew. Throws ConnectionLost while the transaction in which
  // it was lost was not rolled back, CannotOpen when it cannot be made.
  PGconn* ready();
  // Takes in what is still coming, whatever it is.
  void settle() noexcept;
  PGconn* handle() noexcept { return handle_.get(); }
  // Goes up with each connection made: what was prepared on one is unknown to the next.
  unsigned generation() const noexcept { return generation_; }

  // The result of what was sent, with nothing left to come: a round trip. Of several the first, for the end of a
  // connection is told after its reason.
  Result take();
  // The same; throws the typed error of a failure.
  Result finish(const std::string& statement);
  void drain() noexcept;  // takes in and drops all that is still to come
  [[noreturn]] void raise(const PGresult* result, const std::string& statement);
  // Throws the typed error of a send that failed.
  [[noreturn]] void fail(const std::string& statement) { raise(nullptr, statement); }
  void count_round_trip() noexcept { ++counts_.round_trips; }

  // A transaction's ends, as told by the statements that passed.
  void note_transaction() noexcept;
  // Of a shared connection, after BEGIN: its settings, until the end of the transaction.
  void set_for_transaction();
  bool is_shared() const noexcept { return is_shared_; }
  bool is_lost() const noexcept { return PQstatus(handle_.get()) == CONNECTION_BAD; }
  bool is_in_transaction() const noexcept { return in_transaction_; }
  // The rollback of a connection that is gone: the server has done it.
  void forget_transaction() noexcept { in_transaction_ = false; }

  // Called by ready() before the next command; set by rows that are still coming, and cleared when the last has come.
  std::function<void()> busy;

 private:
  struct Finish {
    void operator()(PGconn* connection) const noexcept;
  };
  void connect();
  void await(std::chrono::seconds timeout);
  void require_own_session();

  std::string conninfo_;
  std::map<std::string, std::string> settings_;
  bool is_shared_;
  std::chrono::seconds timeout_;
  Counts& counts_;
  std::unique_ptr<PGconn, Finish> handle_;
  unsigned generation_ = 0;
  bool in_transaction_ = false;
};

}  // namespace orm::postgres
