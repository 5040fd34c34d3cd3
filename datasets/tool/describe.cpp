// dataset describe: what a reader wants to know of a dataset, by name or as stored.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/for_each_row.h"
#include "datasets/sources/shape_file.h"
#include "datasets/tables/progress.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/description.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/numbers.h"
#include "datasets/tool/progress.h"
#include "datasets/tool/stored.h"
#include "datasets/tool/summary.h"

namespace dataset_tool {
namespace {

Described describe_generated(const datasets::NamedDataset& named, std::uint64_t seed) {
  const datasets::Dataset dataset = named.make(named, seed);
  ProgressBar bar("describing " + named.name);
  const datasets::Progress progress = bar.callback();
  datasets::Steps steps(progress, dataset.sizes().rows());
  Summarizer all(dataset.relation());
  datasets::for_each_row(dataset, [&](const auto& row) {
    all.add(row);
    steps.next();
  });
  return {dataset.name(), dataset.seed(), dataset.relation(), std::nullopt, all.summary()};
}

Described describe_stored(const Describe& options) {
  const auto stored = open_stored(Place{options.what, options.dsn});
  const datasets::Origin origin = stored->origin();
  const std::string schema = stored->schema_difference();
  if (!schema.empty()) throw Damaged(fmt::format("{}: {}: generate it again with --force", options.what, schema));
  ProgressBar bar("reading " + options.what);
  const datasets::Progress progress = bar.callback();
  datasets::Steps steps(progress, origin.sizes.rows());
  Summarizer all(origin.relation);
  datasets::Visiting visitor([&](const auto& row) {
    all.add(row);
    steps.next();
  });
  stored->read(visitor);
  return {origin.name, origin.seed, origin.relation, stored->bytes(), all.summary()};
}

nlohmann::ordered_json fan_out_json(const FanOuts& f) {
  return {{"min", f.min}, {"p25", f.p25}, {"median", f.median}, {"p75", f.p75},
          {"p99", f.p99}, {"max", f.max}, {"mean", f.mean}};
}

void print_json(const Described& it) {
  const Summary& s = it.summary;
  const Names names = names_of(it.relation);
  nlohmann::ordered_json json{{"name", it.name},
                              {"seed", it.seed},
                              {"relation", datasets::name_of(it.relation)},
                              {"users", s.sizes.users},
                              {"posts", s.sizes.posts},
                              {"profiles", s.sizes.profiles},
                              {"tags", s.sizes.tags},
                              {"post_tags", s.sizes.post_tags},
                              {"fan_out", fan_out_json(s.side.fan_outs)},
                              {fmt::format("childless_{}", names.owners), s.side.childless},
                              {fmt::format("{}_without_{}", names.children, names.key), s.side.without_owner},
                              {"top_1_percent_share", s.side.top_1_percent_share},
                              {"text_bytes", s.text_bytes},
                              {"body_bytes_mean", s.body_bytes_mean},
                              {"bytes_on_disk", nullptr},
                              {"digest", datasets::digest_text(s.digest)},
                              {"histogram", nlohmann::ordered_json::array()}};
  if (it.bytes_on_disk) json["bytes_on_disk"] = *it.bytes_on_disk;
  if (covers(it.relation, datasets::Relation::many_to_many))
    json["tags_per_post"] = fan_out_json(s.tags_per_post.fan_outs);
  if (it.relation == datasets::Relation::blog) json["posts_per_tag"] = fan_out_json(s.posts_per_tag.fan_outs);
  for (const Bucket& bucket : s.side.histogram)
    json["histogram"].push_back({{"from", bucket.from}, {"to", bucket.to}, {names.owners, bucket.owners}});
  fmt::print("{}\n", json.dump(2));
}

void print_histogram(const Summary& summary, const Names& names) {
  constexpr std::int64_t kWidth = 50;  // of the longest bar, in characters
  std::int64_t most = 1;
  for (const Bucket& bucket : summary.side.histogram) most = std::max(most, bucket.owners);
  fmt::print("\n{:>15}  {:>9}\n", fmt::format("{} of a {}", names.children, names.owner), names.owners);
  for (const Bucket& bucket : summary.side.histogram) {
    const std::string range =
        bucket.from == bucket.to ? grouped(bucket.from) : grouped(bucket.from) + " - " + grouped(bucket.to);
    const auto length = static_cast<std::size_t>((bucket.owners * kWidth + most - 1) / most);
    fmt::print("{:>15}  {:>9}{}{}\n", range, grouped(bucket.owners), length > 0 ? "  " : "", std::string(length, '#'));
  }
}

void print_text(const Described& it) {
  const Summary& s = it.summary;
  const Names names = names_of(it.relation);
  const auto line = [](std::string_view what, const std::string& value) { fmt::print("{:<24}{}\n", what, value); };
  const auto quantiles = [](const FanOuts& f) {
    return fmt::format("min {}, p25 {}, median {}, p75 {}, p99 {}, max {}; mean {:.1f}", grouped(f.min), grouped(f.p25),
                       grouped(f.median), grouped(f.p75), grouped(f.p99), grouped(f.max), f.mean);
  };
  line("dataset", fmt::format("{}, seed {}", it.name, it.seed));
  line("rows", rows_in_words(s.sizes));
  line(fmt::format("{} of a {}", names.children, names.owner), quantiles(s.side.fan_outs));
  if (covers(it.relation, datasets::Relation::many_to_many))
    line("tags of a post", quantiles(s.tags_per_post.fan_outs));
  if (it.relation == datasets::Relation::blog) line("posts of a tag", quantiles(s.posts_per_tag.fan_outs));
  line(fmt::format("{} without {}", names.owners, names.children), grouped(s.side.childless));
  if (s.side.without_owner > 0)
    line(fmt::format("{} without {}", it.relation == datasets::Relation::self_referential ? "posts" : names.children,
                     names.key),
         grouped(s.side.without_owner));
  line(fmt::format("top 1 % of {} own", names.owners),
       fmt::format("{:.1f} % of the {}", 100 * s.side.top_1_percent_share, names.children));
  line("bytes",
       fmt::format("{} of text, {:.1f} a body on average{}", grouped(s.text_bytes), s.body_bytes_mean,
                   it.bytes_on_disk ? ", " + grouped(static_cast<std::int64_t>(*it.bytes_on_disk)) + " on disk" : ""));
  line("digest", datasets::digest_text(s.digest));
  print_histogram(s, names);
}

}  // namespace

int describe(const Describe& options) {
  if (!options.plot.empty() && std::filesystem::exists(options.plot))
    throw BadInput(fmt::format("{}: exists already: choose another --plot", options.plot));
  const std::filesystem::path file = options.what;
  const bool is_shape = !options.dsn && datasets::is_shape_file(file);
  const bool is_name = !options.dsn && (is_shape || datasets::find(options.what) != nullptr);
  if (!is_name && !options.dsn && !std::filesystem::exists(file) &&
      options.what.find_first_of("/.") == std::string::npos)
    throw datasets::UnknownDataset(options.what);  // neither a file nor written like one
  if (!is_shape && options.scale != 1)
    throw BadInput(fmt::format("{}: is not a shape file, and --scale needs one: leave it out", options.what));
  if (!is_name && options.seed != 1)
    throw BadInput(fmt::format("{}: contains its seed: leave --seed out", options.what));
  const Which which{is_shape ? "" : options.what, is_shape ? options.what : "", options.scale};
  const Described described = is_name ? describe_generated(find(which), options.seed) : describe_stored(options);
  if (!options.plot.empty()) {
    std::ofstream picture(options.plot, std::ios::binary);
    picture << svg_of(described);
    picture.close();
    if (!picture) throw BadInput(fmt::format("{}: cannot be written: choose another --plot", options.plot));
  }
  options.json ? print_json(described) : print_text(described);
  return 0;
}

}  // namespace dataset_tool
