// dataset verify: reads a stored dataset back and compares every row with the one that is generated.
#include <fmt/format.h>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tables/progress.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/numbers.h"
#include "datasets/tool/progress.h"
#include "datasets/tool/stored.h"

namespace dataset_tool {
namespace {

using datasets::Post;
using datasets::User;

// The first row that is not the dataset's; a message for people.
struct Difference {
  std::string message;
};

std::string text_difference(std::string_view column, const std::string& found, const std::string& wanted) {
  if (found == wanted) return {};
  std::size_t at = 0;
  while (at < found.size() && at < wanted.size() && found[at] == wanted[at]) ++at;
  const std::string lengths =
      found.size() == wanted.size() ? "" : fmt::format(" ({} bytes, should be {})", found.size(), wanted.size());
  return fmt::format("{} differs at byte {}{}", column, at + 1, lengths);
}

std::string row_difference(const User& found, const User& wanted) {
  const std::string name = text_difference("name", found.name, wanted.name);
  return !name.empty() ? name : text_difference("email", found.email, wanted.email);
}

std::string row_difference(const Post& found, const Post& wanted) {
  if (found.author_id != wanted.author_id)
    return fmt::format("author_id is {}, should be {}", found.author_id == 0 ? "NULL" : std::to_string(found.author_id),
                       wanted.author_id);
  const std::string title = text_difference("title", found.title, wanted.title);
  return !title.empty() ? title : text_difference("body", found.body, wanted.body);
}

// Rows of one table, expected with ids 1..rows in that order.
template <class Row, class Make>
class Comparison {
 public:
  Comparison(const char* table, std::int64_t rows, Make make) : table_(table), rows_(rows), make_(make) {}

  void check(const Row& found) {
    const std::int64_t wanted = next_++;
    if (found.id > wanted && wanted <= rows_) missing(wanted);
    if (found.id != wanted || wanted > rows_)
      throw Difference{fmt::format("{} {} should not be there", table_, found.id)};
    const std::string difference = row_difference(found, make_(wanted));
    if (!difference.empty()) throw Difference{fmt::format("{} {}: {}", table_, found.id, difference)};
  }
  void end() const {
    if (next_ <= rows_) missing(next_);
  }

 private:
  [[noreturn]] void missing(std::int64_t id) const { throw Difference{fmt::format("{} {} is missing", table_, id)}; }

  const char* table_;
  std::int64_t rows_;
  Make make_;
  std::int64_t next_ = 1;
};

// Throws Difference. Returns the digest of the rows.
std::uint64_t compare(Stored& stored, const datasets::Dataset& dataset, const datasets::Progress& progress) {
  const std::string schema = stored.schema_difference();
  if (!schema.empty()) throw Difference{schema};
  const auto [n_users, n_posts] = dataset.sizes();
  Comparison<User, std::function<User(std::int64_t)>> users("users", n_users,
                                                            [&](auto id) { return dataset.user(id); });
  Comparison<Post, std::function<Post(std::int64_t)>> posts("posts", n_posts,
                                                            [&](auto id) { return dataset.post(id); });
  datasets::Steps steps(progress, n_users + n_posts);
  datasets::Digest digest;
  bool in_posts = false;
  stored.read(
      [&](const User& user) {
        users.check(user);
        digest.add(user);
        steps.next();
      },
      [&](const Post& post) {
        if (!in_posts) users.end();  // a missing user is named before the posts that it leaves alone
        in_posts = true;
        posts.check(post);
        digest.add(post);
        steps.next();
      });
  users.end();
  posts.end();
  return digest.value();
}

}  // namespace

int verify(const Verify& options) {
  if (!options.name.empty() && datasets::find(options.name) == nullptr) throw datasets::UnknownDataset(options.name);
  try {
    const auto stored = open_stored(options.file);
    const datasets::Origin origin = stored->origin();
    const std::string name = options.name.empty() ? origin.name : options.name;
    if (datasets::find(name) == nullptr)
      throw BadInput(fmt::format("{}: says it holds '{}', which this version does not know: give the dataset's NAME",
                                 options.file, name));
    const datasets::Dataset dataset = datasets::make(name, options.seed.value_or(origin.seed));
    const bool as_recorded = name == origin.name && dataset.seed() == origin.seed;
    try {
      ProgressBar bar("reading " + options.file);
      const std::uint64_t digest = compare(*stored, dataset, bar.callback());
      if (as_recorded && digest != origin.digest)
        throw Difference{"its record names another digest than its rows have"};
    } catch (const Difference& difference) {
      const std::string advice = as_recorded ? "generate it again with --force"
                                             : fmt::format("it says it is {}, seed {}", origin.name, origin.seed);
      throw Damaged(fmt::format("{}: is not {}, seed {}: {}: {}", options.file, name, dataset.seed(),
                                difference.message, advice));
    }
    fmt::print("{}: is {}, seed {}: {} users and {} posts agree\n", options.file, name, dataset.seed(),
               grouped(dataset.sizes().users), grouped(dataset.sizes().posts));
    return 0;
  } catch (const Damaged& damaged) {
    fmt::print(stderr, "dataset: {}\n", damaged.what());
    return 1;
  }
}

}  // namespace dataset_tool
