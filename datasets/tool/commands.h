// The commands of the program, one file each. Each returns the exit code, prints results on stdout, and throws
// BadInput, Damaged, datasets::BadSource, datasets::UnknownDataset or Interrupted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datasets/all.h"

namespace dataset_tool {

// Which dataset: by its name, or of the shape of a file.
struct Which {
  std::string name;
  std::string shape;       // a shape file; empty: by name
  double scale = 1;        // of the shape
  std::int64_t users = 0;  // above 0: the first so many users of a named dataset, with their posts
};
// The named dataset, which is known from now on. Throws UnknownDataset, datasets::BadSource.
const datasets::NamedDataset& find(const Which& which);

struct Generate {
  Which which;
  std::string out;
  std::string format = "sqlite";   // or "csv", "postgres"
  std::optional<std::string> dsn;  // of postgres: `out` is a schema
  std::uint64_t seed = 1;
  bool force = false;
};
int generate(const Generate& options);

struct Verify {
  std::string file;
  std::optional<std::string> dsn;     // `file` is a schema
  Which which;                        // neither name nor shape: the dataset that the file says it holds
  std::optional<std::uint64_t> seed;  // absent: the seed that the file says
};
int verify(const Verify& options);

struct Describe {
  std::string what;                // a dataset's name, what `generate` wrote, or a shape file
  std::optional<std::string> dsn;  // `what` is a schema
  double scale = 1;                // of a shape
  std::uint64_t seed = 1;
  bool json = false;
  std::string plot;  // an SVG file to make; empty: none
};
int describe(const Describe& options);

struct Profile {
  std::string from;
  std::string child;   // TABLE.COLUMN
  std::string parent;  // TABLE.COLUMN; empty: what a declared foreign key names
  std::string out;
  bool force = false;
};
int profile(const Profile& options);

struct List {
  bool json = false;
};
int list(const List& options);

}  // namespace dataset_tool
