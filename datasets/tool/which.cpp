#include "datasets/part.h"
#include "datasets/sources/shape_dataset.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/errors.h"

namespace dataset_tool {

const datasets::NamedDataset& find(const Which& which) {
  std::string name = which.name;
  if (!which.shape.empty()) {
    name = datasets::shape_name(which.shape);
    datasets::add(datasets::shape_dataset(which.shape, which.scale));
  }
  if (which.users > 0) {
    datasets::NamedDataset part = [&] {
      try {
        return datasets::part_of(name, which.users);
      } catch (const datasets::UnknownDataset&) {
        throw;
      } catch (const std::invalid_argument& error) {
        throw BadInput(error.what());
      }
    }();
    name = part.name;
    datasets::add(std::move(part));
  }
  const datasets::NamedDataset* row = datasets::find(name);
  if (row == nullptr) throw datasets::UnknownDataset(name);
  return *row;
}

}  // namespace dataset_tool
