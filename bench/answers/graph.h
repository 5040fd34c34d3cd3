// A state of users and posts, as plain numbers: what an answer is compared by. Made from the dataset without the mapper
// (expected) or read off a strategy's objects and the database's rows (answer).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"
#include "orm/backend/backend.h"

namespace bench {

// Texts are compared by a hash of all of a row's; it is the same within one process only.
std::uint64_t text_hash(std::string_view first, std::string_view second) noexcept;

struct UserState {
  std::int64_t id = 0;
  std::uint64_t texts = 0;
  std::vector<std::int64_t> posts;  // in order, duplicates included
  bool operator==(const UserState&) const = default;
};
struct PostState {
  std::int64_t id = 0;
  std::uint64_t texts = 0;
  std::int64_t author = 0;  // 0: none
  bool operator==(const PostState&) const = default;
};

// What of the list side there is to compare.
enum class Lists : std::uint8_t {
  none,          // nobody keeps it
  in_any_order,  // it follows the keys, which have no order
  in_order,
};

struct Graph {
  std::vector<UserState> users;      // in memory, the list side; ascending ids
  std::vector<PostState> posts;      // in memory, the scalar side; ascending ids
  std::vector<UserState> user_rows;  // in the database; `posts` stays empty
  std::vector<PostState> post_rows;
  Lists lists = Lists::in_order;
  bool has_rows = true;  // of an answer: whether rows were read, so that they are compared
};

// The dataset's own state, in memory and in rows.
Graph graph_of(const datasets::Dataset& dataset);
// Sets both rows and objects of the expected graph from its lists: `author` of each post becomes the user that lists
// it.
void set_authors_from_lists(Graph& graph);
void set_rows_from_objects(Graph& graph);

// The rows that the connection sees now, by plain SQL: 2 SELECTs.
void read_rows(orm::Backend& backend, Graph& graph);

// The first difference, in words that name the post and its owners; nothing when they are equal.
std::optional<std::string> difference(const Graph& expected, const Graph& answer);

}  // namespace bench
