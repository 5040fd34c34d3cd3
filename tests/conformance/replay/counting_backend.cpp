#include "tests/conformance/replay/counting_backend.h"

#include <memory>
#include <stdexcept>
#include <utility>

namespace replay {
namespace {

// A statement of the inner backend, and its cursor while one is open.
struct Passed final : orm::Statement {
  Passed(std::string sql, orm::Statement& to) : orm::Statement(std::move(sql)), inner(to) {}

  orm::Statement& inner;
  std::unique_ptr<orm::Backend::Cursor> cursor;
};

Passed& passed(orm::Statement& statement) { return static_cast<Passed&>(statement); }

}  // namespace

Work CountingBackend::take_work() { return std::exchange(work_, {}); }

std::unique_ptr<orm::Statement> CountingBackend::do_prepare(std::string sql) {
  orm::Statement& inner = inner_.prepare(sql);
  return std::make_unique<Passed>(std::move(sql), inner);
}

std::uint64_t CountingBackend::do_execute(orm::Statement& statement, orm::Row parameters) {
  // Rows are counted by table where they are written as groups; any other way would be missing in the trace.
  if (statement.kind() != orm::StatementKind::other)
    throw std::logic_error("rows were not written as a group: " + statement.sql());
  return inner_.execute(passed(statement).inner, parameters);
}

void CountingBackend::do_select(orm::Statement& statement, orm::Row parameters) {
  Passed& select = passed(statement);
  // A cursor cannot be moved, so it is made in place. NOLINTNEXTLINE(modernize-make-unique)
  select.cursor.reset(new orm::Backend::Cursor(inner_.select(select.inner, parameters)));
  ++work_.selects;
}

orm::Row CountingBackend::fetch(orm::Statement& statement) { return passed(statement).cursor->next(); }

void CountingBackend::end(orm::Statement& statement) noexcept { passed(statement).cursor.reset(); }

std::uint64_t CountingBackend::do_write(const orm::WriteGroup& group, const orm::RowSource& rows) {
  const std::uint64_t matched = inner_.write(group, rows);
  RowsByTable& written = group.kind == orm::StatementKind::insert   ? work_.inserted
                         : group.kind == orm::StatementKind::update ? work_.updated
                                                                    : work_.deleted;
  if (matched > 0) written[std::string(group.table)] += matched;
  return matched;
}

}  // namespace replay
