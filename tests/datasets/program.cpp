#include "program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

namespace fs = std::filesystem;

namespace {

std::string read_all(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void redirect(const fs::path& file, int descriptor) {
  const int opened = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(opened, descriptor);
  close(opened);
}

// On a slow machine any work may take long enough to say how far it is.
std::string without_progress(const std::string& lines) {
  static const std::regex progress(R"(dataset: \w+ [^\n]*: \d+ of \d+ rows \(\d+ %\)\n)");
  return std::regex_replace(lines, progress, "");
}

// In the child: never returns.
void become_program(const fs::path& folder, const Arguments& arguments, std::uint64_t most_file_bytes) {
  std::vector<char*> argv;
  std::string program = DATASET_PROGRAM;
  argv.push_back(program.data());
  Arguments copies = arguments;
  for (std::string& copy : copies) argv.push_back(copy.data());
  argv.push_back(nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);  // a test runner may ignore some
  if (most_file_bytes > 0) {
    const rlimit limit{most_file_bytes, most_file_bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  // Looking for leaks takes a program as long as its work does. Tests of its parts, in one process, look for them.
  setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
  if (chdir(folder.c_str()) == 0) execv(program.c_str(), argv.data());
  std::_Exit(127);
}

fs::path new_folder() {
  std::string name = (fs::temp_directory_path() / "bothsides_dataset_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  return name;
}

}  // namespace

Running::Running(const fs::path& folder, const Arguments& arguments, std::uint64_t most_file_bytes) {
  out_ = fs::path(folder.string() + ".out");
  err_ = fs::path(folder.string() + ".err");
  process_ = fork();
  if (process_ == 0) {
    redirect(out_, STDOUT_FILENO);
    redirect(err_, STDERR_FILENO);
    become_program(folder, arguments, most_file_bytes);
  }
}

void Running::send(int signal) const { kill(process_, signal); }

Outcome Running::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                  read_all(out_), without_progress(read_all(err_))};
  fs::remove(out_);
  fs::remove(err_);
  return outcome;
}

Program::Program() : folder_(new_folder()) {}
Program::~Program() { fs::remove_all(folder_); }

void Program::make(const Arguments& arguments) {
  const Outcome outcome = run(arguments);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
}

std::vector<std::string> Program::names(const std::string& below) const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_ / below)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string Program::content(const std::string& name) const { return read_all(folder_ / name); }

void Program::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name, std::ios::binary) << text;
}

void expect_complaint(const Outcome& outcome, int code, const std::string& part) {
  EXPECT_EQ(outcome.exit_code, code) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, testing::StartsWith("dataset: "));
  EXPECT_THAT(outcome.err, testing::HasSubstr(part));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_THAT(outcome.err, testing::EndsWith("\n"));
}
