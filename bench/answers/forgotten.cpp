#include "bench/answers/forgotten.h"

#include <algorithm>
#include <map>

#include "bench/workloads/working_order.h"
#include "datasets/permutation.h"
#include "datasets/rng.h"

namespace bench {
namespace {

std::size_t index(std::int64_t id) { return static_cast<std::size_t>(id - 1); }

// The users that list each post.
std::map<std::int64_t, std::vector<std::int64_t>> owners_of(const Graph& graph) {
  std::map<std::int64_t, std::vector<std::int64_t>> owners;
  for (const UserState& user : graph.users)
    for (const std::int64_t post : user.posts) owners[post].push_back(user.id);
  return owners;
}

void change(Graph& graph, const ForgottenChange& change, Keeper keeper) {
  if (keeper == Keeper::flush && change.forgets == Forgets::author)
    return;  // it undoes what was done to the list alone
  const bool keeps_lists = keeper == Keeper::runtime || keeper == Keeper::flush;
  const Forgets forgets = keeps_lists ? Forgets::nothing : change.forgets;
  if (forgets != Forgets::author) graph.posts[index(change.post)].author = change.to;
  if (forgets == Forgets::nothing && change.from != 0) std::erase(graph.users[index(change.from)].posts, change.post);
  if (forgets != Forgets::lists) graph.users[index(change.to)].posts.push_back(change.post);
  // A mapped list writes what is appended to it; one of the caller's own writes nothing.
  if (forgets != Forgets::author || keeper == Keeper::caller_of_mapped)
    graph.post_rows[index(change.post)].author = change.to;
}

}  // namespace

std::vector<ForgottenChange> forgotten_changes(const Graph& start, std::int64_t one_in) {
  const auto n_users = static_cast<std::int64_t>(start.users.size());
  const auto n_posts = static_cast<std::int64_t>(start.posts.size());
  const std::int64_t n_forgotten = std::max<std::int64_t>(1, n_posts / one_in);
  const datasets::Permutation drawn(n_posts, 1, datasets::Stream::forgotten);
  std::vector<ForgottenChange> changes;
  for (const std::size_t i : working_order(start.posts.size())) {
    const PostState& post = start.posts[i];
    const std::int64_t rank = drawn(static_cast<std::int64_t>(i));
    const Forgets forgets = rank >= n_forgotten ? Forgets::nothing : rank % 2 == 0 ? Forgets::lists : Forgets::author;
    changes.push_back({post.id, post.author, post.author % n_users + 1, forgets});
  }
  return changes;
}

ForgottenState forgotten_end(const Graph& start, const std::vector<ForgottenChange>& changes, Keeper keeper) {
  Graph graph = start;
  for (const ForgottenChange& one : changes) change(graph, one, keeper);
  ForgottenState end;
  end.after_changes.users = graph.users;
  end.after_changes.posts = graph.posts;
  for (const UserState& user : graph.users)
    if (is_released(user.id))
      for (const std::int64_t post : user.posts) graph.post_rows[index(post)].author = 0;
  end.rows.user_rows = std::move(graph.user_rows);
  end.rows.post_rows = std::move(graph.post_rows);
  return end;
}

std::int64_t stale_reads(const Graph& meant, const Graph& seen) {
  std::int64_t stale = 0;
  for (std::size_t i = 0; i < meant.posts.size(); ++i) stale += meant.posts[i].author != seen.posts[i].author ? 1 : 0;
  const auto owners_meant = owners_of(meant);
  auto owners_seen = owners_of(seen);
  for (const auto& [post, owners] : owners_meant) stale += owners_seen[post] != owners ? 1 : 0;
  return stale;
}

std::int64_t lost_writes(const Graph& meant, const Graph& found) {
  std::int64_t lost = 0;
  for (std::size_t i = 0; i < meant.post_rows.size(); ++i)
    lost += meant.post_rows[i].author != found.post_rows[i].author ? 1 : 0;
  return lost;
}

std::optional<std::string> difference(const ForgottenState& expected, const ForgottenState& answer) {
  if (auto found = difference(expected.after_changes, answer.after_changes)) return "after the changes: " + *found;
  return difference(expected.rows, answer.rows);
}

}  // namespace bench
