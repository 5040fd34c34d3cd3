// A statement prepared on the server, and the rows of its execution as they come.
#pragma once

#include <string>
#include <vector>

#include "orm/backend/backend.h"
#include "orm/backend/postgres/binary.h"
#include "orm/backend/postgres/connection.h"

namespace orm::postgres {

enum class Delivery : std::uint8_t { none, whole, stream, copy };

class PreparedStatement final : public Statement {
 public:
  PreparedStatement(std::string sql, std::string name) : Statement(std::move(sql)), name_(std::move(name)) {}

  // Makes the server know the statement, if it does not: 1 round trip. Throws StatementError.
  void prepare(Connection& connection);
  // Throws StatementError unless there is one value for each parameter of the statement.
  const Parameters& bind(Row values);

  const std::string& name() const noexcept { return name_; }
  const std::vector<Oid>& parameter_types() const noexcept { return parameter_types_; }
  // Whether results come in binary form: when every column has a type that is read so.
  bool is_binary() const noexcept { return is_binary_; }

  // Starts taking rows in the way that was sent. REQUIRES: sent, and nothing taken yet.
  void deliver(Connection& connection, Delivery delivery, Counts& counts);
  // The next row, valid until the next call; an empty one after the last, where the errors of the whole SELECT are
  // told.
  Row next();
  // Takes in what is still to come, to be handed on by next(), so that the connection is free.
  void keep_the_rest();
  // Drops the rows, also those that are still to come.
  void end() noexcept;

 private:
  Row row_of(const PGresult* result, int index);
  Row row_of(const char* message, std::size_t size);  // of COPY
  Result take_result();
  std::string take_message();
  [[noreturn]] void fail(const PGresult* result);
  void finish();

  std::string name_;
  unsigned generation_ = 0;  // of the connection that knows it; 0: none
  bool is_binary_ = true;
  std::vector<Oid> parameter_types_;
  std::vector<Form> forms_;
  Parameters parameters_;

  Connection* connection_ = nullptr;
  Counts* counts_ = nullptr;
  Delivery delivery_ = Delivery::none;
  bool is_coming_ = false;  // rows are still on their way
  bool is_first_message_ = true;
  Result result_;
  int index_ = 0;
  std::string message_;
  std::vector<Result> kept_results_;  // in reverse order, as are the messages
  std::vector<std::string> kept_messages_;
  std::vector<Cell> row_;
};

}  // namespace orm::postgres
