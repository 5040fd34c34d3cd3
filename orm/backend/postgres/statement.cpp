#include "orm/backend/postgres/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "orm/backend/postgres/error.h"

namespace orm::postgres {
namespace {

constexpr std::size_t kCopyHeader = 19;  // signature 11, flags 4, length of an extension 4
constexpr std::string_view kCopySignature("PGCOPY\n\377\r\n\0", 11);

bool is_end_of_copy(const std::string& message) {
  return message.size() >= 2 && read_integer<std::int16_t>(message.data()) == -1;
}

}  // namespace

void PreparedStatement::prepare(Connection& connection) {
  PGconn* handle = connection.ready();
  if (generation_ == connection.generation() && !connection.is_shared()) return;
  if (connection.is_shared() && !connection.is_in_transaction())
    throw StatementError({"25P01", "a shared connection is used in transactions alone: begin one", sql(), ""});
  // One round trip for both: the statement is made, and tells its types.
  PQenterPipelineMode(handle);
  if (PQsendPrepare(handle, name_.c_str(), sql().c_str(), 0, nullptr) == 0 ||
      PQsendDescribePrepared(handle, name_.c_str()) == 0 || PQpipelineSync(handle) == 0)
    connection.fail(sql());
  connection.count_round_trip();
  const Result made(PQgetResult(handle));
  Result(PQgetResult(handle));  // the end of its results
  const Result described(PQgetResult(handle));
  Result(PQgetResult(handle));
  Result(PQgetResult(handle));  // the sync
  PQexitPipelineMode(handle);
  if (!is_success(made.get())) connection.raise(made.get(), sql());
  if (!is_success(described.get())) connection.raise(described.get(), sql());

  parameter_types_.clear();
  for (int i = 0; i < PQnparams(described.get()); ++i) parameter_types_.push_back(PQparamtype(described.get(), i));
  forms_.clear();
  for (int i = 0; i < PQnfields(described.get()); ++i) forms_.push_back(form_of(PQftype(described.get(), i)));
  is_binary_ = std::none_of(forms_.begin(), forms_.end(), [](Form form) { return form == Form::other; });
  row_.assign(forms_.size(), Cell());
  generation_ = connection.generation();
}

const Parameters& PreparedStatement::bind(Row values) {
  if (values.size() != parameter_types_.size())
    throw StatementError({"07001",
                          fmt::format("the statement has {} parameters, and {} values were given",
                                      parameter_types_.size(), values.size()),
                          sql(), ""});
  try {
    parameters_.assign(values, parameter_types_);
  } catch (const DataError& error) {
    throw DataError({error.code(), error.details().message, sql(), ""});
  }
  return parameters_;
}

void PreparedStatement::deliver(Connection& connection, Delivery delivery, Counts& counts) {
  connection_ = &connection;
  counts_ = &counts;
  delivery_ = delivery;
  index_ = 0;
  if (delivery == Delivery::whole) {
    result_ = connection.finish(sql());
    return;
  }
  connection.count_round_trip();
  is_coming_ = true;
  is_first_message_ = true;
  connection.busy = [this] { keep_the_rest(); };
  result_.reset(PQgetResult(connection.handle()));
  if (!is_success(result_.get())) fail(result_.get());
  if (delivery == Delivery::stream && PQresultStatus(result_.get()) == PGRES_TUPLES_OK) finish();
}

Row PreparedStatement::next() {
  Row row;
  switch (delivery_) {
    case Delivery::none:
      return {};
    case Delivery::whole:
      if (index_ < PQntuples(result_.get())) row = row_of(result_.get(), index_++);
      break;
    case Delivery::stream:
      if (index_++ > 0) result_ = take_result();
      if (result_ != nullptr && PQntuples(result_.get()) > 0) row = row_of(result_.get(), 0);
      break;
    case Delivery::copy:
      message_ = take_message();
      if (!message_.empty()) row = row_of(message_.data(), message_.size());
      break;
  }
  if (row.empty()) {
    end();
    return row;
  }
  ++counts_->rows_read;
  counts_->bytes_read += bytes_of(row);
  return row;
}

Row PreparedStatement::row_of(const PGresult* result, int index) {
  for (std::size_t i = 0; i < row_.size(); ++i) {
    const int column = static_cast<int>(i);
    const char* data = PQgetvalue(result, index, column);
    const int size = PQgetlength(result, index, column);
    if (size == 0 && PQgetisnull(result, index, column) != 0)
      row_[i] = Cell();
    else
      row_[i] = is_binary_ ? decode_binary(forms_[i], data, size) : decode_text(forms_[i], data, size);
  }
  return row_;
}

Row PreparedStatement::row_of(const char* message, std::size_t size) {
  const char* end = message + size;
  const auto require = [&](std::size_t bytes) {
    if (static_cast<std::size_t>(end - message) < bytes)
      throw CorruptDatabase({"08P01", "the server sent a row of COPY that is cut short", sql(), ""});
  };
  require(2);
  message += 2;
  for (std::size_t i = 0; i < row_.size(); ++i) {
    require(4);
    const auto length = read_integer<std::int32_t>(message);
    message += 4;
    if (length < 0) {
      row_[i] = Cell();
      continue;
    }
    require(static_cast<std::size_t>(length));
    row_[i] = decode_binary(forms_[i], message, length);
    message += length;
  }
  return row_;
}

// nullptr after the last row.
Result PreparedStatement::take_result() {
  if (!kept_results_.empty()) {
    Result result = std::move(kept_results_.back());
    kept_results_.pop_back();
    return result;
  }
  if (!is_coming_) return nullptr;
  Result result(PQgetResult(connection_->handle()));
  if (!is_success(result.get())) fail(result.get());
  if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) return result;
  finish();
  return nullptr;
}

// Empty after the last row. The server sends each row of a COPY as a message of its own, the first behind the header.
std::string PreparedStatement::take_message() {
  if (!kept_messages_.empty()) {
    std::string message = std::move(kept_messages_.back());
    kept_messages_.pop_back();
    return message;
  }
  while (is_coming_) {
    char* data = nullptr;
    const int size = PQgetCopyData(connection_->handle(), &data, 0);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(data, &PQfreemem);
    if (size < 0) {
      const Result last(PQgetResult(connection_->handle()));
      if (!is_success(last.get())) fail(last.get());
      finish();
      break;
    }
    std::string message = std::move(message_);
    message.assign(data, static_cast<std::size_t>(size));
    if (std::exchange(is_first_message_, false)) {
      if (!std::string_view(message).starts_with(kCopySignature))
        throw CorruptDatabase(
            {"08P01", "the server's COPY does not begin with PostgreSQL's binary signature", sql(), ""});
      message.erase(0, kCopyHeader);
    }
    if (!message.empty() && !is_end_of_copy(message)) return message;
  }
  return {};
}

void PreparedStatement::keep_the_rest() {
  if (delivery_ == Delivery::stream) {
    std::vector<Result> rest;
    while (Result result = take_result()) rest.push_back(std::move(result));
    std::reverse(rest.begin(), rest.end());
    kept_results_ = std::move(rest);
  } else if (delivery_ == Delivery::copy) {
    std::vector<std::string> rest;
    std::string held = std::move(message_);  // the row in the caller's hands points into it
    for (std::string message = take_message(); !message.empty(); message = take_message())
      rest.push_back(std::move(message));
    message_ = std::move(held);
    std::reverse(rest.begin(), rest.end());
    kept_messages_ = std::move(rest);
  }
}

void PreparedStatement::fail(const PGresult* result) {
  const BackendError::Details details = details_of(result, connection_->handle(), sql());
  end();
  raise_sqlstate(details);
}

void PreparedStatement::finish() {
  connection_->drain();
  connection_->busy = nullptr;
  is_coming_ = false;
}

void PreparedStatement::end() noexcept {
  if (is_coming_) finish();
  delivery_ = Delivery::none;
  kept_results_.clear();
  kept_messages_.clear();
  result_.reset();
}

}  // namespace orm::postgres
