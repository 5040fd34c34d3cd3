#include "bench/cells/needs.h"

#include <fmt/format.h>

#include <algorithm>

namespace bench {

std::string lack_of(Needs needs, const Database& database) {
  if (measured_relation(database.dataset().relation()) != datasets::Relation::one_to_many) return "";
  const std::string& name = database.dataset().name();
  const Graph& graph = database.graph();
  const bool has_orphans =
      std::any_of(graph.posts.begin(), graph.posts.end(), [](const PostState& post) { return post.author == 0; });
  if (graph.users.empty()) return fmt::format("{} has no users", name);
  if (has_orphans) return fmt::format("{} has posts without an author, which are in no list", name);
  if (needs != Needs::users && graph.posts.empty()) return fmt::format("{} has no posts", name);
  if (needs == Needs::other_users && graph.users.size() < 2)
    return fmt::format("{} has only one user: there is nobody to move a post to", name);
  return "";
}

}  // namespace bench
