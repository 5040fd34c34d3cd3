// What passed through a backend's one door: statements by kind, rows, bytes, round trips.
#pragma once

#include <cstdint>

namespace orm {

enum class StatementKind : std::uint8_t { select, insert, update, remove, other };

// Statements are counted each time the database runs one: a prepared INSERT executed for ten rows counts ten.
// Rows written are the rows that the database reports as changed. Bytes are those of keys, numbers (8 each) and texts,
// without protocol overhead, so they mean the same on every backend. A COPY of ten rows is one statement that wrote
// ten.
struct Counts {
  std::uint64_t selects = 0;
  std::uint64_t inserts = 0;
  std::uint64_t updates = 0;
  std::uint64_t deletes = 0;
  std::uint64_t other_statements = 0;  // BEGIN, COMMIT, ROLLBACK, schema
  std::uint64_t rows_read = 0;
  std::uint64_t rows_written = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t round_trips = 0;  // 0 for an embedded database
  // Which of these statements went another way than one by one with a value a parameter.
  std::uint64_t copies = 0;                // COPY, in or out
  std::uint64_t array_statements = 0;      // an array parameter for many rows or keys
  std::uint64_t pipelined_statements = 0;  // sent before the answer to the one before had come
  std::uint64_t streamed_selects = 0;      // rows handed on as they came, none kept
  std::uint64_t fallbacks = 0;  // groups for which the way that was wanted was not open, and another was taken
  std::uint64_t retries = 0;    // units of work that were begun anew (retry.h)

  bool operator==(const Counts&) const = default;

  // Applies `f(name, member)` to every count, in the order above; the names are those of the results' JSON.
  template <class F>
  static void for_each(F&& f) {
    f("selects", &Counts::selects);
    f("inserts", &Counts::inserts);
    f("updates", &Counts::updates);
    f("deletes", &Counts::deletes);
    f("other_statements", &Counts::other_statements);
    f("rows_read", &Counts::rows_read);
    f("rows_written", &Counts::rows_written);
    f("bytes_read", &Counts::bytes_read);
    f("bytes_written", &Counts::bytes_written);
    f("round_trips", &Counts::round_trips);
    f("copies", &Counts::copies);
    f("array_statements", &Counts::array_statements);
    f("pipelined_statements", &Counts::pipelined_statements);
    f("streamed_selects", &Counts::streamed_selects);
    f("fallbacks", &Counts::fallbacks);
    f("retries", &Counts::retries);
  }

  Counts& operator+=(const Counts& other) {
    for_each([&](const char*, auto member) { this->*member += other.*member; });
    return *this;
  }
  friend Counts operator-(Counts left, const Counts& right) {
    for_each([&](const char*, auto member) { left.*member -= right.*member; });
    return left;
  }
};

}  // namespace orm
