// A backend that passes everything on to another and counts what a trace tells: SELECTs, and rows written by table.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "orm/backend/backend.h"

namespace replay {

using RowsByTable = std::map<std::string, std::uint64_t, std::less<>>;

struct Work {
  std::uint64_t selects = 0;
  RowsByTable inserted, updated, deleted;
};

class CountingBackend final : public orm::Backend {
 public:
  // REQUIRES: `inner` outlives it.
  explicit CountingBackend(orm::Backend& inner) : inner_(inner) {}
  ~CountingBackend() override { forget_statements(); }

  // What was done since the last call.
  Work take_work();

  orm::Engine engine() const noexcept override { return inner_.engine(); }
  const orm::Dialect& dialect() const noexcept override { return inner_.dialect(); }
  std::map<std::string, std::string> settings() override { return inner_.settings(); }

 private:
  std::unique_ptr<orm::Statement> do_prepare(std::string sql) override;
  std::uint64_t do_execute(orm::Statement& statement, orm::Row parameters) override;
  void do_select(orm::Statement& statement, orm::Row parameters) override;
  orm::Row fetch(orm::Statement& statement) override;
  void end(orm::Statement& statement) noexcept override;
  std::uint64_t do_write(const orm::WriteGroup& group, const orm::RowSource& rows) override;

  orm::Backend& inner_;
  Work work_;
};

}  // namespace replay
