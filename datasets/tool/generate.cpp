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

int generate(const Generate& options) {
  const datasets::NamedDataset& row = find(options.which);
  const datasets::Dataset dataset = row.make(row, options.seed);
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

  fmt::print("{}: {}, seed {}: {}, {} bytes, digest {}\n", target.string(), dataset.name(), dataset.seed(),
             rows_in_words(dataset.sizes()), grouped(static_cast<std::int64_t>(bytes_on_disk(target))),
             datasets::digest_text(open_stored(target)->origin().digest));
  return 0;
}

}  // namespace dataset_tool
