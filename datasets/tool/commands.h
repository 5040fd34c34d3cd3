// The commands of the program, one file each. Each returns the exit code, prints results on stdout, and throws
// BadInput, Damaged, datasets::UnknownDataset or Interrupted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dataset_tool {

struct Generate {
  std::string name;
  std::string out;
  std::string format = "sqlite";  // or "csv"
  std::uint64_t seed = 1;
  bool force = false;
};
int generate(const Generate& options);

struct Verify {
  std::string file;
  std::string name;                   // empty: the dataset that the file says it holds
  std::optional<std::uint64_t> seed;  // absent: the seed that the file says
};
int verify(const Verify& options);

struct Describe {
  std::string what;  // a dataset's name or a file
  std::uint64_t seed = 1;
  bool json = false;
};
int describe(const Describe& options);

struct List {
  bool json = false;
};
int list(const List& options);

}  // namespace dataset_tool
