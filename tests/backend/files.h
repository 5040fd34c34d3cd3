// A directory of a test's own, and what a test asks of files.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace files {

namespace fs = std::filesystem;

class Directory : public testing::Test {
 protected:
  Directory() {
    std::string pattern = (fs::temp_directory_path() / "bothsides-backend-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no directory for a test: " + pattern);
    directory = pattern;
  }
  ~Directory() override {
    std::error_code ignored;
    fs::permissions(directory, fs::perms::owner_all, ignored);
    fs::remove_all(directory, ignored);
  }
  fs::path file(const char* name = "test.db") const { return directory / name; }

  fs::path directory;
};

inline std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

}  // namespace files
