// dataset list: the named datasets.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "datasets/all.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/numbers.h"

namespace dataset_tool {

int list(const List& options) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  if (!options.json) fmt::print("{:<17} {:<16} {:<52} {}\n", "name", "relation", "rows", "what it is");
  for (const datasets::NamedDataset& row : datasets::all()) {
    const std::string_view relation = datasets::name_of(row.relation);
    if (options.json)
      json.push_back({{"name", row.name},
                      {"shape", row.shape},
                      {"relation", relation},
                      {"users", row.sizes.users},
                      {"posts", row.sizes.posts},
                      {"profiles", row.sizes.profiles},
                      {"tags", row.sizes.tags},
                      {"post_tags", row.sizes.post_tags},
                      {"description", row.description}});
    else
      fmt::print("{:<17} {:<16} {:<52} {}\n", row.name, relation,
                 row.sizes.rows() > 0 ? rows_in_words(row.sizes) : "what this machine has", row.description);
  }
  if (options.json) fmt::print("{}\n", json.dump(2));
  return 0;
}

}  // namespace dataset_tool
