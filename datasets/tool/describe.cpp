// dataset describe: what a reader wants to know of a dataset, by name or as stored.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tables/progress.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/numbers.h"
#include "datasets/tool/progress.h"
#include "datasets/tool/stored.h"
#include "datasets/tool/summary.h"

namespace dataset_tool {
namespace {

struct Described {
  std::string name;
  std::uint64_t seed;
  std::optional<std::uint64_t> bytes_on_disk;  // of a stored one
  Summary summary;
};

Described describe_generated(const Describe& options) {
  const datasets::Dataset dataset = datasets::make(options.what, options.seed);
  const auto [users, posts] = dataset.sizes();
  ProgressBar bar("describing " + options.what);
  const datasets::Progress progress = bar.callback();
  datasets::Steps steps(progress, users + posts);
  Summarizer all;
  for (std::int64_t id = 1; id <= users; ++id, steps.next()) all.add(dataset.user(id));
  for (std::int64_t id = 1; id <= posts; ++id, steps.next()) all.add(dataset.post(id));
  return {dataset.name(), dataset.seed(), std::nullopt, all.summary()};
}

Described describe_stored(const Describe& options) {
  const auto stored = open_stored(options.what);
  const datasets::Origin origin = stored->origin();
  const std::string schema = stored->schema_difference();
  if (!schema.empty()) throw Damaged(fmt::format("{}: {}: generate it again with --force", options.what, schema));
  ProgressBar bar("reading " + options.what);
  const datasets::Progress progress = bar.callback();
  datasets::Steps steps(progress, origin.sizes.users + origin.sizes.posts);
  Summarizer all;
  const auto add = [&](const auto& row) {
    all.add(row);
    steps.next();
  };
  stored->read(add, add);
  return {origin.name, origin.seed, bytes_on_disk(options.what), all.summary()};
}

void print_json(const Described& it) {
  const Summary& s = it.summary;
  nlohmann::ordered_json json{{"name", it.name},
                              {"seed", it.seed},
                              {"users", s.sizes.users},
                              {"posts", s.sizes.posts},
                              {"posts_without_author", s.posts_without_author},
                              {"fan_out",
                               {{"min", s.fan_outs.min},
                                {"p25", s.fan_outs.p25},
                                {"median", s.fan_outs.median},
                                {"p75", s.fan_outs.p75},
                                {"p99", s.fan_outs.p99},
                                {"max", s.fan_outs.max},
                                {"mean", s.fan_outs.mean}}},
                              {"childless_users", s.childless_users},
                              {"top_1_percent_share", s.top_1_percent_share},
                              {"text_bytes", s.text_bytes},
                              {"body_bytes_mean", s.body_bytes_mean},
                              {"bytes_on_disk", nullptr},
                              {"digest", datasets::digest_text(s.digest)},
                              {"histogram", nlohmann::ordered_json::array()}};
  if (it.bytes_on_disk) json["bytes_on_disk"] = *it.bytes_on_disk;
  for (const Bucket& bucket : s.histogram)
    json["histogram"].push_back({{"from", bucket.from}, {"to", bucket.to}, {"users", bucket.users}});
  fmt::print("{}\n", json.dump(2));
}

void print_histogram(const Summary& summary) {
  constexpr std::int64_t kWidth = 50;  // of the longest bar, in characters
  std::int64_t most = 1;
  for (const Bucket& bucket : summary.histogram) most = std::max(most, bucket.users);
  fmt::print("\n{:>15}  {:>9}\n", "posts of a user", "users");
  for (const Bucket& bucket : summary.histogram) {
    const std::string range =
        bucket.from == bucket.to ? grouped(bucket.from) : grouped(bucket.from) + " - " + grouped(bucket.to);
    const auto length = static_cast<std::size_t>((bucket.users * kWidth + most - 1) / most);
    fmt::print("{:>15}  {:>9}{}{}\n", range, grouped(bucket.users), length > 0 ? "  " : "", std::string(length, '#'));
  }
}

void print_text(const Described& it) {
  const Summary& s = it.summary;
  const FanOuts& f = s.fan_outs;
  const auto line = [](std::string_view what, const std::string& value) { fmt::print("{:<21}{}\n", what, value); };
  line("dataset", fmt::format("{}, seed {}", it.name, it.seed));
  line("rows", fmt::format("{} users, {} posts", grouped(s.sizes.users), grouped(s.sizes.posts)));
  line("posts of a user",
       fmt::format("min {}, p25 {}, median {}, p75 {}, p99 {}, max {}; mean {:.1f}", grouped(f.min), grouped(f.p25),
                   grouped(f.median), grouped(f.p75), grouped(f.p99), grouped(f.max), f.mean));
  line("users without posts", grouped(s.childless_users));
  if (s.posts_without_author > 0) line("posts without author", grouped(s.posts_without_author));
  line("top 1 % of users own", fmt::format("{:.1f} % of the posts", 100 * s.top_1_percent_share));
  line("bytes",
       fmt::format("{} of text, {:.1f} a body on average{}", grouped(s.text_bytes), s.body_bytes_mean,
                   it.bytes_on_disk ? ", " + grouped(static_cast<std::int64_t>(*it.bytes_on_disk)) + " on disk" : ""));
  line("digest", datasets::digest_text(s.digest));
  print_histogram(s);
}

}  // namespace

int describe(const Describe& options) {
  const bool is_name = datasets::find(options.what) != nullptr;
  if (!is_name && !std::filesystem::exists(options.what) && options.what.find_first_of("/.") == std::string::npos)
    throw datasets::UnknownDataset(options.what);  // neither a file nor written like one
  const Described described = is_name ? describe_generated(options) : describe_stored(options);
  options.json ? print_json(described) : print_text(described);
  return 0;
}

}  // namespace dataset_tool
