// dataset verify: reads a stored dataset back and compares every row with the one that is generated.
#include <fmt/format.h>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tables/progress.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/comparison.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/numbers.h"
#include "datasets/tool/progress.h"
#include "datasets/tool/stored.h"

namespace dataset_tool {
namespace {

// Throws Difference. Returns the digest of the rows.
std::uint64_t compare(Stored& stored, const datasets::Dataset& dataset, const datasets::Progress& progress) {
  const datasets::Relation relation = stored.origin().relation;
  if (relation != dataset.relation())
    throw Difference{fmt::format("its tables are those of {}", datasets::name_of(relation))};
  const std::string schema = stored.schema_difference();
  if (!schema.empty()) throw Difference{schema};
  Comparison comparison(dataset);
  datasets::Steps steps(progress, dataset.sizes().rows());
  datasets::Digest digest;
  datasets::Visiting visitor([&](const auto& row) {
    comparison.visit(row);
    digest.add(row);
    steps.next();
  });
  stored.read(visitor);
  comparison.end();
  return digest.value();
}

}  // namespace

int verify(const Verify& options) {
  const bool is_named = !options.which.name.empty() || !options.which.shape.empty();
  std::string name = is_named ? find(options.which).name : "";
  try {
    const auto stored = open_stored(Place{options.file, options.dsn});
    const datasets::Origin origin = stored->origin();
    if (!is_named) name = origin.name;
    if (datasets::find(name) == nullptr)
      throw BadInput(fmt::format("{}: says it holds '{}', which this version does not know: give {}", options.file,
                                 name,
                                 name.starts_with("shape_")                  ? "--shape and --scale as they were"
                                 : name.find("_first_") != std::string::npos ? "NAME and --users as they were"
                                                                             : "the dataset's NAME"));
    const datasets::Dataset dataset = datasets::make(name, options.seed.value_or(origin.seed));
    const bool as_recorded = name == origin.name && dataset.seed() == origin.seed;
    try {
      ProgressBar bar("reading " + options.file);
      const std::uint64_t digest = compare(*stored, dataset, bar.callback());
      if (as_recorded && digest != origin.digest) throw Difference{"its recorded digest differs from that of its rows"};
    } catch (const Difference& difference) {
      const std::string advice = as_recorded ? "generate it again with --force"
                                             : fmt::format("it says it is {}, seed {}", origin.name, origin.seed);
      throw Damaged(fmt::format("{}: is not {}, seed {}: {}: {}", options.file, name, dataset.seed(),
                                difference.message, advice));
    }
    fmt::print("{}: is {}, seed {}: {} agree\n", options.file, name, dataset.seed(), rows_in_words(dataset.sizes()));
    return 0;
  } catch (const Damaged& damaged) {
    fmt::print(stderr, "dataset: {}\n", damaged.what());
    return 1;
  }
}

}  // namespace dataset_tool
