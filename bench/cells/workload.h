// What a workload is: a start state, timed work, and a required end state. How a strategy gets from one to the other is
// the strategy's code; the same workload runs on every strategy and on hand_written.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "bench/answers/graph.h"
#include "bench/answers/links.h"
#include "bench/cells/cell.h"
#include "bench/cells/needs.h"
#include "bench/databases/database.h"

namespace bench {

enum class Phase : std::uint8_t { configure, load, sync, flush, memory, mix };

struct WorkloadWords {
  std::string_view name;      // of the cell
  Phase phase;                // and so of the binary
  std::string_view words;     // for a figure: "move a post by append"
  std::string_view item;      // what one item is: "move"
  std::string_view question;  // which question the workload answers
  datasets::Relation relation = datasets::Relation::one_to_many;
};

// W is made once a row of measurement, from the database it starts from. Then, for each iteration: setup, neither timed
// nor counted, brings about the start state; run is what is timed; answer reads the end state, on both sides and in the
// rows; expected computes that from the dataset's own state, or from the database's dataset, without the mapper.
//
// W may also be made from the database and the cell, when a cell's name says what it does; it has expected() of its own
// then.
//
// A member `needs` says what W needs of a dataset, unless it is a post (needs.h); lack_of(database, cell) in its place
// says why a dataset is not enough.
//
// A state is a Graph of users with posts, or the Links of another relation. A member `skipped` with a reason says why a
// strategy does not have the workload; works_without_lists says that it makes sense where nobody keeps the posts of a
// user, whose answers then have none; multiplies_rows keeps it off long lists (matrix.h); add_counters(counters) adds
// to what the results' JSON tells of a row.
template <class W>
concept Workload = requires(W workload, const W constant) {
  { W::words } -> std::convertible_to<WorkloadWords>;
  { W::rows } -> std::convertible_to<Database::Rows>;
  { W::sends_statements } -> std::convertible_to<bool>;
  requires std::constructible_from<W, Database&> || std::constructible_from<W, Database&, const Cell&>;
  workload.setup();
  workload.run();
  { constant.items() } -> std::same_as<std::int64_t>;
  { constant.counts() } -> std::same_as<orm::Counts>;
}
&&(
    requires(W workload, const decltype(workload.answer())& start) {
      { W::expected(start) } -> std::same_as<decltype(workload.answer())>;
    } ||
    requires(W workload, const Database& database) {
      { W::expected(database) } -> std::same_as<decltype(workload.answer())>;
    } ||
    requires(W workload, const W constant) {
      { constant.expected() } -> std::convertible_to<decltype(workload.answer())>;
    });

}  // namespace bench
