#include "bench/mix/operation.h"

#include <algorithm>

namespace bench {
namespace {

// load_post is two SELECTs by key: one object by key alone is half of it.
constexpr double kOneByKey = 0.5;

constexpr OperationWords kOperations[] = {
    {Operation::load_user,
     "load_user",
     "reads a user by key with all posts; count: users",
     {{{"load_user", 1, true}}},
     {},
     true,
     false},
    {Operation::load_post,
     "load_post",
     "reads a post by key, and its author; count: posts",
     {{{"load_post", 1, true}}},
     {},
     true,
     true},
    {Operation::append_post,
     "append_post",
     "reads a user with all posts and appends new ones; count: new posts",
     {{{"load_user", 1, false}, {"append", 1, true}, {"insert_graph", 1, true}}},
     {},
     false,
     false},
    {Operation::write_post,
     "write_post",
     "reads only a user and makes new posts with that author; count: new posts",
     {{{"load_post", kOneByKey, false}, {"set_author_unloaded", 1, true}, {"insert_graph", 1, true}}},
     {{{"load_user", 1, false}, {"append", 1, true}, {"insert_graph", 1, true}}},
     false,
     false},
    {Operation::move_by_append,
     "move_by_append",
     "reads two users with all posts, and appends posts of the first to those of the second; count: posts",
     {{{"load_user", 2, false}, {"move_by_append", 1, true}, {"move_posts", 1, true}}},
     {},
     false,
     true},
    {Operation::move_by_set,
     "move_by_set",
     "reads a post and another user by key, and makes that its author; count: posts",
     {{{"load_post", 1, true}, {"move_by_set", 1, true}, {"move_posts", 1, true}}},
     {{{"load_post", kOneByKey, true}, {"load_user", 2, true}, {"move_by_set", 1, true}, {"move_posts", 1, true}}},
     true,
     true},
    {Operation::remove_post,
     "remove_post",
     "reads a user with all posts and removes some, which then have no author; count: posts",
     {{{"load_user", 1, false}, {"remove", 1, true}, {"move_posts", 1, true}}},
     {},
     false,
     true},
    {Operation::delete_post,
     "delete_post",
     "reads a user with all posts and deletes some; count: posts",
     {{{"load_user", 1, false}, {"delete_orphans", 1, true}}},
     {},
     false,
     true},
    {Operation::edit_post,
     "edit_post",
     "reads a post by key and gives it a new title; count: posts",
     {{{"load_post", kOneByKey, true}, {"find_dirty", 1, true}}},
     {},
     true,
     true},
    {Operation::delete_user,
     "delete_user",
     "reads a user with all posts and deletes all; count: users",
     {{{"load_user", 1, true}, {"delete_users", 1, true}}},
     {},
     true,
     false},
    {Operation::import_user,
     "import_user",
     "makes a new user with new posts; count: posts",
     {{{"append", 1, true}, {"insert_graph", 1, true}}},
     {},
     false,
     false},
};

}  // namespace

std::span<const OperationWords> operations() noexcept { return kOperations; }

const OperationWords& words_of(Operation operation) noexcept {
  return kOperations[static_cast<std::size_t>(operation)];
}

const Parts& parts_of(Operation operation, SettingAnAuthor setting) noexcept {
  const OperationWords& words = words_of(operation);
  const bool differs = !words.parts_that_read_lists.front().workload.empty();
  return setting == SettingAnAuthor::reads_lists && differs ? words.parts_that_read_lists : words.parts;
}

std::optional<Operation> operation_named(std::string_view name) noexcept {
  const auto* found = std::find_if(std::begin(kOperations), std::end(kOperations),
                                   [&](const OperationWords& words) { return words.name == name; });
  return found != std::end(kOperations) ? std::optional(found->operation) : std::nullopt;
}

}  // namespace bench
