#include "orm/backend/backend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <mutex>

#include "orm/backend/write_sql.h"

namespace orm {
namespace {

StatementKind kind_of(std::string_view sql) {
  const auto starts = [&](std::string_view word) {
    return sql.size() >= word.size() && std::equal(word.begin(), word.end(), sql.begin(), [](char a, char b) {
             return a == std::toupper(static_cast<unsigned char>(b));
           });
  };
  if (starts("SELECT")) return StatementKind::select;
  if (starts("INSERT")) return StatementKind::insert;
  if (starts("UPDATE")) return StatementKind::update;
  if (starts("DELETE")) return StatementKind::remove;
  return StatementKind::other;
}

}  // namespace

Statement::Statement(std::string sql) : sql_(std::move(sql)), kind_(kind_of(sql_)) {}

namespace {

// Lives as long as the program, as registries may.
struct Places {
  std::mutex mutex;
  std::vector<std::uint64_t> free;
  std::uint64_t next = 0;
  std::uint64_t last_given = 0;
};
Places& places() {
  static auto* made = new Places;
  return *made;
}

}  // namespace

std::uint64_t StatementNumber::give() const {
  Places& all = places();
  const std::scoped_lock lock(all.mutex);
  if (const std::uint64_t known = value_.load(std::memory_order_relaxed)) return known;  // another thread was faster
  std::uint64_t place = all.next;
  if (all.free.empty()) {
    ++all.next;
  } else {
    place = all.free.back();
    all.free.pop_back();
  }
  const std::uint64_t given = ++all.last_given << kPlaceBits | place;
  value_.store(given, std::memory_order_relaxed);
  return given;
}

StatementNumber::~StatementNumber() {
  const std::uint64_t value = value_.load(std::memory_order_relaxed);
  if (value == 0) return;
  const std::scoped_lock lock(places().mutex);
  places().free.push_back(place_of(value));
}

void StatementLog::add(std::string_view sql, std::uint64_t times) {
  const auto [place, is_new] = places_.try_emplace(std::string(sql), entries_.size());
  if (is_new)
    entries_.emplace_back(sql, times);
  else
    entries_[place->second].second += times;
}

std::string Dialect::quoted(std::string_view identifier) const {
  std::string text = "\"";
  for (const char c : identifier) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

Statement& Backend::prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return *found->second;
  auto statement = do_prepare(std::string(sql));
  return *statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

Statement& Backend::prepare(const WriteGroup& group) {
  const auto sql = [&] { return write_sql(group, dialect()); };
  return group.number != nullptr ? prepare(*group.number, sql) : prepare(sql());
}

std::uint64_t Backend::execute(Statement& statement, Row parameters) {
  const std::uint64_t changed = do_execute(statement, parameters);
  sent(statement.sql(), statement.kind());
  const bool writes = statement.kind() != StatementKind::other && statement.kind() != StatementKind::select;
  if (writes) counts_.rows_written += changed;
  counts_.bytes_written += bytes_of(parameters);
  return writes ? changed : 0;
}

Backend::Cursor Backend::select(Statement& statement, Row parameters) {
  do_select(statement, parameters);
  sent(statement.sql(), StatementKind::select);
  counts_.bytes_written += bytes_of(parameters);
  return Cursor(*this, statement);
}

std::uint64_t Backend::write(const WriteGroup& group, const RowSource& rows) {
  return group.rows == 0 ? 0 : do_write(group, rows);
}

void Backend::begin() { execute("BEGIN"); }
void Backend::commit() { execute("COMMIT"); }
void Backend::rollback() { execute("ROLLBACK"); }

void Backend::sent(std::string_view sql, StatementKind kind, std::uint64_t times) {
  if (log_ != nullptr) log_->add(sql, times);
  switch (kind) {
    case StatementKind::select:
      counts_.selects += times;
      break;
    case StatementKind::insert:
      counts_.inserts += times;
      break;
    case StatementKind::update:
      counts_.updates += times;
      break;
    case StatementKind::remove:
      counts_.deletes += times;
      break;
    case StatementKind::other:
      counts_.other_statements += times;
      break;
  }
}

std::uint64_t bytes_of(Row values) noexcept {
  std::uint64_t bytes = 0;
  for (const Cell& value : values) {
    if (value.kind() == Cell::Kind::integer) bytes += 8;
    if (value.kind() == Cell::Kind::text) bytes += value.text().size();
    if (value.kind() == Cell::Kind::integers) bytes += 8 * value.integers().size();
  }
  return bytes;
}

}  // namespace orm
