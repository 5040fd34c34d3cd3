// dataset generate: a named dataset into an SQLite file or a directory of CSV files.
#include <fmt/format.h>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/numbers.h"
#include "datasets/tool/progress.h"
#include "datasets/tool/replacement.h"
#include "datasets/tool/stored.h"

namespace dataset_tool {

namespace {

void say(const std::string& where, const datasets::Dataset& dataset, Stored& stored) {
  fmt::print("{}: {}, seed {}: {}, {} bytes, digest {}\n", where, dataset.name(), dataset.seed(),
             rows_in_words(dataset.sizes()), grouped(static_cast<std::int64_t>(stored.bytes())),
             datasets::digest_text(stored.origin().digest));
}

// The path of the new file or directory.
std::filesystem::path generate_file(const Generate& options, const datasets::Dataset& dataset) {
  const bool is_csv = options.format == "csv";
  const Kind kind = is_csv ? Kind::directory : Kind::file;
  std::filesystem::path target = options.out;
  if (is_csv && target.has_parent_path() && target.filename().empty()) target = target.parent_path();  // "out/"
  check_target(target, kind, options.force);

  Replacement made(target, kind);
  {
    ProgressBar bar("writing " + dataset.name());
    (is_csv ? write_csv : write_sqlite)(made.path(), target, dataset, bar.callback());
  }
  check_target(target, kind, options.force);  // somebody may have been there in the meantime
  made.commit();
  return target;
}

}  // namespace

int generate(const Generate& options) {
  const datasets::NamedDataset& row = find(options.which);
  const datasets::Dataset dataset = row.make(row, options.seed);
  if (options.format != "postgres") {
    const std::filesystem::path target = generate_file(options, dataset);
    say(target.string(), dataset, *open_stored(target));
    return 0;
  }
  const std::string dsn = options.dsn.value_or("");
  {
    ProgressBar bar("writing " + dataset.name());
    write_postgres(dsn, options.out, options.force, dataset, bar.callback());
  }
  say("schema " + options.out, dataset, *open_postgres(dsn, options.out));
  return 0;
}

}  // namespace dataset_tool
