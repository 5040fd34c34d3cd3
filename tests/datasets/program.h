// Runs the program `dataset` in a folder of its own, as a user does.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

using Arguments = std::vector<std::string>;

struct Outcome {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  std::string out;
  std::string err;  // without the lines that say how far long work is
};

// A started program.
class Running {
 public:
  // `most_file_bytes` > 0 limits the size of any file it writes.
  Running(const std::filesystem::path& folder, const Arguments& arguments, std::uint64_t most_file_bytes = 0);
  void send(int signal) const;
  Outcome wait();

 private:
  std::filesystem::path out_, err_;
  pid_t process_ = -1;
};

// Tests work in an empty folder, which is removed afterwards.
class Program : public testing::Test {
 protected:
  Program();
  ~Program() override;

  Outcome run(const Arguments& arguments) { return Running(folder_, arguments).wait(); }
  // REQUIRES: it succeeds.
  void make(const Arguments& arguments);
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  // Names in a folder, hidden ones included, sorted.
  std::vector<std::string> names(const std::string& below = ".") const;
  std::string content(const std::string& name) const;
  void write(const std::string& name, const std::string& text) const;

  std::filesystem::path folder_;
};

// One line, beginning with "dataset: ", on stderr; nothing on stdout; exit code `code`.
void expect_complaint(const Outcome& outcome, int code, const std::string& part);
