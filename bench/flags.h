// What a benchmark program was called with, beside the flags that are Google Benchmark's alone.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bench/result_file.h"

namespace bench {

struct Flags {
  std::optional<std::string> plan;
  std::optional<std::string> shape;
  std::optional<std::string> scale;
  std::optional<std::string> part;
  std::optional<std::string> mix;
  std::optional<std::string> filter;  // Google Benchmark's own
  bool lists = false;
  std::optional<std::string> checked_backend;  // what its server is, is asked
  bool shows_all_counters = false;
  std::optional<std::string> dropped_token;
  std::unique_ptr<ResultFile> out;  // null: the results are written to no file that the arguments name
  bool has_out = false;
  std::string out_format = "json";
};

// Takes our own flags out of the arguments and looks at those of Google Benchmark's that change what is registered.
// Ends the program after --version; prints our part of --help. Throws ResultFileError.
Flags take_flags(int& argc, char** argv);

}  // namespace bench
