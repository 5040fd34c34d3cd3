// What the requests of a mix do on a dataset, step by step, and what they must come to: computed without the mapper,
// the same for every strategy and for hand_written.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/answers/graph.h"
#include "bench/databases/database.h"
#include "bench/mix/mix.h"

namespace bench {

// One operation by one user. No user stands in two steps of a request, and no post.
struct Step {
  Operation operation;
  std::int64_t user = 0;            // whose posts it is about; of import_user the new one; 0 where it is about a post
  std::int64_t target = 0;          // to whom posts move
  std::vector<std::int64_t> posts;  // which; new ones where it makes them
  std::string title;                // of edit_post
};

// What the answer of a mix is compared by.
struct RequestsState {
  // Of each request, before its session closes: the users whose lists it loaded, their posts, and the posts that it
  // touched without their lists. No rows.
  std::vector<Graph> seen;
  Graph rows;  // at the end; nothing in memory
};

struct Script {
  std::vector<std::vector<Step>> requests;
  std::vector<datasets::User> new_users;  // the first has the id n_users + 1
  std::vector<datasets::Post> new_posts;  // the first has the id n_posts + 1
  std::int64_t left_out = 0;              // steps for which no user had what they need
  RequestsState expected;
};

// Nothing of a mix can be done on a dataset, which the message names.
struct NothingToDo : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Deterministic in (mix, dataset). Throws NothingToDo.
Script make_script(const Mix& mix, const Database& database);
// The same, made once a process for each (mix, dataset).
const Script& script_of(const Mix& mix, const Database& database);

// The first difference, in words that name the request, the post and its owners; nothing when they are equal.
std::optional<std::string> difference(const RequestsState& expected, const RequestsState& answer);

}  // namespace bench
