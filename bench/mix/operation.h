// What a request of a mix can do, and which workloads measure its parts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bench {

enum class Operation : std::uint8_t {
  load_user,
  load_post,
  append_post,
  write_post,
  move_by_append,
  move_by_set,
  remove_post,
  delete_post,
  edit_post,
  delete_user,
  import_user,
};

// `items` of a workload for one operation with `count` 1; those marked `each` are wanted `count` times, others once.
struct Part {
  std::string_view workload;
  double items;
  bool each;
};

using Parts = std::array<Part, 4>;  // an empty workload: none

// What a strategy's callers do to set an author.
enum class SettingAnAuthor : std::uint8_t { reads_no_list, reads_lists };

struct OperationWords {
  Operation operation;
  std::string_view name;  // in a mix's file
  std::string_view does;  // with what `count` counts
  Parts parts;
  Parts parts_that_read_lists;  // where setting an author reads the lists of those it concerns; none: the same parts
  bool repeats;                 // `count` is how often it is done, each time by another user
  bool needs_posts;             // it is done by a user who has posts
};

std::span<const OperationWords> operations() noexcept;
const OperationWords& words_of(Operation operation) noexcept;
const Parts& parts_of(Operation operation, SettingAnAuthor setting) noexcept;
std::optional<Operation> operation_named(std::string_view name) noexcept;

}  // namespace bench
