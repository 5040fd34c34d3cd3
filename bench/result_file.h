// The file of --benchmark_out, written under a temporary name: a run that fails leaves the file of the run before.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace bench {

struct ResultFileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class ResultFile {
 public:
  // Takes the argument `--benchmark_out=FILE` and makes it name the temporary file; a lone `--benchmark_out_format` and
  // all other arguments stay. Throws ResultFileError when the file cannot be written.
  static bool is_named_by(const std::string& argument);
  explicit ResultFile(const std::string& argument);
  ~ResultFile();  // removes the temporary file unless it was kept
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  const std::string& argument() const noexcept { return argument_; }  // to pass on
  // Gives the file its name. REQUIRES: it was written and closed. Throws ResultFileError when it is cut short, as on a
  // full disk; a JSON document says where it ends.
  void keep(bool is_json);

 private:
  std::filesystem::path wanted_;
  std::filesystem::path temporary_;
  std::string argument_;
};

}  // namespace bench
