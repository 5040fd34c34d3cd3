// dataset list: the named datasets.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "datasets/all.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/numbers.h"

namespace dataset_tool {

int list(const List& options) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  if (!options.json) fmt::print("{:<16} {:>9} {:>11}  {}\n", "name", "users", "posts", "what it is");
  for (const datasets::NamedDataset& row : datasets::all()) {
    if (options.json)
      json.push_back({{"name", row.name},
                      {"shape", row.shape},
                      {"users", row.sizes.users},
                      {"posts", row.sizes.posts},
                      {"description", row.description}});
    else
      fmt::print("{:<16} {:>9} {:>11}  {}\n", row.name, grouped(row.sizes.users), grouped(row.sizes.posts),
                 row.description);
  }
  if (options.json) fmt::print("{}\n", json.dump(2));
  return 0;
}

}  // namespace dataset_tool
